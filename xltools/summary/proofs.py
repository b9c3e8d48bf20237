"""勾稽核对 and 部门勾稽: every sum of the workbook compared with another way to it, by a light that is a formula.

The exact sums of the reading stand beside the formulas on the sheets, so a row that somebody deletes or a number that
somebody changes turns a light red.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from xltools.model import SheetKind
from xltools.quick_dataclass import dataclass
from xltools.sheet_names import (
    COUNTY_SHEET,
    DEPARTMENT_PROOFS_SHEET,
    PROJECTS_SHEET,
    PROOFS_SHEET,
)
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.departments import Department
from xltools.summary.facts import Facts
from xltools.summary.figures import Figures
from xltools.summary.styles import BAD, GOOD
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = [
    "FAILED",
    "PASSED",
    "department_proof_table",
    "mark_verdicts",
    "proof_table",
    "verdict_formula",
    "write_department_proofs",
    "write_proofs",
]

PASSED, FAILED = "通过", "不通过"
ZERO = Decimal(0)
_FEN = Decimal("0.01")
_BEYOND_FEN = Decimal("1E+20")
"""A sum as large as this can only be a typing error; it has too many digits for fen."""

_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("what", "核对内容", 46),
    SummaryColumn("left", "甲", 20, "yuan"),
    SummaryColumn("right", "乙", 20, "yuan"),
    SummaryColumn("gap", "差额（甲－乙）", 16, "yuan"),
    SummaryColumn("light", "结果", 10, "light"),
    SummaryColumn("remark", "说明", 70, "small"),
)
_DEPARTMENT_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("name", "部门", 46),
    SummaryColumn("left", "甲：项目明细合计", 20, "yuan"),
    SummaryColumn("right", "乙：县级汇总表", 20, "yuan"),
    SummaryColumn("gap", "差额（甲－乙）", 16, "yuan"),
    SummaryColumn("light", "结果", 10, "light"),
    SummaryColumn("remark", "专项去重说明", 70, "small"),
)


@dataclass(frozen=True, slots=True)
class _Proof:
    """Two ways to one figure, and what to do about a difference between them."""

    what: str
    left: Callable[[Figures], Formula]
    right: Callable[[Figures], Value]
    remark: str | Callable[[Figures], str]
    money: bool = True


_PROOFS = (
    _Proof(
        "项目明细合计 ＝ 读取时的合计",
        Figures.budget,
        Figures.budget_read,
        "乙为程序读取各部门文件时的精确合计（固定值），明细被改动或删行时不通过",
    ),
    _Proof(
        "项目明细合计 ＝ 县级汇总表预算合计",
        Figures.budget,
        Figures.budget_of_county,
        "县级汇总表以万元显示，此处换算为元比较",
    ),
    _Proof(
        "项目和专项合计 ＋ 存疑金额 ＝ 报送数",
        Figures.counted_and_doubtful,
        Figures.reported,
        "乙为各部门报送的全部金额（固定值）；存疑金额未处理的不计入合计，见“存疑金额”",
    ),
    _Proof("预算数 ＝ 财政资金 ＋ 其他资金", Figures.budget, Figures.fiscal_and_other, Figures.money_remark),
    _Proof(
        "预算数 ＝ 各资金级次之和",
        Figures.budget_of_county,
        Figures.budget_by_level,
        "中央、省、市、县、其他、未注明分列，不重不漏",
    ),
    _Proof(
        "专项资金明细合计 ＝ 读取时的合计",
        Figures.fund_budget,
        Figures.fund_budget_read,
        "乙为程序读取时的精确合计（固定值）",
    ),
    _Proof(
        "专项资金合计 ＝ 计入合计 ＋ 不计入",
        Figures.fund_budget,
        Figures.counted_and_contained,
        "每个专项或者计入合计，或者不计入（已由对应项目计入，或按人工选择）",
    ),
    _Proof(
        "已含于项目的专项 ＝ 其对应项目合计",
        Figures.contained_funds,
        Figures.contained_projects,
        "不通过说明专项与对应项目金额不等（名称相同而金额不同），请核对专项资金明细的差额列",
    ),
    _Proof(
        "去重后合计 ＝ 项目合计 ＋ 计入的专项",
        Figures.deduplicated,
        Figures.projects_and_counted_funds,
        Figures.double_counting_remark,
    ),
    _Proof(
        "12月底计划累计 ＝ 支出进度县合计",
        Figures.planned,
        Figures.planned_of_progress,
        "金额逐项目计算到分",
    ),
    _Proof(
        "指标明细行数 ＝ 项目和专项的指标数",
        Figures.indicators,
        Figures.indicators_of_sheets,
        "每条指标都在明细中",
        money=False,
    ),
    _Proof(
        "问题清单处数 ＝ 部门问题统计合计",
        Figures.findings,
        Figures.findings_of_rules,
        "合并显示的同类问题逐处计数",
        money=False,
    ),
    _Proof(
        "问题清单处数 ＝ 部门合计 ＋ 不属于部门",
        Figures.findings,
        Figures.findings_of_departments,
        "县级汇总表的问题数，加不属于某个部门的问题",
        money=False,
    ),
    _Proof(
        "问题清单处数 ＝ 检查时的处数",
        Figures.findings,
        Figures.findings_read,
        "乙为检查时的处数（固定值）",
        money=False,
    ),
    _Proof(
        "文件数 ＝ 各处理结果之和",
        Figures.files,
        Figures.files_by_fate,
        "每个文件都有且只有一个处理结果，见文件清单",
        money=False,
    ),
)


def proof_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the county's proofs."""
    return SummaryTable(PROOFS_SHEET, _COLUMNS, len(_PROOFS), first=first_row(), least=24)


def department_proof_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the departments' proofs."""
    departments = book.facts.departments
    return SummaryTable(DEPARTMENT_PROOFS_SHEET, _DEPARTMENT_COLUMNS, len(departments), first=first_row())


def verdict_formula(book: SummaryBook) -> Formula:
    """Return the formula that says whether all proofs hold."""
    tables = (book.tables[PROOFS_SHEET], book.tables[DEPARTMENT_PROOFS_SHEET])
    failed = "+".join(table.count_if(("light", f'"{FAILED}"')) for table in tables)
    figures = Figures(book)
    value = PASSED if all(_gap(proof.left(figures), proof.right(figures)) == ZERO for proof in _PROOFS) else FAILED
    return Formula(f'IF({failed}=0,"{PASSED}","{FAILED}")', value)


def _gap(left: Value, right: Value) -> Decimal:
    gap = _value(left) - _value(right)
    return gap.quantize(_FEN) if abs(gap) < _BEYOND_FEN else gap


def _value(side: Value) -> Decimal:
    value = side.value if isinstance(side, Formula) else side
    return Decimal(value or 0)


def write_proofs(book: SummaryBook) -> None:
    """Write 勾稽核对."""
    table, figures = book.tables[PROOFS_SHEET], Figures(book)
    (sheet,) = book.write_table(
        table,
        (_row(table, proof, figures, at) for at, proof in enumerate(_PROOFS, 1)),
        title="部门预算绩效目标汇总勾稽核对表",
        unit="单位：元",
        aside="甲、乙为同一数的两种算法，差额为 0.00 为通过",
        row_formats={row: book.styles.row_format(table.styles, row) for row in ("", "number")},
        freeze=2,
    )
    mark_verdicts(book, sheet, table)


def write_department_proofs(book: SummaryBook) -> None:
    """Write 部门勾稽."""
    table, facts = book.tables[DEPARTMENT_PROOFS_SHEET], book.facts
    containments = _containments_in_words(facts)
    (sheet,) = book.write_table(
        table,
        (
            _department_row(book, table, department, at, containments[department.number])
            for at, department in enumerate(facts.departments, 1)
        ),
        title="各部门项目明细与县级汇总表勾稽核对表",
        unit="单位：元",
        aside="差额为 0.00 为通过",
        freeze=2,
    )
    mark_verdicts(book, sheet, table)


def mark_verdicts(book: SummaryBook, sheet: BulkSheet, table: SummaryTable) -> None:
    """Have the cells of a table's column of lights coloured by what they say."""
    column, last = table.number("light"), table.first + max(table.count, 1) - 1
    for text, over in ((PASSED, GOOD), (FAILED, BAD)):
        light = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": book.styles.over(over)}
        sheet.conditional_format(table.first, column, last, column, light)


def _light(table: SummaryTable, line: int, gap: Decimal) -> tuple[Formula, Formula]:
    left, right, difference = (f"{table.letter(key)}{line}" for key in ("left", "right", "gap"))
    return (
        Formula(f"ROUND({left}-{right},2)", gap),
        Formula(f'IF({difference}=0,"{PASSED}","{FAILED}")', FAILED if gap else PASSED),
    )


def _row(table: SummaryTable, proof: _Proof, figures: Figures, at: int) -> TableRow:
    left, right = proof.left(figures), proof.right(figures)
    lights = _light(table, table.line(at), _gap(left, right))
    remark = proof.remark if isinstance(proof.remark, str) else proof.remark(figures)
    return "" if proof.money else "number", (at, proof.what, left, right, *lights, remark)


def _department_row(
    book: SummaryBook, table: SummaryTable, department: Department, at: int, containments: Sequence[str]
) -> TableRow:
    county, projects = book.tables[COUNTY_SHEET], book.tables[PROJECTS_SHEET]
    line = table.line(at)
    budget = department.project_sums.budget
    left = Formula(projects.sum_if("budget", ("department", f"$A{line}")), budget)
    right = Formula(f"{county.cell('budget', department.number)}*10000", budget)
    lights = _light(table, line, ZERO)
    return "", (department.number, department.name, left, right, *lights, "；".join(containments))


def _containments_in_words(facts: Facts) -> Mapping[int, list[str]]:
    """Say which projects the special funds contain, by the number of the department."""
    words: defaultdict[int, list[str]] = defaultdict(list)
    for own in facts.rows(SheetKind.SPECIAL_FUND) if facts.containments else ():
        if members := facts.members(own.row):
            projects = "、".join(project.name for project in members)
            words[own.department.number].append(f"{own.row.name} 含 {projects}")
    return words
