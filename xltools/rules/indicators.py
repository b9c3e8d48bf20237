"""Family I, 绩效指标: which indicators a sheet needs, where they belong, and whether they are about the project."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from xltools.derive import level1_class, level2_class, standard_level
from xltools.derive.levels import INDICATOR, bare_level, known_level, parents, standard_names
from xltools.glossary import Term
from xltools.model import DepartmentBook, Entry, Indicator, Place, Severity, TargetSheet
from xltools.rules.patterns import any_of, bare_text
from xltools.rules.profiles import SINCE_2021
from xltools.rules.record import Context, Example, Hit, Scope, WordList, Words, rule
from xltools.rules.texts import FieldEntry, filled_rows

__all__: list[str] = []

OUTPUT, BENEFIT, COST, SATISFACTION = "产出", "效益", "成本", "满意度"


def _levels1(row: Indicator) -> set[str]:
    """The standard level 1 that the row stands under, and the one its level 2 belongs to.

    They differ in a misplaced row: I06 says so, and nothing is missing because of it.
    """
    return {level1_class(row), *parents(known_level(row.level2.text, 2))[:1]}


def _table(sheet: TargetSheet) -> Entry[str] | Place:
    """Where to say that something is missing from the table: its first cell."""
    return sheet.indicators[0].level1 if sheet.indicators else sheet.place


def _project_words(sheet: TargetSheet, context: Context) -> str:
    """What the sheet says it is about, and whose it is."""
    return " ".join((sheet.name.text, sheet.purpose.text, sheet.unit.text, context.book.name.text))


@rule(
    "I01",
    Severity.ERROR,
    zh=Words("指标表为空", "没有填写任何绩效指标", "至少填写产出、效益和满意度指标，每条写明指标值和确定依据"),
    en=Words(
        "No indicators",
        "The indicator table is empty",
        "Enter indicators of output, benefit and satisfaction at least, each with its target value and basis",
    ),
    source="绩效目标完整性要求（财预〔2015〕88号）",
    fires=Example(rows=[]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里"]),
)
def table_empty(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """No row says anything beyond its levels."""
    if not filled_rows(sheet, context):
        yield Hit(_table(sheet), "indicator")


@rule(
    "I02",
    Severity.ERROR,
    zh=Words("缺少一级指标", "没有{expected}", "补充{expected}；每个项目都要有产出和效益"),
    en=Words(
        "Level 1 missing",
        "There is no level 1 {expected}",
        "Add indicators of {expected}; every project has output and benefit",
    ),
    source="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）；《扶贫项目资金绩效管理办法》",
    silenced_by=("I01",),
    fires=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "满意度指标|服务对象满意度指标|群众满意度||≥90%"]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效果指标|社会效益指标|受益人口||≥3200人"]),
)
def level1_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Output or benefit has no indicator."""
    present = {level for row in filled_rows(sheet, context) for level in _levels1(row)}
    absent = [level + INDICATOR for level in (OUTPUT, BENEFIT) if level not in present]
    if absent:
        yield Hit(_table(sheet), "level1", "", "、".join(absent))


@rule(
    "I03",
    Severity.WARNING,
    zh=Words("产出指标不全", "产出缺少：{expected}", "补充{expected}；确实不适用的，在该类指标里写明不适用的理由"),
    en=Words(
        "Output indicators incomplete",
        "The output lacks: {expected}",
        "Add {expected}; where one does not apply, say so and why in an indicator of that class",
    ),
    source="《扶贫项目资金绩效管理办法》；《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）",
    silenced_by=("I01",),
    parameters={"works": WordList("works"), "purchases": ("购置", "采购", "大型修缮")},
    fires=Example(
        rows=["产出指标|时效指标|工程完工时间||2020年10月底前", "效益指标|社会效益指标|受益人口||≥3200人"],
    ),
    clean=Example(row="产出指标|数量指标|管护公路里程|纳入管护的公路里程|≥12公里|2020年工作计划"),
)
def output_incomplete(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Classes of output without an indicator: quantity, quality, time and cost.

    On forms since 2021 cost is a level 1, asked for where something is built, repaired or bought.
    """
    rows = filled_rows(sheet, context)
    if not any(OUTPUT in _levels1(row) for row in rows):
        return  # I02 has said that there is no output at all
    required = ["数量", "质量", "时效", "成本"]
    if context.book.profile in SINCE_2021:
        spending = (*context.words("works"), *context.words("purchases"))
        if not any_of(spending).search(f"{sheet.name.text} {sheet.purpose.text}"):
            required.remove(COST)
    present = {level2_class(row) for row in rows}
    absent = [level + INDICATOR for level in required if level not in present]
    if absent:
        yield Hit(_table(sheet), "level2", "", "、".join(absent))


@rule(
    "I04",
    Severity.WARNING,
    zh=Words("缺少满意度指标", "没有满意度指标{why}", "补充“受益群众满意度”一类的指标，目标值由部门确定，如 ≥90%"),
    en=Words(
        "No satisfaction indicator",
        "No indicator asks how satisfied people are{why}",
        "Add one such as satisfaction of the people served; the target is the department's to set, ≥90% say",
    ),
    source="《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）；《扶贫项目资金绩效管理办法》",
    silenced_by=("I01",),
    parameters={"livelihood": WordList("livelihood")},
    fires=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效益指标|社会效益指标|受益人口||≥3200人"]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "满意度指标|服务对象满意度指标|群众满意度||≥90%"]),
)
def satisfaction_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """No row asks for satisfaction: an error for poverty relief and livelihoods, a note on forms since 2021."""
    rows = filled_rows(sheet, context)
    if any(SATISFACTION in _levels1(row) or "满意" in row.level3.text for row in rows):
        return
    severity, why = None, Term("", "")
    if any_of(context.words("livelihood")).search(f"{sheet.name.text} {sheet.purpose.text}"):
        severity = Severity.ERROR
        why = Term("，扶贫衔接和民生类资金必须设", "; for poverty relief and livelihoods it is required")
    elif context.book.profile in SINCE_2021:
        severity = Severity.NOTE
    expected = f"{SATISFACTION}{INDICATOR}"
    yield Hit(_table(sheet), "level1", "", expected, severity, values={"why": why})


@rule(
    "I05",
    Severity.NOTE,
    zh=Words(
        "指标名称不是标准写法",
        "{label}“{found}”不是标准写法{where}",
        "改为“{expected}”；汇总时按标准名称归类，原文保留",
    ),
    en=Words(
        "Level name in other words",
        'The {label} "{found}" is not the standard name{where}',
        'Write "{expected}"; the summary sorts by standard names and keeps the original',
    ),
    source="一体化系统的一、二级指标编码",
    scope=Scope.DEPARTMENT,
    fires=Example(pick="受益人口", level1="效果指标"),
    clean=Example(pick="受益人口", level1="效益"),
)
def level_not_standard(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """A name of level 1 or 2 is an alias, or not known at all: one hit for each name, with all its cells."""
    uses: dict[tuple[int, str], dict[Place, Entry[str]]] = defaultdict(dict)
    for sheet in book.sheets:
        for row in sheet.indicators:
            for level, entry in ((1, row.level1), (2, row.level2)):
                name = bare_level(entry.text)
                if name and name != known_level(name, level) and SATISFACTION not in name:
                    uses[level, name].setdefault(entry.place, entry)
    for (level, name), entries in uses.items():
        first, *others = entries.values()
        where = Term(f"（共 {len(entries)} 处）", f" ({len(entries)} cells)") if others else Term("", "")
        expected = standard_level(name, level) if known_level(name, level) else _nearest(name, level)
        related = tuple(entry.place for entry in others)
        yield Hit(first, f"level{level}", "", expected, related=related, values={"where": where})


def _nearest(name: str, level: int) -> str:
    near = get_close_matches(name, standard_names(level), 1, 0.6) or standard_names(level)
    return "、".join(one + INDICATOR for one in near)


@rule(
    "I06",
    Severity.ERROR,
    zh=Words("二级指标放错一级指标", "“{level2}”放在“{level1}”下", "“{level2}”属于“{expected}”，调整归类"),
    en=Words(
        "Level 2 under the wrong level 1",
        '"{level2}" stands under "{level1}"',
        '"{level2}" belongs to "{expected}"; put it there',
    ),
    source="一体化系统的一、二级指标从属关系",
    fires=Example(pick="受益人口", level1="产出指标"),
    clean=Example(pick="受益人口", level1="效果指标"),
)
def level2_misplaced(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """A known level 2 stands under a known level 1 that is not its own.

    Where no row of several under one level 1 cell fits it, that cell is wrong, not the rows.
    """
    blocks: dict[Place, list[Indicator]] = defaultdict(list)
    for row in sheet.indicators:
        blocks[row.level1.place].append(row)
    for block in blocks.values():
        level1 = level1_class(block[0])
        homes = [parents(known_level(row.level2.text, 2)) for row in block]
        wrong = [(row, home) for row, home in zip(block, homes, strict=True) if level1 and home and level1 not in home]
        if len(wrong) == len(block) > 1 and len({home for _, home in wrong}) == 1:
            yield _misplaced(block, wrong[0][1], "level1")
        else:
            for row, home in wrong:
                yield _misplaced([row], home, "level2")


def _misplaced(rows: Sequence[Indicator], homes: tuple[str, ...], field: str) -> Hit:
    """A hit on a level cell of the first row; the other level cells of the rows take part."""
    entry: Entry[str] = getattr(rows[0], field)
    places = dict.fromkeys(level.place for row in rows for level in (row.level1, row.level2))
    return Hit(
        entry,
        field,
        expected="、".join(home + INDICATOR for home in homes),
        related=tuple(place for place in places if place != entry.place),
        values={
            "level1": rows[0].level1.text.strip(),
            "level2": "、".join(dict.fromkeys(row.level2.text.strip() for row in rows)),
        },
    )


@rule(
    "I07",
    Severity.WARNING,
    zh=Words("同一张表指标重复", "“{found}”与第 {row} 行重复", "合并重复的指标，或写明各自考核什么"),
    en=Words(
        "Indicator given twice",
        '"{found}" repeats row {row}',
        "Merge the two, or say what each one measures",
    ),
    source="指标设置惯例",
    grouped=True,
    fires=Example(
        row="|服务对象满意度指标|受益群众满意度|受访群众中表示满意的人数占受访人数的比例|≥85%|2019年满意度调查"
    ),
    clean=Example(row="|服务对象满意度指标|沿线企业满意度|受访企业中表示满意的占比|≥85%|2019年满意度调查"),
)
def indicator_repeated(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Two rows of one level 2 have the same name and nothing else to tell them apart, or the same description."""
    rows = filled_rows(sheet, context)
    for n, row in enumerate(rows):
        earlier = next((other for other in rows[:n] if _repeats(row, other)), None)
        if earlier:
            entry, field = (row.description, "description") if row.level3.blank else (row.level3, "level3")
            values = {"row": earlier.place.row}
            yield Hit(entry, field, related=(earlier.level3.place,), values=values)


def _repeats(row: Indicator, other: Indicator) -> bool:
    if bare_text(row.level2.text) != bare_text(other.level2.text):
        return False
    name, name2 = bare_text(row.level3.text), bare_text(other.level3.text)
    words, words2 = bare_text(row.description.text), bare_text(other.description.text)
    same_words = bool(words) and words == words2
    return (bool(name) and name == name2 and (same_words or not (words and words2))) or (same_words and len(words) >= 4)


class _Family(NamedTuple):
    """What makes rows of several sheets one family."""

    level3: str
    description: str
    target: Hashable


@rule(
    "I08",
    Severity.WARNING,
    zh=Words(
        "指标跨项目雷同", "“{found}”的名称、描述和目标值在 {count}/{total} 张表里都相同", "按各项目的内容重写指标"
    ),
    en=Words(
        "The same indicator in many projects",
        '"{found}" has the same name, description and target in {count} of {total} sheets',
        "Rewrite it for what each project does",
    ),
    source="绩效目标审核常见问题",
    scope=Scope.DEPARTMENT,
    parameters={"share": Decimal(60), "least": Decimal(3), "common": WordList("common_indicators")},
    fires=Example(
        sheets=[Example(name=f"2020年农村道路硬化{n}标段") for n in "一二三"],
    ),
    clean=Example(sheets=[Example(name="2020年农村道路硬化一标段"), Example(name="2020年农村道路硬化二标段")]),
)
def indicator_in_every_sheet(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Name, description and value are the same in most sheets of the department: one hit for each such indicator.

    Satisfaction, pass rates and the like may well be the same: a note. Departments copying each other is for C04.
    """
    families: dict[_Family, dict[Place, Indicator]] = defaultdict(dict)
    tables = [(sheet.place, rows) for sheet in book.sheets if (rows := filled_rows(sheet, context))]
    if len(tables) < context.number("least"):
        return
    for place, rows in tables:
        for row in rows:
            families[_family(row)].setdefault(place, row)
    for family, members in families.items():
        enough = len(members) >= context.number("least") and 100 * len(members) >= context.number("share") * len(tables)
        if family.level3 and enough:
            first, *others = members.values()
            common = any_of(context.words("common")).search(first.level3.text)
            yield Hit(
                first.level3,
                "level3",
                severity=Severity.NOTE if common else None,
                related=tuple(row.level3.place for row in others),
                values={"count": len(members), "total": len(tables)},
            )


def _family(row: Indicator) -> _Family:
    value = row.target.value
    target: Hashable = bare_text(row.target.text)
    if value and value.number is not None:
        target = (value.operator, value.number, value.upper)
    return _Family(bare_text(row.level3.text), bare_text(row.description.text), target)


class _Domain(NamedTuple):
    """A field of work: its name, the words that belong nowhere else, and those that make a project part of it."""

    name: str
    own: tuple[str, ...]
    fitting: re.Pattern[str]


@lru_cache(maxsize=8)
def _domains(lines: tuple[str, ...]) -> tuple[_Domain, ...]:
    """The domains of a word list; a line that does not have three parts says nothing."""
    parts = [[part.strip() for part in line.replace("|", "｜").split("｜")] for line in lines]
    return tuple(
        _Domain(name, tuple(own.split("、")), any_of((*own.split("、"), *fitting.split("、"))))
        for name, own, fitting in (part for part in parts if len(part) == 3)
    )


@rule(
    "I09",
    Severity.WARNING,
    zh=Words("指标与项目无关", "“{word}”属于{domain}领域，与本项目和单位不符", "换成反映本项目内容的指标"),
    en=Words(
        "Indicator of another field",
        '"{word}" belongs to another field ({domain}) than the project and the unit',
        "Replace it by an indicator of what this project does",
    ),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    grouped=True,
    parameters={"domains": WordList("domains"), "broad": WordList("broad_units")},
    fires=Example(
        row="产出指标|成本指标|人均财政投入水平|基本公共卫生服务人均财政补助标准|≤1600元/人|示交〔2019〕36号"
    ),
    clean=Example(
        unit="361001示范县卫生健康局",
        department_name="示范县卫生健康局",
        row="产出指标|成本指标|人均财政投入水平|基本公共卫生服务人均财政补助标准|≤1600元/人|示财社〔2019〕36号",
    ),
)
def indicator_of_another_field(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """An indicator has words of a field that neither project, purpose nor unit has anything to do with."""
    about = _project_words(sheet, context)
    if any_of(context.words("broad")).search(about):
        return
    foreign = {
        word: domain.name
        for domain in _domains(context.words("domains"))
        if not domain.fitting.search(about)
        for word in domain.own
    }
    words = any_of(tuple(foreign))
    for row in filled_rows(sheet, context):
        for field, entry in (("level3", row.level3), ("description", row.description)):
            if match := words.search(entry.text):
                yield Hit(entry, field, values={"word": match[0], "domain": foreign[match[0]]})
                break


@rule(
    "I10",
    Severity.NOTE,
    zh=Words(
        "投入、过程类指标当作产出",
        "“{found}”反映资金投入或过程，不是产出",
        "改为完成数量、合格率、完工及时率等产出指标",
    ),
    en=Words(
        "Input or process given as output",
        '"{found}" is about money going in, not about what comes out',
        "Ask for an output instead: quantity done, pass rate, completion on time",
    ),
    source="绩效目标审核常见问题：投入数量不能作为绩效目标",
    grouped=True,
    parameters={"rates": WordList("input_rates"), "money": WordList("money")},
    fires=Example(row="产出指标|时效指标|扶助资金到位率|实际到位资金占应到位资金的比例|=100%|示交〔2019〕36号"),
    clean=Example(row="产出指标|时效指标|工程完工及时率|按期完工的路段占全部路段的比例|=100%|施工合同"),
)
def input_as_output(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """A rate of money received, paid or spent stands as an indicator."""
    rates, money = any_of(context.words("rates")), any_of(context.words("money"))
    for row in filled_rows(sheet, context):
        name = row.level3.text
        if rates.search(name) and money.search(name + row.description.text):
            yield Hit(row.level3, "level3")


_RUNS = r"[*＊]{2,}|(?<![A-Za-z0-9])[xXＸ×]{2,}(?![A-Za-z0-9])|[_＿]{2,}|指标\s*[\d一二三四五六七八九十]+\s*[:：]"
_ONLY_SIGNS = r"^\s*[-—－_＿*＊×/、.…]+\s*$|…{2,}|\.{4,}"
"""Nothing but signs, or dots to go on from: no name and no target, while other texts may well say so."""


@lru_cache(maxsize=8)
def _placeholders(words: tuple[str, ...], alone: bool) -> re.Pattern[str]:
    """What finds a placeholder; ``alone`` for cells that have to say something by themselves."""
    return re.compile("|".join((_RUNS, any_of(words).pattern, *((_ONLY_SIGNS,) if alone else ()))))


@rule(
    "I11",
    Severity.ERROR,
    zh=Words("模板占位内容没有替换", "{label}里的“{mark}”是模板占位内容", "换成本项目的实际内容；多余的行删去"),
    en=Words(
        "Placeholder of the template left in",
        'The {label} still has the placeholder "{mark}"',
        "Replace it by what this project does; delete rows that are not needed",
    ),
    source="一体化系统的录入校验：指标值不得含占位符号",
    grouped=True,
    parameters={"placeholders": WordList("placeholders")},
    fires=Example(pick="道路硬化里程", level3="旅游景点开发数量（≥**个）"),
    clean=Example(pick="道路硬化里程", level3="旅游景点开发数量"),
)
def placeholder_left(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Signs or words that wait to be replaced stand in the name, the purpose, the goals or an indicator."""
    words = context.words("placeholders")
    anywhere, alone = _placeholders(words, alone=False), _placeholders(words, alone=True)
    for field, entry in _open_texts(sheet):
        pattern = alone if field in ("level3", "target") else anywhere
        if match := pattern.search(entry.text):
            yield Hit(entry, field, values={"mark": match[0].strip()})


def _open_texts(sheet: TargetSheet) -> Iterator[FieldEntry]:
    yield "name", sheet.name
    yield "goals", sheet.goal.entry
    for row in sheet.indicators:
        yield "level3", row.level3
        yield "description", row.description
        yield "target", row.target


@rule(
    "I12",
    Severity.NOTE,
    zh=Words(
        "效益指标只有一类", "效益指标只有社会效益", "工程、产业、贴息类项目补充经济效益、生态效益或可持续影响指标"
    ),
    en=Words(
        "One kind of benefit only",
        "The only benefit is a social one",
        "Works, industry and interest subsidies have economic, ecological or lasting effects too: add some",
    ),
    source="《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）",
    enabled=False,
    silenced_by=("I01",),
    parameters={"works": WordList("works"), "industry": ("产业", "贴息", "基地", "园区")},
    fires=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效益指标|社会效益指标|受益人口||≥3200人"]),
    clean=Example(rows=["效益指标|社会效益指标|受益人口||≥3200人", "|经济效益指标|运输成本降低||≥5%"]),
)
def one_kind_of_benefit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """A project that builds or promotes industry names social benefit and no other."""
    benefits = [row for row in filled_rows(sheet, context) if BENEFIT in _levels1(row)]
    kinds = (*context.words("works"), *context.words("industry"))
    if {level2_class(row) for row in benefits} == {"社会效益"} and any_of(kinds).search(
        f"{sheet.name.text} {sheet.purpose.text}"
    ):
        yield Hit(benefits[0].level2, "level2", expected="经济效益指标、生态效益指标、可持续影响指标")


@rule(
    "I13",
    Severity.NOTE,
    zh=Words("三级指标归类疑误", "“{found}”归在“{level2}”，像是{expected}", "核对归类，必要时改为{expected}"),
    en=Words(
        "Indicator perhaps in the wrong class",
        '"{found}" stands under "{level2}" but looks like {expected}',
        "Check the class and move it if need be",
    ),
    source="公开样本中的常见问题",
    enabled=False,
    grouped=True,
    fires=Example(row="产出指标|质量指标|资助对象满意度|满意人数占受访人数的比例|≥90%|2019年调查"),
    clean=Example(row="满意度指标|服务对象满意度指标|资助对象满意度|满意人数占受访人数的比例|≥90%|2019年调查"),
)
def class_doubtful(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """The indicator's name says another class than its level 2."""
    for row in filled_rows(sheet, context):
        current, likely = level2_class(row), _likely_class(row.level3.text)
        doubtful = current in _OUTPUT_CLASSES or likely == SATISFACTION
        if current and likely and likely != current and doubtful:
            expected = standard_level(likely, 2)
            yield Hit(row.level3, "level3", expected=expected, values={"level2": row.level2.text.strip()})


_OUTPUT_CLASSES = frozenset({"数量", "质量", "时效", "成本"})
_CLASS_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("满意度", re.compile(r"满意")),
    ("时效", re.compile(r"及时率|按时|按期|完[成工]时[间限]|时限")),
    ("质量", re.compile(r"合格率|成活率|达标率|优良率|准确率|完好率")),
    ("成本", re.compile(r"单价|(?:补助|补贴|投资|投入|费用|造价|人均|支出|工资)标准|成本|造价")),
)


def _likely_class(name: str) -> str:
    """The class that the words of the name stand for, or an empty text."""
    return next((level for level, pattern in _CLASS_WORDS if pattern.search(name)), "")
