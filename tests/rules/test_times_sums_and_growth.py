"""Kinds that rounds 18 and 19 of the review showed in times, sums and growth, each with what only looks so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import all_findings, fired

QUANTITY = "产出指标|数量指标|{}|台账"
TIME = "产出指标|时效指标|{}|实施方案"
BENEFIT = "效益指标|社会效益指标|{}|监测"
TOOLS = "1、采购设备。"

Cases = dict[str, tuple[str, dict[str, Any]]]


def project(purpose: str, goals: str, *rows: str, budget: int = 2_150_000, **more: Any) -> dict[str, Any]:
    return {"purpose": purpose, "goals": goals, "rows": list(rows), "budget": budget, "fiscal": budget, **more}


WRONG: Cases = {
    "K01: the accepted share twice": (
        "K01",
        project("砌渠5公里", "1、渠道竣工验收合格率100%。", "产出指标|质量指标|验收合格率|合格的比例|≥95%|规范"),
    ),
    "K01: the leading ones twice": (
        "K01",
        project("培训护士", "1、培训骨干护士900人次。", QUANTITY.format("培训骨干护士人次|参训的骨干护士|≥600人次")),
    ),
    "K10: what the goals finish before the rest": (
        "K10",
        project(
            "加固水库2座",
            "1、6月15日前完成南岔、石门2座水库主体工程。\n2、2020年9月底前完成竣工验收。",
            TIME.format("主体工程完工时间|主体工程完工的时间|2020年8月15日前"),
        ),
    ),
    "K10: a report of what is finished": (
        "K10",
        project(
            "评估电梯120部",
            "1、2020年9月底前完成120部老旧电梯安全评估工作。",
            TIME.format("评估完成时间|全部评估报告出具的时间|2020年11月30日前"),
        ),
    ),
    "K10: 彻底 does not name the end of the year": (
        "K10",
        project(
            "治理隐患点3处",
            "1、6月底汛期来临前完成3处隐患点治理。\n2、彻底消除对群众的威胁。",
            TIME.format("治理完成时间|工程完工的时间|2020年10月31日前"),
        ),
    ),
    "K01: a part whose whole shares its words": (
        "K01",
        project(
            "食品监督抽检",
            "1、完成食品及食用农产品抽检2400批次，其中食用农产品1000批次。",
            QUANTITY.format("食品抽检批次|抽检的总批次|≥2400批次"),
            QUANTITY.format("食用农产品抽检批次|总批次中的食用农产品|≥800批次"),
            name="食品安全抽检经费",
        ),
    ),
    "K10: over before it begins": (
        "K10",
        project(
            "调训村医80名",
            "1、组织80名村医轮训，8月集中开班，12月15日前结业。",
            TIME.format("轮训结束时间|全部村医轮训结束的时间|2020年6月底前"),
        ),
    ),
    "K10: over a season before the one deadline": (
        "K10",
        project(
            "更换管网4公里",
            "1、2020年11月底前完成4公里老旧供水管网更换。",
            TIME.format("更换完工时间|管网全部完工的时间|2020年4月底前"),
        ),
    ),
    "K01: a part by the name of its whole": (
        "K01",
        project(
            "编写史志",
            "1、撰写调研文章9篇，其中获市级以上刊物采用4篇。",
            QUANTITY.format("调研文章数量|撰写的篇数|=9篇"),
            BENEFIT.format("调研文章获采用数量|刊物采用的篇数|≥7篇"),
        ),
    ),
    "K01: a reduction without 万": (
        "K01",
        project("治理排放", "1、全年减少污水排放3.65万吨。", BENEFIT.format("污水减少量|比上年少排的污水|≥3.65吨")),
    ),
    "K01: a rate of the overall target with words before its name": (
        "K01",
        project(
            "防疫",
            "1、规模养殖场强制免疫抗体合格率75%以上，应免畜禽90%建档。",
            "产出指标|质量指标|强制免疫抗体合格率|合格的比例|≥75%|规范",
            "产出指标|质量指标|建档率|建档的比例|≥90%|规范",
            overall="2020年全县规模养殖场强制免疫抗体合格率保持在90%以上。",
        ),
    ),
    "K01: more than the sheet does and the overall target says": (
        "K01",
        project(
            "举办惠民演出8场",
            "1、举办惠民演出8场。",
            QUANTITY.format("惠民演出场次|举办的场次|≥8场"),
            overall="2020年开展文化惠民活动8场。",
            sub_targets="1.文化惠民：举办惠民演出15场。",
        ),
    ),
    "K25: what each makes on average does not reach the goal": (
        "K25",
        project(
            "举办集市5期",
            "1、举办农产品集市5期，带动销售900万元。",
            QUANTITY.format("集市期数|举办农产品集市的期数|≥5期"),
            "效益指标|经济效益指标|集市期均带动销售|平均每期带动的销售额|≥100万元/期|台账",
        ),
    ),
    "V16: a rate of those who vaccinate that lost its point": (
        "V16",
        project("培训", "1、培训接种员60名。", "产出指标|质量指标|接种人员考核合格率|合格的比例|≥9.6%|规范"),
    ),
    "K04: an item with 共 among items that miss the budget": (
        "K04",
        project("购置色谱仪1台98万元、光度计2台共42万元、提取仪1台35万元，通风改造30万元", TOOLS),
    ),
    "K04: families of low incomes earn nothing by a sum": (
        "K04",
        project("为60户低收入家庭每户补助2万元，合计150万元", "1、补助60户。", budget=1_200_000),
    ),
    "K04: firms whose tax is cut": (
        "K04",
        project("对税收减免困难企业30家每家补助4万元，共计150万元", "1、补助30家。", budget=1_200_000),
    ),
    "K04: the only sum, behind a clause": (
        "K04",
        project("用于农村公路建设，硬化道路12公里共130万元", "1、硬化道路12公里。", budget=1_200_000),
    ),
    "K10: a deadline behind 截至": (
        "K10",
        project(
            "更换管网4公里",
            "1、截至2020年9月底完成4公里老旧供水管网更换。",
            TIME.format("更换完工时间|管网全部完工的时间|2020年12月底前"),
        ),
    ),
    "K04: a rest of nothing": (
        "K04",
        project("信号灯12处、每处15万元，标线3万平方米、每平方米40元，其余用于护栏", TOOLS, budget=3_000_000),
    ),
    "K01: an abbreviated name": (
        "K01",
        project(
            "购置非线性编辑工作站12套",
            "1、购置非线性编辑工作站12套。",
            QUANTITY.format("购置非编工作站数量|验收入库的套数|=10套"),
        ),
    ),
    "K01: the same part of the same whole": (
        "K01",
        project(
            "岗前实训",
            "1、参训贫困劳动力200人，占全县贫困劳动力的50%。",
            BENEFIT.format("实训覆盖率|参训的贫困劳动力占全县贫困劳动力总数的比例|≥80%"),
        ),
    ),
    "K01: a share of the same whole": (
        "K01",
        project(
            "免费检查",
            "1、检查8000人，占全县适龄农村妇女3.2万人的25%。",
            BENEFIT.format("人群检查覆盖率|接受检查人数占适龄农村妇女总数的比例|≥35%"),
        ),
    ),
    "K21: points that do not make the end": ("K21", project("宣传", "1、知晓率由36%提高5个百分点，达到40%。")),
    "K21: points behind the end": (
        "K21",
        project("建监控", "1、破案占比达到40%，较上年提高5个百分点（2019年为36%）。"),
    ),
    "K21: points of a fall": ("K21", project("建监控", "1、发案率由36%下降5个百分点，降到30%。")),
    "K21: what is added to what there was": (
        "K21",
        project("推进改革", "1、新增改革面积2.4万亩，在2019年底累计9万亩的基础上达到11.6万亩。"),
    ),
    "K21: what there was and what is added": (
        "K21",
        project("认定企业", "1、在上年41家的基础上新认定15家，达到58家。"),
    ),
    "K21: the addition behind": ("K21", project("认定企业", "1、企业由41家增加到56家，新增18家。")),
    "K21: more growth than there is": (
        "K21",
        project(
            "运维平台",
            "1、客户端下载量由2019年底的4.2万次增加到2020年底的6万次。",
            BENEFIT.format("客户端下载量增长率|下载量增长的比例|≥50%"),
        ),
    ),
    "K22: less than the share that is reached": (
        "K22",
        project("贴息80户", "1、上半年支出进度达到40%。", plan="0/35/80/100"),
    ),
    "K22: a share that is said": ("K22", project("贴息80户", "1、上半年支出40%，年底前付清。", plan="0/30/70/100")),
    "K22: at least that share": (
        "K22",
        project("贴息80户", "1、6月底前支付进度不低于50%。", plan="0/30/70/100"),
    ),
    "K22: paid at once": (
        "K22",
        project("奖扶1850名", "1、2020年10月底前将扶助金一次性发放到1850名对象手中。", plan="0/50/100/100"),
    ),
    "K22: before it is decided who": (
        "K22",
        project("对32个项目给予补助", "1、2020年10月底前完成项目评审和公示，12月前兑现。", plan="0/30/80/100"),
    ),
    "K22: before it is decided who, paid in an item of its own": (
        "K22",
        project(
            "对32个项目给予补助",
            "1、2020年10月底前完成项目评审和公示。\n2、12月20日前兑付补助。",
            plan="0/30/80/100",
        ),
    ),
    "K22: paid at once beside what has no time": (
        "K22",
        project(
            "奖扶1850名",
            "1、宣传政策，知晓率90%。\n2、10月底前将扶助金一次性发放到1850名对象手中。",
            plan="0/50/100/100",
        ),
    ),
}
RIGHT: Cases = {
    "K01: samples beside what is accepted": (
        "K01",
        project("砌渠5公里", "1、渠道竣工验收合格率100%。", "产出指标|质量指标|抽样合格率|合格样品的比例|≥95%|规范"),
    ),
    "K01: the leading ones among all": (
        "K01",
        project("培训护士", "1、培训护士900人次。", QUANTITY.format("培训骨干护士人次|参训的骨干护士|≥600人次")),
    ),
    "K10: at any time of the year": (
        "K10",
        project(
            "更换管网4公里",
            "1、2020年完成4公里老旧供水管网更换。",
            TIME.format("更换完工时间|管网全部完工的时间|2020年4月底前"),
        ),
    ),
    "K01: far more than the sheet does": (
        "K01",
        project(
            "举办惠民演出8场",
            "1、举办惠民演出8场。",
            QUANTITY.format("惠民演出场次|举办的场次|≥8场"),
            overall="2020年开展文化惠民活动8场。",
            sub_targets="1.文化惠民：举办惠民演出60场。",
        ),
    ),
    "K01: a part that the row repeats": (
        "K01",
        project(
            "编写史志",
            "1、撰写调研文章9篇，其中获市级以上刊物采用4篇。",
            QUANTITY.format("调研文章数量|撰写的篇数|=9篇"),
            BENEFIT.format("调研文章获采用数量|刊物采用的篇数|≥4篇"),
        ),
    ),
    "K01: another part than the text names": (
        "K01",
        project(
            "编写史志",
            "1、撰写调研文章9篇，其中获市级以上刊物采用4篇。",
            BENEFIT.format("调研文章网上转载数量|转载的篇数|≥7篇"),
        ),
    ),
    "K25: what each makes on average reaches the goal": (
        "K25",
        project(
            "举办集市5期",
            "1、举办农产品集市5期，带动销售500万元。",
            QUANTITY.format("集市期数|举办农产品集市的期数|≥5期"),
            "效益指标|经济效益指标|集市期均带动销售|平均每期带动的销售额|≥100万元/期|台账",
        ),
    ),
    "K25: what each makes at least": (
        "K25",
        project(
            "举办集市5期",
            "1、举办农产品集市5期，带动销售900万元。",
            QUANTITY.format("集市期数|举办农产品集市的期数|≥5期"),
            "效益指标|经济效益指标|每期最低带动销售|单期最低销售额|≥100万元/期|台账",
        ),
    ),
    "V16: how many are vaccinated": (
        "V16",
        project("接种", "1、接种疫苗。", "产出指标|数量指标|流感疫苗接种合格率|接种的比例|≥9.6%|规范"),
    ),
    "K10: over after it begins": (
        "K10",
        project(
            "调训村医80名",
            "1、组织80名村医轮训，3月集中开班。",
            TIME.format("轮训结束时间|全部村医轮训结束的时间|2020年6月底前"),
        ),
    ),
    "K10: over before other work begins": (
        "K10",
        project(
            "更换管网4公里",
            "1、2020年12月底前完成4公里管网更换。\n2、11月启动冬季巡线。",
            TIME.format("设备安装完工时间|设备全部装完的时间|2020年10月底前"),
        ),
    ),
    "K10: other work begins, and the goals have the same deadline": (
        "K10",
        project(
            "更换管网4公里",
            "1、2020年10月底前完成4公里改造。\n2、11月启动管网冬季巡线。",
            TIME.format("管网更换完工时间|管网全部换完的时间|2020年10月底前"),
        ),
    ),
    "K10: bought before it begins": (
        "K10",
        project(
            "调训村医80名",
            "1、组织80名村医轮训，8月集中开班。",
            TIME.format("教材采购完成时间|教材采购完成的时间|2020年6月底前"),
        ),
    ),
    "K10: somewhat before the one deadline": (
        "K10",
        project(
            "更换管网4公里",
            "1、2020年11月底前完成4公里老旧供水管网更换。",
            TIME.format("更换完工时间|管网全部完工的时间|2020年10月底前"),
        ),
    ),
    "K04: what is sold": (
        "K04",
        project("改造集市6处", "1、改造后每处年交易额不低于120万元，合计达到720万元。", budget=900_000),
    ),
    "K01: another thing that is accepted": (
        "K01",
        project(
            "修建泵站3座",
            "1、工程验收合格率100%，材料抽检合格率95%以上。",
            "产出指标|质量指标|材料抽检合格率|合格批次的比例|≥95%|规范",
        ),
    ),
    "K04: a rest that is left": (
        "K04",
        project("信号灯12处、每处15万元，标线2万平方米、每平方米40元，其余用于护栏", TOOLS, budget=3_000_000),
    ),
    "K01: another thing with letters in common": (
        "K01",
        project(
            "购置移动编辑工作站12套",
            "1、购置移动编辑工作站12套。",
            QUANTITY.format("购置非编工作站数量|验收入库的套数|=10套"),
        ),
    ),
    "K01: another part of the same whole": (
        "K01",
        project(
            "岗前实训",
            "1、参训贫困劳动力200人，占全县贫困劳动力的50%。",
            BENEFIT.format("贫困劳动力就业率|就业的贫困劳动力占全县贫困劳动力总数的比例|≥80%"),
        ),
    ),
    "K01: a share of another whole": (
        "K01",
        project(
            "免费检查",
            "1、检查8000人，占全县适龄农村妇女3.2万人的25%。",
            BENEFIT.format("阳性病例随访率|随访的病例占全部阳性病例的比例|≥95%"),
        ),
    ),
    "K21: points that make the end": ("K21", project("宣传", "1、知晓率由35%提高5个百分点，达到40%。")),
    "K21: what is added makes the end": (
        "K21",
        project("推进改革", "1、新增改革面积2.4万亩，在2019年底累计9万亩的基础上达到11.4万亩。"),
    ),
    "K21: growth that is nearly the target": (
        "K21",
        project(
            "运维平台",
            "1、客户端下载量由2019年底的4.2万次增加到2020年底的6万次。",
            BENEFIT.format("客户端下载量增长率|下载量增长的比例|≥42%"),
        ),
    ),
    "K21: growth of another thing": (
        "K21",
        project(
            "运维平台",
            "1、客户端下载量由2019年底的4.2万次增加到2020年底的6万次。",
            BENEFIT.format("广告收入增长率|广告收入增长的比例|≥50%"),
        ),
    ),
    "K22: the same share": ("K22", project("贴息80户", "1、上半年支出40%，年底前付清。", plan="0/40/70/100")),
    "K22: more than the share that is reached": (
        "K22",
        project("贴息80户", "1、上半年支出进度达到40%，10月底预算执行率达到75%。", plan="0/45/80/100"),
    ),
    "K22: a share of work": ("K22", project("贴息80户", "1、上半年完成工程量40%。", plan="0/30/70/100")),
    "K22: all paid at once": (
        "K22",
        project("奖扶1850名", "1、2020年10月底前将扶助金一次性发放到1850名对象手中。", plan="0/0/100/100"),
    ),
    "K22: one payment among works": (
        "K22",
        project(
            "修建引水渠5公里，补偿占地",
            "1、10月底前建成引水渠5公里。\n2、9月底前一次性拨付占地补偿18户。",
            plan="20/60/90/100",
        ),
    ),
    "K22: a selection among works": (
        "K22",
        project(
            "补助引水渠5公里",
            "1、8月底前建成引水渠5公里。\n2、11月底前完成管水能手评选。",
            plan="20/60/90/100",
        ),
    ),
    "K22: paid in advance": (
        "K22",
        project("对32个项目给予补助，预拨三成", "1、2020年10月底前完成项目评审和公示。", plan="0/30/80/100"),
    ),
    "K10: another part of the works": (
        "K10",
        project(
            "加固水库2座",
            "1、6月15日前完成南岔、石门2座水库主体工程。\n2、2020年9月底前完成竣工验收。",
            TIME.format("附属工程完工时间|附属工程完工的时间|2020年8月15日前"),
        ),
    ),
    "K10: a report after the work": (
        "K10",
        project(
            "改造电梯120部",
            "1、2020年9月底前完成120部老旧电梯改造。",
            TIME.format("总结报告完成时间|报告报送的时间|2020年11月30日前"),
        ),
    ),
    "K09: what there was at the end of last year": (
        "K09",
        project("运维平台", "1、下载量由2019年底的4.2万次增加到2020年底的6万次。"),
    ),
    "K09: what had been done in all": (
        "K09",
        project("推进改革", "1、2020年底前新增2.4万亩，在2019年底累计9万亩的基础上达到11.4万亩。"),
    ),
    "K04: an item with 共": (
        "K04",
        project("购置色谱仪1台98万元、光度计2台共52万元、提取仪1台35万元，通风改造30万元", TOOLS),
    ),
    "K04: an item with 共 at the end": (
        "K04",
        project("购置色谱仪1台98万元、提取仪1台35万元，通风改造30万元，光度计2台共52万元", TOOLS),
    ),
    "K01: 队伍支数 does not count five": (
        "K01",
        project("扶持文艺队", "1、培育文艺队伍40支。", BENEFIT.format("培育队伍数|登记备案的文艺队伍支数|≥40支")),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "changes"), WRONG.values(), ids=WRONG)
def test_a_fault_is_found_once(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []


def test_the_payment_is_quoted_with_its_month_and_without_the_number_of_its_item() -> None:
    changes = project("奖扶1850名", "3、9月底前一次性发放扶助金1850名。", plan="0/50/100/100")
    [finding] = [one for one in all_findings(**changes) if one.rule == "K22"]
    assert "写“9月底前一次性发放”" in finding.message.zh
