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
            "K06", {"purpose": "补助60人，每人1万元；设备40万元", "rows": []}, ["error"], id="a price and a sum"
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
