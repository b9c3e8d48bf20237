"""Family I: which indicators a sheet needs, where they belong, and whether they are about the project."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import Fired, all_findings, fired, fired_ids
from xltools.messages.message import Example
from xltools.model import Finding, Framework
from xltools.rules.engine import check_book
from xltools.rules.examples import build_book, build_sheet
from xltools.rules.settings import Settings

QUANTITY = "产出指标|数量指标|道路硬化里程|硬化的道路长度|≥12公里|计划"
QUALITY = "产出指标|质量指标|工程验收合格率|合格里程的占比|=100%|规程"
TIME = "产出指标|时效指标|工程完工时间|交工的时间|2020年10月底前|计划"
COST = "产出指标|成本指标|每公里补助标准|每公里的补助|≤10万元/公里|示交〔2019〕36号"
BENEFIT = "效益指标|社会效益指标|受益人口|出行得到改善的人口|≥3200人|统计"
CONTENT = "满意度指标|服务对象满意度指标|受益群众满意度|满意人数的占比|≥90%|调查"
OUTPUT = [QUANTITY, QUALITY, TIME, COST]
ALL = [*OUTPUT, BENEFIT, CONTENT]

FIRST, LEVEL1, LEVEL2, LEVEL3, DESCRIPTION, TARGET = "A1", "A11", "B11", "C11", "D11", "E11"


def hits(rule: str, **changes: Any) -> list[Finding]:
    return [finding for finding in all_findings(**changes) if finding.rule == rule]


def test_an_empty_table_is_one_finding_and_not_three() -> None:
    assert fired_ids("I", rows=[]) == ["I01"]
    assert fired("I01", rows=[]) == [("error", FIRST, "")]
    assert fired("I01", rows=["产出指标|数量指标", "|质量指标"]) == [("error", LEVEL1, "")]  # levels alone say nothing
    assert fired("I01", rows=["产出指标|数量指标||硬化的道路长度"]) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ALL, []),
        ([*OUTPUT, CONTENT], [("error", LEVEL1, "效益指标")]),
        ([BENEFIT, CONTENT], [("error", LEVEL1, "产出指标")]),
        ([CONTENT], [("error", LEVEL1, "产出指标、效益指标")]),
        ([*OUTPUT, BENEFIT.replace("效益指标|", "效果指标|", 1), CONTENT], []),
        ([*OUTPUT, BENEFIT.replace("效益指标|", "|", 1), CONTENT], []),  # misplaced under 产出: I06 says so
        ([*OUTPUT, "|经济效益指标|运输成本降低||≥5%|测算"], []),
    ],
)
def test_level1(rows: list[str], expected: Fired) -> None:
    assert fired("I02", rows=rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ALL, ""),
        ([QUANTITY, QUALITY, TIME, BENEFIT, CONTENT], ""),
        ([TIME, BENEFIT, CONTENT], "数量指标、质量指标、成本指标"),
        ([QUANTITY, QUALITY, TIME, "成本指标|经济成本指标|单位造价||≤10万元/公里|计划", BENEFIT], ""),
        ([BENEFIT, CONTENT], ""),  # I02 says that there is no output at all
        ([*OUTPUT[:3], "|成本指标|不适用|补助标准由上级统一规定|不适用|示交〔2019〕36号", BENEFIT], ""),
        ([*OUTPUT[:3], "|成本指标|补助标准||不适用（本项目不涉及）|", BENEFIT], ""),
        ([*OUTPUT[:3], "|成本指标|||不适用|", BENEFIT], ""),
    ],
)
def test_classes_of_output(rows: list[str], expected: str) -> None:
    assert fired("I03", rows=rows) == ([("warning", LEVEL1, expected)] if expected else [])


@pytest.mark.parametrize("target", ["不适用", "不适用（本项目不涉及）", "不适用：2020年120万元由上级统一安排"])
def test_what_does_not_apply_needs_no_more_than_to_say_so(target: str) -> None:
    rows = [*OUTPUT[:3], f"|成本指标|补助标准|补助由上级统一规定|{target}|", BENEFIT, CONTENT]
    assert fired_ids("ABCGIPVW", rows=rows) == []
    assert [place for _, place, _ in fired("T01", rows=rows)] == []
    others = [Example(name=f"2020年第{n}项工程", rows=[f"{QUANTITY}{n}", *rows[1:4]]) for n in range(3)]
    assert [finding for finding in hits("I08", sheets=others) if finding.place.cell == "C14"] == []
    books = [Example(department_code=f"30{n}", department_name=f"示范县第{n}局", rows=rows[3:4]) for n in range(3)]
    assert hits("C04", books=books) == []


@pytest.mark.parametrize(
    ("framework", "name", "missing"),
    [
        ("2015", "2020年教师培训", ""),
        ("2018", "2020年办公楼改造工程", ""),
        ("2021", "2022年教师培训", ""),
        ("2021", "2022年办公楼改造工程", "成本指标"),
        ("2021", "2022年设备购置", "成本指标"),
    ],
)
def test_cost_is_asked_for_by_framework(framework: str, name: str, missing: str) -> None:
    rows = [QUANTITY, QUALITY, TIME, BENEFIT, CONTENT]
    expected = [("warning", LEVEL1, missing)] if missing else []
    assert fired("I03", framework=framework, name=name, purpose="培训教师200人", rows=rows) == expected


def test_an_edition_can_be_forced() -> None:
    book = build_book(
        build_sheet(name="2020年设备购置", purpose="购置设备200台", rows=[QUANTITY, QUALITY, TIME, BENEFIT, CONTENT])
    )
    fired = {one: {finding.rule for finding in check_book(book, framework=one).findings} for one in Framework}
    assert [one for one, rules in fired.items() if "I03" in rules] == ["2021"]


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, "warning"),
        ({"name": "2020年扶贫项目"}, "error"),
        ({"purpose": "发放残疾人补贴200人"}, "error"),
        ({"department_name": "示范县残疾人联合会"}, "warning"),  # not all that it does is for livelihoods
        ({"framework": "2021"}, "note"),
        ({"framework": "2021", "name": "2022年衔接推进乡村振兴补助资金"}, "error"),
    ],
)
def test_satisfaction_is_missing(changes: dict[str, str], severity: str) -> None:
    assert fired("I04", rows=[*OUTPUT, BENEFIT], **changes) == [(severity, LEVEL1, "满意度指标")]


@pytest.mark.parametrize(
    "row",
    [
        CONTENT,
        "满意度|受益对象满意度|群众满意度||≥90%|调查",
        "效益指标|社会公众满意度指标|群众满意度||≥90%|调查",
        "效益指标|社会效益指标|群众满意率||≥90%|调查",
    ],
)
def test_satisfaction_is_there(row: str) -> None:
    assert fired("I04", rows=[*OUTPUT, BENEFIT, row], name="2020年扶贫项目") == []


@pytest.mark.parametrize(
    ("level1", "level2", "expected"),
    [
        ("产出指标", "数量指标", []),
        ("产出", "数量", []),
        ("一、产出指标", "数 量 指 标", []),
        ("满意度指标", "社会公众满意度指标", []),  # whatever they are called, they all ask somebody
        ("效果指标", "社会效益指标", []),  # as the forms of many counties print it
        ("效益类指标", "社会效益指标", [("note", LEVEL1, "效益指标")]),
        ("效益指标", "环境效益指标", [("note", LEVEL2, "生态效益指标")]),
        ("效益指标", "可持续影响目标", [("note", LEVEL2, "可持续影响指标")]),
        ("效果指标", "环境效益指标", [("note", LEVEL2, "生态效益指标")]),
        ("产出指标", "数量类指标", [("note", LEVEL2, "数量指标")]),
        ("绩效", "数量指标", [("note", LEVEL1, "产出指标、效益指标、满意度指标、成本指标")]),
    ],
)
def test_level_names(level1: str, level2: str, expected: Fired) -> None:
    assert fired("I05", rows=[f"{level1}|{level2}|某项指标||≥12公里|计划"]) == expected


def test_a_name_is_told_once_with_all_its_cells() -> None:
    rows = [BENEFIT.replace("效益", "效益类", 1), "|经济效益指标|运输成本降低||≥5%|测算"]
    (finding,) = hits("I05", sheets=[Example(rows=rows), Example(rows=rows)])
    assert (finding.place.sheet, finding.place.cell) == ("项目1", LEVEL1)
    assert [(place.sheet, place.cell) for place in finding.related] == [("项目2", LEVEL1)]  # not the continued row
    assert "共 2 处" in finding.message.zh


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ALL, []),
        ([BENEFIT.replace("效益指标|", "效果指标|", 1)], []),
        (["产出指标|社会效益指标|受益人口||≥3200人|统计"], [("error", LEVEL2, "效益指标")]),
        (["效益指标|服务对象满意度指标|群众满意度||≥90%|调查"], [("error", LEVEL2, "满意度指标")]),
        (["成本指标|数量指标|里程||≥12公里|计划"], [("error", LEVEL2, "产出指标")]),
        (["成本指标|成本指标|造价||≤12万元|计划"], []),
        (["产出指标|成本指标|造价||≤12万元|计划"], []),
        (["产出指标|别的什么|造价||≤12万元|计划"], []),  # not known: I05
        # one wrong level 1 cell for several rows, however many there are, is one fault
        (["产出指标|社会效益指标|甲||≥1人|统计", "|经济效益指标|乙||≥1元|统计"], [("error", LEVEL1, "效益指标")]),
        ([QUANTITY, "|社会效益指标|甲||≥1人|统计"], [("error", "B12", "效益指标")]),
        # one level 2 cell for several rows, too
        ([QUANTITY, "|社会效益指标|甲||≥1人|统计", "||乙||≥2人|统计"], [("error", "B12", "效益指标")]),
        (
            [CONTENT, "|社会效益指标|甲||≥1人|统计", "|数量指标|乙||≥1人|统计"],
            [("error", "B12", "效益指标"), ("error", "B13", "产出指标")],
        ),
    ],
)
def test_level2_and_its_level1(rows: list[str], expected: Fired) -> None:
    assert fired("I06", rows=rows) == expected


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("|服务对象满意度指标|受益群众满意度|满意人数的占比|≥85%|调查", ["C17"]),
        ("|服务对象满意度指标|受益群众 满意度||≥85%|调查", ["C17"]),
        ("|服务对象满意度指标|沿线企业满意度|满意人数的占比|≥85%|调查", []),  # the names tell them apart
        ("|服务对象满意度指标|受益群众满意度|沿线企业中满意的占比|≥85%|调查", []),  # the descriptions tell them apart
        ("|服务对象满意度指标|沿线企业满意度||≥85%|调查", []),
        ("产出指标|数量指标|受益群众满意度|满意人数的占比|≥85%|调查", []),  # another level 2: I13's
    ],
)
def test_repeated_rows(row: str, cells: list[str]) -> None:
    repeated = hits("I07", rows=[*ALL, row])
    assert [finding.place.cell for finding in repeated] == cells
    assert all([place.cell for place in finding.related] == ["C16"] for finding in repeated)


def sheets(count: int, row: str, others: int = 0) -> list[Example]:
    """So many sheets with the row, and others without it."""
    own = [[f"产出指标|数量指标|第{n}项工作量|第{n}项工作的数量|≥{n}个|计划"] for n in range(1, count + others + 1)]
    return [Example(rows=[*rows, row] if n < count else rows) for n, rows in enumerate(own)]


POLITICS = "效益指标|社会效益指标|政治导向正确|不出现通报的问题（个）|=0个|文件"


@pytest.mark.parametrize(
    ("with_row", "without", "row", "expected"),
    [
        (3, 0, POLITICS, ["warning"]),
        (3, 2, POLITICS, ["warning"]),  # 60 %
        (3, 3, POLITICS, []),
        (2, 0, POLITICS, []),
        (3, 0, CONTENT, ["note"]),  # satisfaction may well be the same everywhere
        (3, 0, QUALITY, ["note"]),
    ],
)
def test_the_same_indicator_in_many_sheets(with_row: int, without: int, row: str, expected: list[str]) -> None:
    repeated = hits("I08", sheets=sheets(with_row, row, without))
    assert [finding.severity.value for finding in repeated] == expected
    for finding in repeated:
        assert (finding.place.sheet, finding.place.cell) == ("项目1", "C12")
        assert [place.sheet for place in finding.related] == [f"项目{n}" for n in range(2, with_row + 1)]


def test_the_words_behind_a_number_do_not_make_it_another_target() -> None:
    rows = ["≥1600三保支出", "≥1600人均1600元", "≥1600不低于1600元"]
    same = [Example(rows=[f"产出指标|成本指标|投入水平|补助标准|{target}|文件"]) for target in rows]
    assert len(hits("I08", sheets=same)) == 1
    different = [Example(rows=[f"产出指标|成本指标|投入水平|补助标准|≥{n}|文件"]) for n in (1, 2, 3)]
    assert hits("I08", sheets=different) == []


def test_sheets_without_indicators_do_not_count() -> None:
    assert len(hits("I08", sheets=[*sheets(3, POLITICS), Example(rows=[]), Example(rows=[]), Example(rows=[])])) == 1


def test_a_county_can_set_the_share() -> None:
    half = sheets(3, POLITICS, others=3)
    strict = Settings(parameters={"I08": {"share": 50}})  # type: ignore[dict-item]
    assert [finding.rule for finding in all_findings(strict, sheets=half) if finding.rule == "I08"] == ["I08"]


HEALTH = "产出指标|成本指标|人均财政投入水平|基本公共卫生服务人均财政补助标准|≤1600元/人|文件"
POVERTY = {
    "name": "2020年脱贫办工作经费",
    "unit": "475002示范县扶贫开发办公室",
    "department_name": "示范县扶贫开发办公室",
}


@pytest.mark.parametrize(
    ("row", "changes", "cell"),
    [
        (HEALTH, POVERTY, DESCRIPTION),
        (HEALTH, {**POVERTY, "name": "2020年健康扶贫项目"}, ""),
        (HEALTH, {**POVERTY, "purpose": "贫困人口医疗救助200人"}, ""),
        (HEALTH, {**POVERTY, "department_name": "示范县卫生健康局"}, ""),
        (HEALTH, {**POVERTY, "unit": "801001李庄镇人民政府"}, ""),  # a town has to do with everything
        ("效益指标|社会效益指标|确保资助项目政治导向正确|意识形态问题|=0个|文件", POVERTY, LEVEL3),  # one for a row
        ("效益指标|社会效益指标|政治导向|意识形态问题|=0个|文件", {**POVERTY, "department_name": "县委宣传部"}, ""),
        ("产出指标|数量指标|增加文艺演出场次|下乡演出|≥20场|计划", {"department_name": "示范县水利局"}, LEVEL3),
        ("产出指标|数量指标|低保户改造户数|完成改造的低保户|≥20户|计划", {"name": "2020年农村危房改造"}, ""),
        ("产出指标|质量指标|消防设施完好率|校舍消防设施|=100%|规程", {"name": "2020年校舍维修"}, ""),
    ],
)
def test_indicators_of_another_field(row: str, changes: dict[str, str], cell: str) -> None:
    assert fired("I09", rows=[row], **changes) == ([("warning", cell, "")] if cell else [])


def test_a_county_adds_its_own_fields() -> None:
    domain = "航天｜火箭发射｜航天、卫星"
    row = "产出指标|数量指标|火箭发射次数|全年发射|≥2次|计划"
    assert fired("I09", rows=[row]) == []
    assert fired("I09", Settings(word_lists={"domains": (domain,)}), rows=[row]) == [("warning", LEVEL3, "")]
    broken = Settings(word_lists={"domains": ("航天火箭", "甲｜乙")})  # says nothing, breaks nothing
    assert fired("I09", broken, rows=[row]) == []


@pytest.mark.parametrize(
    ("level3", "description", "fires"),
    [
        ("扶助资金到位率", "", True),
        ("资金拨付及时率", "", False),  # payment on time is output in time
        ("补助资金到位率", "到位资金占应到位资金的比例", False),
        ("预算执行率", "", True),
        ("支出率", "实际支出资金占预算的比例", True),
        ("资金使用合规", "", True),
        ("工程完工及时率", "", False),
        ("补贴发放及时率", "按时发放的补贴资金占比", False),  # what people get is output
        ("设备到位率", "到位设备占应到位设备的比例", False),
        ("管护人员到位率", "项目资金购买服务的管护员到岗比例", False),
        ("案件执行率", "执行完毕的案件占比", False),
    ],
)
def test_input_is_no_output(level3: str, description: str, fires: bool) -> None:
    row = f"产出指标|时效指标|{level3}|{description}|=100%|文件"
    assert fired("I10", rows=[row]) == ([("note", LEVEL3, "")] if fires else [])


@pytest.mark.parametrize(
    ("level3", "target", "cells"),
    [
        ("旅游景点开发数量(≥**个)", "≥20个", [LEVEL3]),
        ("旅游景点××数量", "≥20个", [LEVEL3]),
        ("旅游景点开发数量", "≥XX个", [TARGET]),
        ("旅游景点开发数量", "≥__个", [TARGET]),
        ("旅游景点开发数量", "……", [TARGET]),
        ("指标1：", "≥20个", [LEVEL3]),
        ("指标１：开发数量", "≥20个", [LEVEL3]),
        ("-", "≥20个", [LEVEL3]),
        ("/", "待定", [LEVEL3, TARGET]),
        ("请填写指标名称", "≥20个", [LEVEL3]),
        ("旅游景点开发数量", "≥20个", []),
        ("PM2.5浓度", "80-90", []),
        ("7×24小时值守天数", "≥365天", []),
        ("XXL号救生衣数量", "≥20件", []),
        ("硬化DN200管道", "≥20米", []),
    ],
)
def test_placeholders(level3: str, target: str, cells: list[str]) -> None:
    row = f"产出指标|数量指标|{level3}|说明|{target}|文件"
    assert fired("I11", rows=[row]) == [("error", cell, "") for cell in cells]


def test_placeholders_elsewhere() -> None:
    assert fired("I11", name="××项目") == [("error", "E3", "")]
    assert fired("I11", goals="1、完成**任务") == [("error", "B8", "")]
    assert fired("I11", rows=["产出指标|数量指标|里程|养护、维修……|≥2公里|文件"]) == []  # a text may go on
    assert fired("I11", rows=["产出指标|数量指标|里程|-|≥2公里|文件"]) == []  # a blank in another form


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("2020年道路硬化", [BENEFIT], [("note", LEVEL2, "经济效益指标、生态效益指标、可持续影响指标")]),
        ("2020年企业贴息", [BENEFIT], [("note", LEVEL2, "经济效益指标、生态效益指标、可持续影响指标")]),
        ("2020年办公经费", [BENEFIT], []),
        ("2020年道路硬化", [BENEFIT, "|经济效益指标|运输成本降低||≥5%|测算"], []),
        ("2020年道路硬化", [QUANTITY], []),
    ],
)
def test_one_kind_of_benefit_if_asked_for(name: str, rows: list[str], expected: Fired) -> None:
    assert fired("I12", Settings(enabled={"I12": True}), name=name, purpose="办公", rows=rows) == expected
    assert fired("I12", name=name, purpose="办公", rows=rows) == []


@pytest.mark.parametrize(
    ("level2", "level3", "expected"),
    [
        ("质量指标", "资助对象满意度", ("warning", "服务对象满意度指标")),
        ("社会效益指标", "群众满意度", ("warning", "服务对象满意度指标")),
        ("数量指标", "旅游综合收入", ("warning", "经济效益指标")),
        ("数量指标", "园区工业总产值", ("warning", "经济效益指标")),
        ("数量指标", "林木成活率", ("warning", "质量指标")),
        ("数量指标", "疫苗接种率", ("warning", "质量指标")),
        ("数量指标", "补贴发放及时率", ("note", "时效指标")),
        ("数量指标", "亩均成本", ("note", "成本指标")),
        ("质量指标", "结题时间", None),  # no time in the value
        ("社会效益指标", "媒体报道条数", ("note", "数量指标")),
        ("社会效益指标", "宣传活动场次", ("note", "数量指标")),
        ("社会效益指标", "培训人次", ("note", "数量指标")),
        ("社会效益指标", "观看演出人次", None),  # how many came is an effect
        ("社会效益指标", "受益人次", None),
        ("社会效益指标", "带动就业人数", None),
        ("质量指标", "案件处置及时率", None),
        ("质量指标", "满意度调查完成率", None),
        ("数量指标", "人均补助标准", None),
        ("社会效益指标", "带动农户增收额", None),
        ("社会效益指标", "水质达标率", None),  # may well be a benefit
        ("质量指标", "验收合格率", None),
        ("数量指标", "标准化厂房数量", None),
        ("", "验收合格率", None),
    ],
)
def test_doubtful_class(level2: str, level3: str, expected: tuple[str, str] | None) -> None:
    row = f"产出指标|{level2}|{level3}|说明|≥90%|文件"
    assert fired("I13", rows=[row]) == ([(expected[0], LEVEL3, expected[1])] if expected else [])


def test_a_time_among_quality_is_misplaced_but_not_missing() -> None:
    row = "产出指标|质量指标|课题结题时间|通过结题评审的时间|2020年11月底前|计划"
    assert fired("I13", rows=[row]) == [("warning", LEVEL3, "时效指标")]
    assert "时效" not in fired("I03", rows=[row])[0][2]


@pytest.mark.parametrize(
    ("level3", "description", "expected"),
    [
        ("护栏长度", "培训人员的数量", "warning"),
        ("培训人数", "安装护栏的长度", "warning"),
        ("绿化面积", "参训干部人数", "warning"),
        ("群众满意度", "群众满意度", "note"),
        ("受益人口", "受益人口", ""),  # a count whose name says what is counted
        ("宣传手册数量", "宣传手册数量", ""),
        ("机电设备安装", "道路硬化长度", "warning"),  # another indicator of the sheet
        ("护栏长度", "临水路段安装护栏的长度", ""),
        ("生均标准", "每名幼儿每年公用经费", ""),
        ("故障响应时间", "接到报修后到场的时间", ""),
        ("服务群众人次", "到馆和参加活动人次", ""),
        ("公益活动场次", "举办的培训、展览", ""),
        ("惠及户数", "改造小区登记的居民户数", ""),
        ("项目总成本", "维修养护的总支出", ""),
        ("资格确认准确率", "抽查符合条件的对象占比", ""),
    ],
)
def test_descriptions(level3: str, description: str, expected: str) -> None:
    row = f"|可持续影响指标|{level3}|{description}|≥90个|文件"
    assert [severity for severity, _, _ in fired("I14", row=row)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("质量指标|储备库数量|承担储备任务的仓库数|≥3个", [("warning", LEVEL3, "数量指标")]),
        ("质量指标|获奖数量|市级以上的奖项|≥3个", []),  # tells how good the work is
        ("质量指标|标本满意率|取材合格的标本占比|≥95%", []),  # a term of medicine
    ],
)
def test_a_count_among_quality_is_misplaced(row: str, expected: list[tuple[str, str, str]]) -> None:
    assert fired("I13", rows=[f"产出指标|{row}|计划"]) == expected


def test_what_is_missing_from_the_table_points_at_the_worksheet_too() -> None:
    finding = next(one for one in all_findings(rows=["产出指标|数量指标|硬化里程||≥12公里"]) if one.rule == "I04")
    assert [place.cell for place in finding.related] == [""]
