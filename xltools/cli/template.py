"""``xltools template``: workbooks to fill in, one per department, or one blank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import ForceOption, JobsOption, Lang, LangOption, both, out, print_notices, print_settings
from xltools.cli.usage import Command
from xltools.services.contract import RequestError

if TYPE_CHECKING:
    from xltools.services.template import TemplateResult

__all__ = ["register"]

EXAMPLES = """
xltools template --roster-example 应报名单.xlsx

xltools template --roster 应报名单.xlsx --out 下发/ --county 顺平县 --year 2020 --macros

xltools template --blank 空白表.xlsx

xltools template --roster 应报名单.xlsx --out 下发/ --form MOF2021 --form DEPARTMENT2021

xltools template --from 2025年收到的表/ --roster 2026名单.xlsx --out 下发/ --year 2026

xltools template --from 2025年收到的表/ --roster 2026名单.xlsx --out 下发/ --library 指标库.xlsx

xltools template --form monitor --from 批复的表/ --out 监控表/

xltools template --form self-evaluation --from 批复汇总.xlsx --out 自评表/
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("template", cls=Command, help=COMMANDS["template"].help, epilog=EXAMPLES)(template)


def template(
    roster: Annotated[
        Path | None,
        typer.Option(help=both("名单：部门及项目", "The departments, and their projects."), metavar="FILE"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=both("放工作簿的文件夹", "Folder for the workbooks."), metavar="DIR"),
    ] = None,
    blank: Annotated[
        Path | None, typer.Option(help=both("只生成一个空白工作簿", "Write one blank workbook."), metavar="FILE")
    ] = None,
    roster_example: Annotated[
        Path | None, typer.Option(help=both("生成名单示例", "Write an example of a roster."), metavar="FILE")
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help=both(
                "去年工作簿的文件夹：项目和指标带到新表，金额、目标值等留空；监控、自评时是批复的表的文件夹，或它们的汇总",
                "Folder with last year's workbooks: projects and indicators come along, amounts and values do not. For "
                "monitor and self-evaluation, the folder with the approved ones, or their summary.",
            ),
            metavar="PATH",
        ),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option(
            help=both(
                "表式（默认 HB2020），可写几次；xltools forms list 列出全部；monitor 监控表，self-evaluation 自评表",
                "Form (default HB2020), may be repeated; see xltools forms list. Or monitor, self-evaluation.",
            ),
            metavar="ID",
        ),
    ] = None,
    county: Annotated[str, typer.Option(help=both("县（市、区）名称", "Name of the county."), metavar="NAME")] = "",
    year: Annotated[
        int | None, typer.Option(help=both("预算年度，四位", "Budget year, four digits."), metavar="YEAR")
    ] = None,
    spare: Annotated[
        int | None, typer.Option(min=0, help=both("备用空白表张数", "Number of spare blank sheets."), metavar="N")
    ] = None,
    macros: Annotated[
        bool, typer.Option("--macros/--no-macros", help=both("带按钮（.xlsm）", "With buttons (.xlsm)."))
    ] = False,
    library: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "指标库：三级指标可从下拉列表选（xltools library build 生成）",
                "Indicator library to choose names from (xltools library build).",
            ),
            metavar="FILE",
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(help=both("规则设置（TOML），随表下发", "Rule settings for the buttons (TOML)."), metavar="FILE"),
    ] = None,
    jobs: JobsOption = 0,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Make the workbooks that departments fill in."""
    from xltools.services import template as service
    from xltools.services.library import open_library
    from xltools.services.progress_templates import (
        PROGRESS_FORMS,
        ProgressTemplatesRequest,
        write_progress_templates,
    )

    if form and any(name in PROGRESS_FORMS for name in form):
        others = (roster, blank, roster_example, spare, library)
        if len(form) > 1 or last_year is None or output is None or macros or any(one is not None for one in others):
            raise RequestError(
                f"监控表、自评表请这样生成：xltools template --form {form[0]} --from 批复的表/ --out 文件夹/，"
                "可加 --county、--year、--rules、--jobs、--force，不能加别的选项。",
                f"Write: xltools template --form {form[0]} --from APPROVED/ --out FOLDER/, perhaps with --county, "
                "--year, --rules, --jobs, --force; no other option goes with it.",
            )
        result = write_progress_templates(
            ProgressTemplatesRequest(form[0], last_year, output, county, year, rules, force, jobs)
        )
        _print_result(result, lang)
        return
    if sum(choice is not None for choice in (roster or last_year, blank, roster_example)) != 1:
        raise RequestError(
            "请指定 --roster 名单（或 --from 去年的文件夹）、--blank 文件、--roster-example 文件 三者之一。",
            "Give one of --roster FILE (or --from FOLDER), --blank FILE and --roster-example FILE.",
        )
    if library is not None and roster_example is not None:
        raise RequestError("名单示例不用指标库，请去掉 --library。", "A roster has no use for --library; leave it out.")
    entries = open_library(library) if library is not None else ()
    if roster is not None or last_year is not None:
        if output is None:
            raise RequestError("请用 --out 指定放工作簿的文件夹。", "Name the folder for the workbooks with --out.")
        result = service.write_for_roster(
            service.TemplatesRequest(
                roster, output, county, year, spare, macros, rules, force, last_year, tuple(form or ()), jobs, entries
            )
        )
    elif blank is not None:
        blank_request = service.BlankRequest(
            blank, county, year, spare, macros, rules, force, tuple(form or ()), entries
        )
        result = service.write_blank(blank_request)
    else:
        assert roster_example is not None  # noqa: S101 - one of the three was given
        result = service.write_roster_sample(service.RosterExampleRequest(roster_example, force))
    _print_result(result, lang)


def _print_result(result: TemplateResult, lang: Lang) -> None:
    for file in result.written:
        out.print(f"{lang.pick('已生成', 'Written')} {escape(str(file))}", soft_wrap=True)
    if result.departments:
        funds = (f"，专项资金 {result.funds} 项", f", special funds: {result.funds}") if result.funds else ("", "")
        zh = f"名单：{result.departments} 个部门，{result.projects} 个项目{funds[0]}"
        en = f"Roster: {result.departments} departments, projects: {result.projects}{funds[1]}"
        out.print(lang.pick(zh, en))
    for kept in result.kept:
        label = lang.pick("未动", "Left")
        out.print(f"[yellow]{label} {escape(str(kept.path))}: {escape(lang.pick(*kept.reason))}[/]", soft_wrap=True)
    if result.settings:
        print_settings(result.settings, lang)
    print_notices(result.notices, lang)
