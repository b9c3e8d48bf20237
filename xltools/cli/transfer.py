"""``xltools transfer``: the content of any workbook that can be read, moved into a fresh one of the template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from xltools.cli.console import Lang, borderless_table, fail, friendly, out
from xltools.cli.targets import check_target
from xltools.services.settings import choose_settings

if TYPE_CHECKING:
    from xltools.template.transfer import LeftCell

__all__ = ["register"]

EPILOG = """例 Examples:

  xltools transfer 475-旧表.xls --out 475.xlsx

  xltools transfer 475.xlsx --out 475-新模板.xlsm --macros
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("transfer", epilog=EPILOG)(transfer)


def transfer(
    old: Annotated[Path, typer.Argument(help="旧的工作簿 The old workbook.", metavar="OLD")],
    output: Annotated[Path, typer.Option("--out", "-o", help="新工作簿 The workbook to write.", metavar="NEW")],
    macros: Annotated[bool, typer.Option("--macros/--no-macros", help="带按钮（.xlsm） With buttons.")] = False,
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    force: Annotated[bool, typer.Option("--force", "-f", help="覆盖已有文件 Overwrite an existing file.")] = False,
) -> None:
    """把旧表的内容转到新模板，列出转不过去的。 Move a workbook's content into a fresh template."""
    from xltools.template.transfer import transfer_workbook
    from xltools.writer.save import save_atomically

    if not old.exists():
        fail(f"找不到 {old}，请检查路径。", f"There is no {old}; check the path.")
    check_target(output, force=force, suffix=".xlsm" if macros else ".xlsx", inputs=[old])
    with friendly():
        chosen = choose_settings(None, output, [old])
    done = transfer_workbook(old, macros=macros, settings=chosen.settings)
    if done.problem:
        problem = done.problem
        fail(
            f"{old.name}：{problem.explanation.zh}",
            f"{old.name}: {problem.explanation.en}",
        )
    with friendly():
        save_atomically(done.data, output, overwrite=force)
    zh, en = f"已转 {done.forms} 张绩效目标表：", f"{done.forms} target sheets moved: "
    out.print(f"{lang.pick(zh, en)}[bold]{escape(str(output))}[/]", soft_wrap=True)
    _table(done.left, lang.pick("转不过去的内容（在旧表中的位置）", "Not moved (places in the old workbook)"), lang)
    _table(
        done.unreadable,
        lang.pick(
            "按原文转来、仍需改正的内容（在新表中的位置）", "Moved as text, to be corrected (places in the new one)"
        ),
        lang,
    )
    if not done.left:
        out.print(lang.pick("单元格内容全部转到，没有遗漏。", "The content of all cells was moved."))
    note = (
        "颜色、批注、图片和公式不转移，公式只转结果。",
        "Colours, notes, pictures and formulas stay behind; results move.",
    )
    out.print(f"[dim]{lang.pick(*note)}[/]", soft_wrap=True)


def _table(cells: Sequence[LeftCell], title: str, lang: Lang) -> None:
    if not cells:
        return
    table = borderless_table(
        *(("工作表", "单元格", "栏目", "内容") if lang is Lang.ZH else ("Sheet", "Cell", "Field", "Content"))
    )
    for one in cells:
        table.add_row(escape(one.place.sheet), one.place.cell, one.label, escape(" ".join(one.text.split())))
    out.print(f"\n[bold]{title}[/] {len(cells)}")
    out.print(table)
