"""Nature, direction, unit and standard writing of target values; completeness and score of sheets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fixtures.seed import seed
from xltools.derive import (
    Direction,
    Nature,
    completeness,
    derived_unit,
    direction,
    nature,
    problem_score,
    standard_target,
)
from xltools.derive.measures import possible_units
from xltools.forms.loading import built_in_forms
from xltools.model import NOWHERE, Finding, Indicator, Severity, TargetSheet
from xltools.rules.examples import build_sheet

START = "产出指标|数量指标|养护公路里程|养护公路的里程（公里）"
ROW = f"{START}|≥32公里|年度计划"


def read(row: str) -> Indicator:
    (indicator,) = build_sheet(rows=[row]).indicators
    return indicator


@pytest.mark.parametrize(
    ("level3", "description", "target", "standard", "unit"),
    [
        ("养护公路里程", "", "≥32公里", "≥32公里", "公里"),
        ("养护公路里程", "养护公路的里程（公里）", "≥32", "≥32公里", "公里"),
        ("群众满意度", "", "≥90大于90%", "≥90%", "%"),
        ("补助标准", "", "≥1600人均1600元", "≥1600元/人", "元/人"),
        ("补助标准", "", "≥1600", "≥1600", ""),
        ("问题个数", "（个）", "≤1政治导向正确", "≤1个", "个"),
        ("问题件数", "（件）", "≤1不超过1起", "≤1", ""),  # two units: only a rule speaks
        ("完工时间", "", "2020年6月30日前", "≤2020年6月30日", ""),
        ("合格率", "", "80%-90%", "80~90%", "%"),
        ("改善程度", "", "显著改善", "显著改善", ""),
        ("合格率", "", "", "", "%"),
    ],
)
def test_standard_writing(level3: str, description: str, target: str, standard: str, unit: str) -> None:
    indicator = read(f"产出指标|数量指标|{level3}|{description}|{target}")
    assert standard_target(indicator) == standard
    assert derived_unit(indicator) == (unit if target else "")


def test_a_unit_column_wins_over_words() -> None:
    assert possible_units(read(f"{START}|≥32不少于32公里|||千米")) == ("千米",)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("≥90%", Nature.QUANTITATIVE),
        ("2020年6月底前", Nature.QUANTITATIVE),
        ("显著提升", Nature.QUALITATIVE),
        ("见附件", Nature.QUALITATIVE),
    ],
)
def test_nature(target: str, expected: Nature) -> None:
    assert nature(read(f"{START}|{target}")) is expected


@pytest.mark.parametrize(
    ("level2", "level3", "target", "expected"),
    [
        ("成本指标", "每公里养护费用", "≤3万元", Direction.DOWN),
        ("质量指标", "验收合格率", "≥95%", Direction.UP),
        ("质量指标", "安全事故发生数", "≤1起", Direction.DOWN),
        ("质量指标", "投诉办结率", "≥95%", Direction.UP),
        ("数量指标", "火灾扑救次数", "≥7次", Direction.UP),
        ("社会效益指标", "返贫率", "≤1%", Direction.DOWN),
        ("社会效益指标", "返贫率下降幅度", "≥1%", Direction.UP),
        ("数量指标", "村组干部人数", "≥230人", Direction.UP),
        ("数量指标", "空气质量指数", "≤80", Direction.DOWN),
        ("数量指标", "编制数", "=12人", Direction.NEITHER),
    ],
)
def test_direction(level2: str, level3: str, target: str, expected: Direction) -> None:
    assert direction(read(f"产出指标|{level2}|{level3}||{target}")) is expected


def complete(sheet: TargetSheet) -> Decimal:
    return completeness(replace(sheet, form=built_in_forms()[0].identity))


def test_completeness_counts_required_cells() -> None:
    full = build_sheet(rows=[ROW, "||完工及时率|及时完工的比例|=100%|合同"])
    assert complete(full) == 100
    assert complete(build_sheet(rows=[ROW], other="")) == 100  # other money is not required
    assert complete(build_sheet(rows=[ROW], plan="空/空/空/空")) == Decimal("76.5")  # 13 of 17
    assert complete(build_sheet(rows=[])) == Decimal("64.7")  # no indicator at all: 11 of 17
    assert complete(build_sheet(kind="special_fund", rows=[ROW], unit="")) == 100  # a special fund need not name a unit
    assert complete(build_sheet(rows=[ROW], unit="")) == Decimal("94.1")  # a project must


def test_completeness_of_the_published_text() -> None:
    assert [f"{complete(sheet):f}" for sheet in seed().sheets[:3]] == ["89.3", "25.0", "100.0"]


def test_the_problem_score() -> None:
    error, warning, note = (Finding("X01", severity, NOWHERE) for severity in Severity)
    assert problem_score([]) == 100
    assert problem_score([error, warning, note, note]) == 87
    assert problem_score([error] * 11) == 0
