"""Family V: whether a target value fits its indicator; each line is a row and the rules a reviewer would name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rules.cases import Fired, all_findings, fired, target_value_ids
from xltools.rules.settings import Settings
from xltools.rules.wordlists import word_list_names

E, W, N = "error", "warning", "note"

ROWS = [
    # V07
    ("效益/社会效益/导向正确/不出现重大问题（个）", "≤1个", {"V07": E}),
    ("效益/社会效益/导向正确/不出现重大问题（个）", "=1个", {"V07": E}),
    ("效益/社会效益/导向正确/不出现重大问题（个）", "≥0个", {"V07": E}),
    ("效益/社会效益/导向正确/不出现重大问题（个）", "=0个", {}),
    ("效益/社会效益/导向正确/不出现重大问题（个）", "≤0个", {}),
    ("效益/社会效益/导向正确/不出现重大问题（个）", "0个", {}),
    ("产出/质量/安全施工/无重大安全事故", "≤2起", {"V07": E}),
    ("产出/质量/零投诉/投诉次数", "≤2次", {"V07": E}),
    ("产出/质量/无事故运行天数/没有事故的天数", "≥360天", {}),
    ("产出/数量/安全检查次数/每月检查，杜绝安全事故", "≥12次", {}),
    ("产出/质量/垃圾无害化处理率/处理的比例", "≥98%", {}),
    ("产出/数量/零售药店检查/检查发现问题的药店", "≥98家", {}),
    ("产出/数量/无障碍设施改造/改造存在问题的设施", "≥20处", {}),
    # V08
    ("产出/成本/管护成本/每公里费用", "≥5000元", {"V08": E}),
    ("效益/社会效益/返贫率/返贫人口占比", "≥1%", {"V08": E}),
    ("满意度/满意度/群众满意度/满意人数占比", "≤90%", {"V08": E}),
    ("产出/质量/工程合格率/合格的比例", "≤95%", {"V08": E}),
    ("产出/质量/不合格品率/不合格的比例", "≤1%", {}),
    ("产出/质量/投诉办结率/办结的比例", "≥95%", {}),
    ("产出/数量/火灾扑救次数/成功扑救的火灾", "≥7次", {}),
    ("产出/数量/事故应急演习次数/演习的次数", "≥2次", {}),
    ("产出/数量/违法案件查办数/查办的案件", "≥20件", {}),
    ("效益/社会效益/火灾事故起数/发生火灾", "≥7起", {"V08": E}),
    ("效益/社会效益/群众上访人次数（人次）/上访的人次", "≥7人次", {"V08": E}),
    ("产出/质量/事故救援及时率/及时到场的比例", "≥95%", {}),
    ("产出/成本/预算执行率/支出占预算", "≥95%", {}),
    ("产出/成本/成本节约率/节约的比例", "≥5%", {}),
    ("效益/社会效益/信访量下降率/比上年下降", "≥10%", {}),
    # V09
    ("满意度/满意度/群众满意度/满意人数占比", "≥60%", {"V09": N}),
    ("满意度/满意度/群众满意度/满意人数占比", "=100%", {"V09": N}),
    ("满意度/满意度/群众满意度/满意人数占比", "≥100%", {"V09": N}),
    ("满意度/满意度/群众满意度/满意人数占比", ">100%", {"V06": E}),
    ("满意度/满意度/群众满意度/满意人数占比", "≥80%", {}),
    ("满意度/满意度/群众满意度/满意人数占比", "≥0.9", {"V04": E}),
    ("满意度/满意度/群众不满意率/不满意人数占比", "≤5%", {}),
    ("满意度/满意度/投诉次数/群众投诉", "≤3次", {}),
    # V10
    ("满意度/满意度/群众满意度/满意人数占比", "≥90%群众满意度", {"V10": N}),
    ("满意度/满意度/群众满意度/满意人数占比", "≥95%满意度高", {"V10": N}),
    ("满意度/满意度/群众满意度/满意人数占比", "≥95%高", {"V10": N}),
    ("产出/数量/道路里程/长度", "≥12公里三保支出", {"V10": N}),
    ("产出/数量/道路里程/长度", "≥12公里（以交工验收为准）", {}),
    ("产出/数量/道路里程/长度", "≥12公里，全年", {}),
    # the value repeated, whatever its unit
    ("产出/数量/道路里程/长度", "≥12公里不少于12公里", {}),
    ("产出/数量/道路里程/长度", "≥12公里（公里）", {}),
    ("产出/数量/厂房建设/厂房的大小", "≥5000平方米不少于5000平方米", {}),
    ("产出/成本/总投资/全部投资", "≤120万元不超过120万元", {}),
    ("产出/成本/总投资/全部投资", "≤120万元，控制在1200000元以内", {}),
    ("产出/数量/业务培训/参训的干部", "≥200人次不少于200人次", {}),
    ("效益/经济效益/农民收入/收入的多少", "≥1600元/人不低于1600元/人", {}),
    ("产出/成本/补助标准/每人补助", "=1600元/人，人均1600元", {}),
    ("产出/数量/文艺下乡/演出的场次", "≥10场不少于10场", {}),
    ("产出/数量/道路里程/长度", "≥12公里不少于12公里三保支出", {"V10": N}),
    ("产出/数量/编制规划/规划的数量", "1套规划", {}),
    ("效益/经济效益/贫困人口增收/增收的比例", "较上年提高10%", {}),
    ("产出/质量/资金到位率/到位的比例", "=100%资金全部到位", {}),
    # V11
    ("产出/质量/质量达标率100%/达标的比例", "≥98%", {"V11": W}),
    ("产出/数量/新建3座桥梁/座数", "=2座", {"V11": W}),
    ("产出/数量/新建3座桥梁/座数", "=3座", {}),
    ("产出/数量/60岁以上老人体检率/体检的比例", "≥65%", {}),
    ("产出/数量/20户以上自然村通路率/通路的比例", "=100%", {}),
    ("产出/数量/2020年培训人数/培训的人数", "≥230人", {}),
    # V12
    ("产出/数量/脱贫人口数/脱贫的人口", "≥10户", {"V12": E}),
    ("产出/数量/村组干部人数/领补贴的干部", "=230个", {}),
    ("产出/数量/受益户数/受益的农户", "≥10户", {}),
]


@pytest.mark.parametrize(("indicator", "target", "expected"), ROWS)
def test_which_rules_fire(indicator: str, target: str, expected: dict[str, str]) -> None:
    level1, level2, level3, description = indicator.split("/")
    row = f"{level1}指标|{level2}指标|{level3}|{description}|{target}|示交〔2019〕36号"
    assert target_value_ids(row) == expected


@pytest.mark.parametrize(
    ("rule", "target", "expected"),
    [
        ("V09", "≥60%", [(N, "E18", "")]),
        ("V10", "≥90%群众满意度", [(N, "E18", "")]),
    ],
)
def test_cells_and_expected_values(rule: str, target: str, expected: Fired) -> None:
    assert fired(rule, target=target) == expected


def test_zero_is_expected_in_the_rows_own_unit() -> None:
    row = "效益指标|社会效益指标|导向正确|不出现重大问题（个）|≤1政治导向正确|示交〔2019〕36号"
    (finding,) = (finding for finding in all_findings(row=row) if finding.rule.startswith("V"))
    assert (finding.rule, finding.place.cell, finding.expected) == ("V07", "E19", "=0个")
    assert finding.message.zh == "“导向正确”要求“不出现重大问题”，指标值却是 ≤1政治导向正确"


@pytest.mark.parametrize(
    ("goals", "tolerance", "expected"),
    [
        ("为17600人每人补助28.4元。", "50", []),
        ("为16000人每人补助28.4元。", "50", []),
        ("为3200人每人补助28.4元。", "50", [(N, "E11", "")]),
        ("为3200人每人补助28.4元。", "90", []),
        ("按标准发放补助。", "50", []),
    ],
)
def test_price_quantity_and_budget(goals: str, tolerance: str, expected: Fired) -> None:
    rows = ["产出指标|成本指标|人均补助标准|每人补助金额|=28.40元/人|示交〔2019〕36号"]
    settings = Settings(enabled={"V13": True}, parameters={"V13": {"tolerance": Decimal(tolerance)}})
    changes = {"budget": "499840.00", "fiscal": "499840.00", "goals": goals, "sub_targets": "养护县道86公里"}
    assert fired("V13", settings, rows=rows, **changes) == expected
    assert fired("V13", rows=rows, **changes) == [], "off unless asked for"


def test_empty_word_lists_find_nothing() -> None:
    settings = Settings(word_lists=dict.fromkeys(word_list_names(), ()))
    row = "效益指标|社会效益指标|导向正确|不出现重大问题（个）|≤1个|示交〔2019〕36号"
    assert fired("V07", row=row) == [(E, "E19", "=0个")]
    assert [finding.rule for finding in all_findings(settings, row=row) if finding.rule[0] in "PAV"] == []
    assert fired("V07", Settings(word_lists={"never": ()}), row=row) == []
    assert fired("V07", Settings(word_lists={"bad_events": ()}), row=row) == [(E, "E19", "=0个")]


def test_words_can_be_changed() -> None:
    settings = Settings(word_lists={"never": ("坚决防止",)})
    row = "效益指标|社会效益指标|防汛安全|坚决防止溃坝（起）|≤1起|示交〔2019〕36号"
    assert fired("V07", row=row) == []
    assert fired("V07", settings, row=row) == [(E, "E19", "=0起")]
