"""Family E, 执行与自评: monitoring and self-evaluation sheets, what was done and spent against what was planned."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.form_identity import Capability, FormPurpose
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Indicator, Severity, TargetSheet
from xltools.rules.entry_checks import applies, missing
from xltools.rules.field_texts import filled_rows
from xltools.rules.results import (
    execution_points,
    forecasts,
    missed,
    reason_given,
    result_of,
    spent_and_budget,
    written_rate,
)
from xltools.rules.row_views import FULL
from xltools.rules.rule import ALL_SUBJECTS, Context, rule
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.numbers import format_decimal

__all__: list[str] = []

ZERO = Decimal(0)
_PROGRESS = frozenset({FormPurpose.MONITORING, FormPurpose.SELF_EVALUATION})
_EVALUATION = frozenset({FormPurpose.SELF_EVALUATION})
_METHODS = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
_MONITORING = "《预算绩效运行监控管理暂行办法》（财预〔2019〕136号）；《项目支出绩效评价管理办法》（财预〔2020〕10号）"
_ROADS = "产出指标|数量指标|道路硬化里程||≥12公里||{}||{}|{}|{}"
_VILLAGES = "效益指标|社会效益指标|受益人口||≥3200人||{}||{}|{}|{}"
_PLEASED = "满意度指标|服务对象满意度指标|群众满意度||≥90%||10||95%|10|"


def _name(row: Indicator) -> str:
    return (row.level3.text or row.target.text).strip()


@rule(
    "E01",
    Severity.ERROR,
    zh=Words("得分超出分值", "“{indicator}”得 {found} 分，分值是 {weight} 分", "得分填在 0 和分值之间"),
    en=Words(
        "Score beyond its weight",
        '"{indicator}" scores {found} of {weight} points',
        "Enter a score between 0 and the weight",
    ),
    needs=frozenset({Capability.SCORE, Capability.WEIGHT}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source=_METHODS,
    fires=Example(form="SELF2020", rows=[_ROADS.format(50, "12公里", 52, ""), _PLEASED]),
    clean=Example(form="SELF2020"),
)
def score_beyond_weight(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report scores that are more than the weight or less than 0, of indicators and of budget execution."""
    for row in sheet.indicators:
        score, weight = row.score.value, row.weight.value
        if score is not None and weight is not None and not ZERO <= score <= weight:
            values = {"indicator": _name(row), "weight": format_decimal(weight)}
            yield Hit(row.score, "score", related=(row.weight.place,), values=values)
    score, weight = execution_points(sheet, "score"), execution_points(sheet, "weight")
    if score is not None and weight is not None and not ZERO <= score <= weight:
        entry = sheet.extras["execution_score"]
        of_execution = {"indicator": Text("预算执行率", "execution"), "weight": format_decimal(weight)}
        yield Hit(entry, "execution_score", related=(sheet.extras["execution_weight"].place,), values=of_execution)


@rule(
    "E02",
    Severity.ERROR,
    zh=Words("总分与各项得分之和不符", "总分写 {found}，各项得分相加是 {expected}", "核对各项得分和总分"),
    en=Words(
        "The total score is not the sum",
        "The total score is {found}, but the scores add up to {expected}",
        "Check the scores and the total",
    ),
    needs=frozenset({Capability.SCORE}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source="表内勾稽",
    fires=Example(form="SELF2020", total_score="100", rows=[_ROADS.format(80, "12公里", 75, ""), _PLEASED]),
    clean=Example(form="SELF2020", total_score="100"),
)
def total_score_wrong(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a total that is neither the sum of the indicators' scores nor that with the points for execution."""
    total = sheet.printed_sums.get("score", Entry())
    scores = [row.score for row in filled_rows(sheet, context) if applies(row)]
    if total.value is None or not scores or any(score.value is None for score in scores):
        return
    together = sum((score.value for score in scores if score.value is not None), ZERO)
    execution = execution_points(sheet, "score")
    if total.value not in (together, together + (execution or ZERO)):
        expected = format_decimal(together + (execution or ZERO))
        yield Hit(total, "score", expected=expected, related=tuple(score.place for score in scores))


@rule(
    "E03",
    Severity.ERROR,
    zh=Words(
        "执行率与金额不符",
        "执行率写 {found}，执行数 {spent} 元 ÷ 预算数 {budget} 元是 {expected}",
        "核对预算数、执行数，重新计算执行率；预算执行有得分的一并改正",
    ),
    en=Words(
        "Execution rate does not follow from the money",
        "The execution rate is {found}, but {spent} yuan spent of {budget} yuan are {expected}",
        "Check the two amounts and work the rate out again, and the score of execution if there is one",
    ),
    needs=frozenset({Capability.SPENT, Capability.EXECUTION_RATE}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source="表内勾稽：执行率＝执行数÷预算数",
    fires=Example(form="SELF2020", spent="1100000.00", execution_rate="100%"),
    clean=Example(form="SELF2020", spent="1100000.00", execution_rate="91.67%"),
)
def execution_rate_wrong(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report rates that are not spent money by budget, within one unit of the last place that is written."""
    for key, entry in sheet.extras.items():
        if not key.endswith(_RATE):
            continue
        spent, budget = spent_and_budget(sheet, key.removesuffix(_RATE).rstrip("_"))
        written = written_rate(entry.text)
        if written is None or spent.value is None or not budget.value:
            continue
        rate, places = written
        exact = spent.value / budget.value * FULL
        if abs(exact - rate) > Decimal(1).scaleb(-places):
            yield Hit(
                entry,
                key,
                expected=f"{format_decimal(exact.quantize(_HUNDREDTH))}%",
                related=(spent.place, budget.place),
                values={"spent": format_amount(spent.value), "budget": format_amount(budget.value)},
            )


_RATE = "execution_rate"
_HUNDREDTH = Decimal("0.01")


@rule(
    "E04",
    Severity.ERROR,
    zh=Words(
        "执行数大于预算数", "执行数 {spent} 元大于预算数 {budget} 元", "核对两个金额；年中追加的，改填调整后的预算数"
    ),
    en=Words(
        "More was spent than budgeted",
        "{spent} yuan were spent of a budget of {budget} yuan",
        "Check both amounts; where money was added during the year, enter the adjusted budget",
    ),
    needs=frozenset({Capability.SPENT}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source="表内勾稽",
    fires=Example(form="SELF2020", spent="1250000.00", execution_rate="104.17%"),
    clean=Example(form="SELF2020"),
)
def overspent(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report money spent beyond the budget: a warning where the form has only the budget at the year's beginning."""
    spent, budget = spent_and_budget(sheet, "")
    if spent.value is not None and budget.value is not None and spent.value > budget.value:
        adjusted = Capability.BUDGET in sheet.form.capabilities
        yield Hit(
            spent,
            "spent",
            severity=None if adjusted else Severity.WARNING,
            related=(budget.place,),
            values={"spent": format_amount(spent.value), "budget": format_amount(budget.value)},
        )


@rule(
    "E05",
    Severity.WARNING,
    zh=Words(
        "没有完成指标，没有写原因",
        "“{indicator}”的指标值是 {target}，{kind} {found}，没有写偏差原因",
        "写明没有完成的原因和改进措施；数填错的，改正",
    ),
    en=Words(
        "Off target without a reason",
        'The target of "{indicator}" is {target}, {kind} {found}, and no reason is given',
        "Say why the target was missed and what is done about it, or correct the figure",
    ),
    needs=frozenset({Capability.ACTUAL, Capability.REASON}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source=_MONITORING,
    grouped=True,
    fires=Example(form="SELF2020", rows=[_ROADS.format(80, "9公里", 60, ""), _PLEASED]),
    clean=Example(form="SELF2020", rows=[_ROADS.format(80, "9公里", 60, "汛期停工，剩余路段明年3月完成"), _PLEASED]),
)
def missed_without_reason(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report missed targets without a reason; while the year lasts, those that will be missed at its end."""
    kind = Text("全年预计", "the year's forecast is") if forecasts(sheet) else Text("完成值是", "the result is")
    for row in filled_rows(sheet, context):
        result = result_of(sheet, row)
        if row.reason.place.row and not reason_given(row.reason.text) and missed(row, result):
            values = {"indicator": _name(row), "target": row.target.text.strip(), "kind": kind}
            yield Hit(
                row.reason, "reason", result.text.strip(), related=(result.place, row.target.place), values=values
            )


@rule(
    "E06",
    Severity.WARNING,
    zh=Words(
        "没有完成指标，得了满分",
        "“{indicator}”的指标值是 {target}，完成值是 {actual}，得分 {found} 是满分",
        "按完成比例扣分，或核对完成值",
    ),
    en=Words(
        "Full score for a missed target",
        'The target of "{indicator}" is {target}, the result {actual}, and the score of {found} is the full one',
        "Take points off by what was missed, or check the result",
    ),
    needs=frozenset({Capability.ACTUAL, Capability.SCORE, Capability.WEIGHT}),
    purposes=_EVALUATION,
    subjects=ALL_SUBJECTS,
    source=_METHODS,
    grouped=True,
    fires=Example(form="SELF2020", rows=[_ROADS.format(80, "9公里", 80, "汛期停工"), _PLEASED]),
    clean=Example(form="SELF2020", rows=[_ROADS.format(80, "12.5公里", 80, ""), _PLEASED]),
)
def full_score_formissed(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators that missed their target and score the whole weight."""
    for row in filled_rows(sheet, context):
        if row.score.value and row.score.value == row.weight.value and missed(row, row.actual):
            values = {"indicator": _name(row), "target": row.target.text.strip(), "actual": row.actual.text.strip()}
            yield Hit(row.score, "score", related=(row.actual.place, row.target.place), values=values)


@rule(
    "E07",
    Severity.ERROR,
    zh=Words("没有填完成情况或得分", "“{indicator}”没有填{what}", "补填{what}"),
    en=Words("No result or no score", '"{indicator}" has no {what}', "Enter the {what}"),
    needs=frozenset({Capability.ACTUAL}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source=_MONITORING,
    grouped=True,
    fires=Example(form="SELF2020", rows=[_VILLAGES.format(90, "", 80, ""), _PLEASED]),
    clean=Example(form="SELF2020"),
)
def result_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators without a result, and without a score where the form has scores."""
    scored = Capability.SCORE in sheet.form.capabilities
    for row in filled_rows(sheet, context):
        if not applies(row):
            continue
        if missing(row.actual):
            what = Text("完成情况", "result")
            yield Hit(row.actual, "actual", values={"indicator": _name(row), "what": what})
        if scored and missing(row.score):
            yield Hit(row.score, "score", values={"indicator": _name(row), "what": Text("得分", "score")})


@rule(
    "E08",
    Severity.ERROR,
    zh=Words("目标完成情况空白", "年度目标的完成情况没有填", "对照年度目标，逐条写明完成了什么、完成多少"),
    en=Words(
        "What became of the goals is blank",
        "Nothing says what became of the goals of the year",
        "Say goal by goal what was reached, and how much of it",
    ),
    needs=frozenset({Capability.GOALS_DONE}),
    purposes=_EVALUATION,
    subjects=ALL_SUBJECTS,
    source=_METHODS,
    fires=Example(form="SELF2020", goals_done="空"),
    clean=Example(form="SELF2020"),
)
def goals_done_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report that nothing says what became of the goals."""
    entry = sheet.extras.get("goals_done")
    if entry is not None and missing(entry):
        yield Hit(entry, "goals_done")
