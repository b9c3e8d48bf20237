"""勾稽核对 and 部门勾稽: every sum of the workbook checked against another way to it, with a light that is a formula.

The figures of the programme (added up exactly while the files were read) stand beside the formulas on the sheets, so a
row that somebody deletes or a number that somebody changes turns a light red.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.county.data import Fate
from xltools.derive import FUND_LEVELS
from xltools.glossary import chinese
from xltools.model import Severity
from xltools.sheet_names import (
    COUNTY_SHEET,
    DEPARTMENT_PROOFS_SHEET,
    FILES_SHEET,
    FUNDS_SHEET,
    INDICATORS_SHEET,
    ISSUES_SHEET,
    PROGRESS_SHEET,
    PROJECTS_SHEET,
    PROOFS_SHEET,
    STATISTICS_SHEET,
)
from xltools.summary.book import Book, Line, first_row
from xltools.summary.facts import Department, Facts
from xltools.summary.issues import NOBODYS
from xltools.summary.styles import BAD, GOOD
from xltools.summary.table import Column, Table
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = [
    "FAILED",
    "PASSED",
    "department_proof_table",
    "proof_table",
    "verdict_formula",
    "write_department_proofs",
    "write_proofs",
]

PASSED, FAILED = "通过", "不通过"
ZERO = Decimal(0)
_FEN = Decimal("0.01")
_BEYOND = Decimal("1E+20")
"""A sum as large as this is nonsense that somebody typed; it has no fen."""
_COUNT = 14
"""Proofs of the county."""
_MONEY_RULES = ("A01", "A02", "R02", "R03", "R04", "R10")
"""What is said of amounts that do not add up, or of which one is missing or cannot be read."""

_COLUMNS = (
    Column("number", "序", 5, "serial"),
    Column("what", "核对内容", 46),
    Column("left", "甲", 20, "yuan"),
    Column("right", "乙", 20, "yuan"),
    Column("gap", "差额（甲－乙）", 16, "yuan"),
    Column("light", "结果", 10, "light"),
    Column("remark", "说明", 70, "small"),
)
_DEPARTMENT_COLUMNS = (
    Column("number", "序", 5, "serial"),
    Column("name", "部门", 46),
    Column("left", "甲：项目明细合计", 20, "yuan"),
    Column("right", "乙：县级汇总表", 20, "yuan"),
    Column("gap", "差额（甲－乙）", 16, "yuan"),
    Column("light", "结果", 10, "light"),
    Column("remark", "专项去重说明", 70, "small"),
)


@dataclass(frozen=True, slots=True)
class _Proof:
    """Two ways to one figure."""

    what: str
    left: Formula
    right: Value
    remark: str
    money: bool = True


def proof_table(facts: Facts) -> Table:
    """Where the county's proofs stand."""
    return Table(PROOFS_SHEET, _COLUMNS, _COUNT, first=first_row(), least=24)


def department_proof_table(facts: Facts) -> Table:
    """Where the proofs of the departments stand."""
    return Table(DEPARTMENT_PROOFS_SHEET, _DEPARTMENT_COLUMNS, len(facts.departments), first=first_row())


def verdict_formula(book: Book) -> Formula:
    """Whether all lights are green."""
    county, departments = book.tables[PROOFS_SHEET], book.tables[DEPARTMENT_PROOFS_SHEET]
    failed = "+".join(table.count_if(("light", f'"{FAILED}"')) for table in (county, departments))
    value = PASSED if all(_gap(proof) == ZERO for proof in _proofs(book)) else FAILED
    return Formula(f'IF({failed}=0,"{PASSED}","{FAILED}")', value)


def _gap(proof: _Proof) -> Decimal:
    left, right = (_value(side) for side in (proof.left, proof.right))
    gap = left - right
    return gap.quantize(_FEN) if abs(gap) < _BEYOND else gap


def _value(side: Value) -> Decimal:
    value = side.value if isinstance(side, Formula) else side
    return Decimal(value or 0)


def _proofs(book: Book) -> list[_Proof]:
    facts = book.facts
    county, projects, funds, progress, issues, statistics, indicators, files = (
        book.tables[name]
        for name in (
            COUNTY_SHEET,
            PROJECTS_SHEET,
            FUNDS_SHEET,
            PROGRESS_SHEET,
            ISSUES_SHEET,
            STATISTICS_SHEET,
            INDICATORS_SHEET,
            FILES_SHEET,
        )
    )
    money = facts.projects.budget
    counted = facts.counted_funds
    special = facts.funds.budget
    contained = sum((project.budget or ZERO for pair in facts.data.containments for project in pair.projects), ZERO)
    held = special - counted
    findings = facts.issues.findings.total()
    last = county.first + max(county.count, 1) + 1
    yuan = f"'{COUNTY_SHEET}'!${{}}${last}*10000"

    def total(key: str) -> str:
        return yuan.format(county.letter(key))

    counts, contains = ("counts", '"是"'), ("counts", '"否"')
    budget = Formula(projects.sum("budget"), money)
    whole = facts.projects.planned[-1]
    return [
        _Proof(
            "项目明细合计 ＝ 读取时的合计",
            budget,
            money,
            "乙为程序读取各部门文件时的精确合计（固定值），明细被改动或删行时不通过",
        ),
        _Proof(
            "项目明细合计 ＝ 县级汇总表预算合计",
            budget,
            Formula(total("budget"), money),
            "县级汇总表以万元显示，此处换算为元比较",
        ),
        _Proof(
            "预算数 ＝ 财政资金 ＋ 其他资金",
            budget,
            Formula(f"{projects.sum('fiscal')}+{projects.sum('other')}", facts.projects.fiscal + facts.projects.other),
            _money_remark(facts),
        ),
        _Proof(
            "预算数 ＝ 中央＋省＋市＋县＋其他",
            Formula(total("budget"), money),
            Formula("+".join(total(f"level {level}") for level in FUND_LEVELS), money),
            "按资金级次分列不重不漏",
        ),
        _Proof(
            "专项资金明细合计 ＝ 读取时的合计",
            Formula(funds.sum("budget"), special),
            special,
            "乙为程序读取时的精确合计（固定值）",
        ),
        _Proof(
            "专项资金合计 ＝ 计入合计 ＋ 已含于项目",
            Formula(funds.sum("budget"), special),
            Formula(f"{funds.sum_if('budget', counts)}+{funds.sum_if('budget', contains)}", special),
            "每个专项或者计入合计，或者已由对应项目计入，不会两次计入",
        ),
        _Proof(
            "已含于项目的专项 ＝ 其对应项目合计",
            Formula(funds.sum_if("budget", contains), held),
            Formula(funds.sum_if("project budget", ("department", '">0"')), contained),
            "不通过说明专项与对应项目金额不等（名称相同而金额不同），请核对专项资金明细的差额列",
        ),
        _Proof(
            "去重后合计 ＝ 项目合计 ＋ 无对应项目的专项",
            Formula(total("deduplicated"), money + counted),
            Formula(f"{projects.sum('budget')}+{funds.sum('counted')}", money + counted),
            f"直接相加为 {money + special:,.2f} 元，其中重复 {held:,.2f} 元",
        ),
        _Proof(
            "12月底计划累计 ＝ 支出进度县合计",
            Formula(total("planned 3"), whole),
            Formula(f"'{PROGRESS_SHEET}'!${progress.letter('planned 3')}${progress.first - 2}", whole),
            "金额逐项目计算到分",
        ),
        _Proof(
            "指标明细行数 ＝ 项目和专项的指标数",
            Formula("+".join(f"COUNT({part})" for part in indicators.ranges("number")), facts.indicators),
            Formula(
                f"{projects.sum('indicators')}+{funds.sum('indicators')}",
                facts.projects.indicators + facts.funds.indicators,
            ),
            "每条指标都在明细中",
            money=False,
        ),
        _Proof(
            "问题清单处数 ＝ 部门问题统计合计",
            Formula(issues.sum("count"), findings),
            Formula(statistics.sum("total"), findings),
            "合并显示的同类问题逐处计数",
            money=False,
        ),
        _Proof(
            "问题清单处数 ＝ 部门合计 ＋ 不属于部门",
            Formula(issues.sum("count"), findings),
            Formula(
                "+".join(f"'{COUNTY_SHEET}'!${county.letter(level.value)}${last}" for level in Severity)
                + f"+{issues.sum_if('count', NOBODYS)}",
                findings,
            ),
            "县级汇总表的问题数，加不属于某个部门的问题",
            money=False,
        ),
        _Proof(
            "问题清单处数 ＝ 检查时的处数",
            Formula(issues.sum("count"), findings),
            findings,
            "乙为检查时的处数（固定值）",
            money=False,
        ),
        _Proof(
            "文件数 ＝ 各处理结果之和",
            Formula("+".join(f"COUNT({part})" for part in files.ranges("number")), len(facts.data.files)),
            Formula(
                "+".join(files.count_if(("fate", f'"{chinese(fate.value)}"')) for fate in Fate),
                len(facts.data.files),
            ),
            "每个文件都有且只有一个处理结果，见文件清单",
            money=False,
        ),
    ]


def _money_remark(facts: Facts) -> str:
    fired = {rule for one in facts.everybody for _, rule in one.findings}
    rules = "、".join(rule for rule in _MONEY_RULES if rule in fired)
    return "不通过时，有部门填报的数不平、缺数或数读不出来" + (f"；可查问题清单规则 {rules}" if rules else "")


def write_proofs(book: Book) -> None:
    """勾稽核对."""
    table = book.tables[PROOFS_SHEET]
    (sheet,) = book.draw(
        table,
        (_row(table, proof, at) for at, proof in enumerate(_proofs(book), 1)),
        title="部门预算绩效目标汇总勾稽核对表",
        unit="单位：元",
        aside="甲、乙为同一数的两种算法，差额为 0.00 为通过",
        looks={row: book.styles.look(table.styles, row) for row in ("", "number")},
        freeze=2,
    )
    _lights(book, sheet, table)


def write_department_proofs(book: Book) -> None:
    """部门勾稽."""
    table, facts = book.tables[DEPARTMENT_PROOFS_SHEET], book.facts
    pairs = _pairs(facts)
    (sheet,) = book.draw(
        table,
        (_department_row(book, table, one, at, pairs[one.number]) for at, one in enumerate(facts.departments, 1)),
        title="各部门项目明细与县级汇总表勾稽核对表",
        unit="单位：元",
        aside="差额为 0.00 为通过",
        freeze=2,
    )
    _lights(book, sheet, table)


def _lights(book: Book, sheet: BulkSheet, table: Table) -> None:
    column, last = table.number("light"), table.first + max(table.count, 1) - 1
    for text, over in ((PASSED, GOOD), (FAILED, BAD)):
        light = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": book.styles.over(over)}
        sheet.conditional_format(table.first, column, last, column, light)


def _light(table: Table, line: int, gap: Decimal) -> tuple[Formula, Formula]:
    left, right, difference = (f"{table.letter(key)}{line}" for key in ("left", "right", "gap"))
    return (
        Formula(f"ROUND({left}-{right},2)", gap),
        Formula(f'IF({difference}=0,"{PASSED}","{FAILED}")', FAILED if gap else PASSED),
    )


def _row(table: Table, proof: _Proof, at: int) -> Line:
    look = "" if proof.money else "number"
    return look, (at, proof.what, proof.left, proof.right, *_light(table, table.line(at), _gap(proof)), proof.remark)


def _department_row(book: Book, table: Table, one: Department, at: int, pairs: Sequence[str]) -> Line:
    county, projects = book.tables[COUNTY_SHEET], book.tables[PROJECTS_SHEET]
    line = table.line(at)
    budget = one.project_sums.budget
    left = Formula(projects.sum_if("budget", ("department", f"$A{line}")), budget)
    right = Formula(f"{county.cell('budget', one.number)}*10000", budget)
    return "", (one.number, one.name, left, right, *_light(table, line, ZERO), "；".join(pairs))


def _pairs(facts: Facts) -> Mapping[int, list[str]]:
    """The projects that special funds were found to contain, in words, by the number of the department."""
    pairs: defaultdict[int, list[str]] = defaultdict(list)
    for pair in facts.containments.values():
        if pair.projects:
            words = f"{pair.fund.name} 含 {'、'.join(project.name for project in pair.projects)}"
            pairs[facts.by_file[pair.fund.place.file].number].append(words)
    return pairs
