"""``xltools return``: a marked copy of each faulty workbook for its department, and the notices to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from xltools.cli.console import Lang, borderless_table, err, fail, friendly, out, print_notices, print_settings
from xltools.county.data import Fate
from xltools.county.gather import FoundFile, NotFoundError, find_files, gather
from xltools.model import Severity
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus
from xltools.services.settings import choose_settings
from xltools.text import Text

if TYPE_CHECKING:
    from xltools.department.returns import Returned

__all__ = ["register"]

NOTICE_FILE = "退回通知.xlsx"

EPILOG = """例 Examples:

  xltools return 报送/ --out 退回/

  xltools return 475.xlsx --out 退回/ --level error
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("return", epilog=EPILOG)(return_)


def return_(
    paths: Annotated[list[Path], typer.Argument(help="部门工作簿或文件夹 Workbooks or folders.", metavar="PATH...")],
    output: Annotated[Path, typer.Option("--out", "-o", help="存放退回文件的文件夹 Folder for what goes back.")],
    level: Annotated[
        Severity, typer.Option(help="有此级别及以上的问题才退回 Return for findings of this severity or worse.")
    ] = Severity.NOTE,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="包括子文件夹 Look into subfolders.")] = False,
    rules: Annotated[Path | None, typer.Option(help="规则设置 Rule settings (TOML).")] = None,
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    force: Annotated[bool, typer.Option("--force", "-f", help="覆盖已有的文件 Overwrite existing files.")] = False,
) -> None:
    """给有问题的工作簿做标记副本和退回通知（原文件不动）。 Marked copies and notices for faulty workbooks."""
    from xltools.department.notice import notice_workbook
    from xltools.department.returns import return_workbook
    from xltools.writer.save import save_atomically

    with friendly():
        chosen = choose_settings(rules, output, paths)
    settings = chosen.settings
    files = _files(paths, output, recursive=recursive)
    older = _superseded(files, settings)
    stems = dict(_stems([file for file in files if file.name not in {one.name for one in older}]))
    _check_targets(stems, output, force=force)
    done: list[Returned] = list(older)
    with friendly():
        output.mkdir(parents=True, exist_ok=True)
        with _progress() as bar:
            task = bar.add_task(lang.pick("退回", "Returning"), total=len(stems))
            for file, stem in stems.items():
                one = return_workbook(file.path, file.name, stem, settings, level)
                if one.data is not None:
                    save_atomically(one.data, output / one.file_name, overwrite=force)
                done.append(replace(one, data=None))
                bar.advance(task)
        if any(one.goes_back for one in done):
            save_atomically(notice_workbook(done), output / NOTICE_FILE, overwrite=force)
    _report(done, output, lang)
    print_settings(settings, lang)
    print_notices(chosen.notices, lang)
    raise typer.Exit(int(_exit_code(done)))


def _files(paths: Sequence[Path], output: Path, *, recursive: bool) -> tuple[FoundFile, ...]:
    """Return the files to look at, without those that an earlier run put into the output folder."""
    try:
        found = find_files(paths, recursive=recursive)
    except NotFoundError as error:
        fail(*error.text)
    target = output.resolve()
    files = tuple(file for file in found if target not in file.path.resolve().parents)
    if found and not files:
        fail(
            "退回文件要放到另一个文件夹，不能与报送的文件放在一起。",
            "What goes back must be put into a folder other than that of the files that were sent.",
        )
    if not files:
        fail("这里没有文件。", "There is no file.")
    if left_out := len(found) - len(files):
        zh, en = f"{output} 里的 {left_out} 个文件不看。", f"{left_out} files in {output} are not looked at."
        err.print(f"[dim]{zh} {en}[/]", soft_wrap=True)
    return files


def _superseded(files: Sequence[FoundFile], settings: Settings) -> list[Returned]:
    """Return the files that are not returned because the department has sent a newer one."""
    from xltools.department.returns import Outcome, Returned

    if len(files) < 2:
        return []
    records = gather(files, settings=settings).files
    return [
        Returned(one.path, Outcome.SUPERSEDED, one.department_code, one.department_name, reason=one.reason)
        for one in records
        if one.fate is Fate.SUPERSEDED
    ]


def _stems(files: Sequence[FoundFile]) -> Iterator[tuple[FoundFile, str]]:
    """Yield each file with the beginning of the names of its returned files, which is unique."""
    from xltools.department.returns import COPY_SUFFIX

    taken: set[str] = set()
    for file in files:
        base = file.path.stem.removesuffix(COPY_SUFFIX)
        stem, number = base, 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{base}({number})"
        taken.add(stem.casefold())
        yield file, stem


def _check_targets(stems: dict[FoundFile, str], output: Path, *, force: bool) -> None:
    """End before anything is written if something would be overwritten."""
    from xltools.department.returns import COPY_SUFFIX, LIST_SUFFIX

    if output.exists() and not output.is_dir():
        fail(f"{output} 不是文件夹。", f"{output} is not a folder.")
    names = [f"{stem}{end}" for file, stem in stems.items() for end in (COPY_SUFFIX + file.path.suffix, LIST_SUFFIX)]
    there = [name for name in (*names, NOTICE_FILE) if (output / name).exists()]
    if there and not force:
        fail(
            f"{output / there[0]} 等 {len(there)} 个文件已存在。要覆盖请加 --force，或换一个文件夹。",
            f"{len(there)} files such as {output / there[0]} exist already. Add --force, or choose another folder.",
        )


def _progress() -> Progress:
    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


# --- what is printed -------------------------------------------------------------------------------------------------

_OUTCOMES = {
    "marked": ("已标记", "marked", "yellow"),
    "listed": ("另列清单", "listed", "yellow"),
    "unreadable": ("无法读取，只出通知", "unreadable, notice only", "bold red"),
    "clean": ("无需退回", "nothing to return", "green"),
    "superseded": ("不退回", "not returned", "dim"),
    "ignored": ("不是部门工作簿", "no department workbook", "dim"),
}


def _report(done: Sequence[Returned], output: Path, lang: Lang) -> None:
    headers = (
        ("文件", "错误", "警告", "提示", "处理结果")
        if lang is Lang.ZH
        else ("File", "Errors", "Warnings", "Notes", "Fate")
    )
    table = borderless_table(*headers, numbers=frozenset({1, 2, 3}))
    for one in done:
        zh, en, style = _OUTCOMES[one.outcome]
        parts = [f"[{style}]{lang.pick(zh, en)}[/]", escape(one.file_name), escape(lang.pick(*one.reason))]
        if one.mended:
            parts.append(lang.pick(f"上次的问题已改 {one.mended} 处", f"{one.mended} earlier findings mended"))
        counts = [str(one.counts[severity]) for severity in Severity]
        table.add_row(escape(Path(one.name).name), *counts, " ".join(filter(None, parts)))
    out.print(table)
    for one in done:
        texts = [refusal.text for refusal in one.refused]
        texts += [
            Text(f"{Path(one.name).name}：{notice.text.zh}", f"{one.name}: {notice.text.en}") for notice in one.notices
        ]
        for zh, en in texts:
            out.print(f"[yellow]{escape(lang.pick(zh, en))}[/]", soft_wrap=True)
    back = sum(one.goes_back for one in done)
    if back:
        zh, en = f"退回 {back} 个，已写入 ", f"{back} go back, written to "
        out.print(f"\n{lang.pick(zh, en)}[bold]{output}[/]", soft_wrap=True)
    else:
        out.print(lang.pick("没有需要退回的文件，未生成文件。", "Nothing goes back; no file was written."))


def _exit_code(done: Sequence[Returned]) -> ExitStatus:
    from xltools.department.returns import Outcome

    if all(one.outcome in {Outcome.IGNORED, Outcome.SUPERSEDED} for one in done):
        return ExitStatus.NOTHING
    return ExitStatus.FINDINGS if any(one.goes_back for one in done) else ExitStatus.DONE
