"""A county whose departments use several forms: plans count in 元, whatever the form; nothing else is summed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.forms.layouts import LAYOUTS, workbook
from tests.forms.test_layouts import UNKNOWN
from tests.summary.summary_reader import Summary, summary
from xltools.county.data import CountyData, DepartmentEntry, Fate
from xltools.county.file_json import decode_file, encode_file
from xltools.county.find import find_files
from xltools.county.gather import gather
from xltools.outputs.json_report import county_json, totals

PLANS = ("HB2021", "FP2018", "MOF2015", "YTH2023", "APPROVAL2021", "PROVINCE2023", "MOF2020", "MOF2021")
OTHERS = ("SELF2020", "SELF2022", "TRANSFER2021", "MONITOR2019")
BUDGETS = [Decimal(1034560), *(LAYOUTS[form].money["budget"] for form in PLANS if form != "YTH2023")]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyData:
    folder = tmp_path_factory.mktemp("county")
    for form, layout in LAYOUTS.items():
        (folder / f"{form}.xlsx").write_bytes(workbook(layout.text))
    (folder / "未知.xlsx").write_bytes(workbook(UNKNOWN))
    return gather(find_files([folder]), jobs=1)


def fate(county: CountyData, name: str) -> tuple[Fate, str]:
    file = next(file for file in county.files if Path(file.path).stem == name)
    return file.fate, file.reason.zh


@pytest.mark.parametrize("form", PLANS)
def test_a_plan_counts_in_yuan(county: CountyData, form: str) -> None:
    file = next(file for file in county.files if Path(file.path).stem == form)
    assert (file.fate, file.form) == (Fate.ACCEPTED, form)
    budgets = [row.budget for row in file.sheets]
    assert budgets[0] == LAYOUTS[form].money["budget"]
    assert sum(filter(None, budgets)) == (Decimal(1034560) if form == "YTH2023" else LAYOUTS[form].money["budget"])


@pytest.mark.parametrize("form", OTHERS)
def test_what_is_not_a_plan_is_never_summed(county: CountyData, form: str) -> None:
    file = next(file for file in county.files if Path(file.path).stem == form)
    assert (file.fate, len(file.sheets), len(file.progress)) == (Fate.ACCEPTED, 0, 1)
    assert file.progress[0].form == form


def test_the_sheet_of_a_department_is_taken_and_never_summed(county: CountyData) -> None:
    file = next(file for file in county.files if Path(file.path).stem == "DEPARTMENT2021")
    assert (file.fate, file.department_name, len(file.sheets)) == (Fate.ACCEPTED, "示范县农业农村局", 0)
    (sheet,) = file.department_sheets
    assert (sheet.budget, sheet.fiscal, sheet.other) == (10_000_000, 9_500_000, 500_000)
    assert [(task.name, task.budget) for task in sheet.tasks] == [("粮食生产", 6_000_000), ("人居环境整治", 4_000_000)]
    assert totals(county)["project_budget"] == format(sum(BUDGETS, Decimal(0)), ".2f")


@pytest.mark.parametrize(
    ("roster", "code"),
    [
        ((), ""),
        ((DepartmentEntry("236", "示范县农业农村局"),), "236"),
        ((DepartmentEntry("236", "示范县水利局"),), ""),
    ],
)
def test_a_department_that_sends_only_its_own_sheet_is_still_missing(
    tmp_path: Path, roster: tuple[DepartmentEntry, ...], code: str
) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(LAYOUTS["DEPARTMENT2021"].text))
    data = gather(find_files([tmp_path]), jobs=1, roster=roster)
    assert data.files[0].department_code == code
    assert data.missing == roster
    seen = summary(data)
    assert "只有整体" in {row["是否收到"] for row in seen.table("催报表", "是否收到")}
    if roster:  # the finding stands under the name of the department
        assert [row["部门"] for row in seen.table("问题清单", "规则") if row["规则"] == "C01"] == [roster[0].name]


def test_two_sheets_of_departments_are_no_rivals(tmp_path: Path) -> None:
    text = LAYOUTS["DEPARTMENT2021"].text
    (tmp_path / "a.xlsx").write_bytes(workbook(text))
    (tmp_path / "b.xlsx").write_bytes(workbook(text.replace("600 | 550", "500 | 450")))
    assert [file.fate for file in gather(find_files([tmp_path]), jobs=1).files] == [Fate.ACCEPTED] * 2


# --- the summary of such a county -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[CountyData, Summary]:
    """Two departments: one on the form of Hebei, which has plans, one on two forms of 2021 and 2018 and with others."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "320.xlsx").write_bytes(workbook(LAYOUTS["HB2021"].text))
    forms = ("MOF2021", "FP2018", "DEPARTMENT2021", "SELF2020", "SELF2020", "MONITOR2019")
    department = LAYOUTS["DEPARTMENT2021"].text
    texts = [department if form == "DEPARTMENT2021" else LAYOUTS[form].text for form in forms]
    (folder / "205.xlsx").write_bytes(workbook(*texts))
    data = gather(find_files([folder]), jobs=1)
    return data, summary(data)


def test_what_is_remembered_between_runs_has_everything(mixed: tuple[CountyData, Summary]) -> None:
    for file in mixed[0].files:
        again = decode_file(encode_file(file))
        assert (again.department_sheets, again.other_forms) == (file.department_sheets, file.other_forms)
        assert again.progress == file.progress
        assert tuple(again.sheets) == tuple(file.sheets)


def test_every_project_says_its_form(mixed: tuple[CountyData, Summary]) -> None:
    rows = mixed[1].table("项目明细", "项目名称")
    assert {(row["项目名称"], row["表式"], row["有支出\n计划"], row["资金/预算数"]) for row in rows} == {
        ("2023年农村公路养护项目", "HB2021", "有", 1_200_000),
        ("中小学食堂改造", "MOF2021", "无", 1_285_000),
        ("村组道路硬化项目", "FP2018", "无", 856_000),
    }


def test_plans_cover_the_projects_whose_forms_have_one(mixed: tuple[CountyData, Summary]) -> None:
    seen = mixed[1]
    progress = [row for row in seen.table("支出进度", "部门 / 项目") if row["部门 / 项目"]]
    assert [(row["部门 / 项目"], row["预算数"]) for row in progress] == [
        ("示范县交通运输局", 1_200_000),
        ("2023年农村公路养护项目", 1_200_000),
    ]
    coverage = "支出计划含 1 个项目，另 2 个项目的表式没有支出计划"
    texts = [str(cell) for name in ("支出进度", "县级汇总表") for row in seen.rows(name) for cell in row]
    assert sum(coverage in text for text in texts) == 2
    total = next(row for row in seen.table("县级汇总表", "部门") if row["部门"] == "合  计")
    assert (total["项目预算/合计"], total["有支出计划的\n项目预算"]) == (pytest.approx(334.1), 120)
    assert (total["12月底计划/金额"], total["12月底计划/%"], total["6月底计划/%"]) == (120, 1, 0.5)
    assert {row["结果"] for row in seen.table("勾稽核对", "核对内容") if row["核对内容"]} == {"通过"}


def test_departments_have_a_sheet_of_their_own(mixed: tuple[CountyData, Summary]) -> None:
    rows = mixed[1].table("部门整体目标", "内容")
    assert [(row["内容"], row["名称"], row["预算金额/金额"]) for row in rows] == [
        ("部门整体", "示范县农业农村局", 10_000_000),
        ("年度任务", "粮食生产", 6_000_000),
        ("年度任务", "人居环境整治", 4_000_000),
        ("产出指标 / 数量指标", "粮食播种面积", None),
        ("效益指标 / 生态效益指标", "整治村庄数量", None),
        ("满意度指标 / 服务对象满意度指标", "农户满意度", None),
    ]
    assert (rows[0]["与项目对照/项目预算合计"], rows[0]["与项目对照/差额（整体－项目）"]) == (2_141_000, 7_859_000)


def test_the_fate_of_sheets_that_are_never_summed(mixed: tuple[CountyData, Summary]) -> None:
    data, seen = mixed
    row = next(row for row in seen.table("文件清单", "处理结果") if "205" in str(row["文件（点击打开）"]))
    assert row["原因和处理办法"] == (
        "另有 1 张部门整体绩效目标表列入“部门整体目标”，2 张项目支出绩效自评表已检查，不计入合计，"
        "1 张项目支出绩效（目标执行）监控表已检查，不计入合计"
    )
    document = county_json(data)
    file = next(file for file in document["files"] if "205" in file["path"])
    assert (file["projects"], file["department_sheets"]) == (2, 1)
    assert file["other_sheets"] == ["项目支出绩效自评表 2", "项目支出绩效（目标执行）监控表 1"]
    assert {(row["form"], row["has_plan"]) for row in document["projects"]} == {
        ("HB2021", True),
        ("MOF2021", False),
        ("FP2018", False),
    }
    assert len(document["plans"]) == 4
    assert (document["totals"]["projects_with_plan"], document["totals"]["project_budget_with_plan"]) == (
        1,
        "1200000.00",
    )
    assert [row["project_budget"] for row in document["department_sheets"]] == ["2141000.00"]
    assert [row["name"] for row in document["department_tasks"]] == ["粮食生产", "人居环境整治"]
    assert len(document["department_indicators"]) == 3


def test_a_form_that_is_not_known_is_rejected_in_its_own_words(county: CountyData) -> None:
    assert fate(county, "未知")[0] is Fate.REJECTED
    assert fate(county, "未知")[1].startswith("像是某县专项资金绩效自评表，本县没有登记这种表式")


def test_the_form_of_a_filled_sheet_is_complete(county: CountyData) -> None:
    shares = {Path(file.path).stem: [row.completeness for row in file.sheets] for file in county.files}
    assert shares["MOF2021"] == [100]
    assert shares["YTH2023"] == [100, Decimal("94.4")]  # the last indicator has no unit of measure
