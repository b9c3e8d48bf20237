"""Family W, 权重: whether the weights of indicators add up, as a whole and by level 1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from xltools.derive import level1_class, level2_class
from xltools.derive.levels import bare_level
from xltools.form_identity import Capability, FormPurpose, FormSubject, Framework
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Indicator, Severity, TargetSheet
from xltools.rules.entry_checks import applies
from xltools.rules.field_texts import filled_rows, level_english
from xltools.rules.results import execution_points
from xltools.rules.rule import ALL_PURPOSES, ALL_SUBJECTS, Context, rule
from xltools.text import Text
from xltools.values.numbers import format_decimal

__all__: list[str] = []

_EXECUTION, _COST = "预算执行率", "成本"
_HUNDRED, _NINETY = Decimal(100), Decimal(90)
_FRAMEWORK_PART = re.compile(r"(成本|产出|效益|满意度)(\d+)")
_PRINTED_POINTS = LazyPattern(r"(\d+(?:\.\d+)?)(?:\s*[-—–~～至]\s*(\d+(?:\.\d+)?))?\s*[)）]?\s*分")


@rule(
    "W01",
    Severity.ERROR,
    zh=Words("指标权重有误", "{what}", "调整为 {expected}"),
    en=Words("Weights are wrong", "{what}", "Make it {expected}"),
    needs=frozenset({Capability.WEIGHT}),
    purposes=ALL_PURPOSES,
    subjects=ALL_SUBJECTS,
    source="一体化系统的权重校验；《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）",
    parameters={
        "frameworks": ("成本20产出40效益20满意度10", "成本20产出40效益30", "产出50效益30满意度10", "产出50效益40"),
    },
    labels={"frameworks": Text("一级指标的权重框架", "weights of level 1")},
    fires=Example(
        rows=[
            "产出指标|数量指标|道路硬化里程||≥12公里||70",
            "|质量指标|验收合格率||=100%||20",
            "效益指标|社会效益指标|受益人口||≥3200人||10",
            "满意度指标|服务对象满意度指标|群众满意度||≥90%||10",
        ]
    ),
    clean=Example(
        rows=[
            "产出指标|数量指标|道路硬化里程||≥12公里||30",
            "|质量指标|验收合格率||=100%||20",
            "效益指标|社会效益指标|受益人口||≥3200人||30",
            "满意度指标|服务对象满意度指标|群众满意度||≥90%||10",
        ]
    ),
)
def weights_wrong(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report missing weights, and weights that add up to none of the sums that the form allows.

    Unless the form says more, that is 100, or 90 where 10 are kept for budget execution; with points for execution
    beside the money it is what they leave of 100. Forms without any weight are left alone. On plans of projects since
    2021 the subtotals of level 1 have to follow one of ``frameworks``, or those of the form; others are a warning.
    """
    rows = [row for row in filled_rows(sheet, context) if row.weight.place.row]
    if not rows:
        return
    blank = [row.weight for row in rows if row.weight.value is None and applies(row)]
    weights = {row: row.weight.value for row in rows if row.weight.value is not None}
    total = sum(weights.values(), Decimal(0))
    sums = _allowed_sums(sheet)
    whole = format_decimal(sums[0])
    if blank:
        what = Text(f"有 {len(blank)} 条指标没有填权重", f"{len(blank)} indicators have no weight")
        each = Text(f"各条权重填全，合计 {whole}", f"a weight for each, {whole} together")
        yield _weight_hit(blank, "", each, what)
    elif total not in sums:
        shown = format_decimal(total)
        what = Text(f"权重合计是 {shown}，不是 {whole}", f"the weights add up to {shown}, not {whole}")
        yield _weight_hit([row.weight for row in rows], shown, _sums_in_words(sums), what)
    elif _has_usual_framework(sheet):
        yield from _off_framework(weights, context.words("frameworks"), dict(sheet.form.level_weights))


def _has_usual_framework(sheet: TargetSheet) -> bool:
    """Return whether the usual weights by level hold: for plans of projects since 2021 that print none of their own."""
    form = sheet.form
    return (
        form.framework is Framework.MOF2021
        and form.purpose is FormPurpose.PLAN
        and form.subject is not FormSubject.DEPARTMENT
        and not any(_PRINTED_POINTS.search(row.level1.text) for row in sheet.indicators)
    )


def _allowed_sums(sheet: TargetSheet) -> tuple[Decimal, ...]:
    """Return the sums that the weights of a sheet may have, the usual one first."""
    execution = execution_points(sheet, "weight")
    if sheet.form.purpose is not FormPurpose.PLAN and execution is not None:
        return (_HUNDRED - execution,)
    return tuple(sorted(sheet.form.weight_sums, reverse=True)) or (_HUNDRED, _NINETY)


def _sums_in_words(sums: tuple[Decimal, ...]) -> Text:
    if sums == (_HUNDRED, _NINETY):
        return Text("100（为预算执行率留 10 分的，合计 90）", "100 (90 where 10 are kept for budget execution)")
    shown = [format_decimal(one) for one in sums]
    return Text(" 或 ".join(shown), " or ".join(shown))


def _weight_hit(
    entries: Sequence[Entry[Decimal]], found: str, expected: Text, what: Text, severity: Severity | None = None
) -> Hit:
    first, *others = entries
    related = tuple(entry.place for entry in others)
    return Hit(first, "weight", found, expected.zh, severity, related, {"what": what, "expected": expected})


def _off_framework(
    weights: Mapping[Indicator, Decimal], frameworks: tuple[str, ...], own: Mapping[str, Decimal]
) -> Iterator[Hit]:
    """Report subtotals of level 1 that follow none of the frameworks; checked if they make 90 without execution.

    The form's ``own`` subtotals hold for sheets with just these levels. Cost counts for itself wherever it stands.
    """
    subtotals: dict[str, Decimal] = defaultdict(Decimal)
    for row, weight in weights.items():
        if _EXECUTION not in row.level3.text:
            subtotals[_COST if level2_class(row) == _COST else level1_class(row)] += weight
    if own.keys() == subtotals.keys():
        frameworks = ("".join(f"{level}{format_decimal(part)}" for level, part in own.items()),)
    known = [{level: Decimal(part) for level, part in _FRAMEWORK_PART.findall(text)} for text in frameworks]
    if sum(subtotals.values()) != _NINETY or subtotals in known:
        return
    current = "".join(f"{level}{format_decimal(part)}" for level, part in subtotals.items())
    near = [text for text in frameworks if ("成本" in text) == ("成本" in subtotals)]
    what = Text(
        f"各类权重是 {current}，偏离一般框架",
        f"the weights by level 1 are {_framework_english(current)}, off the usual framework",
    )
    expected = Text(" 或 ".join(near), " or ".join(map(_framework_english, near)))
    yield _weight_hit([row.weight for row in weights], current, expected, what, Severity.WARNING)


def _framework_english(text: str) -> str:
    """Return a framework such as 成本20产出40 in English: cost 20, output 40."""
    return ", ".join(f"{level_english(level)} {part}" for level, part in _FRAMEWORK_PART.findall(text))


@rule(
    "W02",
    Severity.ERROR,
    zh=Words(
        "一级指标的分值与表上所印不符",
        "“{level}”印的是 {expected} 分，所列指标的权重合计是 {found}",
        "调整各条权重，使该类合计为 {expected}",
    ),
    en=Words(
        "Weights of a level 1 are not the printed points",
        '"{level}" is printed with {expected} points, but the weights of its indicators add up to {found}',
        "Change the weights so that they add up to {expected}",
    ),
    needs=frozenset({Capability.WEIGHT}),
    purposes=ALL_PURPOSES,
    subjects=ALL_SUBJECTS,
    source="表上印明的各类指标分值",
    silenced_by=("W01",),
    fires=Example(
        rows=[
            "产出指标（50分）|数量指标|道路硬化里程||≥12公里||40",
            "效益指标（30分）|社会效益指标|受益人口||≥3200人||30",
            "满意度指标（10分）|服务对象满意度指标|群众满意度||≥90%||20",
        ]
    ),
    clean=Example(
        rows=[
            "产出指标（40-50）分|数量指标|道路硬化里程||≥12公里||50",
            "效益指标（20-30）分|社会效益指标|受益人口||≥3200人||30",
            "满意度指标（10分）|服务对象满意度指标|群众满意度||≥90%||10",
        ]
    ),
)
def points_not_as_printed(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a level 1 whose printed points, a number or a range, are not the sum of its indicators' weights."""
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for row in filled_rows(sheet, context):
        if row.weight.place.row and "分" in row.level1.text:
            groups[row.level1.text].append(row)
    for text, rows in groups.items():
        printed = _PRINTED_POINTS.search(text)
        weights = [row.weight.value for row in rows if row.weight.value is not None]
        if printed is None or not weights:
            continue
        least, most = Decimal(printed[1]), Decimal(printed[2] or printed[1])
        total = sum(weights, Decimal(0))
        if not least <= total <= most:
            first, *others = rows
            expected = format_decimal(least) if least == most else f"{format_decimal(least)}-{format_decimal(most)}"
            yield Hit(
                first.weight,
                "weight",
                format_decimal(total),
                expected,
                related=tuple(row.weight.place for row in others),
                values={"level": bare_level(text[: printed.start()].rstrip("(（ \n")) + "指标"},
            )
