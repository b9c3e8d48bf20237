"""Quantities in running text: what is read, with which words, and where."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import anything
from xltools.model import Operator
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.unit_kinds import base_unit, per_unit

Read = tuple[str, str, str]
"""Text, number in the unit of comparison, and this unit."""

READ: dict[str, list[Read]] = {
    "新建护栏30公里": [("30公里", "30000", "米")],
    "全长3.5千米": [("3.5千米", "3500", "米")],
    "栈道1200延米": [("1200延米", "1200", "米")],
    "户均增收2.4万元": [("2.4万元", "24000", "元")],
    "总投资1亿2000万元": [("1亿2000万元", "120000000", "元")],
    "安排壹佰贰拾万元": [("壹佰贰拾万元", "1200000", "元")],
    "合格率达到95%以上": [("95%", "95", "%")],
    "合格率达到百分之九十五": [("百分之九十五", "95", "%")],
    "覆盖九成五以上": [("九成五", "95", "%")],
    "误差不高于万分之三": [("万分之三", "0.03", "%")],
    "2020年12月底前建成十二座": [("十二座", "12", "座")],
    "惠及三百户": [("三百户", "300", "户")],
    "惠及一百二人": [("一百二人", "120", "人")],
    "为39万常住居民服务": [("39万", "390000", "")],
    "造林0.8万亩": [("0.8万亩", "8000", "亩")],
    "修复湿地20公顷": [("20公顷", "300", "亩")],
    "供水12—15万吨": [("12—15万吨", "120000000", "公斤")],
    "补助5000至1万元": [("5000至1万元", "5000", "元")],
    "2小时内响应、24小时内修复": [("2小时", "120", "分钟"), ("24小时", "1440", "分钟")],
    "6座312延米": [("6座", "6", "座"), ("312延米", "312", "米")],
    "124户283人贫困人口": [("124户", "124", "户"), ("283人", "283", "人")],
    "１２座桥": [("12座", "12", "座")],
    "近9000余人": [("9000余人", "9000", "人")],
    "4元/人·天": [("4元/人·天", "4", "元")],
    "发放棉被1,000床": [("1,000床", "1000", "床")],
    # what is not a quantity
    "2020年6月底前完成": [],
    "按冀财农〔2019〕137号执行": [],
    "第三次普查，第3批，一个村，二期工程，三级公路，数十户": [],
    "两不愁三保障，一卡通，四好农村路": [],
    "《“十四五”规划50条》": [],
    "师生比1:50": [],
    "拨打12345热线，PM2.5": [],
    "": [],
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_number_and_unit(text: str, expected: list[Read]) -> None:
    wanted = [(written, Decimal(number), unit) for written, number, unit in expected]
    found = [(quantity.text, quantity.number, quantity.unit) for quantity in find_quantities(text)]
    assert [(written.translate(str.maketrans("１２", "12")), *rest) for written, *rest in found] == wanted


WORDS: dict[str, list[tuple[str, str]]] = {
    "新建护栏30公里": [("新建护栏", "")],
    "新建30公里护栏": [("新建", "护栏")],
    "为62所学校12000名学生提供营养餐": [("", "学校"), ("学校", "学生提供营养餐")],
    "培训农民200人次发放资料5000份": [("培训农民", ""), ("发放资料", "")],
    "周转宿舍（教师）40套": [("周转宿舍", "")],
    "护栏：30公里": [("护栏", "")],
    "合格率达到95%以上": [("合格率", "")],
    "硬化道路12公里，路面宽4米": [("硬化道路", ""), ("路面宽", "")],
}


@pytest.mark.parametrize(("text", "expected"), WORDS.items())
def test_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(quantity.before, quantity.after) for quantity in find_quantities(text)] == expected


PER: dict[str, list[tuple[str, ...]]] = {
    "每公里补助10万元": [("公里",)],
    "每生每天4元，全年200天": [("人", "天"), ()],
    "人均补助75元": [("人",)],
    "75元/人·年": [("人", "年")],
    "县道每公里1万元、乡道5000元、村道3000元": [("公里",)] * 3,
    "每季度检查4次，共检查16次": [("季",), ()],
    "单台造价3万元": [("台",)],
    "城市每人每月590元、农村每人每年4800元": [("人", "月"), ("人", "年")],
}


@pytest.mark.parametrize(("text", "expected"), PER.items())
def test_what_a_number_is_for(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [quantity.per for quantity in find_quantities(text)] == expected


AMOUNT, PART, SUM, BASELINE, CHANGE = QuantityRole
ROLES: dict[str, list[QuantityRole]] = {
    "改造道路65公里，其中县道12公里、乡道53公里": [AMOUNT, PART, PART],
    "修桥2座，其中危桥1座。新建涵洞5道": [AMOUNT, PART, AMOUNT],
    "设备50万元、培训20万元，共70万元": [AMOUNT, AMOUNT, SUM],
    "由2019年的76%提高到85%以上": [BASELINE, AMOUNT],
    "从每人30元提高至35元": [BASELINE, AMOUNT],
    "能耗下降15%": [CHANGE],
    "提高0.3个百分点": [CHANGE],
    "上年培训3000人，今年培训3600人": [BASELINE, AMOUNT],
    "现有9044户贫困户": [BASELINE],
    "共享单车200辆": [AMOUNT],
}


@pytest.mark.parametrize(("text", "expected"), ROLES.items())
def test_roles(text: str, expected: list[QuantityRole]) -> None:
    assert [quantity.role for quantity in find_quantities(text)] == expected


OPERATORS: dict[str, Operator | None] = {
    "不少于三百户": Operator.GE, "达到95%以上": Operator.GE, "控制在5%以内": Operator.LE, "≤200万元": Operator.LE,
    "超过30天": Operator.GT, "30天": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "operator"), OPERATORS.items())
def test_operators(text: str, operator: Operator | None) -> None:
    assert [quantity.operator for quantity in find_quantities(text)] == [operator]


@pytest.mark.parametrize("text", ["约30公里", "近4万人", "30公里左右", "30余公里"])
def test_approximate_numbers(text: str) -> None:
    assert [quantity.about for quantity in find_quantities(text)] == [True]


def test_a_list_keeps_its_first_words() -> None:
    assert [quantity.lead for quantity in find_quantities("新建桥梁2座、涵洞5道，养护12公里")] == ["", "新建桥梁", ""]


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("万元", "元", 10**4),
        ("万亩", "亩", 10**4),
        ("km", "米", 1000),
        ("名", "人", 1),
        ("千瓦", "千瓦", 1),
        ("具", "具", 1),
    ],
)
def test_base_unit(unit: str, base: str, factor: int) -> None:
    assert base_unit(unit) == (base, Decimal(factor))


def test_units_below_a_stroke() -> None:
    assert [per_unit(word) for word in ("名", "生", "日", "户", "")] == ["人", "人", "天", "户", ""]


@given(st.integers(1, 10**7), st.sampled_from(["公里", "户", "人次", "万元", "亩", "套", "%"]), anything)
def test_a_quantity_is_read_in_any_company(number: int, unit: str, around: str) -> None:
    base, factor = base_unit(unit)
    found = find_quantities(f"{around}。新建护栏{number}{unit}。{around}")
    assert any((one.number, one.unit, one.before) == (number * factor, base, "新建护栏") for one in found)


@given(
    st.one_of(anything, st.lists(st.sampled_from([*READ, *WORDS, *PER, *ROLES, "、", "，"]), max_size=5).map("".join))
)
def test_places_are_those_of_the_text(text: str) -> None:
    quantities = find_quantities(text)
    end = 0
    for quantity in quantities:
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end
        assert isinstance(quantity, StatedQuantity)
        assert quantity.upper is None or quantity.upper >= quantity.number
