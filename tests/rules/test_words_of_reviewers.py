"""What reviewers mark in wordings of one row and of the overall targets, each kind in words of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired, target_value_ids
from xltools.messages.message import Example

E, W, N = "error", "warning", "note"


def severities(rule: str, **changes: Any) -> list[str]:
    return [severity for severity, _, _ in fired(rule, **changes)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # words that give no standard, and such as do
        ("产出|时效|简报印发时间|印发到各乡镇|及时印发", {"V01": W}),
        ("产出|质量|展陈布置|展陈是否得当|规范有序", {"V01": W}),
        ("效益|社会效益|绿道使用人数|沿线使用绿道的人数|较去年同期增长", {"V01": W}),
        ("效益|可持续影响|巡查制度|巡查制度建设情况|健全完善", {"V01": W}),
        ("效益|社会效益|站房照明|站房照明情况|运行良好", {"V01": W}),
        ("效益|社会效益|群众出行|出行情况|无明显影响", {"V01": W}),
        ("产出|时效|补贴申请受理|受理到办结的时间|当天办结", {}),
        ("产出|时效|餐厨垃圾收运|收运时间|日产日清", {}),
        ("效益|经济效益|蔬菜零售价格|年均价格|不高于全市平均水平", {}),
        # less of it is better, and getting it back is not
        ("效益|社会效益|网络诈骗发案率|发案占警情的比例|≥12%", {"V08": E}),
        ("效益|社会效益|群体欺凌事件|校园内发生的欺凌事件|≥2起", {"V08": E}),
        ("效益|经济效益|挽回群众损失金额|止付和追回的金额|≥80万元", {}),
        ("效益|经济效益|挽回群众损失金额|止付和追回的金额|≤80万元", {"V08": E}),
        ("效益|社会效益|投诉下降率|比上年下降的比例|≤10%", {"V08": E}),
        ("效益|社会效益|走失人员事件|院民走失的事件|≥0起", {"V08": E}),
        ("效益|社会效益|农贸市场抽检不合格率|不合格批次占比|≥3%", {"V08": E}),
        ("产出|质量|涉企侵权事件办结率|办结的占比|≥95%", {}),
        ("产出|数量|为民办实事件数|办成的实事|≥20件", {}),
        ("效益|社会效益|防汛预警提前量|预警比洪峰提前的时间|≤60分钟", {"V08": E}),
        # a count below nothing
        ("效益|社会效益|辍学学生|当年辍学的学生|≤-3人", {"V16": E}),
        ("效益|社会效益|辍学学生增减|比上年增减|≤-3人", {}),
        # a unit that is near what is counted
        ("产出|数量|公开课点播量|平台上的点播次数|≥5万人", {"V12": W}),
        ("产出|数量|观展人次|全年观展的群众|≥3000人", {"V12": W}),
        ("产出|数量|专报次数|向县里报送专报|≥6篇", {"V12": W}),
        ("效益|社会效益|受惠农民|通水的户数|≥400人", {"V12": W}),
        ("满意度|满意度|住户满意度|受访住户满意的占比|≥92分", {"V12": W}),
        ("产出|数量|观展人次|全年观展的群众|≥3000人次", {}),
        ("满意度|满意度|住户满意度|第三方测评的得分|≥92分", {}),
        ("效益|社会效益|受惠农田面积|渠系控制的农田|≥300人", {"V12": E}),
        ("产出|数量|新砌挡墙|挡墙的长度|≥300平方米", {"V12": W}),
        ("效益|可持续影响|凉亭使用年限|设计使用年限|≥20座", {"V12": E}),
        ("效益|可持续影响|巡护覆盖率|有人巡护的林班占比|≥5年", {"V12": E}),
        ("效益|社会效益|返乡创业人数|返乡创业的青年|≥30%", {"V12": E}),
        # all of them
        ("产出|质量|台账合格率|合格台账占比|≥100%", {"V06": N}),
        ("效益|经济效益|产值增长率|比上年增长|≥100%", {}),
    ],
)
def test_target_values(row: str, expected: dict[str, str]) -> None:
    level1, level2, rest = row.split("|", 2)
    assert target_value_ids(f"{level1}指标|{level2}指标|{rest}|示交〔2019〕36号") == expected


@pytest.mark.parametrize(
    ("basis", "rule", "severity"),
    [
        ("详见附件", "T02", W),
        ("经综合测算得出", "T02", W),
        ("邻县做法", "T02", W),
        ("走访反映良好", "T02", W),
        ("网上测评系统2019年得分", "T02", ""),
        ("“十二五”卫生事业规划", "T05", W),
        ("“十三五”卫生事业规划", "T05", ""),
        ("全国第六次渔业船舶普查", "T05", W),
        ("第四次全国经济普查", "T05", ""),
        ("2021年运行数据", "T05", E),
        ("2019年运行数据", "T05", ""),
        ("2020年度工作情况总结", "T05", W),
        ("参加评议的村民代表的人数", "T05", W),
        ("村民代表名册", "T05", ""),
        ("渔港经济区建设行动方案（2014—2018年）", "T05", W),
        ("2016至2019年渔港建设规划", "T05", ""),
        ("港口统计年鉴", "T05", ""),
    ],
)
def test_bases(basis: str, rule: str, severity: str) -> None:
    assert severities(rule, pick="受益人口", basis=basis) == ([severity] if severity else [])


@pytest.mark.parametrize(("basis", "severity"), [("设备采购合同", N), ("2019年问卷", "")])
def test_a_contract_does_not_say_what_people_think(basis: str, severity: str) -> None:
    row = f"满意度指标|服务对象满意度指标|学员满意度|受访学员满意的比例|≥90%|{basis}"
    assert severities("T05", row=row) == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        ("效益指标|社会效益指标|水质监督覆盖的单位|监督到的单位|≥90家|2019年监督98家", True),
        ("效益指标|社会效益指标|水质监督覆盖的单位|监督到的单位|≥97家|2019年监督98家", False),
        ("效益指标|社会效益指标|水质监督覆盖的单位|监督到的单位|≥90家|2019年工作计划98家", False),
    ],
)
def test_counts_below_those_of_an_earlier_year(row: str, fires: bool) -> None:
    assert severities("T04", rows=[row]) == ([W] if fires else [])


SCHOOL = {
    "department_name": "示范县教育局",
    "unit": "354001示范县教育局",
    "name": "2020年校园饮水机购置",
    "purpose": "为12所小学购置饮水机60台",
    "goals": "1、2020年8月底前为12所小学安装饮水机60台。",
}


@pytest.mark.parametrize(
    ("row", "changes", "fires"),
    [
        ("效益指标|社会效益指标|渔船检验率|检验渔船占比|≥90%|文件", {}, True),
        ("产出指标|质量指标|兽药抽检合格率|合格批次占比|≥98%|文件", {}, True),
        ("效益指标|社会效益指标|亮灯率|亮灯数占比|≥98%|文件", {}, True),
        ("效益指标|生态效益指标|水土流失综合治理|治理的面积|≥2平方公里|文件", {}, True),
        ("效益指标|生态效益指标|水土流失综合治理|治理的面积|≥2平方公里|文件", {"name": "2020年校园边坡护砌"}, False),
        ("效益指标|社会效益指标|亮灯率|亮灯数占比|≥98%|文件", {"name": "2020年校园路灯更新"}, False),
        # another duty of the department, of which nothing on the sheet speaks
        ("产出指标|质量指标|校车年检率|年检校车占比|=100%|文件", {}, False),
    ],
)
def test_indicators_of_other_departments(row: str, changes: dict[str, str], fires: bool) -> None:
    assert severities("I09", **{**SCHOOL, **changes}, rows=[row]) == ([W] if fires else [])


def test_an_indicator_of_another_duty_of_the_department() -> None:
    changes = {
        "department_name": "示范县市场监督管理局",
        "unit": "361001示范县市场监督管理局",
        "name": "2020年电梯检验",
        "purpose": "委托检验电梯300台",
        "goals": "1、2020年11月底前检验电梯300台。",
    }
    row = "产出指标|质量指标|商标注册成功率|注册成功的商标占比|≥60%|文件"
    assert severities("I09", **changes, rows=[row]) == [W]
    assert severities("I09", **{**changes, "purpose": "检验电梯300台，补助商标注册20件"}, rows=[row]) == []


@pytest.mark.parametrize(
    ("purpose", "fires"),
    [("购置畜禽养殖场消毒设备", True), ("硬化道路12公里，途经畜禽养殖小区", False)],
)
def test_a_purpose_of_another_field(purpose: str, fires: bool) -> None:
    found = fired("G08", purpose=purpose, name="2020年通村道路", goals="1、2020年10月底前硬化12公里。")
    assert [severity for severity, _, _ in found] == ([W] if fires else [])


ROADS = "2020年硬化道路12公里，改善3200人出行条件"


@pytest.mark.parametrize(
    ("overall", "sub_targets", "count"),
    [
        (f"{ROADS}，普法讲座听众满意率96%。", "1.道路硬化：硬化道路12公里。", 1),
        (f"{ROADS}，举办广场舞大赛。", "1.道路硬化：硬化道路12公里。", 1),
        (f"{ROADS}，渡口船舶零事故。", "1.道路硬化：硬化道路12公里。", 1),
        (f"{ROADS}。", "1.硬化道路12公里，惠及3200人。2.出行条件：改善3200人。3.候船亭：5座。", 0),
        (f"{ROADS}，弘扬新风正气。", "1.道路硬化：硬化道路12公里。", 0),
        (f"{ROADS}，全县生产总值增长6%。", "1.道路硬化：硬化道路12公里。", 0),
        ("2020年检测尾气900辆，换发驾照8000本，划线5万米，硬化道路12公里。", "1.硬化道路12公里。", 0),
    ],
)
def test_targets_without_a_project(overall: str, sub_targets: str, count: int) -> None:
    assert len(fired("G13", overall=overall, sub_targets=sub_targets)) == count


def test_wishes_are_no_overall_target() -> None:
    wishes = "进一步强化路政管理工作，持续优化出行环境，不断提升养护能力，为广大群众提供便利。"
    assert severities("G10", overall=wishes) == [W]
    assert severities("G10", overall=wishes.replace("养护能力", "养护能力，养护县道86公里")) == []


@pytest.mark.parametrize(
    ("item", "fires"),
    [("持续提升驾驶人文明素养", True), ("提升驾驶人文明素养", False), ("持续提升3个路口通行能力", False)],
)
def test_one_wish_among_the_goals(item: str, fires: bool) -> None:
    assert severities("G11", goals=f"1、硬化4个村道路12公里。\n2、{item}。") == ([N] if fires else [])


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("由柳河镇财政所拨付。", True),
        ("由示范镇财政所拨付。", False),
        ("由各乡镇政府拨付。", False),
        ("由镇政府拨付。", False),
    ],
)
def test_bodies_of_other_townships(text: str, fires: bool) -> None:
    found = fired("G09", department_name="示范县示范镇人民政府", unit="601001示范县示范镇人民政府", safeguards=text)
    assert [severity for severity, _, _ in found] == ([E] if fires else [])


@pytest.mark.parametrize(
    ("level3", "description", "fires"),
    [
        ("平台在线率", "离线时长占全年的比例", True),
        ("平台在线率", "在线时长占全年的比例", False),
        ("心理辅导率", "学员中完成转化的占比", True),
    ],
)
def test_descriptions_of_the_opposite_or_of_another_rate(level3: str, description: str, fires: bool) -> None:
    row = f"产出指标|质量指标|{level3}|{description}|≥90%|文件"
    assert severities("I14", row=row) == ([W] if fires else [])


def test_one_name_and_one_target_are_one_indicator_on_every_level() -> None:
    rows = ["产出指标|数量指标|巡线里程|巡查的线路|≥300公里|计划", "|成本指标|巡线里程|人工巡线|≥300公里|计划"]
    assert len(fired("I07", rows=rows)) == 1
    assert fired("I07", rows=[rows[0], rows[1].replace("300", "200")]) == []


@pytest.mark.parametrize(
    ("level3", "expected"),
    [("会议纪要归档率", [N]), ("名单公示次数", [N]), ("设备使用年限", [])],
)
def test_steps_of_the_work_have_no_lasting_effect(level3: str, expected: list[str]) -> None:
    row = (
        f"效益指标|可持续影响指标|{level3}|口径|≥4次|计划"
        if "次" in level3
        else f"效益指标|可持续影响指标|{level3}|口径|≥90%|计划"
    )
    assert severities("I13", row=row) == expected


def test_a_measure_of_one_thing_is_a_standard() -> None:
    assert fired("I13", rows=["产出指标|质量指标|单个站房建筑面积|每个站房的面积|≥60平方米|设计"]) == []


def test_projects_are_named_where_a_target_has_none() -> None:
    sheets = [Example(), Example(name="2020年县道绿化", goals="1、2020年4月底前完成县道绿化16公里。")]
    overall = f"{ROADS}，县道绿化16公里，救治野生鸟类40只。"
    assert len(fired("G13", overall=overall, sub_targets="1.硬化道路12公里。", sheets=sheets)) == 1
