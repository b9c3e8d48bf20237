"""``xltools consolidate``: many department workbooks into one county summary."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
    SEVERITY_STYLES,
    ApprovedOption,
    FileBar,
    ForceOption,
    JobsOption,
    Lang,
    LangOption,
    PathsArgument,
    RecursiveOption,
    RulesOption,
    borderless_table,
    both,
    err,
    out,
    print_notices,
    print_settings,
)
from xltools.cli.usage import Command
from xltools.county.data import COUNTED_FATES, CountyData, CountyFile, Fate
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.services.consolidate import (
    Answers,
    Changes,
    ConsolidateRequest,
    ConsolidateResult,
    IfExists,
    PaperSize,
    RunOrigin,
)
from xltools.services.consolidate import consolidate as run_consolidation
from xltools.values import format_amount

__all__ = ["PagesOption", "PaperOption", "register"]

ZERO = Decimal(0)
PaperOption = Annotated[
    PaperSize,
    typer.Option("--paper", help=both("打印汇总用的最大纸张", "The largest paper that the summary is printed on.")),
]
PagesOption = Annotated[
    bool,
    typer.Option(
        "--pages", help=both("另加“部门单页”，每个部门一页", "Add a sheet with one page for each department.")
    ),
]
MAX_ALIGNED = 300
"""Up to this many files are listed in columns."""
FATE_STYLES = {
    Fate.ACCEPTED: "green",
    Fate.SUPERSEDED: "dim",
    Fate.UNDECIDED: "bold red",
    Fate.REJECTED: "bold red",
    Fate.IGNORED: "dim",
}

EXAMPLES = """
xltools consolidate 报送/ --out 县级汇总.xlsx

xltools consolidate 报送/ --recursive --roster 应报名单.xlsx --year 2020 --out 县级汇总.xlsx --json 汇总.json

xltools consolidate 报送/ --out 县级汇总.xlsx --tables 明细表/

xltools consolidate 报送/ --out 县级汇总.xlsx --briefing 简报.docx --paper a4

xltools consolidate 报送/ --out 县级汇总.xlsx --pages
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("consolidate", cls=Command, help=COMMANDS["consolidate"].help, epilog=EXAMPLES)(consolidate)


def consolidate(
    paths: PathsArgument,
    output: Annotated[
        Path,
        typer.Option("--out", "-o", help=both("汇总工作簿", "The summary workbook to write."), metavar="FILE"),
    ],
    roster: Annotated[
        Path | None, typer.Option(help=both("应报部门名单", "Departments that should report."), metavar="FILE")
    ] = None,
    county: Annotated[str, typer.Option(help=both("县（市、区）名称", "Name of the county."), metavar="NAME")] = "",
    year: Annotated[
        int | None,
        typer.Option(
            help=both("预算年度，四位；其他年度的文件不汇总", "Take this budget year only, four digits."),
            metavar="YEAR",
        ),
    ] = None,
    recursive: RecursiveOption = False,
    exclude: Annotated[
        list[str] | None,
        typer.Option(help=both("不汇总的文件名（可用 * 号）", "File names to leave out, with *."), metavar="PATTERN"),
    ] = None,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help=both("另存结果为 JSON", "Write the result as JSON."), metavar="FILE")
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option(
            help=both("另存明细表的文件夹（CSV、Parquet）", "A folder for the tables (CSV, Parquet)."), metavar="DIR"
        ),
    ] = None,
    lang: LangOption = Lang.ZH,
    take: Annotated[
        list[Path] | None,
        typer.Option(
            help=both(
                "一个部门有几份时采用这一份（可多次给出）", "Of several files of a department, the one that counts."
            ),
            metavar="FILE",
        ),
    ] = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option(
            help=both(
                "上次的汇总，带入填写的内容（可多次给出）",
                "An earlier summary whose entries are taken over; may be repeated.",
            ),
            metavar="FILE",
        ),
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option(
            "--last-year",
            help=both(
                "上年的县级汇总，核对名称、金额和指标值",
                "Last year's summary, to hold names, amounts and targets against.",
            ),
            metavar="SUMMARY",
        ),
    ] = None,
    approved: ApprovedOption = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            help=both("确认这张表的存疑金额，计入合计", "Count the doubtful amount of this sheet; may be repeated."),
            metavar="FILE!SHEET",
        ),
    ] = None,
    force: ForceOption = False,
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache",
            help=both("全部重新读取，不用也不留缓存（见 xltools cache）", "Read every file anew; see xltools cache."),
        ),
    ] = False,
    no_record: Annotated[
        bool,
        typer.Option(
            "--no-record", help=both("不写操作记录（用户、计算机、时间）", "Do not record user, computer and time.")
        ),
    ] = False,
    paper: PaperOption = PaperSize.A3,
    pages: PagesOption = False,
    briefing: Annotated[
        Path | None,
        typer.Option(help=both("另写一页简报（Word）", "Write the county on one page (Word), too."), metavar="FILE"),
    ] = None,
) -> None:
    """Consolidate department workbooks into one county summary."""
    request = ConsolidateRequest(
        paths=tuple(paths),
        output=output,
        if_exists=IfExists.REPLACE if force else IfExists.REFUSE,
        json_file=json_file,
        tables=tables,
        roster=roster,
        county=county,
        year=year,
        recursive=recursive,
        exclude=tuple(exclude or ()),
        rules=rules,
        jobs=jobs,
        take=tuple(take or ()),
        previous=tuple(previous or ()),
        last_year=last_year,
        approved=approved,
        accept=tuple(accept or ()),
        cache=not no_cache,
        record=None if no_record else RunOrigin.COMMAND,
        paper=paper,
        pages=pages,
        briefing=briefing,
    )
    with FileBar(lang.pick("读取", "Reading"), lang.pick("正在写汇总工作簿…", "Writing the summary…")) as bar:
        result = run_consolidation(request, bar.show)
    _report(result, lang)
    raise typer.Exit(int(result.status))


def _report(result: ConsolidateResult, lang: Lang) -> None:
    data = result.data
    if len(data.files) > MAX_ALIGNED:
        out.print(_file_lines(data, lang), markup=False, soft_wrap=True)
    else:
        out.print(_file_table(data, lang))
    fates = {fate: sum(file.fate is fate for file in data.files) for fate in Fate}
    parts = "  ".join(
        f"[{FATE_STYLES[fate]}]{lang.pick(*fate.term)} {count}[/]" for fate, count in fates.items() if count
    )
    out.print(f"\n{lang.pick('文件', 'Files')} {len(data.files)}: {parts}")
    out.print(lang.pick(*result.sums), highlight=False)
    _report_doubtful(data, lang)
    counts = count_severities(data.findings)
    levels = "  ".join(f"[{SEVERITY_STYLES[level]}]{lang.pick(*level.term)} {counts[level]}[/]" for level in Severity)
    in_files = sum(sum(file.counts.values()) for file in data.files if file.fate in COUNTED_FATES)
    elsewhere = sum(counts.values()) - in_files
    zh, en = f"，其中 {elsewhere} 处不属于某个文件", f", {elsewhere} not tied to a file"
    of_none = lang.pick(zh, en) if elsewhere else ""
    out.print(f"{lang.pick('问题', 'Findings')} {sum(counts.values())}: {levels}{of_none}")
    if data.missing:
        names = escape("、".join(f"{entry.code} {entry.name}" for entry in data.missing))
        label = lang.pick("没有有效文件的部门", "Departments without a valid file")
        out.print(f"[bold red]{label} {len(data.missing)}: {names}[/]")
    print_settings(result.settings, lang, [file.trial for file in data.accepted])
    if result.output:
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(result.output))}[/]", soft_wrap=True)
    else:
        err.print(
            lang.pick("没有可以汇总的文件，未生成汇总工作簿。", "Nothing to consolidate; no summary was written.")
        )
    if result.tables:
        folder = escape(str(result.tables.paths[0].parent))
        count = len(result.tables.paths)
        words = lang.pick(f"（{count} 个文件）", f" ({count} files)")
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{folder}[/]{words}", soft_wrap=True)
    if result.briefing:
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(result.briefing))}[/]", soft_wrap=True)
    if result.changes:
        _report_changes(result.changes, lang)
    if result.answers.counts:
        _report_answers(result.answers, lang)
    print_notices(result.notices, lang)


def _report_doubtful(data: CountyData, lang: Lang) -> None:
    """Say how much money is kept out of the totals."""
    apart = [doubt for doubt in data.doubtful if not doubt.counted]
    budgets = sum(doubt.field == "budget" for doubt in apart)
    if budgets:
        amount = format_amount(sum((doubt.budget_apart for doubt in apart), ZERO))
        zh, en = (
            f"存疑金额 {budgets} 处 {amount} 元，处理前不计入以上合计，见“存疑金额”表",
            f"Doubtful amounts {budgets}: {amount} yuan, not in these totals until settled; see sheet 存疑金额",
        )
        out.print(f"[bold red]{lang.pick(zh, en)}[/]", soft_wrap=True)
    if parts := len(apart) - budgets:
        zh, en = (
            f"财政资金、其他资金存疑 {parts} 处，处理前不计入该栏合计，见“存疑金额”表",
            f"Doubtful fiscal or other money {parts}: not in the totals of it until settled; see sheet 存疑金额",
        )
        out.print(f"[bold red]{lang.pick(zh, en)}[/]", soft_wrap=True)


def _report_changes(changes: Changes, lang: Lang) -> None:
    counts = "  ".join(f"{lang.pick(*term)} {count}" for term, count in changes.counts)
    out.print(f"{lang.pick('与上次汇总相比', 'Since the earlier summary')}: {counts}")
    if left := len(changes.unmatched_entries):
        zh, en = (
            f"上次填写的内容有 {left} 行没有对应的问题或项目，列在“上次未对应”表。",
            f"{left} rows of entries belong to no finding or project of now; they are on the sheet 上次未对应.",
        )
        out.print(f"[yellow]{lang.pick(zh, en)}[/]", soft_wrap=True)


def _report_answers(answers: Answers, lang: Lang) -> None:
    """Say how many findings are explained or accepted; all others are open."""
    counts = "  ".join(f"{lang.pick(*one.term)} {count}" for one, count in sorted(answers.counts.items(), reverse=True))
    out.print(f"{lang.pick('部门说明', 'Explanations of departments')}: {counts}")


def _file_headers(lang: Lang) -> tuple[str, ...]:
    return (
        ("文件", "部门", "项目", "金额（元）", "错误", "警告", "提示", "处理结果")
        if lang is Lang.ZH
        else ("File", "Department", "Projects", "Amount (yuan)", "Errors", "Warnings", "Notes", "Fate")
    )


def _file_lines(data: CountyData, lang: Lang) -> str:
    """Return a plain line for each file: aligning thousands of them takes a seventh of a later run."""
    rows = (_file_headers(lang), *(_file_row(file, lang) for file in data.files))
    return "\n".join("  ".join(cell or "-" for cell in row) for row in rows)


def _file_table(data: CountyData, lang: Lang) -> Table:
    table = borderless_table(*_file_headers(lang), numbers=frozenset({2, 3, 4, 5, 6}))
    for file in data.files:
        row = _file_row(file, lang)
        # Names and texts are those of files: what looks like markup in them is none.
        *texts, fate = map(escape, row)
        word = escape(lang.pick(*file.fate.term))
        table.add_row(*texts, f"[{FATE_STYLES[file.fate]}]{word}[/]{fate.removeprefix(word)}")
    return table


def _file_row(file: CountyFile, lang: Lang) -> tuple[str, ...]:
    fate = f"{lang.pick(*file.fate.term)} {lang.pick(*file.reason)}".strip()
    name, department = Path(file.path).name, f"{file.department_code} {file.department_name}".strip()
    # The numbers of files that do not count would not add up to those below.
    listed = file.fate in {Fate.ACCEPTED, Fate.REJECTED} or any(file.counts.values())
    counts = [str(file.counts.get(level, 0)) if listed and file.fate in COUNTED_FATES else "" for level in Severity]
    if file.fate is not Fate.ACCEPTED:
        return (name, department, "", "", *counts, fate)
    projects = file.projects
    amount = format_amount(sum((row.budget for row in projects if row.budget), start=ZERO))
    return (name, department, str(len(projects)), amount, *counts, fate)
