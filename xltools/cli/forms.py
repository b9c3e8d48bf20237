"""``xltools forms``: the forms that are known, one form with its labels, and the form that a workbook is on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, RulesOption, borderless_table, both, out
from xltools.cli.learn_form import EXAMPLES as LEARN_EXAMPLES
from xltools.cli.learn_form import learn
from xltools.cli.usage import Command, Group
from xltools.services.contract import ExitStatus, RequestError

if TYPE_CHECKING:
    from xltools.forms.description import FormDescription

__all__ = ["register"]

EXAMPLES = """
xltools forms list

xltools forms show MOF2021

xltools forms check 475.xlsx

xltools forms learn 空白表.xlsx --out 表式/某县2025.toml
"""

_PURPOSES = {
    "plan": ("绩效目标", "plan"),
    "monitoring": ("运行监控", "monitoring"),
    "self-evaluation": ("绩效自评", "self-evaluation"),
}
_SUBJECTS = {
    "project": ("项目", "project"),
    "fund": ("专项资金", "fund"),
    "department": ("部门整体", "department"),
    "area": ("区域", "area"),
}
_POSITIONS = {
    "right": ("右侧", "right"),
    "below": ("下方", "below"),
    "near": ("右侧或下方", "right or below"),
    "section": ("本栏其余各行", "rest of the section"),
    "heading": ("表头", "heading"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=Group, help=COMMANDS["forms"].help, epilog=EXAMPLES)
    commands = (
        ("list", list_forms, "列出已知的表式。", "List the known forms.", "xltools forms list"),
        ("show", show_form, "说明一种表式。", "Show one form.", "xltools forms show MOF2021"),
        (
            "check",
            check_forms,
            "看工作簿用的是哪种表式。",
            "Say which form a workbook is on.",
            "xltools forms check 475.xlsx",
        ),
        (
            "learn",
            learn,
            "从空白表学会本县自己的表式。",
            "Learn a form of the county's own from its blank.",
            LEARN_EXAMPLES,
        ),
    )
    for name, function, zh, en, example in commands:
        group.command(name, cls=Command, help=both(zh, en), epilog=example)(function)
    group.callback()(_take_language)
    app.add_typer(group, name="forms")


def _take_language(lang: LangOption = Lang.ZH) -> None:
    """Take ``--lang`` before the name of the command too."""


def list_forms(rules: RulesOption = None, lang: LangOption = Lang.ZH) -> None:
    """List the known forms."""
    from xltools.services.forms import read_known_forms

    headers = (
        ("代码", "用途", "对象", "体系", "名称") if lang is Lang.ZH else ("Id", "Use", "About", "Framework", "Name")
    )
    table = borderless_table(*headers)
    for form in read_known_forms(rules).forms:
        name = escape(form.name) + ("" if form.proven else lang.pick("（未经样本证实）", " (unproven)"))
        purpose, subject = lang.pick(*_PURPOSES[form.purpose]), lang.pick(*_SUBJECTS[form.subject])
        table.add_row(escape(form.id), purpose, subject, form.framework, name)
    out.print(table)


def show_form(
    form: Annotated[
        str | None,
        typer.Argument(help=both("表式代码，或 .toml 文件", "The id of a form, or a .toml file."), metavar="[FORM]"),
    ] = None,
    schema: Annotated[
        bool,
        typer.Option("--schema", help=both("输出表式文件的 JSON Schema", "Print the JSON Schema of descriptions.")),
    ] = False,
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Show one form, or the schema of all descriptions."""
    from xltools.services.forms import find_known_form, read_known_forms

    if schema:
        from xltools.forms.schema import form_schema

        typer.echo(json.dumps(form_schema(), ensure_ascii=False, indent=2))
        return
    if form is None:
        raise RequestError("请写表式代码，xltools forms list 列出全部。", "Name a form; xltools forms list lists them.")
    _show(find_known_form(form, read_known_forms(rules)), lang)


def _show(form: FormDescription, lang: Lang) -> None:
    proven = (
        ()
        if form.proven
        else (lang.pick("没有见到公开的样本，布局未经证实", "no published example was seen: unproven"),)
    )
    facts = (
        (lang.pick("用途", "Use"), lang.pick(*_PURPOSES[form.purpose])),
        (lang.pick("对象", "About"), lang.pick(*_SUBJECTS[form.subject])),
        (lang.pick("指标体系", "Framework"), form.framework.value),
        (lang.pick("表题", "Titles"), "、".join(form.titles)),
        (lang.pick("检查范围", "Rules may speak of"), "、".join(sorted(form.capabilities))),
        (lang.pick("来源", "Source"), "；".join((form.source, *proven))),
    )
    out.print(f"[bold]{escape(form.id)}[/] {escape(form.name)}")
    table = borderless_table("", "")
    for name, value in facts:
        table.add_row(name, escape(value))
    out.print(table)
    _print_labels(form, lang)


def _print_labels(form: FormDescription, lang: Lang) -> None:
    table = borderless_table(*(("键", "栏目名称", "内容在") if lang is Lang.ZH else ("Key", "Labels", "Value")))
    for item in form.fields:
        where = " × ".join(item.columns[:1]) if item.columns else lang.pick(*_POSITIONS[item.where])
        table.add_row(item.key, escape(_labels((*item.labels, *item.fund_labels))), escape(where))
    for one in form.tables:
        for column in one.columns:
            table.add_row(column.key, escape(_labels(column.labels)), lang.pick("表格 ", "table ") + one.key)
    out.print(table)


def _labels(labels: Iterable[str]) -> str:
    return " / ".join(labels)


def check_forms(
    files: Annotated[
        list[Path],
        typer.Argument(help=both("工作簿，或表式文件（.toml）", "Workbooks, or .toml files."), metavar="FILE..."),
    ],
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Say which form each sheet is on, or whether a description can be used."""
    from xltools.services.forms import find_known_form, read_known_forms, recognise_forms

    known = read_known_forms(rules)
    headers = (
        ("文件", "工作表", "表式", "把握", "其次", "缺少的栏目")
        if lang is Lang.ZH
        else ("File", "Sheet", "Form", "Sure", "Runner-up", "Missing labels")
    )
    table = borderless_table(*headers)
    unknown = 0
    for file in files:
        if file.suffix.lower() == ".toml":
            form = find_known_form(str(file), known)
            table.add_row(escape(file.name), "", escape(form.id), lang.pick("可用", "usable"), "", "")
            continue
        sheets = recognise_forms(file, known)
        unknown += not sheets
        for one in sheets:
            unknown += not one.form
            name = f"{one.form} {one.name}" if one.form else lang.pick("没有登记", "not known") + f" {one.title}"
            second = f"{one.runner_up} {one.runner_up_score}%" if one.runner_up else ""
            table.add_row(*map(escape, (file.name, one.sheet, name, f"{one.score}%", second, one.missing)))
        if not sheets:
            table.add_row(escape(file.name), "", lang.pick("没有绩效目标表", "no form"), "", "", "")
    out.print(table)
    raise typer.Exit(int(ExitStatus.FINDINGS if unknown else ExitStatus.DONE))
