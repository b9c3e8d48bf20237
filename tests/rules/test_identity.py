"""Family B: codes, units, titles, names, years and document numbers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import Fired, all_findings, fired
from xltools.messages.message import Example
from xltools.rules.identity import code_of, is_placeholder
from xltools.rules.settings import Settings

CODE, UNIT, TITLE, NAME, PURPOSE, GOALS = "B3", "A2", "A1", "E3", "B5", "B8"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("301-0401-YXN-6RWU", []),
        ("12000022P10000210006W", []),  # the integrated system's
        (" 301-0401-yxn-6rwu ", []),  # width, case and blanks do not matter
        ("３０１－０４０１－ＹＸＮ－６ＲＷＵ", []),
        ("空", [("error", CODE, "")]),
        ("301-0401-YXN6RWU", [("warning", CODE, "如 475-0501-YXN-6RWU")]),
        ("301-0401-YXN-6RW", [("warning", CODE, "如 475-0501-YXN-6RWU")]),
        ("扶贫01", [("warning", CODE, "如 475-0501-YXN-6RWU")]),
        ("000-9999-JSN-PTH6", [("note", CODE, "")]),
    ],
)
def test_codes(code: str, expected: Fired) -> None:
    assert fired("B01", code=code) == expected


def test_codes_compare_without_width_case_and_blanks() -> None:
    assert code_of(" ３０１-0401-yxn-6rwu\n") == "301-0401-YXN-6RWU"
    assert is_placeholder("000-9999-JSN-PTH6")
    assert not is_placeholder("301-9999-JSN-PTH6")


def two(code: str, other: str, **changes: Any) -> dict[str, Any]:
    return {"sheets": [Example(code=code), Example(code="301-0401-YXN-AAAA"), Example(code=other, **changes)]}


def test_a_code_on_two_sheets_is_reported_once_with_both_cells() -> None:
    (finding,) = [
        finding for finding in all_findings(**two("301-0401-YXN-6RWU", "301-0401-yxn-6rwu")) if finding.rule == "B02"
    ]
    assert (finding.place.sheet, finding.place.cell, finding.severity.value) == ("项目3", CODE, "error")
    assert [(place.sheet, place.cell) for place in finding.related] == [("项目1", CODE)]
    assert finding.found == "301-0401-YXN-6RWU"


def test_three_sheets_with_one_code_are_still_one_finding() -> None:
    same = [Example(code="301-0401-YXN-6RWU")] * 3
    (finding,) = [finding for finding in all_findings(sheets=same) if finding.rule == "B02"]
    assert [place.sheet for place in finding.related] == ["项目1", "项目3"]


@pytest.mark.parametrize(
    "changes",
    [
        two("301-0401-YXN-6RWU", "301-0401-YXN-A2WI"),
        two("000-9999-JSN-PTH6", "000-9999-JSN-PTH6"),  # placeholders may repeat
        two("301-0401-YXN-6RWU", "301-0401-YXN-6RWU", kind="special_fund"),  # a fund may share its project's code
        two("空", "空"),
    ],
)
def test_no_code_on_two_sheets(changes: dict[str, Any]) -> None:
    assert fired("B02", **changes) == []


@pytest.mark.parametrize(
    ("code", "unit", "expected"),
    [
        ("301-0401-YXN-6RWU", "301001示范县交通运输局", []),
        ("320-0401-YXN-6RWU", "301001示范县交通运输局", [("warning", CODE, "301")]),
        ("000-9999-JSN-PTH6", "301001示范县交通运输局", []),
        ("000-0401-YXN-6RWU", "301001示范县交通运输局", []),
        ("320-0401-YXN-6RWU", "空", []),  # B04 reports what is missing
        ("320-0401-YXN-6RWU", "示范县交通运输局", []),
        ("12000022P10000210006W", "301001示范县交通运输局", []),
        ("320-0401", "301001示范县交通运输局", []),
    ],
)
def test_code_and_unit(code: str, unit: str, expected: Fired) -> None:
    assert fired("B03", code=code, unit=unit) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"unit": "空"}, [("warning", UNIT, "")]),
        ({"unit": "空", "kind": "special_fund"}, [("note", UNIT, "")]),
        ({"unit": "示范县交通运输局"}, [("warning", UNIT, "")]),
        ({"unit": "301001"}, [("warning", UNIT, "")]),
        ({"unit": "301001示范县交通运输局"}, []),
        ({"sheets": [Example(unit="空"), Example()]}, [("warning", UNIT, "301001示范县交通运输局")]),
    ],
)
def test_units(changes: dict[str, Any], expected: Fired) -> None:
    assert fired("B04", **changes) == expected


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("1、2020年扶贫综合经费绩效目标表", "2020年扶贫综合经费", []),
        ("（二）2020年扶贫综合经费绩效目标表", "2020年扶贫综合经费", []),
        ("2020年扶贫\n综合经费　绩效目标申报表", "2020年扶贫综合经费", []),
        ("1、冀财农[2019]137号通知绩效目标表", "冀财农【2019】137号通知", []),
        ("1、2020年扶贫工作经费绩效目标表", "2020年扶贫综合经费", [("warning", TITLE, "2020年扶贫综合经费")]),
        ("项目支出绩效目标表", "2020年扶贫综合经费", []),  # names no project
        ("2020年度部门预算项目绩效目标申报表（2020年度）", "2020年扶贫综合经费", []),
        ("附件2：2020年扶贫综合经费绩效目标表", "2020年扶贫综合经费", []),
        ("附表1-2 2020年扶贫综合经费绩效目标表", "2020年扶贫综合经费", []),
        ("空", "2020年扶贫综合经费", []),
        ("1、2020年扶贫综合经费绩效目标表", "空", [("error", NAME, "2020年扶贫综合经费")]),
        ("空", "空", [("error", NAME, "预算批复的名称")]),
    ],
)
def test_titles(title: str, name: str, expected: Fired) -> None:
    assert fired("B05", title=title, name=name) == expected


@pytest.mark.parametrize(
    ("name", "fires"),
    [
        ("冀财农[2019]137号河北省财政厅关于提前下达2020年中央财政扶贫专项资金预算的通知", True),
        ("关于进一步加强养老服务的实施意见", True),
        ("财政资金收益扶贫项目贴息项目", True),
        ("2020年道路维修经费及绿化经费", True),
        ("2020年脱贫办工作经费", False),
        ("农村饮水工程（维修养护工程）", False),
        ("关于进城务工人员培训补助", False),
        ("冀财农〔2019〕137号2020年专项资金", False),
    ],
)
def test_names(name: str, fires: bool) -> None:
    assert fired("B06", name=name) == ([("note", NAME, "")] if fires else [])


YEAR_2020 = [("error", PURPOSE, "2020年")]


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("2019年扶贫办扶贫工作综合经费", YEAR_2020),
        ("用于2019年度下乡交通支出", YEAR_2020),
        ("２０１９年办公支出", YEAR_2020),
        ("2021年办公支出", YEAR_2020),
        ("2020年办公支出", []),
        ("冀财农〔2019〕137号提前下达2020年资金", []),
        ("按冀财农〔2019〕137号用于办公", []),
        ("提前下达2021年办公支出", []),
        ("2019年结转资金用于道路硬化", []),
        ("支付2019年建成道路的尾款", []),
        ("截至2019年底已硬化10公里，今年硬化12公里", []),
        ("较2019年增长10%", []),
        ("2019-2021年三年行动，2020年硬化12公里", []),
        ("2019年至2020年冬春季清洁取暖", []),
        ("支付2019年12月至2020年3月取暖费", []),
        ("按2019年标准发放", []),
        ("2019年经县政府批准的道路硬化", []),
        ("2019年末贫困人口3215人", []),
        ("1998年建的校舍翻新", []),  # more than three years away: history
        ("到2022年全面完成", []),
        ("2019年冬季至次年春季清雪", []),
        ("自来水普及率由2019年的76%提高到85%", []),
        ("森林覆盖率比2018年的31%提高2个百分点", []),
        ("2019年完成主体，2020年完成装修和设备安装", []),
        ("工期两年，2020年完成60%，2021年完成剩余工程", []),
        ("本年拨付120万元，其余资金2021年安排", []),
        ("余款30万元2021年支付", []),
        ("对2019年退役士兵120人发放一次性补助", []),
        ("补助2018年脱贫户320户", []),
        ("资助2019级学生300人", []),
        ("为2019届毕业生发放求职补贴", []),
        ("修复2019年水毁农田300亩", []),
        ("保障低保对象905人（2019年为890人）", []),
        ("接待游客75万人次，2019年为71万人次", []),
        ("抽检合格率98%（2019年实际抽检96.8%）", []),
        ("2019年实施公厕改造30座", YEAR_2020),
        ("保障2019年机关运转", YEAR_2020),
        ("2019年为全县200个村配备保洁员", YEAR_2020),
    ],
)
def test_years_of_the_purpose(purpose: str, expected: Fired) -> None:
    assert fired("B07", name="2020年扶贫综合经费", purpose=purpose) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"goals": "1、保障2019年工作正常开展"}, [("error", GOALS, "2020年")]),
        ({"goals": "1、保障2020年完美收官"}, []),
        ({"name": "2019年扶贫经费", "purpose": "2019年扶贫经费"}, [("warning", NAME, "2020年")]),  # copied whole
        ({"name": "2019年通村路尾款", "purpose": "支付2019年通村路尾款"}, []),
        ({"name": "2019年农村公路续建项目", "purpose": "2019年开工路段续建"}, []),
        ({"name": "冀财农〔2019〕137号专项资金"}, []),
        ({"name": "扶贫经费", "purpose": "2019年扶贫经费"}, YEAR_2020),
        ({"name": "扶贫经费", "purpose": "2019年扶贫经费", "year": "2019", "goals": "空"}, []),
        ({"goals": "1、由2018年的86%提高到90%以上。\n2、2021年3月完成验收，资金2020年底前支付70%。"}, []),
        ({"goals": "1、完成培训12期。\n2、2019年12月底前全部验收。"}, [("error", GOALS, "2020年")]),
        ({"purpose": "2019年经费", "goals": "保障2018年工作"}, [*YEAR_2020, ("error", GOALS, "2020年")]),
        ({"purpose": "2019年经费，2018年经费"}, YEAR_2020),  # one cell, one finding
    ],
)
def test_years(changes: dict[str, Any], expected: Fired) -> None:
    assert fired("B07", **changes) == expected


def test_a_county_can_name_words_that_explain_a_year() -> None:
    changes = {"name": "2020年扶贫综合经费", "purpose": "2019年双拥经费"}
    assert fired("B07", **changes) == YEAR_2020
    allowed = Settings(word_lists={"other_year_after": ("双拥",)})
    assert fired("B07", allowed, **changes) == []


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("冀财农〔2019〕150号", []),
        ("冀财农【2019】150号", [("note", PURPOSE, "冀财农〔2019〕150号")]),
        ("冀财农[2019]150号", [("note", PURPOSE, "冀财农〔2019〕150号")]),
        ("冀财农（2019）150号", [("note", PURPOSE, "冀财农〔2019〕150号")]),
        ("冀财农〔2019〕第150号", [("note", PURPOSE, "冀财农〔2019〕150号")]),
        ("冀财农[2019]137、149号", [("note", PURPOSE, "冀财农〔2019〕137号、冀财农〔2019〕149号")]),
        ("按2019年第3号会议纪要", []),
    ],
)
def test_document_numbers(purpose: str, expected: Fired) -> None:
    assert fired("B08", purpose=purpose) == expected


def test_a_number_that_repeats_is_one_finding_with_all_its_cells() -> None:
    name = "冀财农[2019]150号资金"
    hits = [
        finding
        for finding in all_findings(name=name, purpose="按冀财农【2019】150号", goals="冀财农[2019]50号")
        if finding.rule == "B08"
    ]
    assert [(finding.place.cell, [place.cell for place in finding.related]) for finding in hits] == [
        (NAME, [PURPOSE, TITLE]),
        (GOALS, []),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "冀财农【2019】150号下达驻村经费的通知 冀财农[2019]50号"}, [("error", NAME, "")]),
        ({"name": "冀财农〔2019〕137号、149号专项资金"}, []),
        ({"name": "冀财农〔2019〕137号和冀财农〔2019〕149号专项资金"}, []),
        ({"name": "冀财农〔2019〕137号资金 冀财建〔2019〕22号资金"}, []),  # different agencies
        ({"name": "冀财农〔2018〕137号资金 冀财农〔2019〕22号资金"}, []),  # different years
        ({"name": "冀财农〔2019〕137号资金 冀财农〔2019〕137号"}, []),
        ({"purpose": "按冀财农〔2019〕137号安排50万元，按冀财农〔2019〕22号安排30万元"}, []),  # two documents
        ({"purpose": "按冀财农〔2019〕150号安排50万元，见冀财农〔2019〕50号"}, [("error", PURPOSE, "")]),
        ({"purpose": "《资金管理办法》（冀财农〔2019〕150号）、《补助标准》（冀财农〔2019〕50号）"}, []),
    ],
)
def test_contradicting_document_numbers(changes: dict[str, Any], expected: Fired) -> None:
    assert fired("B09", **changes) == expected


@pytest.mark.parametrize(
    ("basis", "fires"),
    [
        ("示财〔2019〕号", True),
        ("财教〔2016〕号文件", True),
        ("示财〔2019〕××号", True),
        ("示财〔2019〕36号", False),
        ("示财〔2019〕第36号", False),
        ("依据1号通告", False),
    ],
)
def test_document_numbers_without_the_number(basis: str, fires: bool) -> None:
    cells = [severity for severity, _, _ in fired("B10", pick="受益人口", basis=basis)]
    assert cells == (["warning"] if fires else [])


SAME = {"code": "301-0401-YXN-A2WI"}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, []),  # the same code as well: B02
        ({"code": "301-0401-YXN-6RWU"}, [("项目2", ["项目1"])]),
        ({"code": "空"}, [("项目2", ["项目1"])]),
        ({"code": "301-0401-YXN-6RWU", "name": "2020年农村道路 硬化项目"}, [("项目2", ["项目1"])]),
        ({"code": "301-0401-YXN-6RWU", "name": "2020年农村道路硬化项目（二期）"}, []),
        ({"code": "301-0401-YXN-6RWU", "unit": "301002示范县公路站"}, []),
        ({"code": "301-0401-YXN-6RWU", "budget": "1200001.00"}, []),
        ({"code": "301-0401-YXN-6RWU", "budget": "空"}, []),
        ({"code": "301-0401-YXN-6RWU", "purpose": "硬化王庄4个村道路12公里，每公里补助10万元"}, []),
        ({"code": "301-0401-YXN-6RWU", "goals": "1、2020年12月底前硬化12公里。"}, []),
        ({"code": "301-0401-YXN-6RWU", "target": "≥91%"}, []),
        ({"code": "301-0401-YXN-6RWU", "kind": "special_fund"}, []),
    ],
)
def test_one_project_on_two_sheets(other: dict[str, Any], expected: list[tuple[str, list[str]]]) -> None:
    found = [
        finding for finding in all_findings(sheets=[Example(**SAME), Example(**SAME | other)]) if finding.rule == "B11"
    ]
    assert [(finding.place.sheet, [place.sheet for place in finding.related]) for finding in found] == expected


@pytest.mark.parametrize(
    ("names", "budgets", "expected"),
    [
        (["改造食堂", "改造食堂"], ["128.5", "138.5"], ["warning"]),
        (["改造食堂", "2024年改造食堂"], ["128.5", "138.5"], ["warning"]),
        (["2023年改造食堂", "2024年改造食堂"], ["128.5", "138.5"], []),
        (["改造食堂", "改造操场"], ["128.5", "128.5"], []),
        (["改造食堂", "改造食堂"], ["128.5", "128.5"], ["error"]),
    ],
)
def test_projects_without_codes(names: list[str], budgets: list[str], expected: list[str]) -> None:
    form = {"form": "MOF2021", "code": "空", "money_unit": "万元", "fiscal": "120", "other": "空"}
    sheets = [Example(**form, name=name, budget=budget) for name, budget in zip(names, budgets, strict=True)]
    assert [one.severity for one in all_findings(sheets=sheets) if one.rule == "B11"] == expected
