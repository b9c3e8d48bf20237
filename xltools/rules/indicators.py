"""Family I, 绩效指标: which indicators a sheet needs, and under which levels they belong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from xltools.derive import level1_class, level2_class, standard_level
from xltools.derive.levels import INDICATOR, bare_level, known_level, parents, standard_names
from xltools.form_identity import Capability, FormSubject, Framework
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Place, Severity, TargetSheet
from xltools.rules.field_texts import filled_rows, level_names
from xltools.rules.indicator_classes import NO_RATES, is_quality, is_time
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
    present = {level2_class(row) for row in rows} | {"时效" for row in rows if is_time(row)}
    present |= {"质量" for row in rows if level2_class(row) in NO_RATES and is_quality(row)}  # I13 speaks of these
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
