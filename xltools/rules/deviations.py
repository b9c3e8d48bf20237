"""Family E, 执行与自评: money behind its plan, and results far above their targets, without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.form_identity import Capability, FormPurpose
from xltools.messages.message import Example, Hit, Words
from xltools.model import Severity, TargetSheet
from xltools.rules.field_texts import filled_rows
from xltools.rules.results import (
    MONTHS,
    exceeded,
    explains,
    forecasts,
    months_covered,
    reason_given,
    result_of,
    schedule_in_words,
    spent_share,
)
from xltools.rules.row_views import FULL
from xltools.rules.rule import ALL_SUBJECTS, Context, rule
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.numbers import format_decimal

__all__ = ["behind_plan", "behind_values"]

_PROGRESS = frozenset({FormPurpose.MONITORING, FormPurpose.SELF_EVALUATION})
_HUNDREDTH = Decimal("0.01")
_TENTH = Decimal("0.1")
_MONITORING = "《预算绩效运行监控管理暂行办法》（财预〔2019〕136号）；《项目支出绩效评价管理办法》（财预〔2020〕10号）"
_ROADS = "产出指标|数量指标|道路硬化里程||≥12公里||80||{}|80|{}|{}"
_PLEASED = "满意度指标|服务对象满意度指标|群众满意度||≥90%||10||95%|10||95%"


@rule(
    "E09",
    Severity.WARNING,
    zh=Words(
        "预算执行滞后，没有写原因",
        "执行 {spent} 元，是预算 {budget} 元的 {found}；{due}，差 {gap} 个百分点，表内没有写原因",
        "写明执行慢的原因和加快的措施；数填错的，改正",
    ),
    en=Words(
        "Spending is behind without a reason",
        "{spent} yuan spent are {found} of the budget of {budget} yuan; {due}: {gap} points behind, without a reason",
        "Say why spending is slow and what is done about it, or correct the figures",
    ),
    needs=frozenset({Capability.SPENT}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source=_MONITORING,
    parameters={"tolerance": Decimal(10), "late": Decimal(20)},
    labels={
        "tolerance": Text("允许落后的百分点", "percentage points that it may be behind"),
        "late": Text("汇总中标“滞后”的百分点", "points behind from which the summary calls it late"),
    },
    silenced_by=("E03",),
    fires=Example(form="MONITOR2019", spent="400000.00", execution_rate="33.33%"),
    clean=Example(form="MONITOR2019", spent="600000.00", execution_rate="50%"),
)
def behind_plan(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report spending that is behind the part of the year that has passed by more than the tolerance.

    Where the approved plan is known, :mod:`xltools.rules.approved_targets` holds it against that plan instead.
    While the year lasts it is a note: a form of monitoring prints no plan, and not all money is spent evenly.
    """
    months = months_covered(sheet)
    due = Decimal(months) / MONTHS * FULL
    spent, budget, share = spent_share(sheet)
    behind = share is not None and due - share > context.number("tolerance")
    if behind and spent.value is not None and budget.value is not None and not explains(sheet):
        found, values = behind_values(spent.value, budget.value, due, schedule_in_words(months))
        severity = None if months == MONTHS else Severity.NOTE
        yield Hit(spent, "spent", found, severity=severity, related=(budget.place,), values=values)


def behind_values(spent: Decimal, budget: Decimal, due: Decimal, words: Text) -> tuple[str, dict[str, object]]:
    """Return the share that was spent as it is shown, and the values of the message of E09."""
    share = spent / budget * FULL
    gap = format_decimal((due - share).quantize(_TENTH))
    values: dict[str, object] = {
        "spent": format_amount(spent),
        "budget": format_amount(budget),
        "due": words,
        "gap": gap,
    }
    return f"{format_decimal(share.quantize(_HUNDREDTH))}%", values


@rule(
    "E10",
    Severity.WARNING,
    zh=Words(
        "超过指标值较多，没有写原因",
        "“{indicator}”的指标值是 {target}，{kind} {found}，超出 {over}%，没有写原因",
        "写明超额的原因；指标值定低了的，按偏离程度调减得分，下年提高指标值；数填错的，改正",
    ),
    en=Words(
        "Far above the target without a reason",
        'The target of "{indicator}" is {target}, {kind} {found}, {over}% above it, and no reason is given',
        "Say why; if the target was set too low, take points off and raise it next year; or correct the figure",
    ),
    needs=frozenset({Capability.ACTUAL, Capability.REASON}),
    purposes=_PROGRESS,
    subjects=ALL_SUBJECTS,
    source=_MONITORING,
    grouped=True,
    parameters={"share": Decimal(30)},
    labels={"share": Text("允许超出的百分比", "per cent that a result may be above its target")},
    fires=Example(form="SELF2020", rows=[_ROADS.format("18公里", "", ""), _PLEASED]),
    clean=Example(form="SELF2020", rows=[_ROADS.format("15公里", "", ""), _PLEASED]),
)
def far_above_target(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report results above their targets by more than the share; a ceiling that was kept is none of them."""
    kind = Text("全年预计", "the year's forecast is") if forecasts(sheet) else Text("完成值是", "the result is")
    for row in filled_rows(sheet, context):
        result = result_of(sheet, row)
        if not row.reason.place.row or reason_given(row.reason.text):
            continue
        over = exceeded(row, result, context.number("share"))
        if over is not None:
            values = {
                "indicator": (row.level3.text or row.target.text).strip(),
                "target": row.target.text.strip(),
                "kind": kind,
                "over": format_decimal(over.quantize(_TENTH)),
            }
            yield Hit(
                row.reason, "reason", result.text.strip(), related=(result.place, row.target.place), values=values
            )
