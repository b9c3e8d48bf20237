"""``xltools store`` and what is done with a store: summaries, removing a county, questions (``query``)."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
    FileBar,
    ForceOption,
    JobsOption,
    Lang,
    LangOption,
    RecursiveOption,
    RulesOption,
    borderless_table,
    both,
    err,
    out,
    print_notices,
)
from xltools.cli.consolidate import PagesOption, PaperOption
from xltools.cli.usage import Command
from xltools.county.data import Fate
from xltools.services.consolidate import PaperSize
from xltools.services.contract import RequestError
from xltools.services.store import (
    STORE_CONTENTS,
    StoreAnswer,
    StoredCounty,
    StoreRequest,
    answer_csv,
    answer_json,
    query_store,
    remove_from_store,
    save_answer,
    store_files,
    store_script,
    value_text,
)
from xltools.services.store_summary import StoreSummaryRequest, summarize_store

__all__ = ["register"]

STORE_EXAMPLES = """
xltools store 顺平县报送/ --out 全市数据/ --county 顺平县 --year 2020

xltools store 安国市报送/ --out 全市数据/ --county 安国市 --year 2020 --recursive

xltools store 全市报送/ --by-folder --out 全市数据/ --year 2020

xltools store /共享/全市报送/ --by-folder --out /共享/全市数据/ --cluster tls://10.1.2.3:8786
"""
SUMMARY_EXAMPLES = """
xltools store-summary 全市数据/ --county 安国市 --out 安国市汇总.xlsx

xltools store-summary 全市数据/ --all --out 各县汇总/
"""
REMOVE_EXAMPLES = """
xltools store-remove 全市数据/ --county 安国市 --year 2019

xltools store-remove 全市数据/ --county 安国市
"""
QUERY_EXAMPLES = """
xltools query 全市数据/

xltools query 全市数据/ fund_levels --format csv

xltools query 全市数据/ --sql "SELECT county, sum(budget) FROM projects GROUP BY county ORDER BY county"
"""


class AnswerFormat(StrEnum):
    """The forms of an answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("store", cls=Command, help=COMMANDS["store"].help, epilog=STORE_EXAMPLES)(store)
    app.command("store-summary", cls=Command, help=COMMANDS["store-summary"].help, epilog=SUMMARY_EXAMPLES)(
        store_summary
    )
    app.command("store-remove", cls=Command, help=COMMANDS["store-remove"].help, epilog=REMOVE_EXAMPLES)(store_remove)
    app.command("query", cls=Command, help=COMMANDS["query"].help, epilog=QUERY_EXAMPLES)(query)


def store(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help=both("一个县的工作簿或文件夹，也可是网址", "The county's workbooks or folders; also a URL."),
            metavar="PATH...",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--out", "-o", help=both("数据仓文件夹", "Folder of the store."), metavar="STORE")
    ],
    county: Annotated[
        str, typer.Option(help=both("县（市、区）名称，默认用工作簿里写的", "Name of the county."), metavar="NAME")
    ] = "",
    year: Annotated[
        int | None,
        typer.Option(help=both("预算年度，其他年度的不存", "Budget year; others are left out."), metavar="YEAR"),
    ] = None,
    by_folder: Annotated[
        bool,
        typer.Option(
            "--by-folder",
            help=both("PATH 下每个文件夹是一个县，以文件夹名为县名", "Each folder in PATH is a county, named like it."),
        ),
    ] = False,
    roster: Annotated[Path | None, typer.Option(help=both("应报部门名单", "The departments."), metavar="FILE")] = None,
    recursive: RecursiveOption = False,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            help=both("排除的文件名，可写几次", "File names to leave out; may be repeated."), metavar="PATTERN"
        ),
    ] = None,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache",
            help=both("全部重新读取", "Read every file anew."),
        ),
    ] = False,
    cluster: Annotated[
        str,
        typer.Option(
            help=both("由 Dask 集群读取和存入", "Have the workers of a Dask cluster do it."), metavar="tls://HOST:PORT"
        ),
    ] = "",
    insecure: Annotated[
        bool,
        typer.Option(
            "--insecure-cluster",
            help=both("同意集群不加密，别人也能连上", "Consent to a cluster that others reach unencrypted."),
        ),
    ] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """Store the workbooks of a county and a year, in place of those stored before."""
    request = StoreRequest(
        tuple(paths),
        output,
        county,
        year,
        by_folder,
        roster,
        recursive,
        tuple(exclude or ()),
        rules,
        jobs,
        not no_cache,
    )
    with FileBar(lang.pick("读取", "Reading")) as bar:
        result = store_files(request, bar.show)
    for one in result.counties:
        _show_county(one, lang)
    out.print(f"[bold]{escape(str(output))}[/]", soft_wrap=True)
    print_notices(result.notices, lang)
    raise typer.Exit(int(result.status))


def _show_county(one: StoredCounty, lang: Lang) -> None:
    fates = ", ".join(f"{lang.pick(*fate.term)} {one.fates[fate]}" for fate in Fate if one.fates.get(fate))
    what = f"{lang.pick('文件', 'Files')} {sum(one.fates.values())}: {fates}"
    out.print(escape(f"{one.county} {what}".strip()), soft_wrap=True)
    if one.problem:
        err.print(f"[red]{escape(lang.pick(*one.problem))}[/]", soft_wrap=True)
    elif (stored := one.stored) is None:
        err.print(lang.pick("没有可以存的文件，数据仓没有变。", "Nothing to store; the store is as it was."))
    else:
        done = ("已存入", "Stored") if stored.is_new else ("没有变化", "Unchanged")
        counts = ", ".join(f"{name} {count}" for name, count in stored.rows.items() if count)
        out.print(escape(f"{lang.pick(*done)} {stored.county} {stored.year}: {counts}"), soft_wrap=True)
    print_notices(one.notices, lang)


def store_summary(
    store: Annotated[Path, typer.Argument(help=both("数据仓文件夹", "Folder of the store."), metavar="STORE")],
    output: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help=both("汇总工作簿；--all 时为文件夹", "The summary workbook; with --all a folder."),
            metavar="PATH",
        ),
    ],
    county: Annotated[str, typer.Option(help=both("县（市、区）名称", "Name of the county."), metavar="NAME")] = "",
    year: Annotated[
        int | None, typer.Option(help=both("预算年度，有几年时写明", "Budget year, of several."), metavar="YEAR")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=both("每个县每个年度各一个", "One for each county and year."))
    ] = False,
    rules: RulesOption = None,
    paper: PaperOption = PaperSize.A3,
    pages: PagesOption = False,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Make the summary workbook of a county, or those of all, from a store."""
    request = StoreSummaryRequest(store, output, county, year, every, rules, force, paper, pages)
    with FileBar(lang.pick("写汇总", "Writing")) as bar:
        result = summarize_store(request, bar.show)
    for path in result.written:
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(path))}[/]", soft_wrap=True)
    print_notices(result.notices, lang)


def store_remove(
    store: Annotated[Path, typer.Argument(help=both("数据仓文件夹", "Folder of the store."), metavar="STORE")],
    county: Annotated[str, typer.Option(help=both("县（市、区）名称", "Name of the county."), metavar="NAME")],
    year: Annotated[
        int | None,
        typer.Option(help=both("只移除这个年度，默认所有年度", "Only this year; by default all."), metavar="YEAR"),
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Take a county, or one year of it, out of a store."""
    years = ", ".join(map(str, remove_from_store(store, county, year)))
    out.print(escape(f"{lang.pick('已移除', 'Removed')} {county} {years}"), soft_wrap=True)


def query(
    store: Annotated[Path, typer.Argument(help=both("数据仓文件夹", "Folder of the store."), metavar="STORE")],
    name: Annotated[
        str,
        typer.Argument(
            help=both("表或视图，不写则列出", "Table or view; without it they are listed."), metavar="[NAME]"
        ),
    ] = "",
    sql: Annotated[str, typer.Option(help=both("一条 SELECT 语句", "One SELECT statement."), metavar="SELECT")] = "",
    form: Annotated[
        AnswerFormat,
        typer.Option("--format", help=both("输出格式", "Form of the answer."), metavar="|".join(AnswerFormat)),
    ] = AnswerFormat.TABLE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help=both("写到文件（CSV 或 JSON）", "Write it to a file (CSV, JSON)."), metavar="FILE"
        ),
    ] = None,
    script: Annotated[
        bool,
        typer.Option("--script", help=both("输出建立这些视图的 SQL", "Print the SQL that makes the views.")),
    ] = False,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Ask a store."""
    if bool(name) + bool(sql) + script > 1:
        raise RequestError("NAME、--sql、--script 只能写一个。", "Give only one of NAME, --sql and --script.")
    if script:
        sys.stdout.write(store_script(store))
        return
    if not name and not sql:
        table = borderless_table(*(("名称", "内容") if lang is Lang.ZH else ("Name", "Content")))
        for entry, meaning in STORE_CONTENTS.items():
            table.add_row(entry, lang.pick(*meaning))
        out.print(table)
        return
    answer = query_store(store, sql or name, is_sql=bool(sql))
    if output:
        content = answer_json(answer) if form is AnswerFormat.JSON else answer_csv(answer)
        print_notices(save_answer(content, output, force=force), lang)
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(output))}[/]", soft_wrap=True)
    else:
        _show(answer, form, lang)
    if answer.inexact:
        columns = ", ".join(answer.inexact)
        zh = f"这些列是浮点数（avg、/ 的结果），金额不准确到分：{columns}。金额请用 sum，比例请取出合计再算。"
        en = f"These columns are floats (of avg or /) and not exact to the fen: {columns}. Add up with sum instead."
        err.print(f"[yellow]{escape(lang.pick(zh, en))}[/]", soft_wrap=True)


def _show(answer: StoreAnswer, form: AnswerFormat, lang: Lang) -> None:
    if form is AnswerFormat.CSV:
        sys.stdout.write(answer_csv(answer))
        return
    if form is AnswerFormat.JSON:
        sys.stdout.write(answer_json(answer) + "\n")
        return
    numbers = frozenset(
        number
        for number, type in enumerate(answer.types)
        if type.startswith(("DECIMAL", "BIGINT", "INTEGER", "HUGEINT"))
    )
    table = borderless_table(*map(escape, answer.columns), numbers=numbers)
    for row in answer.rows:
        table.add_row(*(escape(value_text(value)) for value in row))
    out.print(table)
    out.print(lang.pick(f"{len(answer.rows)} 行", f"{len(answer.rows)} rows"))
