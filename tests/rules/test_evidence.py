"""Families T and W: what targets rest on, how things are written, and whether weights add up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import Fired, all_findings, fired
from xltools.messages.message import Example
from xltools.model import Finding
from xltools.rules.settings import Settings

BASIS = "I11"
ROW = "产出指标|数量指标|道路硬化里程|硬化的道路长度|≥12公里"


@pytest.mark.parametrize(
    ("basis", "rule"),
    [
        ("", "T01"),
        (" 　", "T01"),
        ("根据相关政策和依据", "T02"),
        ("根据相关依据和标准", "T02"),
        ("根据相关文件和标准", "T02"),
        ("相关文件。", "T02"),
        ("依据国家、省、市有关文件规定", "T02"),
        ("按上级要求", "T02"),
        ("工作实际需要", "T02"),
        ("政策文件", "T02"),
        ("领导要求", "T02"),
        ("2019年主要领导批示", "T02"),
        ("以往经验", "T02"),
        ("参考其他项目经验", "T02"),
        ("县统计局职责", "T02"),
        ("我局自行确定", "T02"),
        ("口头通知", "T02"),
        ("无", "T02"),
        ("略", "T02"),
        ("培训需要", "T02"),
        ("县政府领导小组会议纪要", ""),
        ("省下达任务", ""),
        ("《领导干部经济责任审计规定》", ""),
        ("部门职责规定（示编〔2019〕5号）", ""),
        ("依据冀财农〔2019〕137号", ""),
        ("《河北省农村公路条例》", ""),
        ("2019年实际完成11公里", ""),
        ("农村公路建设计划", ""),
        ("行业标准", ""),
        ("历史数据", ""),
        ("合同约定", ""),
        ("县政府常务会议纪要", ""),
        ("按每公里10万元测算", ""),
    ],
)
def test_bases(basis: str, rule: str) -> None:
    fired = [finding for finding in all_findings(rows=[f"{ROW}|{basis}"]) if finding.rule in ("T01", "T02")]
    assert [(finding.rule, finding.severity.value, finding.place.cell) for finding in fired] == (
        [(rule, "warning", BASIS)] if rule else []
    )


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        ("产出指标|数量指标|培训人次|全年培训|≥100人次|2019年实际培训135人次", True),
        ("产出指标|数量指标|养护里程|养护|≥80公里|2019年完成96公里", True),
        ("满意度指标|服务对象满意度指标|群众满意度|满意比例|≥90%|2019年调查结果为94%", True),
        ("满意度指标|服务对象满意度指标|群众满意度|满意比例|≥90%|2019年回访92%", False),
        ("产出指标|质量指标|水质达标率|达标比例|≥90%|2019年实际达到96%", True),
        ("产出指标|质量指标|抽检合格率|合格比例|≥95%|标准要求不低于99%", True),
        ("效益指标|生态效益指标|管网漏损率|漏损比例|≤18%|2019年实际为13%", True),
        ("产出指标|数量指标|培训人次|全年培训|≥130人次|2019年实际培训135人次", False),
        ("满意度指标|服务对象满意度指标|群众满意度|满意比例|≥90%|2019年调查结果为90.4%", False),
        ("产出指标|质量指标|抽检合格率|合格比例|≥95%|2019年实际达到97%", False),
        ("效益指标|生态效益指标|管网漏损率|漏损比例|≤12%|2019年实际为13%", False),
        ("产出指标|数量指标|培训人次|全年培训|≥100人次|计划150人次，其中本项目100人次", False),
        ("产出指标|数量指标|受益人口|受益|≥300人|2019年末全县常住人口为360000人", False),
        ("产出指标|成本指标|每场补助标准|补助|≤4000元/场|2019年实际4500元/场", False),
    ],
)
def test_targets_below_their_basis(row: str, fires: bool) -> None:
    assert [severity for severity, _, _ in fired("T04", rows=[row])] == (["warning"] if fires else [])


def test_every_row_is_reported_and_likes_are_grouped() -> None:
    assert [cell for _, cell, _ in fired("T02", rows=[f"{ROW}|相关文件", f"{ROW}|有关规定", f"{ROW}|计划"])] == [
        "I11",
        "I12",
    ]
    assert fired("T01", rows=["产出指标|数量指标"]) == []  # a row without an indicator needs no basis


def test_a_county_can_call_other_words_vague() -> None:
    assert fired("T02", Settings(word_lists={"vague_basis": ("行业", "标准")}), rows=[f"{ROW}|行业标准"]) != []


def slips(**changes: Any) -> list[tuple[str, str, str, str]]:
    return [
        (finding.place.sheet, finding.place.cell, finding.found, finding.expected)
        for finding in all_findings(**changes)
        if finding.rule == "T03"
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"safeguards": "统筹推进生态产业、战略新型产业"},
            [("部门整体绩效目标", "B4", "战略新型产业", "战略性新兴产业")],
        ),
        ({"safeguards": "统筹推进战略性新兴产业"}, []),
        ({"overall": "完成脱贫任务,同步实现小康"}, [("部门整体绩效目标", "B2", "脱贫任务,同步实现", "，")]),
        (
            {"overall": "实现脱贫因户施策，由农户自己完成，按装机容量补助律师服务"},
            [],
        ),  # words that only look like slips
        ({"overall": "投入1,200万元, A级;B级"}, []),  # digits and letters may have them
        ({"purpose": "拔付补帖资金，及时拔付"}, [("项目1", "B5", "拔付", "拨付"), ("项目1", "B5", "补帖", "补贴")]),
        ({"name": "2020年安装台帐系统"}, [("项目1", "E3", "台帐", "台账")]),  # the title, which repeats it, is left out
        ({"goals": "收益群众满意度达到90%"}, [("项目1", "B8", "收益群众", "受益群众")]),
        ({"goals": "提高农户收益，受益群众满意度达到90%"}, []),
    ],
)
def test_slips(changes: dict[str, Any], expected: list[tuple[str, str, str, str]]) -> None:
    assert slips(**changes) == expected


@pytest.mark.parametrize(
    ("descriptions", "cells"),
    [
        (["甲的数量", "乙的数量", "丙的比例。"], ["D13"]),
        (["甲的数量。", "乙的数量。", "丙的比例"], []),  # most have it
        (["甲的数量。", "乙的数量"], []),  # no majority either way
        (["甲的数量", "乙的数量", "甲加乙。其中丙除外。"], []),  # two sentences
        (["甲的数量", "", "丙的比例。"], []),
    ],
)
def test_full_stops_that_others_do_not_have(descriptions: list[str], cells: list[str]) -> None:
    rows = [f"产出指标|数量指标|指标{n}|{text}|≥{n}个|计划" for n, text in enumerate(descriptions, 1)]
    assert [cell for _, cell, _, _ in slips(rows=rows)] == cells


def weights(*parts: tuple[str, str], execution: str = "") -> list[str]:
    """Rows with these levels 1 and weights."""
    level2 = {"产出": "数量", "效益": "社会效益", "满意度": "服务对象满意度", "成本": "经济成本"}
    rows = [
        f"{level}指标|{level2[level]}指标|{level}{n}||≥{n}个|计划|{weight}"
        for n, (level, weight) in enumerate(parts, 1)
    ]
    return [*rows, f"产出指标|时效指标|预算执行率||=100%|计划|{execution}"] if execution else rows


def off(rows: list[str], framework: str = "2015") -> list[Finding]:
    return [finding for finding in all_findings(rows=rows, framework=framework) if finding.rule == "W01"]


FIFTY = (("产出", "50"), ("效益", "30"), ("满意度", "10"))
TWENTY = (("成本", "20"), ("产出", "40"), ("效益", "20"), ("满意度", "10"))
ODD = (("产出", "70"), ("效益", "10"), ("满意度", "10"))


@pytest.mark.parametrize(
    ("rows", "framework", "expected"),
    [
        (weights(*FIFTY), "2015", []),
        (weights(("产出", "60"), ("效益", "40")), "2015", []),
        (
            weights(("产出", "70"), ("产出", "20"), ("效益", "10"), ("满意度", "10")),
            "2015",
            [("error", "J11", "110")],
        ),
        (weights(("产出", "50"), ("效益", "30")), "2015", [("error", "J11", "80")]),
        (weights(("产出", "50"), ("效益", ""), ("满意度", "50")), "2015", [("error", "J12", "")]),
        (weights(("产出", ""), ("效益", "")), "2015", [("error", "J11", "")]),
        (weights(("产出", "高"), ("效益", "100")), "2015", [("error", "J11", "高")]),
        (weights(*ODD), "2015", []),  # the framework of 2021 says nothing about forms of 2020
        (weights(*ODD), "2021", [("warning", "J11", "产出70效益10满意度10")]),
        (weights(*FIFTY), "2021", []),
        (weights(*TWENTY), "2021", []),
        (weights(*FIFTY, execution="10"), "2021", []),
        (weights(*ODD, execution="10"), "2021", [("warning", "J11", "产出70效益10满意度10")]),
        (weights(("产出", "50"), ("效益", "40")), "2021", []),  # no satisfaction: its part goes to the benefit
        (weights(("产出", "60"), ("效益", "40")), "2021", []),  # 100 without execution: any division
        ([ROW], "2015", []),  # a form without weights
    ],
)
def test_weights(rows: list[str], framework: str, expected: Fired) -> None:
    assert [(finding.severity.value, finding.place.cell, finding.found) for finding in off(rows, framework)] == expected


def test_what_takes_part_in_a_wrong_sum() -> None:
    (finding,) = off(weights(("产出", "50"), ("效益", "30")))
    assert [place.cell for place in finding.related] == ["J12"]
    (finding,) = off(weights(("成本", "30"), ("产出", "30"), ("效益", "30")), "2021")
    assert finding.expected == "成本20产出40效益20满意度10 或 成本20产出40效益30"


def test_weights_of_each_sheet_stand_alone() -> None:
    sheets = [Example(rows=weights(*FIFTY)), Example(rows=weights(("产出", "50")))]
    (finding,) = [finding for finding in all_findings(sheets=sheets) if finding.rule == "W01"]
    assert finding.place.sheet == "项目2"
