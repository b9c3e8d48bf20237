"""Family E, 执行与自评: scores of self-evaluation that do not follow from what the sheet itself says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltools.form_identity import Capability, FormPurpose
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Severity, TargetSheet
from xltools.rules.entry_checks import applies
from xltools.rules.field_texts import filled_rows
from xltools.rules.results import (
    exceeded,
    execution_points,
    reason_given,
    result_of,
    score_total,
    spent_and_budget,
    written_rate,
)
from xltools.rules.row_views import FULL
from xltools.rules.rule import ALL_SUBJECTS, Context, Scope, rule
from xltools.text import Text
from xltools.values.numbers import format_decimal

__all__: list[str] = []

ZERO = Decimal(0)
_EVALUATION = frozenset({FormPurpose.SELF_EVALUATION})
_METHODS = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
_HUNDREDTH = Decimal("0.01")
_MIN_ROWS = 2
_SHORTFALL = re.compile(r"(?<![无没])(?:未完成|未能完成|没有完成|尚未|未达到|未达标|滞后|推迟|延期)")
_REVIEWER = "财政复核"
_ROADS = "产出指标|数量指标|道路硬化里程||≥12公里||80||12公里|80|{}"
_PLEASED = "满意度指标|服务对象满意度指标|群众满意度||≥90%||10||95%|10|"


@rule(
    "E11",
    Severity.WARNING,
    zh=Words(
        "各项都是满分，表内却写有偏差",
        "各项得分都是满分，而{what}",
        "按完成情况扣减有偏差的指标的得分；确实全部完成的，改正文字",
    ),
    en=Words(
        "Full scores although the sheet tells of deviations",
        "Every score is the full one, but {what}",
        "Take points off where the target was missed; if all were reached, correct the text",
    ),
    needs=frozenset({Capability.SCORE, Capability.WEIGHT}),
    purposes=_EVALUATION,
    subjects=ALL_SUBJECTS,
    source=_METHODS,
    silenced_by=("E06",),
    fires=Example(form="SELF2020", rows=[_ROADS.format("汛期停工，2公里尚未验收"), _PLEASED]),
    clean=Example(form="SELF2020", rows=[_ROADS.format(""), _PLEASED]),
)
def full_scores_despite_deviations(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a sheet with full scores only that gives a reason for a deviation, or says that goals were missed.

    A reason beside a result above its target explains that, and is none.
    """
    rows = [row for row in filled_rows(sheet, context) if applies(row)]
    if len(rows) < _MIN_ROWS or not all(row.score.value and row.score.value == row.weight.value for row in rows):
        return
    told: list[Entry[str]] = [
        row.reason
        for row in rows
        if reason_given(row.reason.text) and exceeded(row, result_of(sheet, row), ZERO) is None
    ]
    goals = sheet.extras.get("goals_done", Entry())
    if told:
        what = Text(f"有 {len(told)} 条指标写了偏差原因", f"reasons of deviations are given ({len(told)})")
    elif match := _SHORTFALL.search(goals.text):
        told = [goals]
        what = Text(f"目标完成情况写着“{match[0]}”", f'the goals are said not to be reached: "{match[0]}"')
    else:
        return
    total, value = score_total(sheet)
    at = total if total.place.row else rows[0].score
    found = "" if value is None else format_decimal(value)
    yield Hit(at, "score", found, related=tuple(entry.place for entry in told), values={"what": what})


@rule(
    "E12",
    Severity.WARNING,
    zh=Words(
        "预算执行的得分不是执行率×分值",
        "预算执行得 {found} 分，执行率 {rate} × 分值 {weight} 是 {expected} 分",
        "按执行率乘以分值计算，超过 100% 的按满分；另有评分办法的，在原因栏注明",
    ),
    en=Words(
        "Score of execution is not the rate times its weight",
        "Execution scores {found} points, but a rate of {rate} times the weight of {weight} makes {expected}",
        "Multiply rate and weight, a rate above 100% as 100%; where other rules hold, name them beside it",
    ),
    needs=frozenset({Capability.SPENT, Capability.EXECUTION_RATE, Capability.SCORE}),
    purposes=_EVALUATION,
    subjects=ALL_SUBJECTS,
    source=_METHODS,
    silenced_by=("W01",),
    fires=Example(form="SELF2020", spent="900000.00", execution_rate="75%", execution_score="10"),
    clean=Example(form="SELF2020", spent="900000.00", execution_rate="75%", execution_score="7.5"),
)
def execution_score_wrong(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a score of execution that is not the rate times the weight, rounded or cut off where it is written.

    A score beyond the weight is E01's; one that follows a wrong rate (E03) is right by that rate.
    """
    weight, score = execution_points(sheet, "weight"), execution_points(sheet, "score")
    if weight is None or score is None or not ZERO <= score <= weight:
        return
    entry = sheet.extras["execution_score"]
    rates = _rates(sheet)
    if not rates or any(_follows(score, entry.text, min(rate, FULL) * weight / FULL) for rate in rates):
        return
    expected = (min(rates[0], FULL) * weight / FULL).quantize(_HUNDREDTH)
    values = {"rate": f"{format_decimal(rates[0].quantize(_HUNDREDTH))}%", "weight": format_decimal(weight)}
    yield Hit(
        entry,
        "execution_score",
        expected=format_decimal(expected),
        related=(sheet.extras["execution_weight"].place,),
        values=values,
    )


def _rates(sheet: TargetSheet) -> list[Decimal]:
    """Return the rates that the score may follow: that of the money, and the one that is written."""
    spent, budget = spent_and_budget(sheet, "")
    rates = [spent.value / budget.value * FULL] if spent.value is not None and budget.value else []
    written = written_rate(sheet.extras["execution_rate"].text) if "execution_rate" in sheet.extras else None
    return [*rates, written[0]] if written else rates


def _follows(score: Decimal, text: str, exact: Decimal) -> bool:
    """Return whether a score is an exact one, rounded or cut off at its last written place."""
    unit = Decimal(1).scaleb(-len(text.strip().partition(".")[2]))
    return -unit < score - exact <= unit / 2


@rule(
    "E13",
    Severity.NOTE,
    zh=Words(
        "各项目自评全部满分",
        "{count} 个项目自评全部是 100 分",
        f"抽查佐证材料后确认；没有依据的请部门重新自评，{_REVIEWER}时不以自评分为准",
    ),
    en=Words(
        "Every project scores 100",
        "All {count} projects score 100 in their self-evaluation",
        "Look at the evidence of some of them; where there is none, ask for a new self-evaluation",
    ),
    scope=Scope.DEPARTMENT,
    needs=frozenset({Capability.SCORE}),
    purposes=_EVALUATION,
    subjects=ALL_SUBJECTS,
    source="复核实务：自评全部满分的部门列为抽查对象",
    parameters={"sheets": Decimal(3)},
    labels={"sheets": Text("项目数下限", "projects from which it is said")},
    fires=Example(sheets=[{"form": "SELF2020", "total_score": "100"}] * 3),
    clean=Example(
        sheets=[*[{"form": "SELF2020", "total_score": "100"}] * 2, {"form": "SELF2020", "total_score": "98"}]
    ),
)
def all_projects_full(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a department whose projects all score 100, where they are as many as the parameter says."""
    sheets = [sheet for sheet in book.progress_sheets if sheet.form.purpose is FormPurpose.SELF_EVALUATION]
    totals = [score_total(sheet) for sheet in sheets]
    if len(sheets) < context.number("sheets") or any(value != FULL for _, value in totals):
        return
    places = [total.place if total.place.row else sheet.place for sheet, (total, _) in zip(sheets, totals, strict=True)]
    yield Hit(places[0], "score", "100", related=tuple(places[1:]), values={"count": len(sheets)})
