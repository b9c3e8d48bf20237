"""Family I, 绩效指标: which indicators a sheet needs, and under which levels they belong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from xltools.derive import level1_class, level2_class, standard_level
from xltools.derive.levels import INDICATOR, bare_level, known_level, parents, standard_names
from xltools.form_identity import Capability, FormSubject, Framework
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Place, Severity, TargetKind, TargetSheet
from xltools.rules.field_texts import filled_rows, level_names
from xltools.rules.patterns import any_of
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text

__all__: list[str] = []

OUTPUT, BENEFIT, COST, SATISFACTION = "产出", "效益", "成本", "满意度"


def _levels1(row: Indicator) -> set[str]:
    """Return the standard level 1 of the row, and the one that its level 2 belongs to.

    They differ in a misplaced row, which I06 reports; neither level then counts as missing.
    """
    return {level1_class(row), *parents(known_level(row.level2.value or "", 2))[:1]}


def _table_cell(sheet: TargetSheet) -> Entry[str] | Place:
    """Return the cell that is marked if something is missing from the table: its first one."""
    return sheet.indicators[0].level1 if sheet.indicators else sheet.place


def _table(sheet: TargetSheet) -> tuple[Place, ...]:
    """Return the worksheet: what is missing from the table has no cell of its own."""
    return (Place(sheet.place.file, sheet.place.sheet),)


@rule(
    "I01",
    Severity.ERROR,
    zh=Words("指标表为空", "没有填写任何绩效指标", "至少填写产出、效益和满意度指标，每条写明指标值和确定依据"),
    en=Words(
        "No indicators",
        "The indicator table is empty",
        "Enter indicators of output, benefit and satisfaction at least, each with its target value and basis",
    ),
    needs=frozenset({Capability.INDICATORS}),
    subjects=frozenset({FormSubject.PROJECT, FormSubject.FUND, FormSubject.DEPARTMENT}),
    source="绩效目标完整性要求（财预〔2015〕88号）",
    fires=Example(rows=[]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里"]),
)
def table_empty(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a table in which no row has content beyond its levels."""
    if not filled_rows(sheet, context):
        yield Hit(_table_cell(sheet), "indicator")


@rule(
    "I02",
    Severity.ERROR,
    zh=Words("缺少一级指标", "没有{expected}", "补充{expected}；每个项目都要有产出和效益"),
    en=Words(
        "Level 1 missing",
        "There is no indicator of {expected}",
        "Add indicators of {expected}; every project has output and benefit",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）；《扶贫项目资金绩效管理办法》",
    silenced_by=("I01", "I15"),
    fires=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "满意度指标|服务对象满意度指标|群众满意度||≥90%"]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效果指标|社会效益指标|受益人口||≥3200人"]),
)
def level1_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report that output or benefit has no indicator."""
    present = {level for row in filled_rows(sheet, context) for level in _levels1(row)}
    absent = level_names(level for level in (OUTPUT, BENEFIT) if level not in present)
    if absent.zh:
        yield Hit(_table_cell(sheet), "level1", "", absent.zh, related=_table(sheet), values={"expected": absent})


@rule(
    "I03",
    Severity.WARNING,
    zh=Words(
        "产出指标不全",
        "产出缺少：{expected}",
        "补充{expected}；确实不适用的，该类指标的指标值填“不适用”，并写明理由",
    ),
    en=Words(
        "Output indicators incomplete",
        "The output lacks: {expected}",
        'Add {expected}; where one does not apply, enter "不适用" (not applicable) as its target value and say why',
    ),
    needs=frozenset({Capability.INDICATORS, Capability.LEVEL2}),
    source="《扶贫项目资金绩效管理办法》；《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）",
    silenced_by=("I01", "I15"),
    parameters={"works": WordList("works"), "purchases": ("购置", "采购", "大型修缮")},
    labels={"purchases": Text("购置、修缮类用语", "words of purchases and repairs")},
    fires=Example(
        rows=["产出指标|时效指标|工程完工时间||2020年10月底前", "效益指标|社会效益指标|受益人口||≥3200人"],
    ),
    clean=Example(row="产出指标|数量指标|管护公路里程|纳入管护的公路里程|≥12公里|2020年工作计划"),
)
def output_incomplete(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report classes of output (quantity, quality, time, cost) without an indicator.

    On forms since 2021 cost is a level 1 of its own, required where something is built, repaired or bought. On earlier
    forms reviewers do not ask for it where the rest of the output is complete.
    """
    rows = filled_rows(sheet, context)
    if not any(OUTPUT in _levels1(row) for row in rows):
        return  # I02 reports that there is no output at all
    required = ["数量", "质量", "时效", "成本"]
    if sheet.form.framework is Framework.MOF2021:
        spending = (*context.words("works"), *context.words("purchases"))
        if not any_of(spending).search(f"{sheet.name.text} {sheet.purpose.text}"):
            required.remove(COST)
    present = {level2_class(row) for row in rows} | {"时效" for row in rows if _is_time(row)}
    present |= {"质量" for row in rows if level2_class(row) in _NO_RATES and _is_quality(row)}  # I13 speaks of these
    lacking = [level for level in required if level not in present]
    if lacking == [COST] and sheet.form.framework is not Framework.MOF2021:
        return
    if lacking:
        absent = level_names(lacking)
        yield Hit(_table_cell(sheet), "level2", "", absent.zh, related=_table(sheet), values={"expected": absent})


@rule(
    "I04",
    Severity.WARNING,
    zh=Words("缺少满意度指标", "没有满意度指标{why}", "补充“受益群众满意度”一类的指标，目标值由部门确定，如 ≥90%"),
    en=Words(
        "No satisfaction indicator",
        "No indicator asks how satisfied people are{why}",
        "Add one such as satisfaction of the people served; the department sets the target, for example ≥90%",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）；《扶贫项目资金绩效管理办法》",
    silenced_by=("I01", "I15"),
    parameters={"livelihood": WordList("livelihood")},
    fires=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效益指标|社会效益指标|受益人口||≥3200人"]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "满意度指标|服务对象满意度指标|群众满意度||≥90%"]),
)
def satisfaction_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report missing satisfaction: an error for poverty relief and livelihoods, a note on forms since 2021."""
    rows = filled_rows(sheet, context)
    if any(SATISFACTION in _levels1(row) or "满意" in row.level3.text for row in rows):
        return
    severity, why = None, Text("", "")
    if any_of(context.words("livelihood")).search(f"{sheet.name.text} {sheet.purpose.text}"):
        severity = Severity.ERROR
        why = Text("，扶贫衔接和民生类资金必须设", "; for poverty relief and livelihoods it is required")
    elif sheet.form.framework is Framework.MOF2021:
        severity = Severity.NOTE
    expected = f"{SATISFACTION}{INDICATOR}"
    yield Hit(_table_cell(sheet), "level1", "", expected, severity, related=_table(sheet), values={"why": why})


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
    silenced_by=("I15",),
    fires=Example(pick="受益人口", level1="效益类指标"),
    clean=Example(pick="受益人口", level1="效果指标"),
)
def level_not_standard(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report each name of level 1 or 2 that is an alias or unknown, with all its cells."""
    uses: dict[tuple[int, str], dict[Place, Entry[str]]] = defaultdict(dict)
    for sheet in book.sheets:
        for row in sheet.indicators:
            for level, entry in ((1, row.level1), (2, row.level2)):
                name = bare_level(entry.value or "")
                if name and name not in (known_level(name, level), _USUAL) and SATISFACTION not in name:
                    uses[level, name].setdefault(entry.place, entry)
    for (level, name), entries in uses.items():
        first, *others = entries.values()
        where = Text(f"（共 {len(entries)} 处）", f" ({len(entries)} cells)") if others else Text("", "")
        expected = standard_level(name, level) if known_level(name, level) else _nearest(name, level)
        related = tuple(entry.place for entry in others)
        yield Hit(first, f"level{level}", "", expected, related=related, values={"where": where})


_USUAL = "效果"
"""The name of 效益 on the forms of many counties, which no reviewer minds."""


def _nearest(name: str, level: int) -> str:
    near = get_close_matches(name, standard_names(level), 1, 0.6) or standard_names(level)
    return "、".join(level_name + INDICATOR for level_name in near)


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
    """Report a known level 2 under a known level 1 that it does not belong to.

    If none of several rows under one level 1 cell fits it, that cell is wrong, and not the rows.
    """
    blocks: dict[tuple[Place, str | None], list[Indicator]] = defaultdict(list)
    for row in sheet.indicators:
        blocks[row.level1.place, row.level1.value].append(row)
    for block in blocks.values():
        level1 = level1_class(block[0])
        homes = [parents(known_level(row.level2.value or "", 2)) for row in block]
        wrong = [(row, home) for row, home in zip(block, homes, strict=True) if level1 and home and level1 not in home]
        if len(wrong) == len(block) > 1 and len({home for _, home in wrong}) == 1:
            yield _misplaced(block, wrong[0][1], "level1")
        else:
            cells: dict[Place, list[Indicator]] = defaultdict(list)
            for row, _ in wrong:
                cells[row.level2.place].append(row)  # rows below may continue the cell: it is one fault all the same
            for rows in cells.values():
                yield _misplaced(rows, parents(known_level(rows[0].level2.value or "", 2)), "level2")


def _misplaced(rows: Sequence[Indicator], homes: tuple[str, ...], field: str) -> Hit:
    """Return a hit on a level cell of the first row; the rows' other level cells are related places."""
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
    labels={"industry": Text("产业、贴息类用语", "words of industry and subsidies")},
    fires=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效益指标|社会效益指标|受益人口||≥3200人"]),
    clean=Example(rows=["效益指标|社会效益指标|受益人口||≥3200人", "|经济效益指标|运输成本降低||≥5%"]),
)
def one_kind_of_benefit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report that a project which builds or promotes industry names no other benefit than the social one."""
    benefits = [row for row in filled_rows(sheet, context) if BENEFIT in _levels1(row)]
    kinds = (*context.words("works"), *context.words("industry"))
    if {level2_class(row) for row in benefits} == {"社会效益"} and any_of(kinds).search(
        f"{sheet.name.text} {sheet.purpose.text}"
    ):
        yield Hit(benefits[0].level2, "level2", expected="经济效益指标、生态效益指标、可持续影响指标")


@rule(
    "I13",
    Severity.WARNING,
    zh=Words("三级指标归类疑误", "“{found}”归在“{level2}”，一般属于{expected}", "核对归类，改到{expected}"),
    en=Words(
        "Indicator perhaps in the wrong class",
        '"{found}" stands under "{level2}" but looks like {expected}',
        "Check the class and move it if need be",
    ),
    source="公开样本中的常见问题",
    grouped=True,
    fires=Example(row="产出指标|质量指标|资助对象满意度|满意人数占受访人数的比例|≥90%|2019年调查"),
    clean=Example(row="满意度指标|服务对象满意度指标|资助对象满意度|满意人数占受访人数的比例|≥90%|2019年调查"),
)
def class_doubtful(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report an indicator whose name suggests another class than its level 2; among outputs it is only a note."""
    for row in filled_rows(sheet, context):
        current, likely = level2_class(row), _likely_class(row.level3.text)
        doubtful = current in _OUTPUT_CLASSES or likely == SATISFACTION
        if likely in ("时效", "经济效益"):
            doubtful = current == "数量"
        elif (current == "质量" and _is_time(row)) or (current in _NO_TIMES and _is_day(row)):
            likely, doubtful = "时效", True
        elif current == "经济效益" and (_HARM.search(row.level3.text) or _AWARENESS.search(row.level3.text.strip())):
            likely, doubtful = "社会效益", True
        elif current in _NO_RATES and _is_quality(row):
            likely, doubtful = "质量", True
        elif current == "可持续影响" and (process := _PROCESS.search(row.level3.text.strip())):
            likely, doubtful = "质量" if process["share"] else "数量", True
        elif not likely and _is_quantity(row, current):
            likely, doubtful = "数量", True
        if current and likely and likely != current and doubtful:
            clear = (
                likely in (SATISFACTION, "经济效益", "社会效益")
                or _is_time(row)
                or (likely == "质量" and current in _NO_RATES)
                or (likely == "数量" and current not in ("社会效益", "可持续影响"))
            )
            severity = None if clear else Severity.NOTE
            expected = level_names((known_level(likely, 2),))
            values = {"level2": row.level2.text.strip(), "expected": expected}
            related = (row.level2.place,)
            yield Hit(row.level3, "level3", expected=expected.zh, severity=severity, related=related, values=values)


_OUTPUT_CLASSES = frozenset({"数量", "质量", "时效", "成本"})
_CLASS_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    (SATISFACTION, re.compile(r"(?<!标本)(?<!样本)(?<!样品)满意(?!\w*(?:调查|回访|抽样|问卷|测评|评议))")),
    ("时效", re.compile(r"及时率|及时性|按[时期]完[成工]率|完[成工]时[间限]|时限")),
    ("质量", re.compile(r"合格率|成活率|达标率|优良率|准确率|完好率|接种率|规范率|差错率")),
    ("成本", re.compile(r"单价|(?:总|人均|单位|亩均|户均|每\w{1,3})成本|造价|工程总?投资")),
    ("经济效益", re.compile(r"(?:综合|旅游|经营|营业|销售|总|年)收入$|产值$|税收(?:收入)?$|销售额$|利润$|增收额?$")),
)


_NO_TIMES = frozenset({"数量", "成本", "社会效益", "经济效益", "生态效益"})
_AWARENESS = LazyPattern(r"(?:知晓|知悉|普及|参与)[率度]$")
_HARM = LazyPattern(r"(?:事故|死亡|伤亡|火灾|案件|上访|溺水)(?:起数|人数|件数|数|率)?$")


_NO_RATES = frozenset({"数量", "成本"})
_RATE_OF_QUALITY = LazyPattern(
    r"^(?!.*(?:增长|增速|下降|降低|节约|成本|[费税利价]|资金|预算|概算|支出|投资|控制|执行|贴息|杠杆|负债|拉动|撬动|周转)).*(?<![频效])率$"
)
"""Rates of how well, or of how many, something is done, which neither count nor cost anything."""


def _is_quality(row: Indicator) -> bool:
    """Return whether the row is a rate in per cent, and not one of money or growth."""
    value = row.target.value
    return value is not None and value.unit == "%" and bool(_RATE_OF_QUALITY.search(row.level3.text.strip()))


def _is_day(row: Indicator) -> bool:
    """Return whether the row is about the day by which work is done."""
    value = row.target.value
    return value is not None and value.kind is TargetKind.DEADLINE and bool(_DONE.search(row.level3.text.strip()))


_DONE = LazyPattern(r"(?:完[成工]|竣工|交付|发放|拨付|兑付|验收)(?:时间|期限|时限)$")
_TIME_NAME = re.compile(r"(?<!存储)(?<!开放)(?<!保存)(?<!使用)(?<!服务)(?:时间|期限|时限|工期|周期|空期)$")


def _is_time(row: Indicator) -> bool:
    """Return whether the row is about a time, by its name and a value that is a day or a duration."""
    value = row.target.value
    timed = value is not None and (value.kind is TargetKind.DEADLINE or value.unit in _DURATIONS)
    return timed and bool(_TIME_NAME.search(row.level3.text.strip()))


_COUNT_NAME = LazyPattern(r"(?:数量|个数|座数|台数|套数|处数|家数|所数|条数|辆数|株数|里程|面积|长度)$")
_COUNT_OF_QUALITY = LazyPattern(
    r"合格|优[良秀质等]|达标|有效|通过|获奖|奖|精品|作品|示范|品牌|专利|论文|成果|事故|投诉|差错|问题|故障|缺陷|违|整改|超标|返工|不|隐患|舆情|"
    r"星级|级|认证|创建|发表|采用|采纳|录用|安全|应急|完好|成活|保存|规范|标准"
)
"""Counts that say how good something is: 获奖数量, 差错个数, 一级公厕座数."""


def _is_quantity(row: Indicator, current: str) -> bool:
    """Return whether a row among benefits is what the department does, or one among quality only a count."""
    if current in ("社会效益", "经济效益"):
        return bool(_ACTIVITY.search(row.level3.text) or _MADE.search(row.level3.text.strip()))
    return current in ("质量", "时效") and _is_count(row)


def _is_count(row: Indicator) -> bool:
    """Return whether the row counts things, and not how good they are."""
    value = row.target.value
    counted = value is not None and value.number is not None and value.unit not in ("", "%", "‰")
    if counted and _PUBLICITY.search(row.level3.text.strip()):
        return True
    return (
        counted
        and bool(_COUNT_NAME.search(row.level3.text.strip()))
        and not _OF_ONE.match(row.level3.text.strip())
        and not _COUNT_OF_QUALITY.search(row.level3.text + row.description.text)
    )


_PROCESS = LazyPattern(
    r"(?:归档|公示|公开|建档|台账|存档|备案|报送|填报|会议|检查|督查|督导|巡查|培训|宣传|演练|走访|调度|验收|审核|合同签订)[一-龥]{0,4}?"
    r"(?:(?P<share>率)|次数|场次|份数|期数|频次|次)$|(?:政策|补助|信息|资金|结果|名单)(?:公示|公开)$"
)
"""Names of steps of the work itself, which has no lasting effect by being done: 资料归档率, 公示次数."""
_PUBLICITY = LazyPattern(
    r"^(?!.*(?:合格|优秀|达标|有效|获奖|差错|投诉)).*(?:宣传|宣讲|培训|演练|讲座|巡查|督导|播出|播放|展播|刊播|刊发|发布|推送|走访|慰问|演出)(?:活动|推介)?(?:次数|场次|场数|期数|条数|条次)$"
)
"""Counts of what is held, whatever it is about: 安全宣传次数, 应急演练场次."""
_OF_ONE = re.compile(r"[单每][个户人座所处间套]|[人户平场]均|单体")
"""The beginning of a measure of one thing, which is a standard: 单个卫生室建筑面积."""
_DURATIONS = frozenset(("天", "日", "月", "个月", "工作日", "个工作日", "小时", "分钟", "日历天"))
_ACTIVITY = re.compile(
    r"^(?!.*(?:观看|参观|参与|受益|惠及|覆盖|带动)).*(?:报道|宣传|培训|检查(?!人次)|巡查|演出|印[制刷]|采购|举办|走访|执法)\w{0,4}(?:[条次场期份篇]数|人次|场次|数量)$"
)
"""Names of what a department does itself, which is output and no benefit."""


_MADE = LazyPattern(
    r"^(?:新增|新建|建成|改造|购置|安装|配备|维修|采购)[一-龥]{0,8}(?:床位|车位|设施|设备|站点|路灯|公厕|管网|道路|桥梁|绿地|场馆|[座处台套]数)(?:数|数量|里程|面积)?$"
    r"|^推广[一-龥]{0,6}(?:品种|技术)"
)
"""Names of what is bought or built."""


def _likely_class(name: str) -> str:
    """Return the class that the words of the name suggest, or an empty text."""
    return next((level for level, pattern in _CLASS_WORDS if pattern.search(name)), "")
