"""``xltools forms learn``: a county's own form, learnt from its blank."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from xltools.cli.console import ForceOption, Lang, LangOption, RulesOption, borderless_table, both, out, print_notices
from xltools.services.contract import ExitStatus, RequestError

if TYPE_CHECKING:
    from xltools.forms.learn import LearntForm, LearntLabel
    from xltools.services.learn_form import BlankBook, FormExample

__all__ = ["EXAMPLES", "learn"]

EXAMPLES = """
xltools forms learn 空白表.xlsx --out 表式/某县2025.toml

xltools forms learn 空白表.xlsx --marked 标注.xlsx

xltools forms learn --from-marked 标注.xlsx --out 表式/某县2025.toml --example 填好的.xlsx
"""
_SHOWN_INDICATORS = 3


def learn(
    blank: Annotated[
        Path | None,
        typer.Argument(help=both("空白表", "The blank form."), metavar="[BLANK]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="TOML", help=both("要生成的表式文件", "The description to write.")),
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked",
            metavar="XLSX",
            help=both("生成标注副本，在表里核对", "Write a marked copy, to be checked in Excel."),
        ),
    ] = None,
    from_marked: Annotated[
        Path | None,
        typer.Option("--from-marked", metavar="XLSX", help=both("读回核对过的标注副本", "Read a checked copy back.")),
    ] = None,
    example: Annotated[
        Path | None,
        typer.Option(
            "--example",
            metavar="FILE",
            help=both("填好的一份，按学到的表式读出来核对", "A filled example, read to see whether it is right."),
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=both("不提问，全部按猜测", "Ask nothing, take every guess."))
    ] = False,
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Learn a form from its blank."""
    from xltools.services.forms import read_known_forms
    from xltools.services.learn_form import open_blank, open_marked

    if (blank is None) == (from_marked is None):
        raise RequestError(
            "请给出空白表，或用 --from-marked 给出核对过的标注副本，只给其中一个。",
            "Name a blank form, or a checked copy with --from-marked; one of the two.",
        )
    if (output is None) == (marked is None) or (marked and from_marked):
        raise RequestError(
            "请用 --out 指定表式文件（.toml），或用 --marked 指定标注副本（.xlsx），只用其中一个。",
            "Name the description with --out (.toml), or a marked copy with --marked (.xlsx); one of the two.",
        )
    known = read_known_forms(rules)
    book = open_marked(from_marked, known) if from_marked else open_blank(blank or Path(), known)
    print_notices(book.notices, lang)
    if marked:
        book.save_marked(marked, force=force)
        _print_labels(book.form, lang)
        zh = f"已生成 {marked}。请在工作表“栏目标注”里改好代码，再运行：\n"
        en = f"{marked} was written. Correct the keys on its last sheet, then run:\n"
        out.print(lang.pick(zh, en) + f"xltools forms learn --from-marked {marked} --out 县表.toml", soft_wrap=True)
    if output is None:
        return
    book.check_output(output, force=force)
    interactive = _is_terminal() and not yes
    if interactive:
        _ask(book, lang)
    _print_labels(book.form, lang)
    if example:
        _print_example(book.example(example, output), lang)
        if interactive and not typer.confirm(lang.pick("读得对吗？写表式文件？", "Is this right? Write the form?")):
            raise typer.Exit(int(ExitStatus.NOTHING))
    _print_end(book, book.save(output, force=force), lang)


def _is_terminal() -> bool:
    """Return whether somebody can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def _ask(book: BlankBook, lang: Lang) -> None:
    """Ask for the labels that are not sure, and for the money unit."""
    if book.asks_unit:
        from xltools.forms.learn import FORM_UNIT

        unit = typer.prompt(lang.pick("表上没有写金额单位，是元还是万元", "The unit of the amounts"), default="元")
        book.answer(FORM_UNIT, unit)
    for question in book.form.questions:
        _ask_label(book, question, lang)


def _ask_label(book: BlankBook, question: LearntLabel, lang: Lang) -> None:
    from xltools.forms.learn_terms import meaning_of

    row, column = question.address
    choices = tuple(dict.fromkeys((question.key, *question.choices)))[:5] if question.known else ()
    shown = "，".join(f"{number} {key} {meaning_of(key)}" for number, key in enumerate(choices, 1))
    place = book.grid.place(row, column).cell
    head = lang.pick("含义（序号或代码，- 没有内容）", "Key (number or key, - for no value)")
    out.print(f"{place} [bold]{escape(question.label.text)}[/] {escape(shown)}")
    while True:
        key = typer.prompt(head, default="1" if choices else question.key)
        if key.isdigit() and 0 < int(key) <= len(choices):
            key = choices[int(key) - 1]
        try:
            book.answer(question.address, key)
        except RequestError as error:
            out.print(escape(lang.pick(*error.text)))
            continue
        return


def _print_labels(form: LearntForm, lang: Lang) -> None:
    from xltools.forms.learn_terms import meaning_of
    from xltools.model import column_letters

    table = borderless_table(
        *(("单元格", "栏目", "代码", "含义", "") if lang is Lang.ZH else ("Cell", "Label", "Key", "Meaning", ""))
    )
    for one in form.labels:
        if one.key == "-":
            continue
        row, column = one.address
        doubt = "" if one.sure else lang.pick("请核对", "check") if one.known else lang.pick("不认识", "unknown")
        text = " ".join(one.label.text.split())
        meaning = meaning_of(one.key) if one.known else ""
        table.add_row(f"{column_letters(column)}{row}", escape(text), one.key, meaning, doubt)
    out.print(table)


def _print_example(example: FormExample, lang: Lang) -> None:
    sheet = example.sheet
    if sheet is None:
        out.print(lang.pick("填好的这份里没有读到绩效目标表。", "No target sheet was read from the example."))
        return
    amounts = {"budget": sheet.budget, "fiscal": sheet.fiscal, "other": sheet.other, **sheet.amounts}
    from xltools.forms.learn_terms import meaning_of

    table = borderless_table("", "")
    table.add_row(lang.pick("表式", "Form"), escape(sheet.form.name))
    table.add_row(meaning_of("name"), escape(sheet.name.value or ""))
    table.add_row(meaning_of("unit"), escape(sheet.unit_name))
    for key, entry in amounts.items():
        if entry.value is not None:
            table.add_row(meaning_of(key), f"{entry.value:,} 元")
    table.add_row(meaning_of("goals"), escape(sheet.goal.entry.value or ""))
    count = len(sheet.indicators)
    table.add_row(lang.pick("绩效指标", "Indicators"), str(count))
    for row in sheet.indicators[:_SHOWN_INDICATORS]:
        table.add_row("", escape(f"{row.level1.text} {row.level2.text} {row.level3.text} {row.target.text}"))
    out.print(table)
    print_notices(example.findings, lang)


def _print_end(book: BlankBook, output: Path, lang: Lang) -> None:
    from xltools.forms.learn_terms import meaning_of

    form = book.form
    left = len(form.questions) + book.asks_unit
    if form.missing:
        keys = "、".join(map(meaning_of, form.missing))
        zh, en = f"没有找到这些必要的栏目：{keys}。请在表式文件里补上。", f"Labels are missing: {keys}."
        out.print(f"[yellow]{lang.pick(zh, en)}[/]")
    if left:
        zh = f"有 {left} 处没有把握，在文件里以“?”标出，请核对。"
        out.print(lang.pick(zh, f'{left} guesses are not sure; they are marked "?" in the file.'))
    written = lang.pick("已生成", "Written")
    out.print(f"{written} [bold]{escape(str(output))}[/]", soft_wrap=True)
    raise typer.Exit(int(ExitStatus.FINDINGS if form.missing else ExitStatus.DONE))
