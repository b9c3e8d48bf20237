"""``xltools fill`` and ``xltools undo``: fill the blanks of a copy, and take the fills back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.console import Lang, borderless_table, fail, friendly, out
from xltools.cli.targets import check_target
from xltools.derive import Fill
from xltools.glossary import field_term

__all__ = ["register"]

FILL_EPILOG = """例 Examples:

  xltools fill 475.xlsx --dry-run

  xltools fill 475.xlsx --out 475-已填.xlsx
"""

UNDO_EPILOG = """例 Example:

  xltools undo 475-已填.xlsx
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fill", epilog=FILL_EPILOG)(fill)
    app.command("undo", epilog=UNDO_EPILOG)(undo)


def fill(
    file: Annotated[Path, typer.Argument(help="部门工作簿 The workbook.")],
    output: Annotated[Path | None, typer.Option("--out", "-o", help="填好的副本 The filled copy to write.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="只列出，不写文件 Only list the fills.")] = False,
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    force: Annotated[bool, typer.Option("--force", "-f", help="覆盖已有文件 Overwrite an existing file.")] = False,
) -> None:
    """填充可推算的空格（只填空格，写到副本）。 Fill blanks that follow from what is there, into a copy."""
    from xltools.department.fill import fill_workbook
    from xltools.editor import EditRefusedError
    from xltools.writer.save import save_atomically

    if output is None and not dry_run:
        fail("请用 --out 指定副本的文件名，或用 --dry-run 只看不写。", "Name the copy with --out, or use --dry-run.")
    if output is not None:
        # The copy is a workbook of the same kind.
        check_target(output, force=force, suffix=file.suffix.lower(), inputs=[file])
    try:
        filled = fill_workbook(_content(file), file.name, datetime.now().astimezone())
    except EditRefusedError as error:
        fail(f"{file.name}：{error.text.zh}", f"{file.name}: {error.text.en}")
    _table(filled.done, lang.pick("填充", "Fills"), lang)
    _table(filled.suggestions, lang.pick("建议（不自动填）", "Suggestions (never filled by themselves)"), lang)
    for refusal in filled.refused:
        out.print(f"[yellow]{escape(lang.pick(*refusal.text))}[/]", soft_wrap=True)
    if not filled.done:
        out.print(lang.pick("没有可以填充的空格，未生成文件。", "Nothing to fill; no file was written."))
    elif output is not None and not dry_run:
        with friendly():
            save_atomically(filled.data, output, overwrite=True)
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(output))}[/]", soft_wrap=True)


def undo(
    file: Annotated[Path, typer.Argument(help="填充过的副本 A filled copy.")],
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="另存为，默认写回副本 Where to write; default the copy itself.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问 Do not ask.")] = False,
) -> None:
    """撤销填充，此后改动过的格不动。 Take fills back, except where somebody changed the cell since."""
    from xltools.department.fill import undo_fills
    from xltools.editor import EditRefusedError
    from xltools.writer.save import save_atomically

    try:
        undone = undo_fills(_content(file), file.name)
    except EditRefusedError as error:
        fail(f"{file.name}：{error.text.zh}", f"{file.name}: {error.text.en}")
    for place, filled, found in undone.changed:
        zh = f"{place.sheet}!{place.cell} 填充后改过（填入 {filled}，现为 {found or '空'}），内容保留"
        en = f"{place.sheet}!{place.cell} was changed since (filled {filled}, now {found or 'blank'}); left as it is"
        out.print(f"[yellow]{escape(lang.pick(zh, en))}[/]", soft_wrap=True)
    if not undone.cleared and not undone.changed:
        out.print(lang.pick("这个文件里没有填充记录。", "There are no fills in this file."))
        return
    target = output or file
    if target.exists() and not yes and not typer.confirm(lang.pick(f"写回 {target}？", f"Write to {target}?")):
        raise typer.Exit(2)
    with friendly():
        save_atomically(undone.data, target, overwrite=True)
    zh, en = f"已撤销 {len(undone.cleared)} 处填充：", f"{len(undone.cleared)} fills taken back: "
    out.print(f"{lang.pick(zh, en)}[bold]{escape(str(target))}[/]", soft_wrap=True)


def _content(file: Path) -> bytes:
    from xltools.readers import read_file

    if not file.exists():
        fail(f"找不到 {file}，请检查路径。", f"There is no {file}; check the path.")
    sent = read_file(file, file.name)
    if problem := sent.problem:
        zh, en = problem.explanation
        fail(f"{file.name}：{zh}", f"{file.name}: {en}")
    if sent.foreign:
        fail(f"{file.name}：{sent.reason.zh}", f"{file.name}: {sent.reason.en}")
    return sent.data


def _table(fills: tuple[Fill, ...], title: str, lang: Lang) -> None:
    if not fills:
        return
    headers = (
        ("工作表", "单元格", "栏目", "填入", "依据", "规则")
        if lang is Lang.ZH
        else ("Sheet", "Cell", "Field", "Value", "Because", "Rule")
    )
    table = borderless_table(*headers)
    for one in fills:
        name = lang.pick(*field_term(one.field))
        cells = (one.place.sheet, one.place.cell, name, str(one.value), one.formula, one.rule)
        table.add_row(*map(escape, cells))
    out.print(f"[bold]{title}[/] {len(fills)}")
    out.print(table)
    out.print()
