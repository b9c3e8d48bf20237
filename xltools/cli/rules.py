"""``xltools rules``: the catalogue, or one rule explained with its examples."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markdown import Markdown

from xltools.cli.console import SEVERITY_STYLES, Lang, borderless_table, fail, out

__all__ = ["register"]

EPILOG = """例 Examples:

  xltools rules

  xltools rules V02
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules", epilog=EPILOG)(rules)


def rules(
    rule: Annotated[str | None, typer.Argument(help="规则代码 Id of one rule to explain.", metavar="[ID]")] = None,
    lang: Annotated[Lang, typer.Option(help="语言 Language.")] = Lang.ZH,
) -> None:
    """列出检查规则，或说明其中一条。 List the rules, or explain one."""
    from xltools.rules.catalogue import RULES, rule_by_id
    from xltools.rules.explain import explain

    if rule is not None:
        try:
            record = rule_by_id(rule)
        except KeyError:
            fail(
                f"没有规则 {rule}，xltools rules 列出全部规则。", f"There is no rule {rule}; xltools rules lists them."
            )
        out.print(Markdown(explain(record, lang.value)))
        return
    headers = ("代码", "级别", "名称", "") if lang is Lang.ZH else ("Id", "Severity", "Title", "")
    table = borderless_table(*headers)
    for record in RULES.values():
        words = record.zh if lang is Lang.ZH else record.en
        level = f"[{SEVERITY_STYLES[record.severity]}]{lang.pick(*record.severity.term)}[/]"
        table.add_row(record.id, level, words.title, "" if record.enabled else lang.pick("默认停用", "off by default"))
    out.print(table)
