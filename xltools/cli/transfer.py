"""``xltools transfer``: the content of any workbook that can be read, moved into a fresh one of the template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import ForceOption, Lang, LangOption, RulesOption, borderless_table, both, out, print_notices
from xltools.cli.usage import Command

if TYPE_CHECKING:
    from xltools.services.transfer import LeftCell

__all__ = ["register"]

EXAMPLES = """
xltools transfer 475-旧表.xls --out 475.xlsx

xltools transfer 475.xlsx --out 475-新模板.xlsm --macros

xltools transfer 旧表.xlsx --out 新表.xlsx --form MOF2021 --roster 应报名单.xlsx --county 顺平县 --year 2026
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("transfer", cls=Command, help=COMMANDS["transfer"].help, epilog=EXAMPLES)(transfer)


def transfer(
    old: Annotated[Path, typer.Argument(help=both("旧的工作簿", "The old workbook."), metavar="OLD")],
    output: Annotated[
        Path, typer.Option("--out", "-o", help=both("新工作簿", "The workbook to write."), metavar="NEW")
    ],
    form: Annotated[
        str,
        typer.Option(help=both("转到哪种表式（默认不换表式）", "Form to move to (default: its own)."), metavar="ID"),
    ] = "",
    roster: Annotated[
        Path | None,
        typer.Option(help=both("名单，用来填封面的部门", "Roster that names the department."), metavar="FILE"),
    ] = None,
    county: Annotated[str, typer.Option(help=both("县（市、区）名称", "Name of the county."), metavar="NAME")] = "",
    year: Annotated[
        int | None, typer.Option(help=both("预算年度，四位", "Budget year, four digits."), metavar="YEAR")
    ] = None,
    macros: Annotated[
        bool, typer.Option("--macros/--no-macros", help=both("带按钮（.xlsm）", "With buttons (.xlsm)."))
    ] = False,
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Move the content of a workbook into a fresh one of the template."""
    from xltools.services.transfer import TransferRequest
    from xltools.services.transfer import transfer as run_transfer

    result = run_transfer(TransferRequest(old, output, macros, force, form, roster, county, year, rules))
    zh = f"已转 {result.forms} 张绩效目标表（表式 {result.form}）："
    en = f"{result.forms} target sheets moved (form {result.form}): "
    out.print(f"{lang.pick(zh, en)}[bold]{escape(str(output))}[/]", soft_wrap=True)
    _table(result.left, lang.pick("转不过去的内容（在旧表中的位置）", "Not moved (places in the old workbook)"), lang)
    _table(
        result.unreadable,
        lang.pick(
            "按原文转来、仍需改正的内容（在新表中的位置）", "Moved as text, to be corrected (places in the new one)"
        ),
        lang,
    )
    if not result.left:
        out.print(lang.pick("单元格内容全部转到，没有遗漏。", "The content of all cells was moved."))
    note = (
        "颜色、批注、图片和公式不转移，公式只转结果。",
        "Colours, notes, pictures and formulas stay behind; results move.",
    )
    out.print(f"[dim]{lang.pick(*note)}[/]", soft_wrap=True)
    print_notices(result.notices, lang)


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
