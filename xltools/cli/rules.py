"""``xltools rules``: the catalogue, or one rule explained with its examples."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import SEVERITY_STYLES, Lang, LangOption, borderless_table, both, out
from xltools.cli.usage import Command
from xltools.services.contract import RequestError

__all__ = ["register"]

EXAMPLES = """
xltools rules

xltools rules V02
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules", cls=Command, help=COMMANDS["rules"].help, epilog=EXAMPLES)(rules)


def rules(
    rule: Annotated[
        str | None, typer.Argument(help=both("要说明的规则代码", "The id of one rule to explain."), metavar="[ID]")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """List the rules, or explain one."""
    from xltools.rules.catalogue import RULES, rule_by_id
    from xltools.rules.explain import count_rules, explain

    if rule is not None:
        try:
            record = rule_by_id(rule)
        except KeyError as error:
            raise RequestError(
                f"没有规则 {rule}，xltools rules 列出全部规则。", f"There is no rule {rule}; xltools rules lists them."
            ) from error
        out.print(Markdown(explain(record, lang.value)))
        return
    headers = ("代码", "级别", "名称", "") if lang is Lang.ZH else ("Id", "Severity", "Title", "")
    table = borderless_table(*headers)
    for record in RULES.values():
        words = record.zh if lang is Lang.ZH else record.en
        level = f"[{SEVERITY_STYLES[record.severity]}]{lang.pick(*record.severity.term)}[/]"
        table.add_row(record.id, level, words.title, "" if record.enabled else lang.pick("默认停用", "off by default"))
    out.print(table)
    out.print(f"[dim]{escape(lang.pick(*count_rules()))}[/]", soft_wrap=True)
