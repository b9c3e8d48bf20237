"""Families T, 依据和文字, and W, 权重: what targets rest on, how things are written, and whether weights add up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from xltools.derive import level1_class
from xltools.derive.measures import Direction
from xltools.form_identity import Capability, Framework
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Operator, Severity, TargetSheet
from xltools.rules.entry_checks import applies, missing
from xltools.rules.field_texts import FieldEntry, book_texts, filled_rows, level_english
from xltools.rules.patterns import any_of
from xltools.rules.row_views import AT_LEAST, AT_MOST, numeric_rows
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text
from xltools.values import Quantity, remark_quantities, squeeze
from xltools.values.numbers import format_decimal

__all__: list[str] = []


@rule(
    "T01",
    Severity.WARNING,
    zh=Words(
        "指标值确定依据空白",
        "“{indicator}”没有写指标值的确定依据",
        "写明文件名和文号、计划、历史值、行业标准或测算过程",
    ),
    en=Words(
        "No basis given",
        'Nothing says what the target of "{indicator}" rests on',
        "Name a document and its number, a plan, an earlier value, a standard, or how it was worked out",
    ),
    needs=frozenset({Capability.BASIS}),
    source="表样要求：指标值确定依据为必填项",
    grouped=True,
    fires=Example(pick="受益人口", basis="空"),
    clean=Example(pick="受益人口", basis="示农〔2020〕3号"),
)
def basis_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators that give no basis."""
    for row in filled_rows(sheet, context):
        if missing(row.basis) and applies(row):
            yield Hit(row.basis, "basis", values={"indicator": _name(row)})


def _name(row: Indicator) -> str:
    return (row.level3.text or row.description.text or row.target.text).strip()


_WORD_OF_MOUTH = re.compile(
    r"领导(?:同志)?(?:要求|指示|交办|安排|批示|意见|讲话|决定)|口头|(?:以往|往年|历年|工作|其他项目|同类项目|自身)的?经验|经验(?:估计|判断|值)|拍脑袋"
    r"|自行(?:确定|估算|设定|制定)|大概估|(?:工作|单位|部门|机关|局|办|中心|科室|股室)职[责能]$"
    r"|会议?研究(?:确定|决定|同意)?$|工作总结$|^(?:无|暂无|没有|略|同上|见上|定性|定量|自定|其他|其它|综合)$|(?:工作|培训|业务|管理|项目)需要$|待(?:印?发|批复?|备案)|[一-龥](?:部|局|厅|委|办|府|组|单位)(?:的?文件|来文)$"
)
_DOCUMENT_MARK = re.compile(r"[《〔\[【]|纪要|方案|规划|计划书")
_NAMES_SOMETHING = re.compile(r"[\d《》〔〕\[\]【】]")


@rule(
    "T02",
    Severity.WARNING,
    zh=Words("依据笼统", "依据写“{found}”，查不到是哪份文件或怎样测算的", "写明文件名和文号，或计划、历史值、测算过程"),
    en=Words(
        "Vague basis",
        'The basis says "{found}", which names no document and no calculation',
        "Name the document and its number, or the plan, the earlier value, the calculation",
    ),
    needs=frozenset({Capability.BASIS}),
    source="指标值确定依据的填报要求；绩效目标审核常见问题",
    grouped=True,
    parameters={"vague": WordList("vague_basis")},
    fires=Example(pick="受益人口", basis="根据相关政策和依据"),
    clean=Example(pick="受益人口", basis="依据冀财农〔2019〕137号"),
)
def basis_vague(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a basis of words that fit anything, without a document, a number or a year, or of hearsay."""
    vague = any_of(context.words("vague"))
    for row in sheet.indicators:
        basis = squeeze(row.basis.text)
        if (basis and _WORD_OF_MOUTH.search(basis) and not _DOCUMENT_MARK.search(basis)) or (
            basis and not _NAMES_SOMETHING.search(basis) and not vague.sub("", basis).strip("。.,;()")
        ):
            yield Hit(row.basis, "basis")


@rule(
    "T04",
    Severity.WARNING,
    zh=Words(
        "指标值低于依据中的数值",
        "“{indicator}”的指标值 {found} 不如依据“{basis}”中的 {earlier}",
        "核对依据，指标值一般不低于上年实际或标准；确有原因的，在依据中写明",
    ),
    en=Words(
        "Target value falls short of its basis",
        'The target value {found} of "{indicator}" falls short of {earlier} in its basis "{basis}"',
        "Check the basis: a target is as good as last year or the standard as a rule; else say why in the basis",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="绩效目标合理可行的要求（财预〔2015〕88号）",
    silenced_by=("V02", "V03", "V07", "V08", "V09"),
    per_row=True,
    parameters={"tolerance": Decimal(5)},
    labels={"tolerance": Text("允许相差百分之几", "difference allowed, in per cent")},
    fires=Example(pick="受益人口", basis="2019年实际受益4300人"),
    clean=Example(pick="受益人口", basis="2019年实际受益3210人"),
)
def target_below_basis(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a target that falls short of an earlier result, or of a standard, in its basis.

    A share has to fall short by some points, another number by more than ``tolerance`` per cent. Numbers that are far
    from the target speak of something else.
    """
    tolerance = context.number("tolerance") / 100
    for indicator, row, number in numeric_rows(sheet, context):
        basis = indicator.basis.text.strip()
        known = _EARLIER_RESULT.search(basis) or row.satisfaction
        if number <= 0 or not known or row.level2 == "成本":
            continue
        same = [one for one in _quantities(basis) if one.unit == row.unit != ""]
        if len(same) != 1 or not number / 2 <= same[0].number <= number * 2:
            continue
        earlier = same[0].number
        difference = _POINTS if row.share else earlier * tolerance
        wanted = row.operator in AT_LEAST or (row.operator in (None, Operator.EQ) and row.direction is Direction.UP)
        if (wanted and number < earlier - difference) or (row.operator in AT_MOST and number > earlier + difference):
            shown = f"{format_decimal(earlier)}{same[0].unit}"
            yield Hit(
                indicator.target,
                "target",
                related=(indicator.basis.place,),
                values={"indicator": _name(indicator), "basis": basis, "earlier": shown},
            )


@lru_cache(maxsize=1 << 12)
def _quantities(basis: str) -> tuple[Quantity, ...]:
    return remark_quantities(basis)


_POINTS = Decimal(3)
"""Points by which the target of a share may fall short."""
_EARLIER_RESULT = re.compile(r"(?:20\d\d年|上年|去年).*(?:实际|完成|达到?|为|结果|调查|受益)|不低于|不得低于|应达到")


_ASCII_MARK = re.compile(r"(?<=[一-龥])[,;](?=[一-龥])")
_SEVERAL = re.compile(r"[。；;，]")
_CHINESE_MARKS = {",": "，", ";": "；"}


@lru_cache(maxsize=8)
def _slips(lines: tuple[str, ...]) -> dict[str, str]:
    """Return the right words by the wrong ones; lines without = are ignored."""
    pairs = (line.replace("=", "＝").split("＝") for line in lines)
    return {wrong.strip(): right.strip() for wrong, right in (pair for pair in pairs if len(pair) == 2)}


@rule(
    "T03",
    Severity.NOTE,
    zh=Words("错别字或标点", "{label}里{what}", "改为“{expected}”"),
    en=Words("Slip of the pen or punctuation", "In the {label}, {what}", 'Write "{expected}"'),
    source="常见错别字和标点用法",
    scope=Scope.DEPARTMENT,
    grouped=True,
    parameters={"slips": WordList("slips")},
    fires=Example(safeguards="1.统筹推进生态产业、战略新型产业发展。"),
    clean=Example(safeguards="1.统筹推进生态产业、战略性新兴产业发展。"),
)
def slip_of_the_pen(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report listed slips, ASCII commas between Chinese words, and full stops that other cells of a column lack.

    Each slip of a text is one hit. Titles repeat names and are left out.
    """
    slips = _slips(context.words("slips"))
    wrong = any_of(tuple(slips))
    texts = [(field, entry) for field, entry in book_texts(book) if field != "title"]
    together = "\n".join(entry.text for _, entry in texts)
    if wrong.search(together) or _ASCII_MARK.search(together):  # one pass is enough for most books, which have neither
        for field, entry in texts:
            yield from _slips_of(field, entry, wrong, slips)
    for sheet in book.sheets:
        for field, entry in _odd_stops(sheet):
            text = entry.text.strip()
            what = Text("句末有“。”，同列其他格没有", "the text ends with a full stop, unlike the others of its column")
            yield Hit(entry, field, text, text.rstrip("。"), values={"what": what})


def _slips_of(field: str, entry: Entry[Any], wrong: re.Pattern[str], slips: Mapping[str, str]) -> Iterator[Hit]:
    for slip in dict.fromkeys(wrong.findall(entry.text)):
        right = slips[slip]
        what = Text(f"“{slip}”一般写作“{right}”", f'"{slip}" is usually written "{right}"')
        yield Hit(entry, field, slip, right, values={"what": what})
    if match := _ASCII_MARK.search(entry.text):
        mark, right = match[0], _CHINESE_MARKS[match[0]]
        quote = entry.text[max(0, match.start() - 4) : match.end() + 4]
        what = Text(f"中文之间用了半角“{mark}”", f'there is an ASCII "{mark}" between Chinese words')
        yield Hit(entry, field, quote, right, values={"what": what})


def _odd_stops(sheet: TargetSheet) -> Iterator[FieldEntry]:
    """Yield single sentences that end with a full stop where most of the column's texts do not."""
    for field in ("level3", "description", "basis"):
        entries: list[Entry[str]] = list(map(attrgetter(field), sheet.indicators))
        stopped = [entry for entry in entries if "。" in entry.text and entry.text.rstrip().endswith("。")]
        if stopped and 2 * len(stopped) < sum(not entry.blank for entry in entries):
            yield from ((field, entry) for entry in stopped if not _SEVERAL.search(entry.text.strip()[:-1]))


_EXECUTION = "预算执行率"
_HUNDRED, _NINETY = Decimal(100), Decimal(90)
_FRAMEWORK_PART = re.compile(r"(成本|产出|效益|满意度)(\d+)")


@rule(
    "W01",
    Severity.ERROR,
    zh=Words("指标权重有误", "{what}", "调整为 {expected}"),
    en=Words("Weights are wrong", "{what}", "Make it {expected}"),
    needs=frozenset({Capability.WEIGHT}),
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
    """Report missing weights, and weights that add up to neither 100 nor 90 (10 are kept for execution).

    Forms without any weight are left alone. On forms since 2021 the subtotals of level 1 have to follow one of
    ``frameworks``; others are a warning.
    """
    rows = [row for row in filled_rows(sheet, context) if row.weight.place.row]
    if not rows:
        return
    blank = [row.weight for row in rows if row.weight.value is None and applies(row)]
    weights = {row: row.weight.value for row in rows if row.weight.value is not None}
    total = sum(weights.values(), Decimal(0))
    if blank:
        what = Text(f"有 {len(blank)} 条指标没有填权重", f"{len(blank)} indicators have no weight")
        yield _weight_hit(blank, "", Text("各条权重填全，合计 100", "a weight for each, 100 together"), what)
    elif total not in (_HUNDRED, _NINETY):
        what = Text(
            f"权重合计是 {format_decimal(total)}，不是 100", f"the weights add up to {format_decimal(total)}, not 100"
        )
        expected = Text("100（为预算执行率留 10 分的，合计 90）", "100 (90 where 10 are kept for budget execution)")
        yield _weight_hit([row.weight for row in rows], format_decimal(total), expected, what)
    elif sheet.form.framework is Framework.MOF2021:
        yield from _off_framework(weights, context.words("frameworks"))


def _weight_hit(
    entries: Sequence[Entry[Decimal]], found: str, expected: Text, what: Text, severity: Severity | None = None
) -> Hit:
    first, *others = entries
    related = tuple(entry.place for entry in others)
    return Hit(first, "weight", found, expected.zh, severity, related, {"what": what, "expected": expected})


def _off_framework(weights: dict[Indicator, Decimal], frameworks: tuple[str, ...]) -> Iterator[Hit]:
    """Report subtotals of level 1 that follow none of the frameworks; checked if they make 90 without execution."""
    subtotals: dict[str, Decimal] = defaultdict(Decimal)
    for row, weight in weights.items():
        if _EXECUTION not in row.level3.text:
            subtotals[level1_class(row)] += weight
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
