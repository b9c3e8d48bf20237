"""Kinds that reviewers mark, each in words that no round has, and neighbours that are right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired
from xltools.messages.message import Example

ROW = "产出指标|{}指标|{}|示交〔2019〕36号"
ASKED = "满意度指标|服务对象满意度指标|{}|≥90%|2019年满意度调查"
Cases = dict[str, tuple[str, dict[str, Any]]]


def row(kind: str, cells: str) -> dict[str, Any]:
    return {"rows": [ROW.format(kind, cells)]}


def asked(cells: str) -> dict[str, Any]:
    return {"rows": [ROW.format("数量", "护路员人数|聘用的护路员|≥20人"), ASKED.format(cells)]}


def two_projects(cells: str) -> dict[str, Any]:
    """Return a department with works on roads, whose survey is given, and with a water supply."""
    own = Example(rows=[ROW.format("数量", "道路硬化里程|硬化的里程|≥12公里"), ASKED.format(cells)])
    other = Example(name="2020年集中供水站", purpose="新建供水站3处", goals="1、新建供水站3处。", rows=[])
    return {"sheets": [own, other]}


def goal(text: str) -> dict[str, Any]:
    return {"goals": f"1、硬化4个村道路12公里，{text}。\n2、受益群众3200人。"}


WRONG: Cases = {
    "those reached as what was held": ("I14", row("数量", "宣传覆盖人数|全年举办的宣讲场次|≥3000人")),
    "the rest of it": ("I14", row("质量", "隐患整改率|未整改隐患占查出隐患的比例|=100%")),
    "words of another project's survey": (
        "I14",
        {
            "sheets": [
                Example(rows=[ASKED.format("用户满意度|受访供水区群众中表示满意的比例")]),
                Example(
                    name="2020年供水改造",
                    purpose="改造水厂",
                    rows=[ASKED.format("用户满意度|受访供水区群众中表示满意的比例")],
                ),
            ]
        },
    ),
    "neither name nor description": (
        "I14",
        {
            "rows": [
                ROW.format("数量", "道路硬化里程|硬化的里程|≥12公里"),
                ROW.format("质量", "验收合格率|合格的占比|=100%"),
                ROW.format("时效", "完工时间|完工的时间|2020年9月底前"),
                ASKED.format("|"),
            ]
        },
    ),
    # I17: those who serve
    "the supplier": ("I17", asked("供应商满意度|供应商表示满意的占比")),
    "the performers": ("I17", asked("演职人员满意度|演职人员对组织满意的占比")),
    "the station's own people": ("I17", asked("管护站工作人员满意度|工作人员对经费满意的占比")),
    "the own office": ("I17", asked("职工满意度|局机关职工满意的占比")),
    "people of a station who do the work": (
        "I17",
        {"name": "2020年县道养护", **asked("养护站人员满意度|站上人员满意的占比")},
    ),
    # I13, T05, T02, V01
    "a certificate among costs": ("I13", row("成本", "技能取证率|取得证书的占比|≥85%")),
    "broadcasts as quality": ("I13", row("质量", "公益短片播放次数|全年播放的次数|≥800次")),
    "beds as a benefit": (
        "I13",
        {"rows": ["效益指标|社会效益指标|新增护理床位数|新配备的床位|≥60张|示交〔2019〕36号"]},
    ),
    "people among costs": ("I13", row("成本", "筛查对象人数|参加筛查的群众|5000人")),
    "a day among benefits": (
        "I13",
        {"rows": ["效益指标|社会效益指标|完工时间|完工的时间|2020年9月底前|示交〔2019〕36号"]},
    ),
    "works that pass among benefits": (
        "I13",
        {"rows": ["效益指标|社会效益指标|工程验收合格率|验收合格的占比|=100%|示交〔2019〕36号"]},
    ),
    "what people know among satisfactions": ("I13", asked("政策知晓率|知晓的占比")),
    "repairs as quality": ("I13", row("质量", "护栏维修次数|全年维修的次数|≥30次")),
    "what is laid as a benefit": (
        "I13",
        {"rows": ["效益指标|社会效益指标|管线更换长度|更换的长度|≥12公里|示交〔2019〕36号"]},
    ),
    "a target of the year to come": ("T05", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2021年道路硬化任务"]}),
    "whom it came from": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|按县委要求"]}),
    "a meeting": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|局党组会研究"]}),
    "a need": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|民生需要"]}),
    "to come": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|稍后补充"]}),
    "the neighbours": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|周边县水平"]}),
    "a habit": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|工作惯例"]}),
    "nearly done": ("V01", row("时效", "完工时间|完工的时间|年底前基本完成")),
    "most of them": ("V01", row("质量", "路面质量|路面质量情况|大部分合格")),
    "thirty and some": ("V01", row("数量", "标牌数量|安装的标牌|30多块")),
    # V16, I18
    "goods that need not pass": (
        "V16",
        {"goals": "1、安装护栏60块。", **row("质量", "护栏验收合格率|验收合格的占比|≥80%")},
    ),
    "spaces to park": (
        "I18",
        {"purpose": "硬化道路12公里，新增车位60个", "goals": "1、硬化道路12公里，新增车位60个。"},
    ),
    "an item of its own": ("I18", {"goals": "1、硬化道路12公里。\n2、新建停车泊位120个。"}),
    # G13, V04, I07
    "a part of one project too many": (
        "G13",
        {
            "sub_targets": "1.道路硬化：硬化12公里。2.县道养护：养护86公里。3.运政执法：检查30次。",
            "sheets": [Example(), Example(name="县道养护", purpose="养护县道86公里", goals="1、养护县道86公里。")],
        },
    ),
    "a number of ten thousands": (
        "V04",
        {"rows": ["效益指标|社会效益指标|覆盖人口|覆盖的人口|≥4.5万|示交〔2019〕36号"]},
    ),
    "one rate in two names": (
        "I07",
        {
            "rows": [
                ROW.format("质量", "设备验收合格率|验收合格设备占购置设备的比例|=100%"),
                ROW.format("质量", "购置设备合格率|合格设备台数占全部购置设备台数的比例|=100%"),
            ]
        },
    ),
    "those who came": ("I14", row("质量", "培训考核合格率|参加培训人数占应参加培训人数的比例|≥90%")),
    "part and whole exchanged": ("I14", row("质量", "路况评估率|养护路段占接受评估路段的比例|=100%")),
    "those who signed as the whole": ("I14", row("质量", "养护户签约率|沿线住户占已签约户数的比例|≥95%")),
    "the staff behind a plain name": ("I17", asked("服务对象满意度|养护站工作人员对经费保障的满意程度")),
    "articles that earn nothing": (
        "I13",
        {"rows": ["效益指标|经济效益指标|刊播稿件数量|刊播的稿件|≥300篇|示交〔2019〕36号"]},
    ),
    "affairs of a counter": (
        "I13",
        {"rows": ["效益指标|社会效益指标|进驻办理事项数量|进驻的事项|≥65项|示交〔2019〕36号"]},
    ),
    "how it was last year": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|上年情况"]}),
    "what the department counts": (
        "I18",
        {"overall": "2020年硬化道路12公里，消除路障点11处。", "goals": "1、硬化道路12公里，消除路障点11处。"},
    ),
    # G09, G11, G10: another county, results that no project can be held to, and safeguards of any department
    "another county behind a number": ("G09", {"goals": "1、为东岗县退役军人免费修路12公里。"}),
    "a feeling of all": ("G11", goal("促进全社会爱路护路意识的提高")),
    "the face of the town": ("G11", goal("做好绿化，提升城市品位")),
    "a share that rises": ("G11", goal("路况满意率稳步提升")),
    "a heritage": ("G11", {"goals": "1、硬化道路12公里。\n2、弘扬优秀传统文化。"}),
    "a leap": ("G11", goal("实现农村公路跨越式发展")),
    "nearly all of it": ("G11", goal("行路难问题基本解决")),
    "harmony": ("G11", goal("确保沿线和谐稳定")),
    "benefits of every kind": ("G11", goal("经济效益和社会效益十分明显")),
    "income without an amount": ("G11", goal("带动沿线三镇农民增收")),
    "a promise of the office": ("G11", goal("我局将提高认识、狠抓落实")),
    "much better": ("G11", goal("乡村面貌明显改善")),
    "a wish with 进一步": ("G11", {"goals": "1、硬化道路12公里。\n2、进一步提升公路工作水平。"}),
    "zeal in every clause": ("G10", {"safeguards": "提高思想认识，压实工作责任，确保全年任务按期完成。"}),
    "order and money": ("G10", {"safeguards": "1.成立领导小组，加强组织领导。2.严格资金管理，专款专用。"}),
    "a circular": ("G10", {"overall": "认真履行职责，统筹推进各项重点工作，不断提高服务质量。"}),
    # I14: a number of another kind, another rate, the satisfaction of others
    "a rate as a length": ("I14", row("质量", "路基压实合格率|新铺路基的长度|≥95%")),
    "a rate as a count": ("I14", asked("沿线农户满意度|因占地而上访的农户数")),
    "a time as a count": ("I14", row("时效", "塌方抢通时限|清理塌方的次数|≤12小时")),
    "a day as a share": ("I14", row("时效", "标线完成时间|标线合格里程的占比|2020年9月底前")),
    "a price as a time": ("I14", row("成本", "护栏单价|护栏安装完成的时间|≤300元/米")),
    "a count as a share": ("I14", row("数量", "路况检测次数|检测合格路段的比例|≥12次")),
    "a life as a count": ("I14", row("质量", "路灯使用年限|安装路灯的数量|≥8年")),
    "passing as manners": ("I14", row("质量", "桥梁验收合格率|态度热情的收费员占比|=100%")),
    "being in order as attendance": ("I14", row("质量", "信号灯完好率|参加演练的职工占全体职工的比例|≥95%")),
    "a certificate as membership": ("I14", row("质量", "驾驶员取证率|加入协会的车主占车主总数的比例|≥80%")),
    "villagers asked by their cadres": ("I17", asked("沿线村民满意度|村干部对施工的评价")),
    "a part that has only a general word in common": (
        "G13",
        {
            "sub_targets": "1.道路硬化：硬化12公里。2.县道养护：养护86公里。3.船闸管护：检修闸门7扇。",
            "sheets": [Example(), Example(name="县道管护", purpose="管护县道86公里", goals="1、县道养护86公里。")],
        },
    ),
    "a plan of another field": ("I09", {"rows": ["产出指标|数量指标|里程|硬化里程|≥3公里|2020年动物疫病防控方案"]}),
    "visits as a rate": ("V12", row("数量", "路政咨询人次|接待的咨询人次|≥450人/次")),
    "bridges that are examined": ("I18", {"goals": "1、硬化道路12公里。\n2、完成7座公路桥梁的等级鉴定。"}),
    "leaflets beside another count": (
        "I18",
        {
            "goals": "1、硬化道路12公里。\n2、编印护路明白纸4000份。",
            "rows": [ROW.format("数量", "发放材料数量|发放的材料|≥800份")],
        },
    ),
    "drivers who are trained": ("I18", {"goals": "1、硬化道路12公里。\n2、培训客运驾驶员75名。"}),
    "printed matter": ("I18", {"goals": "1、硬化道路12公里。\n2、开展爱路护路宣传，印发护路宣传单3000张。"}),
    "a lesson on the site": ("I18", {"goals": "1、硬化道路12公里。\n2、组织养路工赴邻县现场教学2次。"}),
    "a film with its title": ("I18", {"goals": "1、硬化道路12公里，摄制宣传片《路在村头》1部。"}),
    "travellers asked by the station's own people": ("I17", asked("旅客满意度|客运站执法人员对秩序满意的占比")),
    "patients asked by their doctors": ("I17", asked("患者满意度|受访医护人员中表示满意的占比")),
    "affairs of a clinic": (
        "I13",
        {"rows": ["效益指标|社会效益指标|疫苗接种针次|全年接种的针次|≥800针次|示交〔2019〕36号"]},
    ),
    "a share among counts": ("I13", row("数量", "路段抽检比例|抽检路段占养护路段的占比|≥30%")),
    "goods that work among counts": ("I13", row("数量", "信号灯完好率|完好的信号灯占比|≥95%")),
    "new methods among the gains": (
        "I13",
        {"rows": ["效益指标|经济效益指标|推广养护新技术数量|推广的技术|≥3项|示交〔2019〕36号"]},
    ),
    "a standard of the year to come": ("T05", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2021年道路养护标准"]}),
    "a year and nothing else": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2019年"]}),
    "how roads are": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|农村公路情况"]}),
    "a channel of the net": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|交通公众号"]}),
    "content without a survey": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2018年乘客满意情况"]}),
    "households asked by the contractor": ("I17", asked("受益户满意度|施工单位表示满意的比例")),
    "what another project does": ("I14", two_projects("用水户满意度|受访用水户对供水满意的比例")),
}
RIGHT: Cases = {
    "better for whom": ("G11", goal("改善沿线群众出行条件")),
    "nothing bad": ("G11", goal("不发生安全事故")),
    "income with an amount": ("G11", goal("带动沿线农民户均增收800元")),
    "use": ("G11", goal("方便群众就近看病")),
    "by the month": ("G10", {"safeguards": "专人负责，按月调度，严格验收。"}),
    "who signs": ("G10", {"safeguards": "加强组织领导，工程款凭监理签证支付。"}),
    "a price worked out": ("I14", row("成本", "每公里造价|工程总投资除以里程|≤30万元/公里")),
    "a share as a quotient": ("I14", row("质量", "隐患整改率|整改的处数/查出的处数|≥95%")),
    "a grade by its period": ("I14", row("质量", "防洪标准|路基达到的设计标准|20年一遇")),
    "the time of all": ("I14", row("时效", "发放完成时间|全部场次|2020年9月底前")),
    "passing in other words": ("I14", row("质量", "改造项目合格率|与批准方案相符的户数占比|=100%")),
    "a rate by a word of its name": ("I14", row("质量", "养护设备完好率|每月检修的养护设备占比|≥98%")),
    "asked by the staff": ("I17", asked("沿线村民满意度|镇工作人员电话回访中表示满意的比例")),
    "asked about the staff": ("I17", asked("沿线村民满意度|受访村民对驻村干部表示满意的比例")),
    "those who use it": ("I17", asked("乡镇满意度|受访乡镇干部中表示满意的占比")),
    "a part whose figure a project has": (
        "G13",
        {
            "sub_targets": "1.道路硬化：硬化12公里。2.县道养护：养护86公里。3.船闸管护：检修闸门7扇。",
            "sheets": [Example(), Example(name="航道管护", purpose="检修闸门7扇", goals="1、检修闸门7扇。")],
        },
    ),
    "a plan of the own field": ("I09", {"rows": ["产出指标|数量指标|里程|硬化里程|≥3公里|2020年公路养护计划"]}),
    "done in September of a year": (
        "K10",
        {
            "goals": "1、2020年完成4个村道路硬化12公里。",
            "rows": [ROW.format("时效", "完工时间|工程完工的时间|2020年9月30日前")],
        },
    ),
    "a rate of visits": ("V12", row("数量", "人均培训次数|每人培训的次数|≥2次/人")),
    "drivers with an indicator": (
        "I18",
        {
            "goals": "1、硬化道路12公里。\n2、培训客运驾驶员75名。",
            "rows": [ROW.format("数量", "参训人数|参加培训的驾驶员|≥70人")],
        },
    ),
    "printed matter with an indicator": (
        "I18",
        {
            "goals": "1、硬化道路12公里。\n2、印发护路宣传单3000张。",
            "rows": [ROW.format("数量", "宣传单张数|印发的宣传单|≥3000张")],
        },
    ),
    "an event without a number": ("I18", {"goals": "1、硬化道路12公里。\n2、组织养路工现场教学。"}),
    "leaflets by another word": (
        "I18",
        {
            "goals": "1、硬化道路12公里。\n2、编印护路明白纸4000份。",
            "rows": [ROW.format("数量", "发放材料数量|发放的材料|≥4000份")],
        },
    ),
    "examined by another word": (
        "I18",
        {
            "goals": "1、硬化道路12公里。\n2、完成7座公路桥梁的等级鉴定。",
            "rows": [ROW.format("数量", "评定桥梁座数|评定技术状况的桥梁|=7座")],
        },
    ),
    "a teacher judged by his pupils": ("I17", asked("学生满意度|受访学生对任课教师满意的占比")),
    "customers and sellers": ("I17", asked("消费者满意度|受访消费者和商户满意的占比")),
    "a share of growth among costs": ("I13", row("成本", "成本降低比例|成本降低的占比|≥5%")),
    "how much of the plan is done": ("I13", row("数量", "养护计划完成率|完成里程占计划里程的占比|=100%")),
    "how many villages it reaches": ("I13", row("数量", "客车通村覆盖率|通客车的村占比|≥98%")),
    "a share that is subsidised": ("I13", row("成本", "新能源客车补贴率|补贴额占车价的占比|≤25%")),
    "those who got a licence": ("I13", row("质量", "驾驶员考取从业证人数|考取的驾驶员|≥40人")),
    "what a new kind yields": (
        "I13",
        {"rows": ["效益指标|经济效益指标|推广良种技术亩均增产|亩均增产|≥60公斤|示交〔2019〕36号"]},
    ),
    "a standard of an earlier year": ("T05", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2020年道路养护标准"]}),
    "what was examined": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2019年道路验收情况"]}),
    "a year and what was in it": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2019年货运量变化情况"]}),
    "what the own channel counted": (
        "T02",
        {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2019年“畅行示县”公众号后台阅读统计"]},
    ),
    "passed at the first examination": ("V01", row("质量", "竣工验收结果|竣工验收的结果|一次验收合格")),
    "what the project itself does": ("I14", two_projects("村民满意度|受访村民对道路硬化满意的比例")),
    "users whom two projects serve": (
        "I14",
        {
            "sheets": [
                Example(rows=[ASKED.format("满意度|受访养殖户中表示满意的比例")]),
                Example(
                    name="2020年养殖补贴", purpose="补贴养殖", rows=[ASKED.format("满意度|受访养殖户中表示满意的比例")]
                ),
            ]
        },
    ),
    "without a mistake": ("I14", row("质量", "发放准确率|金额无差错的人次占发放人次的比例|=100%")),
    "the staff of an office": ("I17", {"name": "机关物业服务", **asked("工作人员满意度|工作人员满意的占比")}),
    "those whose post is paid": (
        "I17",
        {"name": "2020年护路公益岗位补助", **asked("护路工作人员满意度|受访护路工作人员满意的占比")},
    ),
    "those whose wages are paid": (
        "I17",
        {"name": "2020年渡口管理员工资", **asked("渡口所人员满意度|受访渡口所人员满意的占比")},
    ),
    "grass-roots staff": ("I17", asked("基层工作人员满意度|受训人员满意的占比")),
    "workers in need": ("I17", asked("困难职工满意度|受助职工满意的占比")),
    "nearly all pass": ("V16", row("质量", "护栏验收合格率|验收合格的占比|≥95%")),
    "passed at once": ("V16", row("质量", "桥梁竣工一次合格率|一次合格的桥梁占比|≥85%")),
    "spaces with an indicator": (
        "I18",
        {
            "purpose": "硬化道路12公里，新增车位60个",
            "goals": "1、硬化道路12公里，新增车位60个。",
            "rows": [ROW.format("数量", "车位数量|新增的车位|≥60个")],
        },
    ),
    "an item with an indicator": (
        "I18",
        {"goals": "1、硬化道路。\n2、吸纳社员120户。", "rows": [ROW.format("数量", "吸纳社员户数|新社员|≥120户")]},
    ),
    "as many parts as projects": (
        "G13",
        {
            "sub_targets": "1.道路硬化：硬化12公里。2.县道养护：养护86公里。3.运政执法：检查30次。",
            "sheets": [Example(), Example(name="县道养护"), Example(name="路域整治")],
        },
    ),
    "two rates": (
        "I07",
        {
            "rows": [
                ROW.format("质量", "设备验收合格率|验收合格设备占购置设备的比例|=100%"),
                ROW.format("质量", "桥梁验收合格率|验收合格桥梁占改造桥梁的比例|=100%"),
            ]
        },
    ),
    "those who passed": ("I14", row("质量", "培训考核合格率|考核合格人数占参加培训人数的比例|≥90%")),
    "part and whole": ("I14", row("质量", "路况评估率|接受评估路段占养护路段的比例|=100%")),
    "those who were due to be": ("I14", row("质量", "养护户签约率|已订立管护协议的户数占应签约户数的比例|≥95%")),
    "what was planned": ("I14", row("质量", "桥梁检测率|完成荷载试验的桥梁占计划检测桥梁的比例|=100%")),
    "protection in grades": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|网络安全等级保护制度要求"]}),
    "only the goals count it": ("I18", {"goals": "1、硬化道路12公里，新增车位60个。"}),
    "a rate of interest": ("I13", row("成本", "贴息利率|贷款的利率|≤4.35%")),
    "a price among costs": ("I13", row("成本", "人均培训费|每人的费用|≤300元/人")),
    "safety as people feel it": ("I13", asked("群众安全感|有安全感的占比")),
    "food that passes": (
        "I13",
        {"rows": ["效益指标|社会效益指标|食品抽检合格率|合格批次占比|≥98%|示交〔2019〕36号"]},
    ),
    "those who slipped away": ("I13", row("质量", "脱管漏管人数|脱管漏管的人数|0人")),
    "sent back": ("I13", row("质量", "返工次数|返工的次数|≤2次")),
    "quality in another class": (
        "I03",
        {
            "rows": [
                ROW.format("数量", "里程|里程|≥3公里"),
                ROW.format("成本", "技能取证率|取得证书的占比|≥85%"),
                ROW.format("时效", "完工时间|完工的时间|2020年9月底前"),
            ]
        },
    ),
    "years to come": ("T05", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|2019—2021年公路建设计划"]}),
    "up to a year": ("T05", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|到2025年公路规划目标"]}),
    "the plan of somebody": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|市安委会考核目标"]}),
    "minutes": ("T02", {"rows": ["产出指标|数量指标|里程|里程|≥3公里|县政府常务会议纪要"]}),
    "what did not come back": (
        "V08",
        {"rows": ["效益指标|社会效益指标|戒断三年未复吸率|未复吸的占比|≥70%|示交〔2019〕36号"]},
    ),
    "a degree of crowns": (
        "V04",
        {"rows": ["效益指标|生态效益指标|抚育后郁闭度|林分的郁闭度|0.6-0.7|示交〔2019〕36号"]},
    ),
    "what no project does": ("I14", two_projects("村民满意度|受访村民对照明满意的比例")),
}


@pytest.mark.parametrize(("rule", "changes"), WRONG.values(), ids=WRONG)
def test_wrong(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), RIGHT.values(), ids=RIGHT)
def test_right(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []


@pytest.mark.parametrize(
    ("cells", "severity"),
    [
        ("旅客满意度|客运站执法人员对秩序满意的占比", "error"),
        ("服务对象满意度|养护站工作人员对经费保障的满意程度", "error"),
        ("养护站工作人员满意度|养护站工作人员对经费满意的占比", "warning"),
        ("职工满意度|局机关职工满意的占比", "warning"),
        ("患者满意度|受访医护人员中表示满意的占比", "warning"),
    ],
)
def test_own_staff_under_the_name_of_the_people_is_an_error(cells: str, severity: str) -> None:
    assert [found[0] for found in fired("I17", **asked(cells))] == [severity]


def test_an_unfit_basis_of_one_row_leaves_the_vague_basis_of_another() -> None:
    rows = [
        "产出指标|数量指标|里程|里程|≥3公里|“十二五”公路发展规划",
        "产出指标|数量指标|桥梁座数|改造的桥梁|≥2座|按县委要求",
    ]
    assert [len(fired(rule, rows=rows)) for rule in ("T05", "T02")] == [1, 1]
