"""Target values: their parts, their canonical text, and the numbers in their words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.values.strategies import FRAGMENTS, anything, typed
from xltools.model import Operator, TargetKind, TargetValue
from xltools.values import Quantity, format_target, parse_target, remark_quantities, says_not_applicable, words_around
from xltools.values.targets import _qualitative_words
from xltools.values.units import UNIT_NAMES, unit_end

# operator, number, upper end, unit, remark
QUANTITIES: dict[str, tuple[str, str, str | None, str, str]] = {
    # the nineteen values of a published department text
    "≥1600三保支出": ("≥", "1600", None, "", "三保支出"),
    "≤1政治导向正确": ("≤", "1", None, "", "政治导向正确"),
    "≥90大于90%": ("≥", "90", None, "", "大于90%"),
    "≥90支出比例不低于90%": ("≥", "90", None, "", "支出比例不低于90%"),
    "≥90群众满意度": ("≥", "90", None, "", "群众满意度"),
    "≥100资金全部到位": ("≥", "100", None, "", "资金全部到位"),
    "≥95满意度高": ("≥", "95", None, "", "满意度高"),
    "≥1600人均1600元": ("≥", "1600", None, "", "人均1600元"),
    "≥1600不低于1600元": ("≥", "1600", None, "", "不低于1600元"),
    "≥95群众满意度高": ("≥", "95", None, "", "群众满意度高"),
    # signs
    "≥95%": ("≥", "95", None, "%", ""),
    "＞＝９５％": ("≥", "95", None, "%", ""),
    ">= 95 %": ("≥", "95", None, "%", ""),
    "=>95%": ("≥", "95", None, "%", ""),
    "≧95%": ("≥", "95", None, "%", ""),
    "⩾95%": ("≥", "95", None, "%", ""),
    "≤5": ("≤", "5", None, "", ""),
    "≦5": ("≤", "5", None, "", ""),
    "=<5": ("≤", "5", None, "", ""),
    "＜=5": ("≤", "5", None, "", ""),
    "＝100%": ("=", "100", None, "%", ""),
    "＞3": (">", "3", None, "", ""),
    "<3": ("<", "3", None, "", ""),
    "=0起": ("=", "0", None, "起", ""),
    "≥-5%": ("≥", "-5", None, "%", ""),
    "满意度≥95%": ("≥", "95", None, "%", "满意度"),
    "≥不低于95%": ("≥", "95", None, "%", "不低于"),
    "≤不低于95%以上": ("≤", "95", None, "%", "不低于；以上"),
    "≥满意度95%以上": ("≥", "95", None, "%", "满意度；以上"),
    # words
    "不低于95%": ("≥", "95", None, "%", ""),
    "不少于1,600户": ("≥", "1600", None, "户", ""),
    "至少3次": ("≥", "3", None, "次", ""),
    "达到90%以上": ("≥", "90", None, "%", ""),
    "90%及以上": ("≥", "90", None, "%", ""),
    "90分以上": ("≥", "90", None, "分", ""),
    "大于等于90": ("≥", "90", None, "", ""),
    "不超过5%": ("≤", "5", None, "%", ""),
    "控制在5%以内": ("≤", "5", None, "%", ""),
    "控制在120万元": ("≤", "120", None, "万元", ""),
    "24小时内": ("≤", "24", None, "小时", ""),
    "3年内": ("≤", "3", None, "年", ""),
    "5个工作日之内": ("≤", "5", None, "个工作日", ""),
    "大于90%": (">", "90", None, "%", ""),
    "超过90%": (">", "90", None, "%", ""),
    "低于5%": ("<", "5", None, "%", ""),
    "达到100%": ("=", "100", None, "%", ""),
    "满意度为95%": ("=", "95", None, "%", "满意度"),
    "≥95%以上": ("≥", "95", None, "%", "以上"),
    "百分之九十五以上": ("≥", "95", None, "%", ""),
    "百分之九十百分之八十": ("", "90", None, "%", "80%"),
    "九成以上": ("≥", "90", None, "%", ""),
    "不低于八成": ("≥", "80", None, "%", ""),
    "八成五以上": ("≥", "85", None, "%", ""),
    "八成半": ("", "85", None, "%", ""),
    "9成以上": ("≥", "90", None, "%", ""),
    "9.5成": ("", "95", None, "%", ""),
    "十成": ("", "100", None, "%", ""),
    "成活率九成左右": ("", "90", None, "%", "成活率；左右"),
    "5三成": ("", "5", None, "", "30%"),
    "三成本不超过5%": ("≤", "5", None, "%", "三成本"),
    "完成3成套设备": ("", "3", None, "", "完成；成套设备"),
    "不少于三次": ("≥", "3", None, "次", ""),
    "半年内": ("≤", "0.5", None, "年", ""),
    "每季度一次": ("", "1", None, "次", "每季度"),
    # units
    "90": ("", "90", None, "", ""),
    "0": ("", "0", None, "", ""),
    "95.50%": ("", "95.5", None, "%", ""),
    "3‰": ("", "3", None, "‰", ""),
    "1600元/人·年": ("", "1600", None, "元/人·年", ""),
    "≥5万人": ("≥", "5", None, "万人", ""),
    "≤35微克/立方米": ("≤", "35", None, "微克/立方米", ""),
    "200余人": ("", "200", None, "人", "余"),
    "2万多人次": ("", "2", None, "万人次", "多"),
    "提高5个百分点以上": ("≥", "5", None, "个百分点", "提高"),
    "30天然气": ("", "30", None, "", "天然气"),
    "3个人": ("", "3", None, "", "个人"),
    "≤1件（起）": ("≤", "1", None, "件", "（起）"),
    "100%。": ("", "100", None, "%", ""),
    # ranges
    "80-90%": ("", "80", "90", "%", ""),
    "80~90": ("", "80", "90", "", ""),
    "80%—90%": ("", "80", "90", "%", ""),
    "80至90": ("", "80", "90", "", ""),
    "５％－１０％之间": ("", "5", "10", "%", "之间"),
    "-5~-3": ("", "-5", "-3", "", ""),
    "5--3": ("", "5", None, "", "--3"),
    "90-80": ("", "90", None, "", "-80"),
    # numbers that are no target
    "6月底前完成3个村建设": ("", "3", None, "个", "6月底前完成；村建设"),
    "100%（2020年6月底前）": ("", "100", None, "%", "（2020年6月底前）"),
    "按冀财农〔2019〕137号完成90%": ("", "90", None, "%", "按冀财农〔2019〕137号完成"),
    "第2批3个": ("", "3", None, "个", "第2批"),
    "PM2.5浓度≤35": ("≤", "35", None, "", "PM2.5浓度"),
    "1余季度": ("", "1", None, "", "余季度"),
    "001-12月": ("", "1", "12", "", "月"),
    "2,020年": ("", "2020", None, "", "年"),
    "从85%提升至90%": ("", "90", None, "%", "从85%提升至"),
}
DEADLINES: dict[str, tuple[str, date | None, str]] = {
    "6月底前": ("≤", None, "6月底前"),
    "1月份": ("≤", None, "1月份"),
    "2020年11月份前": ("≤", None, "2020年11月份前"),
    "2020年11月份": ("≤", date(2020, 11, 30), "2020年11月份"),
    "12月31日前": ("≤", None, "12月31日前"),
    "第二季度末": ("≤", None, "第二季度末"),
    "年底前": ("≤", None, "年底前"),
    "学期末前完成": ("≤", None, "学期末前完成"),
    "期末前完成验收": ("≤", None, "期末前完成验收"),
    "年度内": ("≤", None, "年度内"),
    "每月25日前": ("≤", None, "每月25日前"),
    "2020年6月前": ("≤", None, "2020年6月前"),
    "2020年6月30日前": ("≤", date(2020, 6, 30), "2020年6月30日前"),
    "≤2020年6月30日": ("≤", date(2020, 6, 30), "2020年6月30日"),
    "＝2020年6月30日": ("=", date(2020, 6, 30), "2020年6月30日"),
    "2020-06-30": ("≤", date(2020, 6, 30), "2020-06-30"),
    "2020.6.30前完成": ("≤", date(2020, 6, 30), "2020.6.30前完成"),
    "2020年2月底前": ("≤", date(2020, 2, 29), "2020年2月底前"),
    "2020年6月上旬": ("≤", date(2020, 6, 10), "2020年6月上旬"),
    "2020年6月": ("≤", date(2020, 6, 30), "2020年6月"),
    "2020年上半年": ("≤", date(2020, 6, 30), "2020年上半年"),
    "2020年第3季度末": ("≤", date(2020, 9, 30), "2020年第3季度末"),
    "2020年底前": ("≤", date(2020, 12, 31), "2020年底前"),
    "2020年度内": ("≤", date(2020, 12, 31), "2020年度内"),
    "2020年": ("≤", date(2020, 12, 31), "2020年"),
    "2019-2020年": ("≤", date(2020, 12, 31), "2019-2020年"),
    "2020年1-12月": ("≤", date(2020, 12, 31), "2020年1-12月"),
    "2020年1月至2021年3月": ("≤", date(2021, 3, 31), "2020年1月至2021年3月"),
    "2020年2月30日": ("≤", None, "2020年2月30日"),
}
QUALITATIVE = (
    "高", "优", "优/良/中/差", "达成/部分达成/未达成", "显著提升", "有效", "持续改善", "长期", "群众满意", "零事故",
    "无安全事故", "不超预算", "2020年显著提升", "应保尽保", "较上年提高",
    "不适用", "不适用（本项目不涉及）", "（不适用）", "不适用：补助120万元由上级统一安排，2020年6月底前到位", "不涉及",
)  # fmt: skip
NOTHING = (
    "",
    "  ",
    "\u3000",
    "-",
    "—",
    "/",
    "**",
    "XX",
    "××",
    "≥",
    "%",
    "中心",
    "三保支出",
    "冀财农〔2019〕137号",
    "第2批",
    "七八成",
    "几成",
)


@pytest.mark.parametrize(("text", "parts"), QUANTITIES.items())
def test_quantity(text: str, parts: tuple[str, str, str | None, str, str]) -> None:
    operator, number, upper, unit, remark = parts
    assert parse_target(text) == TargetValue(
        TargetKind.QUANTITATIVE,
        Operator(operator) if operator else None,
        Decimal(number),
        None if upper is None else Decimal(upper),
        unit,
        remark,
    )


@pytest.mark.parametrize(("text", "parts"), DEADLINES.items())
def test_deadline(text: str, parts: tuple[str, date | None, str]) -> None:
    operator, day, remark = parts
    assert parse_target(text) == TargetValue(TargetKind.DEADLINE, Operator(operator), remark=remark, deadline=day)


@pytest.mark.parametrize("text", QUALITATIVE)
def test_qualitative(text: str) -> None:
    assert parse_target(text) == TargetValue(TargetKind.QUALITATIVE, remark=text)


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_nothing_is_none(text: str) -> None:
    assert parse_target(text) is None


def test_the_word_list_is_sound() -> None:
    words, _ = _qualitative_words()
    assert len(words) > 50
    assert not any(character.isdigit() for word in words for character in word)


@pytest.mark.parametrize(
    ("text", "canonical"),
    {
        "＞＝90％大于90%": "≥90%大于90%",
        "不低于 95.00 %": "≥95%",
        "80%—90%": "80~90%",
        "≤1,000,000": "≤1000000",
        "≥90 95%": "≥90；95%",
        "≥80%，≤90%": "≥80%；≤90%",
        "2022年达到95%": "=95%；2022年",
        "≥3，个别除外": "≥3个别除外",
        "≥3，人均2元": "≥3人均2元",
        "≥3；人": "≥3；人",
        "6月底前": "6月底前",
        "≤6月底前": "6月底前",
        "≤≥6月底前": "6月底前",
        "= =年底": "=年底",
        "= 2020年6月30日": "=2020年6月30日",
        "优／良／中／差": "优/良/中/差",
    }.items(),
)
def test_canonical_text(text: str, canonical: str) -> None:
    target = parse_target(text)
    assert target is not None
    assert format_target(target) == canonical


@given(st.one_of(typed, anything))
def test_the_canonical_text_means_the_same(text: str) -> None:
    target = parse_target(text)
    if target is not None:
        # A word that is a unit only because nothing follows it, as in 0一以上, is one no longer before a remark.
        assume(not (target.unit and target.remark) or unit_end(target.unit, 0) == len(target.unit))
        assert parse_target(format_target(target)) == target
        assert format_target(target) == format_target(parse_target(format_target(target)) or target)


numbers = st.decimals(0, 10**9, places=2)
remarks = st.sampled_from(["", *(part for part in FRAGMENTS if part.strip(" ，；：。、.,\u3000\u00a0\u200b"))])


@given(st.sampled_from(list(Operator)), numbers, st.sampled_from(["", *UNIT_NAMES]), remarks)
def test_what_was_put_in_comes_out(operator: Operator, number: Decimal, unit: str, remark: str) -> None:
    remark = " ".join(remark.split())
    target = parse_target(f"{operator}{number}{unit}；{remark}")
    assert target is not None
    assert (target.operator, target.number, target.unit) == (operator, number, unit)


@pytest.mark.parametrize(
    ("text", "quantities"),
    {
        "大于90%": [(">", "90", "%")],
        "人均1600元": [("", "1600", "元/人")],
        "人均补助不低于1600元": [("≥", "1600", "元/人")],
        "户均500元": [("", "500", "元/户")],
        "每人每年1600元": [("", "1600", "元/人")],
        "1600元/人": [("", "1600", "元/人")],
        "不低于1600元": [("≥", "1600", "元")],
        "支出比例不低于90%": [("≥", "90", "%")],
        "2020年底前达到90%以上": [("≥", "90", "%")],
        "124户283人": [("", "124", "户"), ("", "283", "人")],
        "冀财农〔2019〕137号": [],
        "三保支出": [],
        "": [],
    }.items(),
)
def test_quantities_in_words(text: str, quantities: list[tuple[str, str, str]]) -> None:
    assert remark_quantities(text) == tuple(
        Quantity(Operator(operator) if operator else None, Decimal(number), unit)
        for operator, number, unit in quantities
    )


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "不少于12公里": "",
        "不少于12公里（含支线）": "（含支线）",
        "支出比例不低于90%": "支出比例",
        "人均1600元": "",
        "群众满意度高": "群众满意度高",
        "不低于九成": "",
        "2020年底前不少于3次": "2020年底前",
        "": "",
    }.items(),
)
def test_words_without_their_numbers(text: str, words: str) -> None:
    assert words_around(text) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "不适用": True,
        " 不适用：由上级统一安排": True,
        "（不适用）": True,
        "适用": False,
        "≥3个": False,
        "": False,
    }.items(),
)
def test_not_applicable(text: str, expected: bool) -> None:
    assert says_not_applicable(text) is expected


@given(anything)
def test_nothing_raises(text: str) -> None:
    remark_quantities(text)
    words_around(text)


@pytest.mark.parametrize(
    "text", ["2020年" * 8000, "≥ " * 15000, "1-" * 15000, "从1" * 15000, "1 月 " * 8000, "9" * 30000, "年" * 30000]
)
def test_a_cell_full_of_anything_is_read_in_linear_time(text: str) -> None:
    started = process_time()
    parse_target(text)
    remark_quantities(text)
    assert process_time() - started < 3, "a tenth of that is usual; a quadratic search takes far longer"
