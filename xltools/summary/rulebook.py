"""规则: every rule as it ran for this county, with the number of its findings."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.form_identity import Framework
from xltools.rules.catalogue import RULES
from xltools.rules.explain import applicable_forms, describe_parameters, message_and_remedy
from xltools.rules.own_rules import is_own_rule
from xltools.rules.rule import Rule
from xltools.rules.settings import count_trial
from xltools.sheet_names import ISSUES_SHEET, RULEBOOK_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["rulebook_table", "write_rulebook"]

_COLUMNS = (
    SummaryColumn("rule", "代码", 6, "centre"),
    SummaryColumn("severity", "级别", 6, "level"),
    SummaryColumn("enabled", "启用", 6, "centre"),
    SummaryColumn("title", "规则", 30),
    SummaryColumn("remedy", "怎么改", 46),
    SummaryColumn("parameters", "参数（括号内为设置文件用名）", 34, "small"),
    SummaryColumn("frameworks", "适用表样", 16, "small"),
    SummaryColumn("source", "来源", 34, "small"),
    SummaryColumn("count", "本次处数", 8, "count"),
    SummaryColumn("changed", "本县调整", 10, "centre"),
)


def rulebook_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the rules."""
    return SummaryTable(RULEBOOK_SHEET, _COLUMNS, len(_rules(book)), first=first_row())


def write_rulebook(book: SummaryBook) -> None:
    """Write 规则."""
    table = book.tables[RULEBOOK_SHEET]
    rules = _rules(book)
    severities = [book.settings.severity_of(rule) or rule.severity for rule in rules]
    row_formats = {severity.value: book.styles.row_format(table.styles, severity.value) for severity in set(severities)}
    row_formats["off"] = book.styles.row_format(table.styles, "off")
    book.write_table(
        table,
        _rows(book, table, rules),
        title="审核规则表",
        aside="本次汇总实际使用的设置，在表上改动不起作用；要调整的，写入规则设置文件（--rules）",
        row_formats=row_formats,
        freeze=1,
    )


def _rules(book: SummaryBook) -> list[Rule]:
    """Return the rules of the catalogue, and those that the county wrote itself."""
    return [*RULES.values(), *(own.rule for own in book.settings.own_rules)]


def _rows(book: SummaryBook, table: SummaryTable, rules: list[Rule]) -> Iterator[TableRow]:
    issues, settings = book.tables[ISSUES_SHEET], book.settings
    counts: dict[str, int] = {}
    for department in book.facts.all_with_unassigned:
        for (_, rule_id), number in department.findings.items():
            counts[rule_id] = counts.get(rule_id, 0) + number
    trial = count_trial(settings, [file.trial for file in book.data.accepted])
    for at, rule in enumerate(rules, 1):
        severity = settings.severity_of(rule) or rule.severity
        runs = settings.runs(rule)
        changed = rule.id in settings.enabled or rule.id in settings.severities or rule.id in settings.parameters
        cells: tuple[Value, ...] = (
            rule.id,
            severity.term.zh,
            "试用" if rule.id in trial else "是" if runs else "否",
            rule.zh.title,
            _remedy(rule),
            "；".join(describe_parameters(rule, settings=settings)),
            _forms(rule),
            rule.source,
            trial[rule.id]
            if rule.id in trial
            else Formula(issues.sum_if("count", ("rule", f"$A{table.line(at)}")), counts.get(rule.id, 0)),
            "本县自定" if is_own_rule(rule.id) else "已调整" if changed else None,
        )
        yield (severity.value if runs else "off"), cells


def _forms(rule: Rule) -> str:
    """Return the kinds of forms and the frameworks that a rule holds for."""
    frameworks = "" if rule.frameworks == frozenset(Framework) else "、".join(sorted(rule.frameworks))
    return "；".join(filter(None, (applicable_forms(rule).zh, frameworks))) or "全部"


def _remedy(rule: Rule) -> str:
    if "{" not in rule.zh.remedy:  # which saves working out an example
        return rule.zh.remedy
    _, remedy = message_and_remedy(rule)
    return f"如：{remedy.text}" if remedy.example else remedy.text
