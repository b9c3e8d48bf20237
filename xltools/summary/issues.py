"""问题清单 and 部门问题统计: every finding with a link to its cell, and the findings by department and rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

from xltools.department.replies import ACTIONS, MENDED
from xltools.glossary import field_term
from xltools.model import Severity, column_letters
from xltools.rules.catalogue import RULES
from xltools.sheet_names import ISSUES_SHEET, STATISTICS_SHEET
from xltools.summary.answers import AGREED, ONCE, VERDICTS, Standing, term_of
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.changes import Changes
from xltools.summary.charts import TOP_ISSUES, describe_chart, stacked_chart, write_data
from xltools.summary.departments import Department
from xltools.summary.facts import Facts
from xltools.summary.issue_store import HEAD, MEMBER, SINGLE
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, RowFormat, Value

__all__ = [
    "ISSUE_COLUMNS",
    "ISSUE_INPUTS",
    "UNASSIGNED",
    "counts_in_words",
    "default_state",
    "field_word",
    "issue_table",
    "statistics_table",
    "write_issues",
    "write_statistics",
]

UNASSIGNED = ("department", '""')
"""The criterion that findings without a department meet."""
FILLED = frozenset({"A03", "P05"})
"""Rules whose findings are mended by fills that need no confirmation (:mod:`xltools.derive.fills`)."""
_STATES = ("待改", *ACTIONS)
MAX_WIDE_RULES = 20
"""The columns of more rules than this are narrow."""
_FREEZE = 3
"""The columns of the statistics that say which department a row is about."""
_ROW_POINTS, _AROUND_POINTS = 22, 150
"""The height of a row of the statistics, and of title, totals, and the groups of the header."""
UPRIGHT_POINTS = 13.0
"""The height of a character in an upright header."""
_MAX_COMPARISONS = 20_000_000
"""The comparisons that a program makes without a noticeable wait; a larger matrix holds numbers under live totals."""

ISSUE_INPUTS = (
    SummaryColumn("state", "部门处理", 8.5, "choice", formerly="状态"),
    SummaryColumn("answer", "部门说明", 18, "input"),
    SummaryColumn("verdict", "审核人\n意见", 7.5, "choice", newer=True),
    SummaryColumn("term", "有效期", 9, "choice", newer=True),
    SummaryColumn("reviewer", "审核人", 8, "input"),
    SummaryColumn("date", "日期", 10, "date"),
)
"""The columns that people type into."""
ISSUE_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "序", 5.5, "serial"),
    SummaryColumn("severity", "级别", 5.5, "level"),
    SummaryColumn("rule", "规则", 5.5, "rule"),
    SummaryColumn("department name", "部门", 13),
    SummaryColumn("subject", "项目", 22),
    SummaryColumn("place", "位置（点击打开）", 27, "link"),
    SummaryColumn("field", "栏目", 10, "centre"),
    SummaryColumn("found", "原文", 22, "small"),
    SummaryColumn("message", "问题", 34),
    SummaryColumn("suggestion", "建议", 32),
    SummaryColumn("count", "处数", 5, "count"),
    SummaryColumn("automatic", "可自动\n填充", 6.5, "centre"),
    SummaryColumn("since", "与上次", 8, "centre"),
    *ISSUE_INPUTS,
)
_ASIDE = (
    "同一张表的同类问题合并为一行（点左侧 + 号展开各处）；“部门处理”“部门说明”取自部门报回的文件，"
    "审核人选“同意”并定有效期后不再退回"
)


def issue_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the findings."""
    return SummaryTable(ISSUES_SHEET, ISSUE_COLUMNS, book.facts.issues.lines, first=first_row(totals=True))


def write_issues(book: SummaryBook) -> None:
    """Write 问题清单: errors first, then by department and project; a group of findings is one row."""
    table, facts = book.tables[ISSUES_SHEET], book.facts
    totals: dict[str, Value] = {
        "message": counts_in_words(table, facts.issues.findings),
        "suggestion": _standings(table, facts.issues.findings.total(), book.answers.counts),
        "count": Formula(table.sum("count"), facts.issues.findings.total()),
    }
    sheets = book.write_table(
        table,
        _issue_rows(book),
        title="绩效目标审核问题清单",
        aside=_aside(book.changes),
        row_formats=_row_formats(book, table),
        totals=totals,
        freeze=4,
    )
    year = term_of(facts.data.year)
    choices = {"state": _STATES, "verdict": VERDICTS, "term": (*([year] if year else []), ONCE)}
    for sheet, area in zip(sheets, table.areas, strict=True):
        last = area.first + max(area.count, 1) - 1
        for key, words in choices.items():
            column = table.number(key)
            sheet.data_validation(area.first, column, last, column, {"validate": "list", "source": list(words)})
        sheet.outline_settings(True, False, True, False)


def _aside(changes: Changes | None) -> str:
    if changes is None:
        return _ASIDE
    counts = "、".join(f"{term.zh} {count} 处" for term, count in changes.counts)
    return f"与上次汇总相比：{counts}；{_ASIDE}"


def counts_in_words(table: SummaryTable, counts: Mapping[Severity, int], *criteria: tuple[str, str]) -> Formula:
    """Count the findings of each severity that meet the criteria, in words: ``错误 2，警告 0，提示 5``."""
    parts = []
    for level in Severity:
        word = level.term.zh
        formula = table.sum_if("count", ("severity", f'"{word}"'), *criteria)
        parts.append((f'"{word} "&({formula})', f"{word} {counts[level]}"))
    return Formula('&"，"&'.join(part for part, _ in parts), "，".join(text for _, text in parts))


def _standings(table: SummaryTable, total: int, counts: Mapping[Standing, int]) -> Formula:
    """Count the findings by what has become of them, in words: ``待处理 3，已说明 2，已同意 1``.

    It follows what is typed: an explanation is accepted if there is one, and the officer agrees.
    """
    told = ("answer", '"<>"')
    accepted = table.sum_if("count", told, ("verdict", f'"{AGREED}"'))
    explained = table.sum_if("count", told, ("state", f'"<>{MENDED}"'), ("verdict", f'"<>{AGREED}"'))
    whole = table.sum("count")
    formulas = {
        Standing.OPEN: f"{whole}-({accepted})-({explained})",
        Standing.EXPLAINED: explained,
        Standing.ACCEPTED: accepted,
    }
    told_of = {one: counts.get(one, 0) for one in Standing}
    told_of[Standing.OPEN] = total - sum(told_of.values())
    return Formula(
        '&"，"&'.join(f'"{one.term.zh} "&({formula})' for one, formula in formulas.items()),
        "，".join(f"{one.term.zh} {told_of[one]}" for one in formulas),
    )


def _row_formats(book: SummaryBook, table: SummaryTable) -> dict[str, RowFormat]:
    wrap = table.wrapped
    row_formats: dict[str, RowFormat] = {}
    row_format = book.styles.row_format
    for severity in Severity:
        row_formats[f"{severity.value} {SINGLE}"] = row_format(table.styles, severity.value, wrap=wrap)
        row_formats[f"{severity.value} {HEAD}"] = row_format(table.styles, severity.value, wrap=wrap, collapsed=True)
        row_formats[f"{severity.value} {MEMBER}"] = row_format(table.styles, "child", wrap=wrap, level=1, hidden=True)
    return row_formats


def _issue_rows(book: SummaryBook) -> Iterator[TableRow]:
    names = {department.number: department.name for department in book.facts.departments}
    words = {level.value: level.term.zh for level in Severity}
    changes = book.changes
    since = changes.since if changes else repeat(None)
    typed = book.answers.cells
    number = 0
    for at, (line, newness) in enumerate(zip(book.facts.issues, since, strict=False)):
        number += line.part != MEMBER
        earlier = typed.get(at, {})
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
            _newness(newness, line.action),
            earlier.get("state") or (default_state(severity) if line.part != MEMBER else None),
            earlier.get("answer"),
            earlier.get("verdict"),
            earlier.get("term"),
            earlier.get("reviewer"),
            earlier.get("date"),
        )
        yield f"{line.severity} {line.part}", cells


def _newness(since: str | None, action: str) -> str | None:
    """Return what the list says of a line's age, and that the department takes it for corrected."""
    return f"{since or '仍在'}\n（答“已改”）" if action == MENDED else since


def default_state(severity: str) -> str | None:
    """Return the state of a finding that was not answered yet, by its severity in Chinese."""
    return _STATES[0] if severity == Severity.ERROR.term.zh else None


def field_word(key: str) -> str:
    """Return the list's word for a field."""
    return field_term(key).zh


# --- counts by department and rule ------------------------------------------------------------------------------------


def _fired(facts: Facts) -> list[tuple[str, Severity]]:
    """Return the rules with findings, the worst first, each with the worst severity of its findings."""
    worst: dict[str, Severity] = {}
    for department in facts.all_with_unassigned:
        for severity, rule in department.findings:
            if rule not in worst or severity.rank < worst[rule].rank:
                worst[rule] = severity
    return sorted(worst.items(), key=lambda item: (item[1].rank, item[0]))


def statistics_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the counts: a column for each rule with findings, the worst first."""
    facts = book.facts
    fired = _fired(facts)
    narrow = len(fired) > MAX_WIDE_RULES
    titles = {id: rule.zh.title for id, rule in RULES.items()} | {own.id: own.title for own in book.settings.own_rules}
    columns = [
        SummaryColumn("department", "部门序", 5, "serial"),
        SummaryColumn("code", "部门编码", 7 if narrow else 9, "centre"),
        SummaryColumn("name", "部门", 20 if narrow else 34),
        *(
            SummaryColumn(level.value, level.term.zh, 5.5 if narrow else 9, "count", "问题数（处）")
            for level in Severity
        ),
        SummaryColumn("total", "合计", 6 if narrow else 9, "count", "问题数（处）"),
    ]
    for rule, severity in fired:
        title = titles.get(rule, rule)
        head = f"{severity.value} head"
        columns.append(
            SummaryColumn(rule, title, 3.7 if narrow else 8.5, "count", rule, upright=True, group_style=head)
        )
    return SummaryTable(
        STATISTICS_SHEET,
        columns,
        len(facts.all_with_unassigned),
        first=first_row(totals=True, groups=True),
        least=_ROW_POINTS,
    )


def write_statistics(book: SummaryBook) -> None:
    """Write 部门问题统计: the findings of each rule in each department, and the departments with most findings."""
    table, facts = book.tables[STATISTICS_SHEET], book.facts
    rules = _fired(facts)
    live = len(facts.all_with_unassigned) * len(rules) * facts.issues.lines <= _MAX_COMPARISONS
    first, last = table.first + 1, table.first + max(table.count, 1)
    columns: dict[str, int] = {level.value: facts.issues.findings[level] for level in Severity}
    columns["total"] = facts.issues.findings.total()
    for rule, _ in rules:
        columns[rule] = sum(_of_rule(department, rule) for department in facts.all_with_unassigned)
    totals: dict[str, Value] = {
        key: Formula(f"SUM({table.letter(key)}{first}:{table.letter(key)}{last})", value)
        for key, value in columns.items()
    }
    layout = book.layout(table.columns, _FREEZE)
    head_height = min(400, 12 + UPRIGHT_POINTS * max((len(column.title) for column in table.columns), default=0))
    (sheet,) = book.write_table(
        table,
        (
            _statistics_row(book, table, department, table.line(at), live=live)
            for at, department in enumerate(facts.all_with_unassigned, 1)
        ),
        title="部门审核问题统计表",
        unit="单位：处",
        aside="规则按级别从重到轻排列，含义见“规则”表",
        totals={"name": "合  计", **totals},
        freeze=_FREEZE,
        head_height=head_height,
        repeat=table.count * table.least > layout.points - head_height - _AROUND_POINTS,  # not above the chart alone
    )
    most = sorted(
        (department for department in facts.departments if department.findings),
        key=lambda department: (-department.findings.total(), department.number),
    )[:TOP_ISSUES]
    if not most:
        return
    lines = {department.number: table.line(at) for at, department in enumerate(facts.all_with_unassigned, 1)}
    rows = [
        (
            Formula(f"{table.letter('name')}{lines[department.number]}", department.name),
            *(
                Formula(f"{table.letter(level.value)}{lines[department.number]}", department.count(level))
                for level in Severity
            ),
        )
        for department in most
    ]
    head = ("部门", *(level.term.zh for level in Severity))
    data = write_data(book, sheet, last + 1, len(table.columns) + 1, head, rows)
    title = f"问题最多的 {data.count} 个部门（处）"
    chart = stacked_chart(book, data, title)
    page = slice(layout.repeated, layout.first_page(table.printed))
    width = sum(column.pixels for column in table.columns[page])
    high = width // 44  # rows of 20 pixels: the chart is a little wider than twice its height
    chart.set_size({"width": width - 12, "height": high * 20})
    told = describe_chart(f"{book.heading}{title}", head, rows)
    options = {"x_offset": 6, "y_offset": 8, "object_position": 1, "description": told}
    sheet.insert_chart(last + 1, layout.repeated, chart, options)
    sheet.set_h_pagebreaks([last + 1])
    sheet.print_area(0, 0, last + 2 + high, table.printed - 1)


def _statistics_row(
    book: SummaryBook, table: SummaryTable, department: Department, line: int, *, live: bool
) -> TableRow:
    issues = book.tables[ISSUES_SHEET]
    mine = ("department", f"$A{line}") if department.number else UNASSIGNED
    severities = [f"{table.letter(level.value)}{line}" for level in Severity]

    def count(value: int, *criteria: tuple[str, str]) -> Value:
        return Formula(issues.sum_if("count", mine, *criteria), value) if live else value

    cells = (
        department.number or None,
        department.code,
        department.name,
        *(count(department.count(level), ("severity", f'"{level.term.zh}"')) for level in Severity),
        Formula(f"SUM({severities[0]}:{severities[-1]})", department.findings.total()),
        *(
            count(_of_rule(department, column.key), ("rule", f"{column_letters(number)}${table.first - 1}"))
            for number, column in enumerate(table.columns, 1)
            if column.group_style != "head"
        ),
    )
    return "", cells


def _of_rule(department: Department, rule: str) -> int:
    return sum(number for (_, fired), number in department.findings.items() if fired == rule)
