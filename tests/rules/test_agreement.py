"""Family K over many trades: what only looks like a contradiction is left alone, and a planted one is found once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.agreement_cases import FORMS, Change, Form
from tests.rules.agreement_more_cases import MORE_FORMS
from tests.rules.cases import all_findings, fired
from xltools.messages.message import Example

ALL_FORMS = {**FORMS, **MORE_FORMS}
OVERLAPPING = ("K", "G03", "G04", "A09")


def found(form: Form, *changes: Change) -> list[str]:
    findings = all_findings(**form.build(*changes))
    return [f"{one.rule} {one.message.zh}" for one in findings if one.rule.startswith(OVERLAPPING)]


RIGHT = [
    pytest.param(form, change, id=f"{trade}: {change[0]} {change[2] or change[1]}")
    for trade, form in ALL_FORMS.items()
    for change in (("goals", "", ""), *form.right)
]
WRONG = [
    pytest.param(form, rule, change, id=f"{trade}: {rule} {change[0]} {change[2]}")
    for trade, form in ALL_FORMS.items()
    for rule, change in form.wrong
]


@pytest.mark.parametrize(("form", "change"), RIGHT)
def test_what_agrees_is_left_alone(form: Form, change: Change) -> None:
    assert [one for one in found(form, change) if not one.startswith("G03")] == []


@pytest.mark.parametrize(("form", "rule", "change"), WRONG)
def test_a_contradiction_is_found_once(form: Form, rule: str, change: Change) -> None:
    before = found(form)
    findings = [one for one in found(form, change) if one not in before]
    assert [one.split()[0] for one in findings] == [rule], findings


def test_the_cases_are_many() -> None:
    assert len(ALL_FORMS) >= 30
    assert len(RIGHT) >= 100
    assert len(WRONG) >= 150


def test_a_finding_quotes_both_clauses_and_links_both_cells() -> None:
    (finding,) = [one for one in all_findings(goals="1、硬化4个村道路1,000公里以上，通车。") if one.rule == "K01"]
    assert finding.message.zh == (
        "绩效目标写“硬化4个村道路1,000公里以上”，资金用途写“硬化李庄等4个村道路12公里”（项目1 B5），"
        "“1,000公里”与“12公里”不一致"
    )
    assert (finding.place.cell, [place.cell for place in finding.related]) == ("B8", ["B5", "E11"])


def project(name: str, budget: str, **changes: Any) -> Example:
    return Example(name=name, budget=budget, fiscal=budget, rows=[], purpose="见方案", goals="完成任务", **changes)


COUNT = "产出指标|数量指标|{}|{}|{}|实施方案"


@pytest.mark.parametrize(
    ("goals", "row", "fires"),
    [
        ("调解各类矛盾纠纷4300件。", COUNT.format("调解案件数", "规范制卷的调解案件", "≥3400件"), True),
        ("办理各类来信来访215件。", COUNT.format("来信办理量", "登记办结的信访件", "≥251件"), True),
        ("抽检药品160批次、化妆品60批次。", COUNT.format("化妆品抽检批次", "抽检的化妆品", "≥600批次"), True),
        ("抽检药品160批次、器械60批次、化妆品60批次。",
         COUNT.format("化妆品抽检批次", "抽检的化妆品", "≥600批次"), True),
        ("调解各类矛盾纠纷4300件。", COUNT.format("法律援助案件数", "办结的援助案件", "≥3400件"), False),
        ("调解各类矛盾纠纷4300件，其中卷宗评查3400件。", COUNT.format("调解案件数", "评查的卷宗", "≥3400件"), False),
        ("抽检药品160批次、器械60批次、化妆品60批次。",
         COUNT.format("化妆品抽检批次", "抽检的化妆品", "≥60批次"), False),
        ("“全程网办”比例达到95%。", "产出指标|质量指标|综合窗口比例|综合窗口占比|≥90%|实施方案", False),
    ],
)  # fmt: skip
def test_figures_that_were_mistyped(goals: str, row: str, fires: bool) -> None:
    changes: dict[str, Any] = {"purpose": "见方案", "name": "业务经费", "goals": goals, "rows": [row]}
    assert [severity for severity, _, _ in fired("K01", **changes)] == ["error"] * fires


FUND = {"kind": "special_fund"}
TIMES = "产出指标|时效指标|{}|{}|{}|示交〔2019〕36号"


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("K04", {"purpose": "硬化道路80万元，绿化30万元"}, ["error"], id="items make less"),
        pytest.param("K04", {"purpose": "硬化道路80万元，绿化40万元"}, [], id="items make it"),
        pytest.param("K04", {"purpose": "硬化道路80万元，绿化20万元等"}, [], id="an open list"),
        pytest.param("K04", {"purpose": "硬化道路80万元，其余用于绿化，绿化20万元"}, [], id="the rest"),
        pytest.param("K04", {"purpose": "总投资500万元，分两年实施"}, [], id="works of two years"),
        pytest.param("K04", {"purpose": "为企业共5000万元贷款贴息"}, [], id="money of others"),
        pytest.param("K04", {"purpose": "A标段70万元、B标段50万元，共120万元"}, [], id="a sum that comes out"),
        pytest.param("K05", {"row": "|成本指标|设备购置费|购置设备|≤150万元|测算"}, ["error"], id="a part above it"),
        pytest.param("K05", {"row": "|成本指标|设备购置费|购置设备|≤50万元|测算"}, [], id="a part"),
        pytest.param("K05", {"row": "产出指标|成本指标|项目总成本|总费用|≤90万元|测算"}, ["warning"], id="total below"),
        pytest.param("K05", {"row": "产出指标|成本指标|项目总成本|总费用|≤122万元|测算"}, [], id="rounded up"),
        pytest.param("K06", {"purpose": "补助300人，每人每月500元", "rows": []}, ["error"], id="monthly, 1.8 million"),
        pytest.param("K06", {"purpose": "补助200人，每人每月500元", "rows": []}, [], id="monthly, 1.2 million"),
        pytest.param("K06", {"purpose": "补助300人，每人每月500元，县级承担按比例配套", "rows": []}, [], id="shared"),
        pytest.param("K06", {"purpose": "设备40台×2万元=90万元，安装30万元"}, ["error"], id="a wrong product"),
        pytest.param("K06", {"purpose": "设备40台×2万元=80万元，安装40万元"}, [], id="a right product"),
        pytest.param(
            "K07",
            {"sheets": [project("教育专项", "500000", **FUND) | {"purpose": "用于校舍维修、营养餐补贴"},
                        project("校舍维修", "300000"), project("营养餐补贴", "180000")]},
            ["warning"], id="a fund of two projects",
        ),
        pytest.param(
            "K07",
            {"sheets": [project("教育专项", "500000", **FUND) | {"purpose": "用于校舍维修等"},
                        project("校舍维修", "300000"), project("营养餐补贴", "180000")]},
            [], id="a fund that names one project",
        ),
        pytest.param(
            "K06", {"purpose": "修缮C级每户1.2万元、重建D级每户2.8万元，计划C级40户、D级30户", "rows": []},
            ["error"], id="two prices",
        ),
        pytest.param(
            "K06", {"purpose": "修缮C级每户1.2万元、重建D级每户2.4万元，计划C级40户、D级30户", "rows": []}, [],
            id="two prices that come out",
        ),
        pytest.param(
            "K04", {"purpose": "车床7台×8万元、铣床4台×15万元", "rows": []}, ["error"], id="items with their prices",
        ),
        pytest.param(
            "K04", {"purpose": "车床9台×8万元、铣床2台每台15万元，安装18万元", "rows": []}, [], id="right items",
        ),
        pytest.param(
            "K05", {"rows": ["产出指标|成本指标|每场演练费|每场的费用|≤1300万元|定额"]}, ["error"], id="a high price",
        ),
        pytest.param(
            "K05", {"rows": ["产出指标|成本指标|每场演练费|每场的费用|≤0.3万元|定额"]}, [], id="a price",
        ),
        pytest.param(
            "K04", {"purpose": "补助60人，每人1万元；设备40万元", "rows": []}, ["error"], id="a price and a sum"
        ),
        pytest.param(
            "K10",
            {"goals": "每月10日前发放。", "pick": "工程完工时间", "target": "每月15日前"},
            ["error"], id="another day of the month",
        ),
        pytest.param(
            "K10", {"goals": "每月10日前发放。", "pick": "工程完工时间", "target": "每月10日前"},
            [], id="the same day of the month",
        ),
        pytest.param("K13", {"basis": "示交〔2091〕3号"}, ["error"], id="a document of 2091"),
        pytest.param("K13", {"basis": "示交〔2020〕3号"}, [], id="a document of the year"),
        pytest.param("K13", {"basis": "2027年问卷结果"}, ["error"], id="a result of 2027"),
        pytest.param("K13", {"basis": "2019年问卷结果"}, [], id="a result of last year"),
        pytest.param("K13", {"basis": "2018—2022年规划"}, [], id="a plan of years to come"),
        pytest.param("K03", {"purpose": "资助300名，每人每年1500元，其中捐赠25万元"}, [], id="a part of no price"),
        pytest.param(
            "K16",
            {"purpose": "特派员45名，每人每年1.2万元",
             "row": "产出指标|成本指标|补助标准|每名特派员每月补助|≤1.2万元/人·月|办法"},
            ["error"], id="a yearly price per month",
        ),
        pytest.param(
            "K01",
            {"purpose": "见方案", "goals": "核减工程造价1500万元以上。",
             "rows": ["效益指标|经济效益指标|核减工程造价|核减的数额|≥150万元|实施方案"]},
            ["error"], id="money that is saved",
        ),
        pytest.param("K08", {"goals": "2020年2月30日前硬化4个村道路12公里。"}, ["error"], id="February"),
        pytest.param("K08", {"goals": "2020年2月29日前硬化4个村道路12公里。"}, [], id="a leap year"),
        pytest.param("K08", {"goals": "硬化4个村道路12公里，质保期24个月，五个季度巡查一次。"}, [], id="lengths"),
        pytest.param("K09", {"pick": "工程完工时间", "target": "2019年10月底前"}, ["error"], id="last year"),
        pytest.param("K10", {"pick": "工程完工时间", "target": "2020年8月底前"}, [], id="before the goal"),
        pytest.param("K10", {"row": TIMES.format("资金支付时间", "付清的时间", "2020年12月底前")}, [], id="paid later"),
        pytest.param(
            "K11", {"row": TIMES.format("工程款支付时间", "付清的时间", "2020年12月底前"), "plan": "20/60/100/100",
                    "name": "2020年农村道路硬化项目"}, ["warning"], id="paid when all is spent",
        ),
        pytest.param(
            "K11", {"row": TIMES.format("预付款支付时间", "预付的时间", "2020年12月底前"), "plan": "20/60/100/100"},
            [], id="an instalment",
        ),
        pytest.param(
            "K12", {"name": "2019年农村道路硬化项目", "purpose": "2019年硬化道路12公里", "goals": "2019年底前完成。"},
            ["error"], id="last year's sheet",
        ),
        pytest.param(
            "K12", {"name": "2019年农村道路硬化项目", "goals": "支付2019年工程尾款。"}, [], id="a final payment"
        ),
    ],
)  # fmt: skip
def test_amounts_and_dates(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert [severity for severity, _, _ in fired(rule, **changes)] == expected


QUALITY = "产出指标|质量指标|{}|{}|{}|实施方案"


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("辅助器具适配率由2020年的93%提高到91%", True),
        ("自来水普及率从96.5%提升至95.6%", True),
        ("管网漏损率由12%下降到15%", True),
        ("年接待游客由46万人次增加到41万人次", True),
        ("单位能耗由0.52降至0.61", True),
        ("贫困发生率由0.8%降低到1.2%", True),
        ("学前毛入园率由88%增长至86%", True),
        ("床位由300张扩大到280张", True),
        ("秸秆露天焚烧火点由15处减少到18处", True),
        ("投诉件数由46件压减至64件", True),
        ("全县排名由第12名提升到第8名", False),
        ("审批时限由3天提升到1天", False),
        ("办结时间由15个工作日缩短到5个工作日", False),
        ("集体收入由8000元提高到1.2万元", False),
        ("水质由5类提升到4类", False),
        ("生师比由1:18提高到1:15", False),
        ("覆盖率由91%提高到93%", False),
        ("漏损率由15%降到12%", False),
        ("补助标准由每人1,200元提高到1,500元", False),
    ],
)
def test_a_rise_that_falls(text: str, fires: bool) -> None:
    assert [one for one, _, _ in fired("K14", goals=f"1、{text}。")] == ["error"] * fires


@pytest.mark.parametrize(
    ("goals", "name", "target", "fires"),
    [
        ("PM2.5年均浓度控制在38微克/立方米以内", "PM2.5年均浓度", "≥38微克/立方米", True),
        ("万元产值能耗不超过0.6吨标准煤", "万元产值能耗", "≥0.6吨标准煤", True),
        ("河道断面氨氮浓度控制在1.5毫克/升以下", "断面氨氮浓度", "≥1.5毫克/升", True),
        ("全年水质监测点位不少于263个", "水质监测点位", "≤263个", True),
        ("安置就业困难人员300人以上", "安置就业困难人员", "≤300人", True),
        ("秸秆禁烧火点零通报", "卫星通报火点数", "≤5个", True),
        ("安全生产零事故", "安全生产事故起数", "≤2起", True),
        ("社区矫正对象零脱管", "社区矫正对象脱管人数", "≤3人", True),
        ("杜绝食物中毒事件", "食物中毒事件起数", "≤1起", True),
        ("防汛期间人员零伤亡", "防汛人员伤亡数", "≤2人", True),
        ("PM2.5年均浓度控制在38微克/立方米以内", "PM2.5年均浓度", "≤38微克/立方米", False),
        ("不发生重大安全事故", "一般安全事故起数", "≤2起", False),
        ("不发生较大食品安全事故", "食品安全投诉件数", "≤20件", False),
        ("安全生产零事故", "安全生产检查次数", "≤4次", False),
        ("集体上访零发生", "信访件数", "≤30件", False),
        ("优良天数不少于263天", "重污染天数", "≤5天", False),
        ("响应时间控制在30分钟以内", "培训时长", "≥30分钟", False),
        ("水质监测点位不少于263个", "水质监测点位", "≥263个", False),
        ("设备故障率控制在5%以内，完好率95%以上", "设备完好率", "≥95%", False),
    ],
)
def test_opposite_directions(goals: str, name: str, target: str, fires: bool) -> None:
    row = QUALITY.format(name, "统计口径", target)
    hits = {one.rule for one in all_findings(goals=f"1、{goals}。", rows=[row]) if one.rule in ("K15", "V08", "K01")}
    assert bool(hits) == fires, hits


@pytest.mark.parametrize(
    ("name", "description", "target", "fires"),
    [
        ("扑火队员人均补助", "每人每月补助", "≤1800元/人·年", True),
        ("村医补助标准", "每名村医每月补助", "=300元/人·年", True),
        ("公益岗位补贴标准", "月均补贴", "≤1000元/人/年", True),
        ("护林员工资", "每人每月工资", "=800元/年", True),
        ("平台租赁单价", "每年租金", "≤5万元/月", True),
        ("改造补助标准", "每户补助金额", "≤6000元/人", True),
        ("供暖补贴标准", "户均补贴", "=600元/人", True),
        ("康复救助标准", "每名儿童救助金额", "≤1.6万元/户", True),
        ("设备年服务费", "每年每台服务费", "≤2000元/台·月", True),
        ("保洁员工资标准", "每名保洁员每月工资", "≤600元/人·年", True),
        ("扑火队员人均补助", "每人每月补助", "≤1800元/人·月", False),
        ("村医补助标准", "每人每月300元，全年发放", "=3600元/人·年", False),
        ("护林员年工资", "按月发放的年工资", "≤9600元/人·年", False),
        ("岗位补贴标准", "每人每月岗位补贴", "=1000元/人", False),
        ("改造补助标准", "每户按人口补助", "≤6000元/户", False),
        ("低保标准", "每户按人均补差", "≥300元/人·月", False),
        ("专线年租费", "每条专线年度租费", "≤8400元/条·年", False),
    ],
)
def test_prices_per_something_else(name: str, description: str, target: str, fires: bool) -> None:
    row = f"产出指标|成本指标|{name}|{description}|{target}|示财〔2019〕3号"
    assert [one for one, _, _ in fired("K16", rows=[row])] == ["error"] * fires


@pytest.mark.parametrize(
    ("name", "target", "fires"),
    [
        ("秋季造林完成时间", "2020年3月20日前", True),
        ("秋粮收购完成时间", "2020年5月底前", True),
        ("国家宪法日宣传活动举办时间", "2020年11月15日前", True),
        ("下半年培训完成时间", "2020年6月20日前", True),
        ("四季度检查完成时间", "2020年8月底前", True),
        ("上半年抽检完成时间", "2020年11月底前", True),
        ("春季造林完成时间", "2020年11月底前", True),
        ("安全生产月活动举办时间", "2020年3月底前", True),
        ("全国科普日活动举办时间", "2020年5月20日前", True),
        ("国际禁毒日宣传活动时间", "2020年4月15日前", True),
        ("秋季造林完成时间", "2020年11月20日前", False),
        ("春季造林完成时间", "2020年4月30日前", False),
        ("秋季学期资助发放时间", "2020年6月底前", False),
        ("秋季造林苗木采购时间", "2020年6月底前", False),
        ("春秋两季防疫完成时间", "2020年11月底前", False),
        ("春季、秋季防疫完成时间", "2020年11月底前", False),
        ("春季造林验收时间", "2020年10月底前", False),
        ("国家宪法日宣传活动举办时间", "2020年12月4日前", False),
        ("教师节慰问时间", "2020年9月9日前", False),
        ("安全生产月活动方案印发时间", "2020年4月底前", False),
        ("下半年培训完成时间", "2020年12月底前", False),
        ("上半年补助发放时间", "2020年9月底前", False),
    ],
)
def test_deadlines_outside_their_time(name: str, target: str, fires: bool) -> None:
    row = f"产出指标|时效指标|{name}|工作完成的日期|{target}|实施方案"
    assert [one for one, _, _ in fired("K17", rows=[row], goals="1、完成任务4项。")] == ["error"] * fires


@pytest.mark.parametrize(
    ("name", "target", "plan", "fires"),
    [
        ("路灯更换完成时间", "2020年8月31日前", "100/100/100/100", True),
        ("校舍修缮完工时间", "2020年8月底前", "50/100/100/100", True),
        ("管网铺设完成时间", "2020年12月底前", "30/100/100/100", True),
        ("路灯更换完成时间", "2020年8月31日前", "50/80/100/100", False),
        ("设备安装完成时间", "2020年5月底前", "0/100/100/100", False),
        ("设备到货时间", "2020年4月底前", "100/100/100/100", False),
        ("补贴对象公示时间", "2020年11月底前", "100/100/100/100", False),
    ],
)
def test_all_spent_long_before_the_works_are_done(name: str, target: str, plan: str, fires: bool) -> None:
    row = f"产出指标|时效指标|{name}|工作完成的日期|{target}|实施方案"
    hits = fired("K11", rows=[row], goals="1、完成任务4项。", plan=plan)
    assert [one for one, _, _ in hits] == ["warning"] * fires
