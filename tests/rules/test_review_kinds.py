"""Kinds of faults, and of what only looks like one, that rounds 5 to 8 of the review showed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired

QUANTITY = "产出指标|数量指标|{}|台账"
TIME = "产出指标|时效指标|{}|合同"
COST = "产出指标|成本指标|{}|定额"
BENEFIT = "效益指标|社会效益指标|{}|责任书"

CASES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        "a list that misses its sum",
        "K03",
        {"goals": "培训2400人次：职工1000人次、农民900人次、失业人员600人次。"},
        ["error"],
    ),
    ("a list that makes its sum", "K03", {"goals": "培训2500人次：职工1000人次、农民900人次、失业人员600人次。"}, []),
    ("people named by a year", "B07", {"purpose": "2019年退役的士兵150人参加培训，人均8000元"}, []),
    ("firms named by a year", "B07", {"purpose": "对2019年认定的8家企业，每家奖补15万元"}, []),
    ("work of last year", "B07", {"purpose": "2019年硬化道路12公里"}, ["error"]),
    (
        "a season before the deadline",
        "K10",
        {"goals": "1、汛前储备编织袋2万条。", "rows": [TIME.format("物资入库时间|全部入库|2020年9月底前")]},
        ["error"],
    ),
    (
        "a deadline before the season",
        "K10",
        {"goals": "1、汛前储备编织袋2万条。", "rows": [TIME.format("物资入库时间|全部入库|2020年5月底前")]},
        [],
    ),
    (
        "paid out and yet not spent",
        "K11",
        {"plan": "20/60/80/100", "rows": [TIME.format("补偿完成时间|最后一户补偿款到账|2020年8月底前")]},
        ["warning"],
    ),
    (
        "works whose last payment comes later",
        "K11",
        {"plan": "20/60/80/100", "rows": [TIME.format("工程完工时间|道路完工|2020年8月底前")]},
        [],
    ),
    (
        "no accidents, but one",
        "K15",
        {"overall": "2020年较大以上事故为零。", "rows": [BENEFIT.format("较大以上事故|较大以上事故的起数|≤1起")]},
        ["error"],
    ),
    ("another time in brackets", "V03", {"rows": [BENEFIT.format("查档时间|平均时间|≤8分钟（2019年15分钟）")]}, []),
    ("petitions in people", "V08", {"rows": [BENEFIT.format("到市上访人次|全年累计|≥5人次")]}, ["error"]),
    ("costs of a training", "V08", {"rows": [COST.format("人均培训费用|每人每天|≥300元/人·天")]}, ["error"]),
    (
        "hours for days",
        "K01",
        {"goals": "1、坑槽发现后72小时内修补。", "rows": [TIME.format("坑槽修补时限|发现至修补|≤72天")]},
        ["error"],
    ),
    (
        "months for days",
        "K01",
        {"goals": "每个项目资料齐全后90日内出具报告。", "rows": [TIME.format("报告出具时限|出具报告的时间|≤90个月")]},
        ["error"],
    ),
    (
        "the same digits ten times over",
        "K01",
        {
            "goals": "开放审核档案3000卷，接待查档2600人次。",
            "rows": [QUANTITY.format("开放审核档案卷数|完成审核|≥300卷")],
        },
        ["error"],
    ),
    (
        "several values of one indicator",
        "K01",
        {
            "goals": "接警后白天5分钟、夜间8分钟内出动。",
            "rows": [TIME.format("出动时间|接警至出动|白天≤5分钟，夜间≤8分钟")],
        },
        [],
    ),
    (
        "a price for each year",
        "K01",
        {"purpose": "48名特派员，每人每年1万元工作经费", "rows": [COST.format("每人工作经费|年度|≤1.5万元/人")]},
        ["error"],
    ),
    (
        "items far below the budget",
        "K04",
        {"purpose": "聘员6名，每人每月2500元，计18万元；汇编1000册，每册80元"},
        ["error"],
    ),
    ("a price for each month that comes out", "K06", {"purpose": "聘员6名，每人每月2500元，计18万元"}, []),
    (
        "a description that is only a number",
        "I14",
        {"rows": [BENEFIT.format("安全生产|0起|较上年减少5起")]},
        ["warning"],
    ),
    ("a description as a quotient", "I14", {"rows": [BENEFIT.format("优抚覆盖率|享受补助人数/应享受人数|100%")]}, []),
    ("a degree without a number", "V01", {"rows": [BENEFIT.format("使用年限|设备的使用年限|有所延长")]}, ["warning"]),
    ("a slogan as overall target", "G10", {"overall": "保障交通运输工作正常运转。"}, ["warning"]),
    ("a task as overall target", "G10", {"overall": "硬化村道12公里，改善出行条件。"}, []),
    (
        "slogans as safeguards",
        "G10",
        {"safeguards": "1.加强组织领导，强化责任落实。\n2.完善制度，严格管理。"},
        ["warning"],
    ),
    ("measures as safeguards", "G10", {"safeguards": "1.按月核对台账，按计量支付。"}, []),
    ("another county", "G09", {"goals": "硬化村道12公里，让双河县群众出行方便。"}, ["error"]),
    ("the own county", "G09", {"goals": "硬化村道12公里，让示范县群众出行方便。"}, []),
    ("a county that is linked", "G09", {"goals": "硬化12公里，连接双河县境内公路。"}, []),
    ("gifts for the staff", "A15", {"purpose": "硬化道路12公里116万元，机关职工节日慰问4万元"}, ["warning"]),
    ("running costs", "A15", {"purpose": "硬化道路12公里，每公里10万元；弥补局机关公用经费不足"}, ["warning"]),
    ("running costs of schools", "A15", {"purpose": "保障学校公用经费，弥补3所小学校舍维修缺口"}, []),
    ("the costs of an office", "A15", {"name": "2020年机关运转经费", "purpose": "办公桌椅4万元"}, []),
    ("days beyond the year", "V16", {"rows": [QUANTITY.format("达标天数|出水达标的天数|≥380天")]}, ["error"]),
    ("all days of the year", "V16", {"rows": [QUANTITY.format("达标天数|出水达标的天数|≥360天")]}, []),
    (
        "a description of the opposite",
        "I14",
        {"rows": [BENEFIT.format("审批按时率|因测绘延误的宗数占比|≥95%")]},
        ["warning"],
    ),
    (
        "one thing in other words, one target",
        "I07",
        {
            "rows": [
                QUANTITY.format("管护公厕座数|免费开放并有专人管护的公厕|=56座"),
                QUANTITY.format("公厕管护数量|中心负责管护的公厕座数|=56座"),
            ]
        },
        ["warning"],
    ),
    (
        "two things, one target",
        "I07",
        {
            "rows": [
                QUANTITY.format("城市低保发放人数|城市低保对象|=560人"),
                QUANTITY.format("农村低保发放人数|农村低保对象|=560人"),
            ]
        },
        [],
    ),
    (
        "a sum without its 万",
        "K01",
        {"goals": "发放消费券300万元。", "rows": [QUANTITY.format("发放消费券金额|已核销的消费券|≥300元")]},
        ["error"],
    ),
    (
        "parts of another bracket",
        "K03",
        {"purpose": "改造6个商贸中心（每个20万元，其中补助8万元）、110个便民店"},
        [],
    ),
    ("growth worked out wrongly", "K21", {"goals": "专利授权15件，比2019年的12件增长20%。"}, ["error"]),
    ("growth worked out", "K21", {"goals": "专利授权15件，比2019年的12件增长25%。"}, []),
    ("growth from and to", "K21", {"goals": "接待观众由2019年的3万人次增加到4.5万人次，增长50%。"}, []),
    ("wrong growth from and to", "K21", {"goals": "接待观众由3万人次增加到4.5万人次，增长30%。"}, ["error"]),
    ("a fall worked out", "K21", {"goals": "事故由2019年的20起控制到18起以内，下降10%。"}, []),
    ("growth beyond a mark", "K21", {"goals": "接待观众由3万人次增加到4.5万人次，增长40%以上。"}, []),
    ("points as per cent", "K21", {"goals": "研发投入强度由1.2%提高到1.5%，提高0.3%。"}, ["note"]),
    ("points", "K21", {"goals": "覆盖率由36.2%提高到36.8%，提高0.6个百分点。"}, []),
    ("wrong points", "K21", {"goals": "覆盖率由36.2%提高到36.8%，提高0.9个百分点。"}, ["error"]),
    ("a share worked out wrongly", "K21", {"goals": "检查机构120家，占全县185家的80%。"}, ["error"]),
    ("a share worked out", "K21", {"goals": "检查机构120家，占全县185家的65%。"}, []),
    ("money of the firms", "K04", {"goals": "受奖企业当年研发投入合计不少于2600万元。"}, []),
    (
        "results of products that miss the budget",
        "K04",
        {"purpose": "帐篷200顶×3000元=60万元；棉被1000床×160元=16万元；冲锋舟4艘×9万元=36万元"},
        ["error"],
    ),
    (
        "results of products that make the budget",
        "K04",
        {"purpose": "帐篷200顶×3000元=60万元；棉被1000床×240元=24万元；冲锋舟4艘×9万元=36万元"},
        [],
    ),
    ("arrears that are paid", "K04", {"purpose": "支付2019年已完工程欠款40万元，支付工程进度款90万元"}, ["error"]),
    ("arrears that make the budget", "K04", {"purpose": "支付2019年已完工程欠款40万元，支付工程进度款80万元"}, []),
    (
        "one indicator in other words, two targets",
        "K02",
        {
            "rows": [
                QUANTITY.format("资助参保人数|由财政资助参保的困难群众人数|≥9800人"),
                QUANTITY.format("资助困难群众参保数量|由财政资助参保的困难群众人数|≥8900人"),
            ]
        },
        ["error"],
    ),
    (
        "two indicators with one description",
        "K02",
        {
            "rows": [
                QUANTITY.format("城市低保人数|享受低保的月均对象人数|≥9800人"),
                QUANTITY.format("农村低保人数|享受低保的月均对象人数|≥8900人"),
            ]
        },
        [],
    ),
    ("a limit as at least", "V08", {"rows": [TIME.format("报告出具时限|自收样至出具|≥20个工作日")]}, ["error"]),
    ("a limit as at most", "V08", {"rows": [TIME.format("报告出具时限|自收样至出具|≤20个工作日")]}, []),
    ("a standard of a later year", "K13", {"pick": "受益人口", "basis": "GB 5749-2022"}, ["error"]),
    ("a standard of an earlier year", "K13", {"pick": "受益人口", "basis": "GB/T 15776-2016"}, []),
    (
        "the one blank description",
        "I14",
        {
            "rows": [
                QUANTITY.format("护栏长度|临水路段护栏的长度|≥3公里"),
                QUANTITY.format("标志牌数量||≥30块"),
                TIME.format("完工时间|全部完工的时间|2020年9月底前"),
                BENEFIT.format("受益人口|沿线受益的人口|≥300人"),
            ]
        },
        ["warning"],
    ),
    (
        "descriptions that are left out",
        "I14",
        {"rows": [QUANTITY.format("护栏长度||≥3公里"), QUANTITY.format("标志牌数量||≥30块")]},
        [],
    ),
    ("points for a share", "V12", {"rows": [BENEFIT.format("教师满意度|满意人数占受访人数的比例|≥90分")]}, ["error"]),
    ("points for a mark", "V12", {"rows": [BENEFIT.format("教师满意度|问卷平均得分|≥90分")]}, []),
    ("several wishes", "V01", {"rows": [BENEFIT.format("保护成效|社会效果|弘扬传统文化，增强文化自信")]}, ["warning"]),
    ("words that end like a year", "K10", {"rows": [BENEFIT.format("河道生态|水生态|水清岸绿、鱼翔浅底")]}, []),
    ("experience as a basis", "T02", {"pick": "受益人口", "basis": "凭经验"}, ["warning"]),
    ("a bound said twice", "V10", {"rows": [BENEFIT.format("群众满意度|满意占比|≥90%以上")]}, ["note"]),
    ("a bound said once", "V10", {"rows": [BENEFIT.format("群众满意度|满意占比|90%以上")]}, []),
]


@pytest.mark.parametrize(("rule", "changes", "expected"), [pytest.param(*case, id=name) for name, *case in CASES])
def test_kinds_of_the_review(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert [severity for severity, _, _ in fired(rule, **changes)] == expected
