"""``xltools template``: workbooks to fill in, one per department, or one blank."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltools.cli.console import Lang, fail, friendly, out, print_settings
from xltools.rules.settings import Settings
from xltools.services.settings import choose_settings

__all__ = ["register"]

_YEARS = range(2000, 2101)

EPILOG = """例 Examples:

  xltools template --roster-example 应报名单.xlsx

  xltools template --roster 应报名单.xlsx --out 下发/ --county 顺平县 --year 2020 --macros

  xltools template --blank 空白表.xlsx
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("template", epilog=EPILOG)(template)


def template(
    roster: Annotated[Path | None, typer.Option(help="名单：部门及项目 Departments, and their projects.")] = None,
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="放工作簿的文件夹 Folder for the workbooks.")
    ] = None,
    blank: Annotated[Path | None, typer.Option(help="只生成一个空白工作簿 Write one blank workbook.")] = None,
    roster_example: Annotated[Path | None, typer.Option(help="生成名单示例 Write an example roster.")] = None,
    county: Annotated[str, typer.Option(help="县（市、区）名称 Name of the county.")] = "",
    year: Annotated[int | None, typer.Option(help="预算年度，四位 Budget year, four digits.")] = None,
    spare: Annotated[int | None, typer.Option(min=0, help="备用空白表张数 Spare blank sheets.")] = None,
    macros: Annotated[bool, typer.Option("--macros/--no-macros", help="带按钮 With buttons (.xlsm).")] = False,
    rules: Annotated[Path | None, typer.Option(help="规则设置，随表下发 Rule settings for the buttons (TOML).")] = None,
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    force: Annotated[bool, typer.Option("--force", "-f", help="覆盖已有文件 Overwrite existing files.")] = False,
) -> None:
    """生成下发给部门填报的工作簿。 Make the workbooks that departments fill in."""
    if sum(choice is not None for choice in (roster, blank, roster_example)) != 1:
        fail(
            "请指定 --roster 名单、--blank 文件、--roster-example 文件 三者之一。",
            "Give one of --roster FILE, --blank FILE and --roster-example FILE.",
        )
    if year is not None and year not in _YEARS:
        fail(
            f"预算年度 {year} 不对，应为 {_YEARS[0]} 到 {_YEARS[-1]} 的四位年份，如 2020。",
            f"{year} is not a budget year: give four digits from {_YEARS[0]} to {_YEARS[-1]}.",
        )
    with friendly():
        chosen = choose_settings(rules, output or blank or roster_example, ())
    if roster is not None:
        written = _from_roster(roster, output, county, year, spare, chosen.settings, macros=macros, force=force)
    else:
        written = [_one(blank, roster_example, county, year, spare, chosen.settings, macros=macros, force=force)]
    for file in written:
        out.print(f"{lang.pick('已生成', 'Written')} {file}", soft_wrap=True)
    if not roster_example:
        print_settings(chosen.settings, lang)


def _from_roster(
    roster: Path,
    output: Path | None,
    county: str,
    year: int | None,
    spare: int | None,
    settings: Settings,
    *,
    macros: bool,
    force: bool,
) -> list[Path]:
    from xltools.rosters.read import RosterError, read_roster
    from xltools.template import write_templates

    if output is None:
        fail("请用 --out 指定放工作簿的文件夹。", "Name the folder for the workbooks with --out.")
    blocked = next((path for path in (output, *output.parents) if path.exists() and not path.is_dir()), None)
    if blocked:
        fail(
            f"{blocked} 是文件，不是文件夹。请用 --out 指定一个文件夹。",
            f"{blocked} is a file, no folder. Name a folder with --out.",
        )
    try:
        departments = read_roster(roster)
    except RosterError as error:
        fail(f"名单读不了：{error.text.zh}", f"Roster: {error.text.en}")
    with friendly():
        try:
            return write_templates(
                departments,
                output,
                year=year,
                county=county,
                macros=macros,
                force=force,
                spare_sheets=spare,
                settings=settings,
            )
        except FileExistsError as error:
            fail(f"{error} 已存在。要覆盖请加 --force。", f"{error} exists already. Add --force to overwrite.")


def _one(
    blank: Path | None,
    roster_example: Path | None,
    county: str,
    year: int | None,
    spare: int | None,
    settings: Settings,
    *,
    macros: bool,
    force: bool,
) -> Path:
    from xltools.rosters.write import write_roster_example
    from xltools.template import blank_book, write_department

    target = blank or roster_example
    assert target is not None  # noqa: S101 - one of the two was given
    wanted = ".xlsm" if blank and macros else ".xlsx"
    if target.suffix.lower() != wanted:
        fail(f"文件名要以 {wanted} 结尾。", f"The name must end in {wanted}.")
    if target.exists() and not force:
        fail(f"{target} 已存在。要覆盖请加 --force。", f"{target} exists already. Add --force to overwrite.")
    with friendly():
        if blank:
            book = blank_book(county=county, year=year)
            spares = 5 if spare is None else spare
            write_department(book, target, spare_sheets=spares, macros=macros, settings=settings)
        else:
            write_roster_example(target)
    return target
