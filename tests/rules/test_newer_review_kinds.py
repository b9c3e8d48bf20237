"""Kinds of faults that round 9 of the review showed, each with what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired
from xltools.messages.message import Example

QUANTITY = "产出指标|数量指标|{}|台账"
QUALITY = "产出指标|质量指标|{}|台账"
TIME = "产出指标|时效指标|{}|合同"
COST = "产出指标|成本指标|{}|定额"
BENEFIT = "效益指标|社会效益指标|{}|责任书"

Cases = dict[str, tuple[str, dict[str, Any]]]


def goals(text: str, *rows: str, **more: Any) -> dict[str, Any]:
    return {"goals": text, "rows": list(rows), "purpose": "用于本项目支出", **more}


def both(purpose: str, text: str, *rows: str, **more: Any) -> dict[str, Any]:
    return {**goals(text, *rows), "purpose": purpose, **more}


WRONG: Cases = {
    # K01: sessions
    "courses": ("K01", goals("举办新任教师培训班10期。", QUANTITY.format("举办培训班期数|举办的培训班|≥12期"))),
    "issues": ("K01", goals("编印工作简报24期。", QUANTITY.format("编印简报期数|编印的简报|≥12期"))),
    "lectures": ("K01", goals("开展道德讲堂8期。", QUANTITY.format("道德讲堂期数|举办的讲堂|=6期"))),
    # K23: ages
    "children": ("K23", both("救助0—6岁残疾儿童120名", "1、为0—14岁残疾儿童120名提供康复救助。")),
    "women": ("K23", both("为35-64岁妇女免费检查", "1、完成35~59岁妇女两癌检查。")),
    "the old": ("K23", both("80周岁以上老年人每月补贴50元", "1、为70周岁以上老年人发放高龄补贴。")),
    "the same count": (
        "K23",
        goals("1、为65岁以上老年人9000名体检。", overall="2020年为60岁以上老年人9000名免费体检。"),
    ),
    "an indicator": (
        "K23",
        both("资助3至6岁幼儿450名", "1、资助幼儿。", QUANTITY.format("资助3至5岁幼儿人数|受资助的幼儿|≥450名")),
    ),
    # K24: rates
    "a month and a year": ("K24", both("护路员每人每年补助6000元", "1、补助每人每月600元。")),
    "an indicator for a year": (
        "K24", goals("1、津贴每人每月300元。", COST.format("津贴标准|每人每年津贴|=3000元/人·年")),
    ),
    "a quarter and a year": ("K24", both("每户每季度补助500元", "1、每户每年补助2400元。")),
    # B12: another year
    "last year": ("B12", goals("1、硬化道路12公里。", overall="2019年，我局硬化道路12公里，方便群众。")),
    "next year": ("B12", goals("1、硬化道路12公里。", overall="2021年度，全局围绕中心工作，硬化道路12公里。")),
    "in a list": ("B12", goals("1、硬化道路12公里。", sub_targets="1.2019年硬化道路。2.2019年完成养护86公里。")),
    "plans of last year": ("B12", goals("1、硬化道路12公里。", safeguards="2019年将严格监理，按月调度。")),
    # G10: as before
    "as last year": ("G10", goals("1、硬化道路12公里。", safeguards="同上年。")),
    "by the measures of last year": ("G10", goals("1、硬化道路12公里。", safeguards="参照去年措施执行")),
    "see above": ("G10", goals("1、硬化道路12公里。", safeguards="同上")),
    "see the annex": ("G10", goals("1、硬化道路12公里。", safeguards="详见附件")),
    # G11: slogans
    "feelings": ("G11", goals("1、硬化道路12公里。\n2、群众获得感、幸福感显著增强。")),
    "zeal": ("G11", goals("1、硬化道路12公里。\n2、坚定信心、真抓实干，奋力开创新局面。")),
    "a new stage": ("G11", goals("硬化道路12公里；推动交通工作再上新台阶。")),
    "the third of three": ("G11", goals("一是硬化道路12公里；二是养护86公里；三是奋力谱写交通事业新篇章。")),
    # V12: measures
    "an area in cubic metres": ("V12", {"rows": [BENEFIT.format("保护耕地面积|受保护的耕地|≥4500立方米")]}),
    "an area in metres": ("V12", {"rows": [QUANTITY.format("绿化面积|新增的绿地|≥3万米")]}),
    "a length in tons": ("V12", {"rows": [QUANTITY.format("管网长度|铺设的管网|≥12吨")]}),
    "water in mu": ("V12", {"rows": [BENEFIT.format("年节水量|节约的灌溉用水|≥30万亩")]}),
    "a harvest in kilometres": ("V12", {"rows": [BENEFIT.format("粮食产量|全年的产量|≥12公里")]}),
    "cases in points": ("V12", {"rows": [BENEFIT.format("骗保案件|立案|≤8个百分点")]}),
    "cases in square metres": ("V12", {"rows": [BENEFIT.format("刑事案件起数|立案|≤80平方米")]}),
    "beds in per cent": ("V12", {"rows": [QUANTITY.format("新增床数|配置的床|≥20%")]}),
    "books in people": ("V12", {"rows": [QUANTITY.format("发放图书数量|发放的图书|≥3000人")]}),
    "fry in yuan": ("V12", {"rows": [QUANTITY.format("投放鱼苗数量|投放的鱼苗|≥30万元")]}),
    "sheds in tons": ("V12", {"rows": [QUANTITY.format("建设大棚数量|建成的大棚|≥30吨")]}),
    "rubbish in square metres": ("V12", {"rows": [QUANTITY.format("垃圾清运量|清运的垃圾|≥3000平方米")]}),
    "lessons in people": ("V12", {"rows": [QUANTITY.format("培训课时|授课的课时|≥40人")]}),
    "how often in yuan": ("V12", {"rows": [QUANTITY.format("监测频次|每年监测|≥30元")]}),
    "a rate in points": ("V12", {"rows": [QUALITY.format("工程合格率|合格的得分|≥95分")]}),
    # V08: what should be little, or much
    "fires seen": ("V08", {"rows": [BENEFIT.format("秸秆焚烧火点数|卫星通报的火点|≥3个")]}),
    "arrears": ("V08", {"rows": [BENEFIT.format("水费欠费率|欠费的占比|≥5%")]}),
    "wrong relief": ("V08", {"rows": [BENEFIT.format("低保误保率|误保的占比|≥2%")]}),
    "fallow land": ("V08", {"rows": [BENEFIT.format("耕地撂荒面积|撂荒的面积|≥500亩")]}),
    "idle hours": ("V08", {"rows": [BENEFIT.format("系统停机时间|全年停机|≥8小时")]}),
    "income at most": ("V08", {"rows": [BENEFIT.format("农民人均收入|人均可支配收入|≤12000元")]}),
    # V01, T02: words that give no standard
    "hundreds": ("V01", {"rows": [BENEFIT.format("受益人数|受益|数百人")]}),
    "more than ten": ("V01", {"rows": [BENEFIT.format("受益村数|受益|十余个")]}),
    "as expected": ("V01", {"rows": [BENEFIT.format("治理效果|治理|达到预期效果")]}),
    "by estimate": ("T02", {"pick": "受益人口", "basis": "大致估算"}),
    "from the net": ("T02", {"pick": "受益人口", "basis": "网络资料"}),
    "like others": ("T02", {"pick": "受益人口", "basis": "参考其他县"}),
    # I13: levels
    "a day among quantities": ("I13", {"rows": [QUANTITY.format("工程完工时间|完工|2020年10月底前")]}),
    "a day among benefits": ("I13", {"rows": [BENEFIT.format("补贴发放时间|发放|2020年10月底前")]}),
    "deaths among economic benefits": (
        "I13", {"rows": ["效益指标|经济效益指标|事故死亡人数|全年死亡的人数|≤1人|责任书"]},
    ),
    # K01: words that only measure
    "consultations": ("K01", goals("组织义诊24场。", QUANTITY.format("义诊活动场次|义诊|≥20场"))),
    "copies": ("K01", goals("新购图书2万册。", QUANTITY.format("新增图书册数|入库的图书|≥1.2万册"))),
    "data": ("K01", goals("归集数据1200万条。", QUANTITY.format("数据归集量|归集的数据|≥1000万条"))),
    "each week": ("K01", goals("每周巡查2次。", QUANTITY.format("巡查频次|每周巡查|≥3次/周"))),
    # V08: changes in words
    "crimes that rise": ("V08", {"rows": [BENEFIT.format("刑事案件发案数变化|较上年的变化|上升5%以上")]}),
    "accidents that grow": ("V08", {"rows": [BENEFIT.format("交通事故起数|较上年的变化|较上年增长10%")]}),
    "complaints that grow": ("V08", {"rows": [BENEFIT.format("群众投诉|较上年的变化|同比增加5%")]}),
    "income that falls": ("V08", {"rows": [BENEFIT.format("农民人均收入|较上年的变化|下降5%")]}),
    "guests that grow fewer": ("V08", {"rows": [BENEFIT.format("接待游客人次|较上年的变化|减少10%")]}),
    "a time in pieces": ("V12", {"rows": [TIME.format("办结时限|受理到办结|≤5个")]}),
    "a time in per cent": ("V12", {"rows": [TIME.format("工程完工时间|完工|≥95%")]}),
    "costs in people": ("V12", {"rows": [COST.format("人均培训费用|每人|≤300人")]}),
    "a subsidy in days": ("V12", {"rows": [COST.format("补助标准|每人|≤30天")]}),
    # K09: goals of last year
    "begun this year, done last year": ("K09", goals("1、2020年5月开工，2019年10月底前完成道路硬化5公里。")),
    "of both years": ("K09", goals("1、2020年硬化道路12公里，2019年11月底前验收。")),
    # values of domains and of how often
    "each quarter once": (
        "K01", goals("每季度开展一次环境评比。", TIME.format("环境评比次数|每季度评比|≥4次/季")),
    ),
    "each month twice": (
        "K01", goals("每月开展矛盾排查两次。", QUANTITY.format("矛盾排查次数|每月排查|≥3次/月")),
    ),
    "teachers in the measures of roads": (
        "G07", goals("1、硬化道路12公里。", safeguards="1.按月调度。2.加强教师队伍师德师风建设。"),
    ),
    "a forest in the measures of roads": ("G07", goals("1、硬化道路。", safeguards="抓好森林防火和林区巡护。")),
    "a standard of pupils": (
        "I09", goals("1、硬化道路12公里。", QUALITY.format("合格率|占比|=100%")[:-2] + "《义务教育学校管理标准》"),
    ),
    # K16: a price for another measure
    "each mu, a square metre": ("K16", {"rows": [COST.format("每亩治理费|含覆土|≤6000元/平方米")]}),
    "each kilometre, a metre square": ("K16", {"rows": [COST.format("每公里造价|含路基|≤60万元/平方米")]}),
    "each ton, a person": ("K16", {"rows": [COST.format("每吨处理费|含运输|≤300元/人")]}),
    # K19: a deadline of next year
    "checked work of next year": (
        "K19", goals("1、培训1200人，考核合格率98%。", TIME.format("结业时间|最后一期结业|2021年11月底前")),
    ),
    # K01: the point of a figure
    "a length ten times over": (
        "K01", goals("治理青沙河干流12.5公里。", QUANTITY.format("治理河长|完成治理的河道|≥125公里")),
    ),
    "a price ten times over": (
        "K01", both("每人次1200元（5天，每天240元）", "1、培训。", COST.format("每人每天费用|含食宿|≤2400元")),
    ),
    "the highest sum": ("K01", both("最高不超过3万元", "1、救助。", COST.format("个案救助上限|每人|≤30万元"))),
    "files": ("K01", goals("开放审核档案3000卷。", QUANTITY.format("开放审核卷数|完成审核|≥300卷"))),
    "a tenth": ("K01", goals("栽植苗木24000株。", QUANTITY.format("苗木栽植数量|栽植的苗木|≥2400株"))),
    "waiting": (
        "K01", goals("查档等候时间缩短到10分钟以内。", BENEFIT.format("查档平均等候时间|受理到调出|≤15分钟")),
    ),
    # I14: people of another trade
    "pupils for the disabled": (
        "I14", goals("为残疾人适配辅具500件。", BENEFIT.format("受助残疾人满意度|在校学生对营养餐满意的占比|≥90%")),
    ),
    "patients for farmers": (
        "I14", goals("秸秆还田5万亩。", BENEFIT.format("农户满意度|出院患者中表示满意的占比|≥90%")),
    ),
    "teachers": (
        "I14", goals("发放宣传册5万份。", BENEFIT.format("政策知晓率|参加继续教育的教师占全体教师的比例|≥90%")),
    ),
    # B10: documents
    "five digits": ("B10", goals("1、硬化。", QUANTITY.format("里程|长度|≥12公里")[:-2] + "冀农发〔20201〕12号")),
    "three digits": ("B10", goals("1、按示交〔202〕36号硬化道路。")),
    "swapped": ("B10", goals("1、按示交〔2109〕36号硬化道路。")),
    "no number": ("B10", goals("1、按示交〔2019〕号硬化道路。")),
}  # fmt: skip
RIGHT: Cases = {
    "courses that agree": ("K01", goals("举办培训班10期。", QUANTITY.format("举办培训班期数|举办的培训班|≥10期"))),
    "a phase": ("K01", goals("建设二期工程，分3期付款。", QUANTITY.format("培训班期数|举办的培训班|≥12期"))),
    "two courses": (
        "K01",
        goals("举办校长班2期、教师班4期。", QUANTITY.format("举办培训班期数|举办的培训班|≥6期")),
    ),
    "ages that agree": ("K23", both("救助0—6岁残疾儿童120名", "1、为0-6周岁残疾儿童120名提供救助。")),
    "bands": ("K23", both("80—89岁每月50元，90—99岁每月100元", "1、为80岁以上老年人发放津贴。")),
    "other people": ("K23", both("为35-64岁妇女检查", "1、为65—75岁男性老人检查。")),
    "a part of them": (
        "K23",
        both("资助3至6岁幼儿450名", "1、资助幼儿。", QUANTITY.format("资助3至5岁幼儿人数|受资助的幼儿|≥300名")),
    ),
    "rates that agree": ("K24", both("护路员每人每年补助6000元", "1、补助每人每月500元。")),
    "ten months": ("K24", both("护路员每人每年补助6000元", "1、补助每人每月600元，发放10个月。")),
    "the heating season": ("K24", both("每户每年补助1200元", "1、采暖季每户每月补助300元。")),
    "a year's bonus": ("K24", both("每人每月工资2000元，每人每年慰问500元", "1、按月发放。")),
    "two rates": ("K24", both("每人每月300元、500元，每人每年4800元", "1、按月发放。")),
    "this year": ("B12", goals("1、硬化道路12公里。", overall="2020年，我局硬化道路12公里。")),
    "since a year": ("B12", goals("1、硬化道路12公里。", overall="2019年以来，我局持续改善出行条件，完成12公里。")),
    "compared with last year": ("B12", goals("1、硬化。", overall="事故起数较2019年下降10%，硬化12公里。")),
    "a plan of years": ("B12", goals("1、硬化。", overall="2016—2025年规划的路网继续完善，硬化12公里。")),
    "measures": ("G10", goals("1、硬化道路12公里。", safeguards="同上年相比增加监理2人，按月调度进度。")),
    "feelings with a figure": ("G11", goals("1、硬化道路12公里。\n2、群众获得感增强，满意度达到90%。")),
    "an effect": ("G11", goals("1、硬化道路12公里。\n2、减轻群众负担，改善出行条件。")),
    "one item": ("G11", goals("硬化道路12公里，让群众有更多获得感。")),
    "a right number": ("B10", goals("1、按示交〔2019〕36号硬化道路。")),
    "a number of last century": ("B10", goals("1、按国发〔1998〕36号执行。")),
    "a list in brackets": ("B10", goals("1、硬化[12]号路段和[3]号桥。")),
    "a time for it": ("V12", {"rows": [TIME.format("办结时限|受理到办结|≤5个工作日")]}),
    "costs": ("V12", {"rows": [COST.format("人均培训费用|每人|≤300元")]}),
    "paid for last year's work": ("K09", goals("1、2020年支付2019年10月底前已完工程尾款。")),
    "as often": ("K01", goals("每月开展矛盾排查两次。", QUANTITY.format("矛盾排查次数|每月排查|≥2次/月"))),
    "a second supply": ("K01", goals("每小区改造二次供水。", QUANTITY.format("供水改造次数|改造|≥3次"))),
    "own standard": (
        "I09",
        {"rows": [QUALITY.format("工程合格率|合格占比|=100%")[:-2] + "《公路工程质量检验评定标准》"]},
    ),
    "beds": ("V12", {"rows": [QUANTITY.format("新增床数|配置的床|≥20张")]}),
    "loans": ("V12", {"rows": [QUANTITY.format("发放贷款数量|发放的贷款|≥3000万元")]}),
    "petitioners": ("V12", {"rows": [QUANTITY.format("来访处理量|接待的来访人|≥300人")]}),
    "an index": ("V12", {"rows": [QUANTITY.format("景气指数|企业景气|≥90%")]}),
    "books": ("V12", {"rows": [QUANTITY.format("发放图书数量|发放的图书|≥3000册")]}),
    "rubbish": ("V12", {"rows": [QUANTITY.format("垃圾清运量|清运的垃圾|≥3000吨")]}),
    "fires dealt with": ("V08", {"rows": [BENEFIT.format("火点处置率|处置的占比|≥95%")]}),
    "arrears that are paid": ("V08", {"rows": [BENEFIT.format("欠费追缴率|追缴的占比|≥95%")]}),
    "fallow land tilled again": ("V08", {"rows": [BENEFIT.format("撂荒地复耕面积|复耕的面积|≥500亩")]}),
    "waste water up to standard": ("V08", {"rows": [BENEFIT.format("废水达标排放率|达标的占比|≥95%")]}),
    "an income that is paid": ("V08", {"rows": [COST.format("人均收入|核定的收入|≤12000元")]}),
    "a count": ("V01", {"rows": [BENEFIT.format("受益村数|受益|≥十二个")]}),
    "a survey of last year": ("T02", {"pick": "受益人口", "basis": "2019年结算单价估算"}),
    "a day among times": ("I13", {"rows": [TIME.format("工程完工时间|完工|2020年10月底前")]}),
    # measures, changes, prices
    "an area": ("V12", {"rows": [BENEFIT.format("保护耕地面积|受保护的耕地|≥4500亩")]}),
    "an area in 10,000": ("V12", {"rows": [BENEFIT.format("绿化面积|新增的绿地|≥3万平方米")]}),
    "an area as a share": ("V12", {"rows": [BENEFIT.format("新增面积|占计划的比例|≥90%")]}),
    "water in cubic metres": ("V12", {"rows": [BENEFIT.format("年节水量|节约的灌溉用水|≥30万立方米")]}),
    "water in tons": ("V12", {"rows": [BENEFIT.format("日供水量|供水|≥3万吨")]}),
    "a harvest": ("V12", {"rows": [BENEFIT.format("粮食产量|全年的产量|≥12万吨")]}),
    "crimes that fall": ("V08", {"rows": [BENEFIT.format("刑事案件发案数变化|较上年的变化|下降5%以上")]}),
    "clearance that rises": ("V08", {"rows": [BENEFIT.format("刑事案件破案率|较上年的变化|上升5%以上")]}),
    "complaints dealt with": ("V08", {"rows": [BENEFIT.format("投诉处理率|较上年的变化|提高5%")]}),
    "income that grows": ("V08", {"rows": [BENEFIT.format("农民人均收入|较上年的变化|增长5%")]}),
    "each mu": ("K16", {"rows": [COST.format("每亩治理费|含覆土|≤6000元/亩")]}),
    "each kilometre and person": ("K16", {"rows": [COST.format("每公里管护费|每人管护|≤600元/人·公里")]}),
    "work of two years": (
        "K19",
        goals("1、跨年工程，培训考核。", TIME.format("完工时间|全部完工|2021年11月底前")),
    ),
    "two lengths": (
        "K01",
        goals("治理河道12.5公里，巡查河道125公里。", QUANTITY.format("巡查河道长度|巡查的河道|≥125公里")),
    ),
    "two prices": (
        "K01",
        both("每人每天240元，每人每期2400元", "1、培训。", COST.format("每人每期费用|含食宿|≤2400元/人")),
    ),
    "two sums": ("K01", both("补助3万元", "1、救助。", COST.format("设备购置费|每台|≤30万元"))),
    "another thing": ("K01", goals("栽植苗木24000株。", QUANTITY.format("发放手册数量|发放的手册|≥2400本"))),
    "waiting that agrees": (
        "K01",
        goals("查档等候时间缩短到10分钟以内。", BENEFIT.format("查档平均等候时间|受理到调出|≤10分钟")),
    ),
    "their families": (
        "I14",
        goals("为残疾人适配辅具500件。", BENEFIT.format("残疾人满意度|受访残疾人及家属满意的占比|≥90%")),
    ),
    "those served": (
        "I14",
        goals("科技下乡服务120个村。", BENEFIT.format("服务对象满意度|受访农户、合作社中满意的占比|≥90%")),
    ),
    "the people": ("I14", goals("秸秆还田5万亩。", BENEFIT.format("农户满意度|受访群众中表示满意的占比|≥90%"))),
    "pupils of a school": (
        "I14",
        goals("改造校舍2栋。", BENEFIT.format("师生满意度|受访学生及家长满意的占比|≥90%")),
    ),
    # values
    "cleared the same day": ("V01", {"rows": [TIME.format("垃圾清运时限|投放到清运|日产日清")]}),
    "cleared at once": ("V01", {"rows": [TIME.format("垃圾清运时限|投放到清运|随产随清")]}),
    "mended when reported": ("V01", {"rows": [TIME.format("路灯维修时限|报修到修复|随报随修")]}),
    "times of cross sections": ("V04", {"rows": [QUANTITY.format("监测断面次|全年监测|≥96断面次")]}),
    "times of sites": ("V04", {"rows": [QUANTITY.format("巡检站次|全年巡检|≥120站次")]}),
    "kilometres and metres": (
        "G03",
        {
            "overall": "2020年硬化街道5公里。",
            "sub_targets": "",
            "rows": [QUANTITY.format("街道硬化长度|硬化的街道长度|≥5000米")],
        },
    ),
    "parts of a product": (
        "K06",
        {"purpose": "按12万人、人均10元补助，其中卫生院80万元，疾控中心20万元，村卫生室20万元"},
    ),
}


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(*case, id=name) for name, case in WRONG.items()])
def test_a_fault_is_found_once(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(*case, id=name) for name, case in RIGHT.items()])
def test_what_is_right_is_left_alone(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []


OVERALL = "2020年新建高标准农田3万亩，补贴农机具1200台。"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("1.高标准农田：新建3万亩。2.秸秆：建收储点8个。", 1),
        ("1.高标准农田：新建3万亩。2.农机：补贴1200台。", 0),
        ("1.高标准农田：新建3万亩。2.机具补贴1200台。", 0),
        ("高标准农田新建3万亩，秸秆收储点8个。", 0),
    ],
)
def test_the_one_project_that_the_parts_leave_out_is_named(parts: str, expected: int) -> None:
    sheets = [
        Example(name="高标准农田建设", purpose="新建3万亩", goals="1、新建高标准农田3万亩。", rows=[]),
        Example(name="农机购置补贴资金", purpose="补贴农机具1200台", goals="1、补贴农机具1200台。", rows=[]),
    ]
    assert len(fired("G12", overall=OVERALL, sub_targets=parts, sheets=sheets)) == expected
