"""部门单页: each department on one page, its figures those of 县级汇总表, all that has no room counted."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.county.counties import GENERATED, county, department_file
from tests.summary.summary_reader import Summary, summary
from tests.summary.test_results import whole as county_of_results
from tests.summary.test_summary_office import converted, stored
from xltools.county.data import CountyData, DepartmentEntry
from xltools.sheet_names import PAGES_SHEET
from xltools.summary import department_pages
from xltools.text import Text

LABELS = {
    "项目数": "项目数",
    "专项数": "专项数",
    "指标数": "指标数",
    "项目预算": "项目预算/合计",
    "财政资金": "项目预算/财政资金",
    "其他资金": "项目预算/其他资金",
    "专项资金": "专项资金/合计",
    "其中计入": "专项资金/其中计入",
    "去重后合计": "去重后\n合计",
    "错误": "问题数/错误",
    "警告": "问题数/警告",
    "提示": "问题数/提示",
    "完整度": "完整度",
    "有满意度项目": "有满意\n度项目",
    "状态": "状态",
}
"""The labels of a page, and the columns of 县级汇总表 that they show."""

Page = list[list[Any]]


@cache
def written() -> Summary:
    """青山县 with its pages, written and read once."""
    return summary(county(), pages=True)


def pages(seen: Summary) -> list[Page]:
    """The rows of each page, without the blank cells."""
    rows = [[cell for cell in row if cell is not None] for row in seen.rows(PAGES_SHEET)]
    breaks = [one.id for one in seen.book[PAGES_SHEET].row_breaks.brk]
    return [rows[start:end] for start, end in zip([0, *breaks], [*breaks, len(rows)], strict=True)]


def figures(page: Page) -> dict[str, Any]:
    """The key figures of a page by their labels."""
    found: dict[str, Any] = {}
    for row in page:
        if row and row[0] in LABELS and len(row) % 2 == 0:  # a finding has three cells
            found |= dict(zip(row[::2], row[1::2], strict=True))
    return found


def crowded() -> CountyData:
    """A department whose names and messages are long and many, and one that has sent nothing."""
    file = department_file("报送/218.xlsx", "218", "教育和体育局" * 8, 30, packed=False)
    rows = [row._replace(name=f"{row.name}（{'长长的项目名称' * 6}）") for row in file.sheets]
    findings = [replace(one, message=Text(f"{one.message.zh}，{'说明很长' * 30}", "Long.")) for one in file.findings]
    place = findings[0].place._replace(sheet="一张名字很长的绩效目标表的工作表名")
    findings[0] = replace(findings[0], place=place)
    file = replace(file, sheets=tuple(rows), findings=tuple(findings))
    roster = (DepartmentEntry("218", "教育和体育局" * 8), DepartmentEntry("305", "气象局"))
    return CountyData("青山县", 2020, (file,), roster, (), tuple(findings), GENERATED, "0.1.0")


@pytest.mark.parametrize(
    ("name", "year", "title"),
    [
        ("青山县气象局", 2020, "青山县气象局 2020年预算绩效目标审核情况"),
        ("气象局", 2020, "青山县气象局 2020年预算绩效目标审核情况"),
        ("气象局", None, "青山县气象局 预算绩效目标审核情况"),
        ("中共青山县委办公室", 2020, "中共青山县委办公室 2020年预算绩效目标审核情况"),
    ],
)
def test_the_title_names_the_county_once(name: str, year: int | None, title: str) -> None:
    data = CountyData("青山县", year, (), (DepartmentEntry("305", name),), (), (), GENERATED, "0.1.0")
    assert [page[0] for page in pages(summary(data, pages=True))] == [[title]]


def test_without_the_option_there_are_no_pages() -> None:
    assert PAGES_SHEET not in summary(county()).names
    assert written().names.count(PAGES_SHEET) == 1


def test_a_county_of_results_has_no_pages() -> None:
    assert PAGES_SHEET not in summary(county_of_results(targets=False)[0], pages=True).names


def test_the_figures_are_those_of_the_county() -> None:
    rows = [row for row in written().table("县级汇总表", "部门") if isinstance(row["序"], int | float)]
    found = pages(written())
    assert len(found) == len(rows) == 14 - 1
    received = 0
    for page, row in zip(found, rows, strict=True):
        assert page[0] == [f"青山县{row['部门']} 2020年预算绩效目标审核情况"]
        shown = figures(page)
        assert shown == {label: row[LABELS[label]] for label in shown}
        received += shown.keys() == LABELS.keys()
    assert received == sum(row["状态"] != "待报" for row in rows) > 5


def test_the_figures_are_formulas() -> None:
    rows = written().formulas(PAGES_SHEET)
    texts = [row[2] for row in rows if row[4] in LABELS]
    assert len(texts) > 50
    assert all(re.fullmatch(r"='县级汇总表'!\$[A-Z]+\$\d+", str(text)) for text in texts)


def test_the_plan_stands_against_the_time_of_the_year() -> None:
    [row] = [row for row in written().table("县级汇总表", "部门") if row["部门"] == "教育和体育局"]
    [page] = [page for page in pages(written()) if "教育和体育局" in page[0][0]]
    plan = [line for line in page if line and str(line[0]).endswith("月底")]
    for (period, amount, share, schedule, gap), time in zip(plan, (0.25, 0.5, 0.8333, 1), strict=True):
        assert (amount, share) == (row[f"{period}计划/金额"], row[f"{period}计划/%"])
        assert schedule == time
        assert gap == pytest.approx((share - time) * 100)


@pytest.mark.parametrize("data", [county(), crowded()], ids=["a county", "a crowded page"])
def test_projects_and_findings_are_all_shown_or_counted(data: CountyData) -> None:
    for page in pages(summary(data, pages=True)):
        shown = figures(page)
        if "项目数" not in shown:
            continue
        heads = [number for number, row in enumerate(page) if row[:1] in (["项目名称"], ["级别"])]
        projects, findings = page[heads[0] + 1 : heads[1] - 1], page[heads[1] + 1 :]
        assert projects
        assert findings
        other = re.fullmatch(r"其余 (\d+) 个项目合计", str(projects[-1][0]))
        assert len(projects) - bool(other) + (int(other[1]) if other else 0) == shown["项目数"]
        assert float(sum(Decimal(str(row[1])) for row in projects)) == pytest.approx(shown["项目预算"])
        budgets = [row[1] for row in projects[: len(projects) - bool(other)]]
        assert budgets == sorted(budgets, reverse=True)
        rest = re.fullmatch(r"其余 (\d+) 处见“问题清单”", str(findings[-1][0]))
        listed = findings[: len(findings) - bool(rest)]
        levels = [row[0] for row in listed]
        assert levels == sorted(levels, key=("错误", "警告", "提示").index)
        alike = [re.match(r"(\d+) 处", str(row[-1])) for row in listed]  # several in one line begin with their number
        here = sum(int(one[1]) if one else 1 for one in alike)
        assert here + (int(rest[1]) if rest else 0) == sum(shown[level] for level in ("错误", "警告", "提示"))


def test_a_department_that_sent_nothing_has_a_short_page() -> None:
    page = pages(summary(crowded(), pages=True))[1]
    assert page[0] == ["青山县气象局 2020年预算绩效目标审核情况"]
    assert ["没有可以汇总的项目绩效目标表，“催报表”标为“未收到”。"] in page
    assert figures(page) == {"错误": 0, "警告": 0, "提示": 0, "状态": "待报"}


def test_more_departments_than_breaks_of_a_sheet_continue_on_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(department_pages, "MAX_PAGES", 8)
    seen = summary(county(), pages=True)
    assert [name for name in seen.names if name.startswith(PAGES_SHEET)] == [PAGES_SHEET, f"{PAGES_SHEET}(2)"]
    assert [len(seen.book[name].row_breaks.brk) for name in (PAGES_SHEET, f"{PAGES_SHEET}(2)")] == [7, 4]


def test_pages_are_upright_and_keep_their_letters_at_full_size() -> None:
    sheet = written().book[PAGES_SHEET]
    assert (sheet.page_setup.orientation, sheet.page_setup.scale or 100) == ("portrait", 100)
    assert min(cell.font.sz for row in sheet.iter_rows() for cell in row) >= 9


@pytest.mark.desktop
@pytest.mark.parametrize("data", [county(), crowded()], ids=["a county", "a crowded page"])
def test_each_department_is_printed_on_one_page(data: CountyData, tmp_path: Path) -> None:
    seen = summary(data, pages=True)
    pdf = tmp_path / "汇总.pdf"
    pdf.write_bytes(converted(seen.content, "pdf", tmp_path))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    mine = [page for page in text.split("\f") if re.search(rf"年\s+{PAGES_SHEET}\b", page)]
    assert len(mine) == len(pages(seen))
    assert all("审核情况" in page for page in mine)
    assert not any("###" in page for page in mine)


@pytest.mark.desktop
def test_stored_values_are_what_a_program_works_out(tmp_path: Path) -> None:
    ours = stored(written().content, written().book)
    fresh = stored(converted(written().content, "xlsx", tmp_path), written().book)
    mine = {cell: value for cell, value in ours.items() if cell[0] == PAGES_SHEET}
    assert len(mine) > 500
    wrong = {
        cell: (value, fresh[cell])
        for cell, value in mine.items()
        if value != fresh[cell] and fresh[cell] != pytest.approx(value, rel=1e-12, abs=1e-12)
    }
    assert wrong == {}
