"""问题清单 and 部门问题统计: every finding with the way back to its cell, and how they spread over departments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

from xltools.glossary import TERMS, chinese
from xltools.model import Severity, column_letters
from xltools.rules.catalogue import RULES
from xltools.sheet_names import ISSUES_SHEET, STATISTICS_SHEET
from xltools.summary.book import Book, Line, first_row
from xltools.summary.charts import TOP_ISSUES, stacked_chart, write_data
from xltools.summary.facts import Department, Facts
from xltools.summary.issue_store import HEAD, MEMBER, SINGLE
from xltools.summary.previous import Changes
from xltools.summary.table import Column, Table
from xltools.writer.build import Formula, Look, Value

__all__ = [
    "ISSUE_INPUTS",
    "NOBODYS",
    "counts_in_words",
    "default_state",
    "field_word",
    "issue_table",
    "statistics_table",
    "write_issues",
    "write_statistics",
]

NOBODYS = ("department", '""')
"""What the findings that belong to no department have in common."""
FILLED = frozenset({"A03", "P05"})
"""Rules whose findings the fills mend without a question (:mod:`xltools.derive.fills`)."""
_STATES = ("待改", "已改", "说明不改")
MANY_RULES = 20
"""More columns than this are made narrow."""
ONE_PAGE = 14, 28
"""So many departments fit below the high header on one page, with wide and with narrow columns."""
UPRIGHT = 13.0
"""Points that a character takes in an upright header."""
_LIVE_CELLS = 20_000_000
"""As many comparisons as a program makes without anybody waiting; a larger matrix holds numbers under live totals."""

ISSUE_INPUTS = (
    Column("state", "状态", 8.5, "choice"),
    Column("answer", "部门说明", 18, "input"),
    Column("reviewer", "审核人", 8, "input"),
    Column("date", "日期", 10, "date"),
)
"""The columns that people type into."""
_COLUMNS = (
    Column("department", "部门序", 4.5, "serial"),
    Column("number", "序", 5.5, "serial"),
    Column("severity", "级别", 5.5, "level"),
    Column("rule", "规则", 5.5, "rule"),
    Column("department name", "部门", 13),
    Column("subject", "项目", 22),
    Column("place", "位置（点击打开）", 27, "link"),
    Column("field", "栏目", 10, "centre"),
    Column("found", "原文", 22, "small"),
    Column("message", "问题", 34),
    Column("suggestion", "建议", 32),
    Column("count", "处数", 5, "count"),
    Column("automatic", "可自动\n填充", 6.5, "centre"),
    Column("since", "与上次", 8, "centre"),
    *ISSUE_INPUTS,
)
_ASIDE = "同一张表的同类问题合并为一行（点左侧 + 号展开各处）；“状态”“部门说明”由部门填写，按“级别”“部门”筛选"


def issue_table(facts: Facts) -> Table:
    """Where the findings stand."""
    return Table(ISSUES_SHEET, _COLUMNS, facts.issues.lines, first=first_row(totals=True))


def write_issues(book: Book) -> None:
    """问题清单: errors first, then by department and project; likes folded into one line that holds all their cells."""
    table, facts = book.tables[ISSUES_SHEET], book.facts
    totals: dict[str, Value] = {
        "message": _counts_text(table, facts),
        "count": Formula(table.sum("count"), facts.issues.findings.total()),
    }
    sheets = book.draw(
        table,
        _issue_rows(book),
        title="绩效目标审核问题清单",
        aside=_aside(book.changes),
        looks=_looks(book, table),
        totals=totals,
        freeze=4,
    )
    state = table.number("state")
    for sheet, area in zip(sheets, table.areas, strict=True):
        last = area.first + max(area.count, 1) - 1
        sheet.data_validation(area.first, state, last, state, {"validate": "list", "source": list(_STATES)})
        sheet.outline_settings(True, False, True, False)


def _aside(changes: Changes | None) -> str:
    if changes is None:
        return _ASIDE
    counts = "、".join(f"{chinese(key)} {count} 处" for key, count in changes.counts)
    return f"与上次汇总相比：{counts}；{_ASIDE}"


def _counts_text(table: Table, facts: Facts) -> Formula:
    return counts_in_words(table, facts.issues.findings)


def counts_in_words(table: Table, counts: Mapping[Severity, int], *criteria: tuple[str, str]) -> Formula:
    """How many findings there are of each severity, of those that are as said: ``错误 2，警告 0，提示 5``."""
    parts = []
    for level in Severity:
        word = chinese(level.value)
        formula = table.sum_if("count", ("severity", f'"{word}"'), *criteria)
        parts.append((f'"{word} "&({formula})', f"{word} {counts[level]}"))
    return Formula('&"，"&'.join(part for part, _ in parts), "，".join(text for _, text in parts))


def _looks(book: Book, table: Table) -> dict[str, Look]:
    wrap = not table.long
    looks: dict[str, Look] = {}
    for severity in Severity:
        look = book.styles.look
        looks[f"{severity.value} {SINGLE}"] = look(table.styles, severity.value, wrap=wrap)
        looks[f"{severity.value} {HEAD}"] = look(table.styles, severity.value, wrap=wrap, collapsed=True)
        looks[f"{severity.value} {MEMBER}"] = look(table.styles, "child", wrap=wrap, level=1, hidden=True)
    return looks


def _issue_rows(book: Book) -> Iterator[Line]:
    names = {one.number: one.name for one in book.facts.departments}
    words = {level.value: chinese(level.value) for level in Severity}
    changes = book.changes
    since = changes.since if changes else repeat(None)
    typed = changes.issues if changes else {}
    number = 0
    for at, (line, told) in enumerate(zip(book.facts.issues, since, strict=False)):
        number += line.part != MEMBER
        mine = typed.get(at, {})
        severity = words[line.severity]
        cells: tuple[Value, ...] = (
            line.department or None,
            number if line.part != MEMBER else None,
            severity,
            line.rule,
            names.get(line.department, ""),
            line.subject,
            book.link_to(line.file, line.sheet, line.cell, line.cells),
            field_word(line.field),
            line.found,
            line.message,
            line.suggestion,
            line.findings or None,
            "是" if line.rule in FILLED else None,
            told,
            mine.get("state") or (default_state(severity) if line.part != MEMBER else None),
            mine.get("answer"),
            mine.get("reviewer"),
            mine.get("date"),
        )
        yield f"{line.severity} {line.part}", cells


def default_state(severity: str) -> str | None:
    """What the list says of a finding that nobody has answered yet, by its severity in Chinese."""
    return _STATES[0] if severity == chinese(Severity.ERROR) else None


def field_word(key: str) -> str:
    """How the list calls a field."""
    return TERMS[key].zh if key in TERMS else key


# --- counts by department and rule ------------------------------------------------------------------------------------


def _fired(facts: Facts) -> list[tuple[str, Severity]]:
    """The rules that found something, the worst first, with the worst severity each was given."""
    worst: dict[str, Severity] = {}
    for one in facts.everybody:
        for severity, rule in one.findings:
            if rule not in worst or severity.rank < worst[rule].rank:
                worst[rule] = severity
    return sorted(worst.items(), key=lambda item: (item[1].rank, item[0]))


def statistics_table(facts: Facts) -> Table:
    """Where the counts stand: a column for each rule that found something, the worst first."""
    fired = _fired(facts)
    narrow = len(fired) > MANY_RULES
    columns = [
        Column("department", "部门序", 5, "serial"),
        Column("code", "部门编码", 7 if narrow else 9, "centre"),
        Column("name", "部门", 20 if narrow else 34),
        *(
            Column(level.value, chinese(level.value), 5.5 if narrow else 9, "count", "问题数（处）")
            for level in Severity
        ),
        Column("total", "合计", 6 if narrow else 9, "count", "问题数（处）"),
    ]
    for rule, severity in fired:
        title = RULES[rule].zh.title if rule in RULES else rule
        head = f"{severity.value} head"
        columns.append(Column(rule, title, 3.7 if narrow else 8.5, "count", rule, upright=True, group_style=head))
    return Table(STATISTICS_SHEET, columns, len(facts.everybody), first=first_row(totals=True, groups=True), least=22)


def write_statistics(book: Book) -> None:
    """部门问题统计: how often each rule found something in each department, and the departments with most findings."""
    table, facts = book.tables[STATISTICS_SHEET], book.facts
    rules = _fired(facts)
    live = len(facts.everybody) * len(rules) * facts.issues.lines <= _LIVE_CELLS
    first, last = table.first + 1, table.first + max(table.count, 1)
    columns: dict[str, int] = {level.value: facts.issues.findings[level] for level in Severity}
    columns["total"] = facts.issues.findings.total()
    for rule, _ in rules:
        columns[rule] = sum(_of_rule(one, rule) for one in facts.everybody)
    totals: dict[str, Value] = {
        key: Formula(f"SUM({table.letter(key)}{first}:{table.letter(key)}{last})", value)
        for key, value in columns.items()
    }
    (sheet,) = book.draw(
        table,
        (_statistics_row(book, table, one, table.line(at), live=live) for at, one in enumerate(facts.everybody, 1)),
        title="部门审核问题统计表",
        unit="单位：处",
        aside="规则按级别从重到轻排列，含义见“规则”表",
        totals={"name": "合  计", **totals},
        freeze=3,
        head_height=min(400, 12 + UPRIGHT * max((len(column.title) for column in table.columns), default=0)),
        repeat=table.count > ONE_PAGE[len(rules) > MANY_RULES],  # not above the chart alone
    )
    most = sorted(
        (one for one in facts.departments if one.findings), key=lambda one: (-one.findings.total(), one.number)
    )[:TOP_ISSUES]
    if not most:
        return
    lines = {one.number: table.line(at) for at, one in enumerate(facts.everybody, 1)}
    rows = [
        (
            Formula(f"{table.letter('name')}{lines[one.number]}", one.name),
            *(Formula(f"{table.letter(level.value)}{lines[one.number]}", one.count(level)) for level in Severity),
        )
        for one in most
    ]
    data = write_data(
        book, sheet, last + 1, len(table.columns) + 1, ("部门", *(chinese(one.value) for one in Severity)), rows
    )
    chart = stacked_chart(book, data, f"问题最多的 {data.count} 个部门（处）")
    high = table.pixels // 44  # rows of 20 pixels: the chart is a little wider than twice its height
    chart.set_size({"width": table.pixels - 12, "height": high * 20})
    sheet.insert_chart(last + 1, 0, chart, {"x_offset": 6, "y_offset": 8, "object_position": 1})
    sheet.set_h_pagebreaks([last + 1])
    sheet.print_area(0, 0, last + 2 + high, table.printed - 1)


def _statistics_row(book: Book, table: Table, one: Department, line: int, *, live: bool) -> Line:
    issues = book.tables[ISSUES_SHEET]
    mine = ("department", f"$A{line}") if one.number else NOBODYS
    severities = [f"{table.letter(level.value)}{line}" for level in Severity]

    def count(value: int, *criteria: tuple[str, str]) -> Value:
        return Formula(issues.sum_if("count", mine, *criteria), value) if live else value

    cells = (
        one.number or None,
        one.code,
        one.name,
        *(count(one.count(level), ("severity", f'"{chinese(level.value)}"')) for level in Severity),
        Formula(f"SUM({severities[0]}:{severities[-1]})", one.findings.total()),
        *(
            count(_of_rule(one, column.key), ("rule", f"{column_letters(number)}${table.first - 1}"))
            for number, column in enumerate(table.columns, 1)
            if column.group_style != "head"
        ),
    )
    return "", cells


def _of_rule(one: Department, rule: str) -> int:
    return sum(number for (_, fired), number in one.findings.items() if fired == rule)
