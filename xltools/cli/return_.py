"""``xltools return``: a marked copy of each faulty workbook for its department, and the notices to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
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
    out,
    print_notices,
    print_settings,
)
from xltools.cli.usage import Command
from xltools.model import Severity
from xltools.services.return_ import REMINDER_FILE, Outcome, Returned, ReturnRequest, return_files
from xltools.text import Text

__all__ = ["register"]

EXAMPLES = """
xltools return 报送/ --out 退回/

xltools return 475.xlsx --out 退回/ --level error

xltools return 报送/ --out 退回/ --previous 汇总.xlsx

xltools return 报送/ --out 退回/ --roster 应报名单.xlsx --word

xltools return 监控表/ --out 退回/ --approved 批复/
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("return", cls=Command, help=COMMANDS["return"].help, epilog=EXAMPLES)(return_)


def return_(
    paths: PathsArgument,
    output: Annotated[
        Path,
        typer.Option("--out", "-o", help=both("存放退回文件的文件夹", "Folder for what goes back."), metavar="DIR"),
    ],
    level: Annotated[
        Severity,
        typer.Option(
            help=both("有此级别及以上的问题才退回", "Return for findings of this severity or worse."),
            metavar="|".join(Severity),
        ),
    ] = Severity.NOTE,
    previous: Annotated[
        list[Path] | None,
        typer.Option(
            help=both(
                "填了审核人意见的汇总，已同意的说明不再退回",
                "A summary with the officer's verdicts; what was accepted sends nothing back.",
            ),
            metavar="FILE",
        ),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "应报部门名单，没有报送的部门另出催报通知",
                "Departments that should report; absent ones get a reminder.",
            ),
            metavar="FILE",
        ),
    ] = None,
    approved: ApprovedOption = None,
    word: Annotated[
        bool, typer.Option("--word", help=both("通知另出 Word 文档", "Write the letters as Word documents, too."))
    ] = False,
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Write marked copies of faulty workbooks, and notices for their departments."""
    request = ReturnRequest(
        tuple(paths),
        output,
        level=level,
        recursive=recursive,
        rules=rules,
        force=force,
        jobs=jobs,
        previous=tuple(previous or ()),
        roster=roster,
        approved=approved,
        word=word,
    )
    with FileBar(lang.pick("退回", "Returning")) as bar:
        result = return_files(request, bar.show)
    _report(result.returned, output, lang)
    if result.reminded:
        text = lang.pick(
            f"催报 {len(result.reminded)} 个部门，已写入 {REMINDER_FILE}：{'、'.join(result.reminded)}",
            f"{len(result.reminded)} departments are reminded in {REMINDER_FILE}: {', '.join(result.reminded)}",
        )
        out.print(escape(text), soft_wrap=True)
    print_settings(result.settings, lang)
    print_notices(result.notices, lang)
    raise typer.Exit(int(result.status))


# --- what is printed -------------------------------------------------------------------------------------------------

_OUTCOMES = {
    Outcome.MARKED: ("已标记", "marked", "yellow"),
    Outcome.LISTED: ("另列清单", "listed", "yellow"),
    Outcome.UNREADABLE: ("无法读取，只出通知", "unreadable, notice only", "bold red"),
    Outcome.CLEAN: ("无需退回", "nothing to return", "green"),
    Outcome.SUPERSEDED: ("不退回", "not returned", "dim"),
    Outcome.IGNORED: ("不是部门工作簿", "no department workbook", "dim"),
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
        if one.accepted:
            parts.append(
                lang.pick(f"县里已同意不改 {one.accepted} 处", f"{one.accepted} findings accepted as explained")
            )
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
        out.print(f"\n{lang.pick(zh, en)}[bold]{escape(str(output))}[/]", soft_wrap=True)
    else:
        out.print(lang.pick("没有需要退回的文件，未生成文件。", "Nothing goes back; no file was written."))
