"""``xltools consolidate``: many department workbooks into one county summary."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from xltools.cli.console import SEVERITY_STYLES, Exit, Lang, err, fail, friendly, out, plain_table
from xltools.cli.targets import check_json, check_summary, check_target
from xltools.county.data import COUNTED_FATES, CountyData, DepartmentEntry, Fate, FileRecord
from xltools.county.gather import FoundFile, NotFoundError, find_files, gather, subfolders
from xltools.county.workers import prepare_workers
from xltools.glossary import TERMS
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.outputs.json_report import county_json, sums_in_words
from xltools.rules.settings import DEFAULT, Settings, SettingsError, load_settings
from xltools.summary.changes import Changes
from xltools.summary.previous import NoSummaryError, PreviousSummary, read_previous
from xltools.values import format_amount

__all__ = ["load_rules", "register"]

ZERO = Decimal(0)
FATE_STYLES = {Fate.ACCEPTED: "green", Fate.SUPERSEDED: "dim", Fate.REJECTED: "bold red", Fate.IGNORED: "dim"}

EPILOG = """例 Examples:

  xltools consolidate 报送/ --out 县级汇总.xlsx

  xltools consolidate 报送/ --recursive --roster 应报名单.xlsx --year 2020 --out 县级汇总.xlsx --json 汇总.json
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("consolidate", epilog=EPILOG)(consolidate)


def consolidate(
    paths: Annotated[list[Path], typer.Argument(help="部门工作簿或文件夹 Workbooks or folders.", metavar="PATH...")],
    output: Annotated[Path, typer.Option("--out", "-o", help="汇总工作簿 The summary workbook to write.")],
    roster: Annotated[Path | None, typer.Option(help="应报部门名单 Departments that should report.")] = None,
    county: Annotated[str, typer.Option(help="县（市、区）名称 Name of the county.")] = "",
    year: Annotated[int | None, typer.Option(help="预算年度，其他年度的文件不汇总 Take this budget year only.")] = None,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="包括子文件夹 Look into subfolders.")] = False,
    exclude: Annotated[
        list[str] | None, typer.Option(help="不汇总的文件名（可用 * 号） File names to leave out, with *.")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="规则设置 Rule settings (TOML).")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="并行数，0 为自动 Workers, 0 for all cores.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="另存结果为 JSON Write the result as JSON.")] = None,
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    previous: Annotated[
        Path | None,
        typer.Option(help="上次的汇总，带入填写的内容 An earlier summary whose entries are taken over."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="覆盖已有的汇总 Overwrite an existing summary.")] = False,
) -> None:
    """汇总各部门的绩效目标工作簿。 Consolidate department workbooks into one county summary."""
    _check_targets(output, json_file, [*paths, roster, rules], force=force)
    settings, earlier = load_rules(rules), _previous(previous, output, lang)
    if (jobs or os.cpu_count() or 1) > 1:
        prepare_workers()
    departments = _roster(roster)
    try:
        skip = [p for p in (output, json_file, roster, previous) if p]
        files = find_files(paths, recursive=recursive, exclude=exclude or (), skip=skip)
    except NotFoundError as error:
        fail(f"找不到 {error}，请检查路径。", f"There is no {error}; check the path.")
    if not files:
        fail("这里没有文件可以汇总。", "There is no file to consolidate.")
    data = _gather(files, departments, settings, county, year, jobs, lang)
    accepted, changes = data.accepted, None
    if accepted:
        with friendly(), err.status(lang.pick("正在写汇总工作簿…", "Writing the summary…")):
            changes = _write(data, output, json_file, settings, earlier)
    elif json_file:
        with friendly():
            _write_json(data, json_file)
    _report(data, output if accepted else None, lang)
    if changes:
        _report_changes(changes, lang)
    if not recursive and (folders := subfolders(paths)):
        zh, en = (
            f"另有 {folders} 个子文件夹没有查看，需要时加 --recursive。",
            f"{folders} subfolders not looked into; add --recursive.",
        )
        out.print(f"[yellow]{lang.pick(zh, en)}[/]")
    raise typer.Exit(int(_exit_code(data)))


def _check_targets(output: Path, json_file: Path | None, inputs: Sequence[Path | None], *, force: bool) -> None:
    check_target(output, force=force, suffix=".xlsx", inputs=[*inputs, json_file])
    check_summary(output)
    if json_file:
        check_target(json_file, force=force, inputs=[*inputs, output])
        check_json(json_file)


def load_rules(path: Path | None) -> Settings:
    """The county's rule settings, or the defaults; a faulty file ends the command with a message."""
    if path is None:
        return DEFAULT
    try:
        return load_settings(path)
    except SettingsError as error:
        fail(f"规则设置有误：{error.zh}", f"Rule settings: {error.en}")


def _previous(path: Path | None, output: Path, lang: Lang) -> PreviousSummary | None:
    """The summary whose entries are taken over: the one that is named, or else the one that is overwritten."""
    if path is None and not output.exists():
        return None
    try:
        previous = read_previous(path or output)
    except NoSummaryError as error:
        _fail_previous(error)
    if path is None:
        zh, en = f"带入 {output} 里填写的内容。", f"Entries of {output} are taken over."
        out.print(escape(lang.pick(zh, en)), soft_wrap=True)
    elif output.exists() and path.resolve() != output.resolve():
        zh, en = (
            f"带入的是 {path} 里填写的内容；{output} 将被覆盖，其中填写的内容不带入。",
            f"Entries of {path} are taken over; {output} is overwritten with what was typed into it.",
        )
        out.print(f"[yellow]{escape(lang.pick(zh, en))}[/]", soft_wrap=True)
    return previous


def _fail_previous(error: NoSummaryError) -> NoReturn:
    fail(f"上次的汇总读不了：{error.zh}", f"Earlier summary: {error.en}")


def _roster(path: Path | None) -> tuple[DepartmentEntry, ...]:
    if path is None:
        return ()
    from xltools.rosters.read import RosterError, read_roster

    try:
        roster = read_roster(path)
    except RosterError as error:
        fail(f"名单读不了：{error.zh}", f"Roster: {error.en}")
    except OSError as error:
        fail(f"名单读不了：{error}", f"Roster: {error}")
    return tuple(DepartmentEntry(entry.code, entry.name, entry.projects) for entry in roster.departments)


def _gather(
    files: tuple[FoundFile, ...],
    roster: tuple[DepartmentEntry, ...],
    settings: Settings,
    county: str,
    year: int | None,
    jobs: int,
    lang: Lang,
) -> CountyData:
    bar = Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[file]}"),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bar:
        task = bar.add_task(lang.pick("读取", "Reading"), total=len(files), file="")
        return gather(
            files,
            settings=settings,
            roster=roster,
            county=county,
            year=year,
            jobs=jobs,
            progress=lambda record: bar.update(task, advance=1, file=escape(Path(record.path).name)),
        )


def _write(
    data: CountyData, output: Path, json_file: Path | None, settings: Settings, previous: PreviousSummary | None
) -> Changes | None:
    import io

    from xltools.summary import write_summary
    from xltools.writer.save import save_atomically

    buffer = io.BytesIO()
    try:
        changes = write_summary(data, buffer, settings=settings, base=output.parent, previous=previous)
    except NoSummaryError as error:
        _fail_previous(error)
    save_atomically(buffer.getvalue(), output, overwrite=True)
    if json_file:
        _write_json(data, json_file)
    return changes


def _write_json(data: CountyData, target: Path) -> None:
    from xltools.writer.save import save_atomically

    text = json.dumps(county_json(data), ensure_ascii=False, indent=1)
    save_atomically(text.encode(), target, overwrite=True)


def _exit_code(data: CountyData) -> Exit:
    if not data.accepted:
        return Exit.NOTHING
    counts = count_severities(data.findings)
    return Exit.FINDINGS if counts[Severity.ERROR] or data.missing else Exit.DONE


def _report(data: CountyData, output: Path | None, lang: Lang) -> None:
    out.print(_file_table(data, lang))
    fates = {fate: sum(file.fate is fate for file in data.files) for fate in Fate}
    parts = "  ".join(f"[{FATE_STYLES[fate]}]{_term(fate, lang)} {count}[/]" for fate, count in fates.items() if count)
    out.print(f"\n{lang.pick('文件', 'Files')} {len(data.files)}: {parts}")
    out.print(lang.pick(*sums_in_words(data)), highlight=False)
    counts = count_severities(data.findings)
    found = "  ".join(f"[{SEVERITY_STYLES[level]}]{_term(level, lang)} {counts[level]}[/]" for level in Severity)
    elsewhere = sum(counts.values()) - sum(
        sum(file.counts.values()) for file in data.files if file.fate in COUNTED_FATES
    )
    zh, en = f"，其中 {elsewhere} 处不属于某个文件", f", {elsewhere} of no single file"
    of_none = lang.pick(zh, en) if elsewhere else ""
    out.print(f"{lang.pick('问题', 'Findings')} {sum(counts.values())}: {found}{of_none}")
    if data.missing:
        names = escape("、".join(f"{entry.code} {entry.name}" for entry in data.missing))
        told = lang.pick("没有有效文件的部门", "Departments without a valid file")
        out.print(f"[bold red]{told} {len(data.missing)}: {names}[/]")
    if output:
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(output))}[/]", soft_wrap=True)
    else:
        err.print(
            lang.pick("没有可以汇总的文件，未生成汇总工作簿。", "Nothing to consolidate; no summary was written.")
        )


def _report_changes(changes: Changes, lang: Lang) -> None:
    counts = "  ".join(f"{_term(key, lang)} {count}" for key, count in changes.counts)
    out.print(f"{lang.pick('与上次汇总相比', 'Since the earlier summary')}: {counts}")
    if left := len(changes.unmatched_entries):
        zh, en = (
            f"上次填写的内容有 {left} 行没有对应的问题或项目，列在“上次未对应”表。",
            f"{left} rows of entries belong to no finding or project of now; they are on the sheet 上次未对应.",
        )
        out.print(f"[yellow]{lang.pick(zh, en)}[/]", soft_wrap=True)


def _term(key: str, lang: Lang) -> str:
    return lang.pick(*TERMS[key])


def _file_table(data: CountyData, lang: Lang) -> Table:
    headers = (
        ("文件", "部门", "项目", "金额（元）", "错误", "警告", "提示", "处理结果")
        if lang is Lang.ZH
        else ("File", "Department", "Projects", "Amount (yuan)", "Errors", "Warnings", "Notes", "Fate")
    )
    table = plain_table(*headers, numbers=frozenset({2, 3, 4, 5, 6}))
    for file in data.files:
        table.add_row(*_file_row(file, lang))
    return table


def _file_row(file: FileRecord, lang: Lang) -> tuple[str, ...]:
    fate = f"[{FATE_STYLES[file.fate]}]{_term(file.fate, lang)}[/]"
    # Names and texts are those of files: what looks like markup in them is none.
    reason = escape(lang.pick(*file.reason))
    fate = f"{fate} {reason}" if reason else fate
    name, department = escape(Path(file.path).name), escape(f"{file.department_code} {file.department_name}".strip())
    # The numbers of files that do not count would not add up to those below.
    counts = [str(file.counts.get(level, 0)) if file.fate in COUNTED_FATES else "" for level in Severity]
    if file.fate is not Fate.ACCEPTED:
        return (name, department, "", "", *counts, fate)
    projects = file.projects
    amount = format_amount(sum((row.budget for row in projects if row.budget), start=ZERO))
    return (name, department, str(len(projects)), amount, *counts, fate)
