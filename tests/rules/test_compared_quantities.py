"""Quantities of one sheet held against each other: prices, counts for each, parts, grades and times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import all_findings, fired
from xltools.messages.message import Example

QUANTITY = "产出指标|数量指标|{}|台账"
QUALITY = "产出指标|质量指标|{}|台账"
TIME = "产出指标|时效指标|{}|合同"
COST = "产出指标|成本指标|{}|定额"
SOCIETY = "效益指标|社会效益指标|{}|台账"
TRAINED = QUANTITY.format("培训人数|参加培训的人数|≥400人")
CERTIFIED = QUALITY.format("取证率|取得证书人数占培训人数的比例|≥90%")

Cases = dict[str, tuple[str, dict[str, Any]]]


def sheet(purpose: str, goals: str, *rows: str, **more: Any) -> dict[str, Any]:
    return {"purpose": purpose, "goals": goals, "rows": list(rows), **more}


WRONG: Cases = {
    "classes of the purpose": (
        "K03",
        sheet(
            "资助小学生500人、初中生700人",
            "1、资助学生1300人。",
            QUANTITY.format("资助小学生人数|小学生|≥500人"),
            QUANTITY.format("资助初中生人数|初中生|≥700人"),
        ),
    ),
    "another month": ("K10", sheet("办节", "1、5月举办采摘节。", TIME.format("举办时间|采摘节举办|2020年9月"))),
    # prices for units of any kind
    "a price for a lamp": (
        "K01",
        sheet("安装路灯60盏，每盏2000元", "1、安装。", COST.format("每盏安装费用|含安装|≤1500元/盏")),
    ),
    "a price in the description": (
        "K01",
        sheet("护理员80人，每人每月900元", "1、护理。", COST.format("月工资|每人每月|≤1100元")),
    ),
    "a price for each tree": (
        "K06",
        sheet("栽植行道树500株，每株300元", "1、栽植。", budget="180000", fiscal="180000"),
    ),
    "nothing else is paid": (
        "K06",
        sheet("体检900例，每例200元，无其他支出", "1、体检。", budget="200000", fiscal="200000"),
    ),
    "the rest is named": (
        "K04",
        sheet("会务和宣传支出，其中会务5万元，其余28万元", "1、举办。", budget="300000", fiscal="300000"),
    ),
    "a size of each": (
        "K01",
        sheet("新建候车亭30个，每个不少于12平方米", "1、新建。", QUALITY.format("单个候车亭面积|候车亭面积|≥9平方米")),
    ),
    # figures with few words
    "sessions of a course": (
        "K01",
        sheet("培训", "1、组织护理员培训300人，分6期。", QUANTITY.format("培训期数|举办培训班的期数|≥4期")),
    ),
    "visits": ("K01", sheet("活动经费", "1、参与5000人次。", QUANTITY.format("参与人次|参与人次|≥3000人次"))),
    "a day": ("K01", sheet("经费", "1、送餐每天80份。", QUANTITY.format("日送餐|每天送餐份数|≥60份"))),
    # ten thousand left out
    "people": ("K01", sheet("宣传", "1、发放宣传册3.2万册。", QUANTITY.format("发放宣传册数量|发放的册数|≥3.2册"))),
    "areas": ("K18", sheet("防治", "1、保护林地25万亩。", QUANTITY.format("保护面积|保护的林地|≥25平方米"))),
    # the overall targets
    "a price of the overall targets": (
        "K01",
        sheet("改造厨房200户，每户补助3000元", "1、改造厨房200户。", sub_targets="1.厨房改造：200户，每户3500元。"),
    ),
    # products of counts
    "each month": ("K25", sheet("检查", "1、每月检查企业3次。", QUANTITY.format("企业检查次数|全年检查企业|≥30次"))),
    "each village": (
        "K25",
        sheet(
            "补贴",
            "1、为24个村各选聘2名保洁员。",
            QUANTITY.format("选聘保洁员人数|在岗保洁员|≥40名"),
            overall="改善环境。",
            sub_targets="改善环境。",
        ),
    ),
    "each person each month": (
        "K25",
        sheet(
            "补贴",
            "1、聘请顾问15名，每名顾问每月服务3天。",
            QUANTITY.format("聘请顾问人数|在岗顾问|=15名"),
            QUANTITY.format("顾问服务天数|全年服务天数|≥450天"),
        ),
    ),
    "reports of each month": (
        "K25",
        sheet("审核", "1、每月审核150家企业报表。", QUANTITY.format("全年审核报表份数|全年合计|≥1500份")),
    ),
    "seats beside": (
        "K25",
        sheet("改造", "1、改造教室8间，座位500个，每间60个。", QUANTITY.format("教室|改造教室|8间")),
    ),
    # shares of counts
    "more than all": (
        "K26",
        sheet("培训", "1、培训。", TRAINED, CERTIFIED, SOCIETY.format("取证人数|取得证书|≥420人")),
    ),
    "another share": (
        "K26",
        sheet("培训", "1、培训。", TRAINED, CERTIFIED, SOCIETY.format("取证人数|取得证书|≥300人")),
    ),
    # parts
    "classes behind a whole": ("K03", {"goals": "1、体检3000人，老人1500人、学生1200人、职工600人。"}),
    "lengths with a width": ("K03", sheet("硬化", "1、修渠20公里，其中东村8公里、西村9公里，宽4米，厚18厘米。")),
    # grades
    "intensities": (
        "K27",
        sheet("加固", "1、加固校舍，达到8度设防标准。", QUALITY.format("加固达标率|达到7度设防标准的校舍占比|=100%")),
    ),
    "roads": (
        "K27",
        sheet("按三级公路标准改造道路", "1、改造。", QUALITY.format("公路达标率|达到四级公路标准的里程|=100%")),
    ),
    "classes of water": (
        "K27",
        sheet("治理", "1、出境断面水质达到Ⅲ类。", QUALITY.format("断面水质|出境断面水质类别|Ⅳ类")),
    ),
    # times
    "open half a year before": (
        "K10",
        sheet("购置", "1、9月底前系统上线。", TIME.format("上线时间|系统上线|2020年2月28日前")),
    ),
    "over before it begins": (
        "K10",
        sheet("培训", "1、7月、8月各办一期。", TIME.format("完成时间|培训完成|2020年4月30日前")),
    ),
    "autumn in spring": ("K17", sheet("防疫", "1、防疫。", TIME.format("秋防结束时间|集中免疫结束|2020年3月31日前"))),
    "spring in autumn": ("K17", sheet("灌溉", "1、灌溉。", TIME.format("春灌完成时间|全部完成|2020年11月30日前"))),
    "the year after, December blank": (
        "K19",
        sheet("防治", "1、防治。", TIME.format("防治完成时间|全部完成|2021年8月31日前"), plan="5/60/100/空"),
    ),
    "figures that do not exist yet": ("K13", {"pick": "受益人口", "basis": "2021年统计数据"}),
    "a ledger of next year": ("K13", {"pick": "受益人口", "basis": "2021年监测台账"}),
    "digits in another order": (
        "K01",
        sheet("改造供水管线", "1、新铺供水管道8.5公里。", QUANTITY.format("管网铺设长度|铺设完成的长度|≥5.8公里")),
    ),
    "a rate of the same name": (
        "K01",
        sheet("造林", "1、造林成活率达85%以上。", QUALITY.format("苗木成活率|成活株数占比|≥75%")),
    ),
    "what it falls to": (
        "K01",
        sheet("治理", "1、PM2.5年均浓度降到42微克/立方米。", SOCIETY.format("PM2.5年均浓度|年均值|≤48微克/立方米")),
    ),
    "earned without its ten thousands": (
        "K01",
        sheet("奖励", "1、带动投资5000万元。", SOCIETY.format("带动社会投资|投资额|≥5000元")),
    ),
    "guards of schools": (
        "K25",
        sheet("安保", "1、为32所学校每校配备保安2名。", QUANTITY.format("配备保安人数|到岗保安|≥60名")),
    ),
    "cars of villages": (
        "K25",
        sheet(
            "购置",
            "1、为15个村各配备垃圾车2辆。",
            QUANTITY.format("配备垃圾车数量|垃圾车|≥20辆"),
            overall="改善环境。",
            sub_targets="改善环境。",
        ),
    ),
    "days and persons": (
        "K06",
        sheet("培训教师200人，每人5天，每人每天180元", "1、培训200人。", budget="190000", fiscal="190000"),
    ),
    "times and points": (
        "K06",
        sheet("监测点40个，每点每年监测3次，每次500元", "1、监测。", budget="80000", fiscal="80000"),
    ),
}
RIGHT: Cases = {
    "classes of the purpose": (
        "K03",
        sheet(
            "资助小学生500人、初中生700人",
            "1、资助学生1200人。",
            QUANTITY.format("资助小学生人数|小学生|≥500人"),
            QUANTITY.format("资助初中生人数|初中生|≥700人"),
        ),
    ),
    "the same month": ("K10", sheet("办节", "1、5月举办采摘节。", TIME.format("举办时间|采摘节举办|2020年5月"))),
    "a price for a lamp": (
        "K01",
        sheet("安装路灯60盏，每盏1500元", "1、安装。", COST.format("每盏安装费用|含安装|≤1500元/盏")),
    ),
    "a part of the price": (
        "K01",
        sheet(
            "建设网点40个，每个5万元（财政补3万元，自筹2万元）",
            "1、建设。",
            COST.format("财政补助标准|每个补助|≤3万元/个"),
        ),
    ),
    "paid and earned": (
        "K01",
        sheet("托管8万亩，每亩补助40元", "1、亩均增收90元。", COST.format("补助标准|每亩补助|≤40元/亩")),
    ),
    "one for each": (
        "K01",
        sheet("聘请", "1、为30个乡镇各聘请1名顾问。", QUANTITY.format("聘请顾问人数|聘请的顾问|≥30名")),
    ),
    "each time": (
        "K06",
        sheet("监测点60个，每点2次，每次2000元", "1、春秋各1次。", budget="240000", fiscal="240000"),
    ),
    "a drill among other things": (
        "K06",
        sheet(
            "购置物资、开展演练2次",
            "1、演练2次。",
            COST.format("演练费用|每次演练|≤1万元"),
            budget="80000",
            fiscal="80000",
        ),
    ),
    "the rest is right": (
        "K04",
        sheet("会务和宣传支出，其中会务5万元，其余25万元", "1、举办。", budget="300000", fiscal="300000"),
    ),
    "each month": ("K25", sheet("检查", "1、每月检查企业3次。", QUANTITY.format("企业检查次数|全年检查企业|≥36次"))),
    "at least each month": (
        "K25",
        sheet("检查", "1、每月检查企业不少于3次。", QUANTITY.format("企业检查次数|全年检查企业|≥40次")),
    ),
    "a part of the year": (
        "K25",
        sheet("检查", "1、汛期每月检查企业3次。", QUANTITY.format("企业检查次数|全年检查企业|≥12次")),
    ),
    "how often and how many": (
        "K02",
        sheet(
            "教育",
            "1、教育。",
            QUANTITY.format("教育次数|教育的次数|≥24次"),
            TIME.format("教育频次|每月教育的次数|每月2次"),
        ),
    ),
    "most of them": (
        "K26",
        sheet("培训", "1、培训。", TRAINED, CERTIFIED, SOCIETY.format("取证人数|取得证书|≥370人")),
    ),
    "classes behind a whole": ("K03", {"goals": "1、体检3000人，老人1500人、学生1000人、职工500人。"}),
    "lengths with a width": ("K03", sheet("硬化", "1、修渠20公里，其中东村8公里、西村12公里，宽4米，厚18厘米。")),
    "intensities": (
        "K27",
        sheet("加固", "1、加固校舍，达到8度设防标准。", QUALITY.format("加固达标率|达到8度设防标准的校舍占比|=100%")),
    ),
    "three levels": (
        "K27",
        sheet("平台", "1、三级平台稳定运行。", QUALITY.format("故障响应时间|一级故障响应的时间|≤2小时")),
    ),
    "a little earlier": (
        "K10",
        sheet("购置", "1、9月底前系统上线。", TIME.format("上线时间|系统上线|2020年8月31日前")),
    ),
    "in its months": (
        "K10",
        sheet("培训", "1、7月、8月各办一期。", TIME.format("完成时间|培训完成|2020年8月31日前")),
    ),
    "how long": ("K10", sheet("改造", "1、工期6个月。", TIME.format("完成时间|全部完成|2020年4月30日前"))),
    "autumn": ("K17", sheet("防疫", "1、防疫。", TIME.format("秋防结束时间|集中免疫结束|2020年10月31日前"))),
    "a plan for later years": ("K13", {"pick": "受益人口", "basis": "2018—2021年监测规划"}),
    "rewarded afterwards": ("B07", {"purpose": "对2019年获得认证的农产品12个给予奖励，每个1万元"}),
    "another rate": ("K01", sheet("造林", "1、造林成活率达85%以上。", QUALITY.format("验收合格率|合格面积占比|≥75%"))),
    "days and persons that tie": (
        "K06",
        sheet("培训教师200人，每人5天，每人每天180元", "1、培训200人。", budget="180000", fiscal="180000"),
    ),
    "times of unknown persons": (
        "K06",
        sheet("上门服务每人每月2次，每次50元", "1、服务。", budget="180000", fiscal="180000"),
    ),
    "all townships": ("K25", sheet("站点", "1、各乡镇共建设站点20个。", QUANTITY.format("建设站点数|站点|≥20个"))),
}


@pytest.mark.parametrize(("rule", "changes"), WRONG.values(), ids=WRONG)
def test_what_contradicts_itself_is_said(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), RIGHT.values(), ids=RIGHT)
def test_what_agrees_is_left_alone(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []


def test_a_budget_in_ten_thousands_is_noted_where_others_are_in_yuan() -> None:
    def budgets(*amounts: str) -> dict[str, Any]:
        names = ("道路硬化", "桥梁维修", "路灯安装")
        return {
            "sheets": [Example(name=name, budget=one, fiscal=one) for name, one in zip(names, amounts, strict=False)]
        }

    assert [severity for severity, _, _ in fired("A08", **budgets("168万元", "1200000"))] == ["note"]
    assert fired("A08", **budgets("168万元", "120万元")) == []
    assert fired("A08", **budgets("168万元", "120万元", "500000")) == []
    (finding,) = (one for one in all_findings(budget="5.6百万元", fiscal="5.6百万元") if one.rule == "A08")
    assert "写了“百万元”" in finding.message.zh
    parts = {"budget": "20万元", "fiscal": "12万元", "other": "6万元"}
    assert fired("A08", **parts) == []
    assert len(fired("A02", **parts)) == 1
    assert [severity for severity, _, _ in fired("A08", **{**parts, "fiscal": "20"})] == ["warning"]
