"""Levels in the wrong place: a table that is shifted by one level, and cost where it is a level 1 of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from xltools.derive import level1_class
from xltools.derive.levels import INDICATOR, known_level
from xltools.form_identity import Capability, FormSubject, Framework
from xltools.messages.message import Example, Hit, Words
from xltools.model import Indicator, Place, Severity, TargetSheet
from xltools.rules.rule import Context, rule
from xltools.text import Text

__all__: list[str] = []

OUTPUT, BENEFIT, COST = "产出", "效益", "成本"
_PLANS = frozenset({FormSubject.PROJECT, FormSubject.FUND, FormSubject.DEPARTMENT})


@rule(
    "I15",
    Severity.WARNING,
    zh=Words(
        "指标层级错位",
        "二级指标一栏写的是一级指标“{found}”，一级指标一栏写的是“{level1}”",
        "产出、效益、满意度、成本指标写在一级指标一栏，数量、质量等写在二级指标一栏，指标名称写在三级指标一栏",
    ),
    en=Words(
        "Levels are shifted",
        'The column of level 2 has the level 1 "{found}", and that of level 1 has "{level1}"',
        "Put output, benefit, satisfaction and cost on level 1, quantity, quality and the like on level 2, and the "
        "name of the indicator on level 3",
    ),
    needs=frozenset({Capability.INDICATORS, Capability.LEVEL2}),
    subjects=_PLANS,
    source="中央下达的转移支付绩效目标表多一级层级，转录时常整体错位",
    fires=Example(rows=["绩效指标|产出指标|数量指标|道路硬化里程|≥12公里", "|效益指标|社会效益指标|受益人口|≥3200人"]),
    clean=Example(rows=["产出指标|数量指标|道路硬化里程||≥12公里", "效益指标|社会效益指标|受益人口||≥3200人"]),
)
def levels_shifted(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a table whose column of level 2 holds names of level 1, as one fault with all its cells."""
    cells: dict[Place, Indicator] = {}
    for row in sheet.indicators:
        name = row.level2.value or ""
        if known_level(name, 1) in _LEVEL1_ONLY and not level1_class(row):
            cells.setdefault(row.level2.place, row)
    if cells:
        first = next(iter(cells.values()))
        others = tuple(place for place in cells if place != first.level2.place)
        level1 = first.level1.text.strip() or Text("（空）", "(blank)")
        yield Hit(first.level2, "level2", related=others, values={"level1": level1})


_LEVEL1_ONLY = frozenset({OUTPUT, BENEFIT})
"""Names of level 1 that no level 2 has."""


@rule(
    "I16",
    Severity.WARNING,
    zh=Words(
        "成本指标应列为一级指标",
        "“{found}”列在“{level1}”下",
        "成本指标单列为一级指标，下设经济成本、社会成本、生态环境成本指标",
    ),
    en=Words(
        "Cost is a level 1 of its own",
        '"{found}" stands under "{level1}"',
        "Put cost on level 1, with economic, social and ecological cost under it",
    ),
    needs=frozenset({Capability.INDICATORS, Capability.LEVEL2}),
    frameworks=frozenset({Framework.MOF2021}),
    source="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）",
    fires=Example(framework="2021"),
    clean=Example(framework="2021", pick="每公里补助标准", level1="成本指标", level2="经济成本指标"),
)
def cost_under_output(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report cost as a level 2 of output on forms since 2021; the indicators under one such cell are one fault."""
    cells: dict[Place, list[Indicator]] = defaultdict(list)
    for row in sheet.indicators:
        if level1_class(row) == OUTPUT and known_level(row.level2.value or "", 2) == COST:
            cells[row.level2.place].append(row)
    for rows in cells.values():
        values = {"level1": rows[0].level1.text.strip()}
        yield Hit(rows[0].level2, "level2", expected=COST + INDICATOR, related=(rows[0].level1.place,), values=values)
