"""封面说明: what the workbook is, the figures that matter, and links to every sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from xltools.county.data import Fate
from xltools.model import Severity
from xltools.rules.catalogue import RULES
from xltools.sheet_names import (
    COUNTY_SHEET,
    INDICATORS_SHEET,
    ISSUES_SHEET,
    SUMMARY_COVER_SHEET,
)
from xltools.summary.book import SummaryBook, ratio
from xltools.summary.facts import Facts
from xltools.summary.paper import PaperSize, choose_layout
from xltools.summary.proofs import FAILED, PASSED, verdict_formula
from xltools.summary.sheet import SummarySheet
from xltools.summary.styles import BAD, GOOD
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = ["write_cover"]

WAN = Decimal(10000)

_STEPS = (
    "1. 看“催报表”“文件清单”：缺报的催报，未能读取的文件按说明处理后重新报送。",
    "2. 看“勾稽核对”：全部通过后再使用各表合计；不通过的按说明核对。",
    "3. 看“问题清单”：按部门筛选，把错误退回部门修改；改后重新汇总，已填内容自动带入，“与上次”列标明新增或仍在。",
    "4. 在“审核意见”逐项目填写意见；工具只提供摘要，不评定等级。",
    "5. 打印“县级汇总表”“项目明细”上会（横向，A4 或 A3，已设好；只有 A4 纸的，汇总时加 --paper a4）。",
)
_WIDTHS = (21, 27, 21, 27, 21, 27)


def write_cover(book: SummaryBook, sheets: Sequence[SummarySheet]) -> None:
    """Write 封面说明 with links to these sheets."""
    sheet = book.add_sheet(
        SUMMARY_COVER_SHEET, _WIDTHS, choose_layout([int(width * 7 + 5) for width in _WIDTHS], largest=PaperSize.A4)
    )
    last = len(_WIDTHS) - 1
    book.merge(sheet, (0, 0), (0, last), book.county or "县级", "subtitle")
    year = f"{book.data.year} 年" if book.data.year else ""
    book.merge(sheet, (1, 1), (0, last), f"{year}部门预算绩效目标汇总", "title")
    sheet.set_row(0, 30)
    sheet.set_row(1, 42)
    row = _section(book, sheet, 3, "一、基本情况")
    row = _pairs(book, sheet, row, _basics(book))
    row = _section(book, sheet, row + 1, "二、主要数据（公式，随各表变动）")
    first = row
    row = _pairs(book, sheet, row, _figures(book))
    for text, over in ((PASSED, GOOD), (FAILED, BAD)):
        sheet.conditional_format(
            first,
            0,
            row - 1,
            last,
            {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": book.styles.over(over)},
        )
    sheet.set_h_pagebreaks([row + 1])
    row = _section(book, sheet, row + 1, "三、各表内容（点击打开）")
    for number, entry in enumerate(sheets, 1):
        book.put(sheet, row, 0, f"{number}", "centre")
        sheet.write_url(row, 1, f"internal:'{entry.name}'!A1", book.styles("link"), entry.name)
        book.merge(sheet, (row, row), (2, last), entry.description, "text")
        sheet.set_row(row, 19)
        row += 1
    row = _section(book, sheet, row + 1, "四、使用方法")
    for step in _STEPS:
        book.merge(sheet, (row, row), (0, last), step, "aside")
        sheet.set_row(row, 19)
        row += 1
    sheet.print_area(0, 0, row - 1, last)
    sheet.activate()


def _section(book: SummaryBook, sheet: BulkSheet, row: int, text: str) -> int:
    book.merge(sheet, (row, row), (0, len(_WIDTHS) - 1), text, "section")
    sheet.set_row(row, 26)
    return row + 1


def _pairs(book: SummaryBook, sheet: BulkSheet, row: int, pairs: Sequence[tuple[str, Value, str]]) -> int:
    """Write labels and values, three pairs to a row; return the row below the last."""
    per_row = len(_WIDTHS) // 2
    for number, (label, value, style) in enumerate(pairs):
        at, column = row + number // per_row, number % per_row * 2
        book.put(sheet, at, column, label, "label")
        book.put(sheet, at, column + 1, value, style)
        sheet.set_row(at, 26)
    return row + -(-len(pairs) // per_row)


def _basics(book: SummaryBook) -> list[tuple[str, Value, str]]:
    data, facts = book.data, book.facts
    forms = Counter(file.form for file in data.accepted)
    fates = Counter(file.fate for file in data.files)
    return [
        ("县（市、区）", book.county or "（未填）", "text"),
        ("预算年度", str(data.year or "（未填）"), "text"),
        ("生成时间", data.generated.strftime("%Y-%m-%d %H:%M"), "text"),
        _received(facts),
        ("文件", "，".join(f"{fate.term.zh} {fates[fate]}" for fate in Fate if fates[fate]), "small"),
        ("表样口径", "、".join(f"{name}（{count}）" for name, count in sorted(forms.items())), "small"),
        ("金额单位", "明细为元，汇总为万元", "text"),
        ("审核规则", _rules_in_words(book), "small"),
        ("工具版本", f"xltools {data.version}", "text"),
    ]


def _rules_in_words(book: SummaryBook) -> str:
    settings = book.settings
    runs = sum(map(settings.runs, RULES.values()))
    own, trial = len(settings.own_rules), sum(rule.trial for rule in settings.own_rules)
    of_county = f"本县自定 {own} 条（其中试用 {trial} 条，不列入问题）。" if own else ""
    return f"共 {len(RULES)} 条，启用 {runs} 条。{of_county}规则设置：{settings.shown_name.zh}"


def _received(facts: Facts) -> tuple[str, Value, str]:
    received = sum(department.received for department in facts.departments)
    if not facts.data.roster:
        return "已收到部门", f"{received} 个（没有提供应报名单）", "text"
    expected = sum(department.expected for department in facts.departments)
    came = expected - len(facts.missing) - len(facts.unreadable)
    counts = {"未报": len(facts.missing), "读不了": len(facts.unreadable), "名单外": received - came}
    others = "，".join(f"{word} {count}" for word, count in counts.items() if count)
    return "收到部门 / 应报部门", f"{came} / {expected}" + (f"（{others}）" if others else ""), "small"


def _figures(book: SummaryBook) -> list[tuple[str, Value, str]]:
    facts = book.facts
    county, indicators = book.tables[COUNTY_SHEET], book.tables[INDICATORS_SHEET]
    issues = book.tables[ISSUES_SHEET]
    last = county.first + max(county.count, 1) + 1

    def total(key: str, value: int | Decimal | str) -> Formula:
        return Formula(f"'{COUNTY_SHEET}'!${county.letter(key)}${last}", value)

    counted = facts.counted_funds
    return [
        ("项目预算合计（万元）", total("budget", facts.projects.budget / WAN), "wan"),
        ("专项资金（万元）", total("fund budget", facts.funds.budget / WAN), "wan"),
        ("去重后合计（万元）", total("deduplicated", (facts.projects.budget + counted) / WAN), "wan"),
        ("预算项目（个）", total("projects", facts.projects.count), "integer"),
        ("专项资金（个）", total("funds", facts.funds.count), "integer"),
        (
            "绩效指标（条）",
            Formula("+".join(f"COUNT({part})" for part in indicators.ranges("number")), facts.indicators),
            "integer",
        ),
        *(
            (
                f"{level.term.zh}（处）",
                Formula(issues.sum_if("count", ("severity", f'"{level.term.zh}"')), facts.issues.findings[level]),
                "integer",
            )
            for level in Severity
        ),
        ("6月底累计计划", total("share 1", _share(book, 1)), "percent"),
        ("12月底累计计划", total("share 3", _share(book, 3)), "percent"),
        ("勾稽核对", verdict_formula(book), "light"),
    ]


def _share(book: SummaryBook, n: int) -> Decimal | str:
    return ratio(book.facts.projects.planned[n], book.facts.projects.plan_budget)
