"""The first real input: department 475, from its workbook, and from the text that it published."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.documents.test_publish import content
from xltools.cli.app import app, load_commands
from xltools.department.read import read_book
from xltools.documents.publish import render_published_text
from xltools.documents.published_text import read_published_text
from xltools.model import DepartmentBook
from xltools.template import write_department

load_commands()

SAMPLE = Path(__file__).parents[1] / "workbooks" / "samples" / "475顺平县扶贫开发办公室.xlsx"
SUMS = {
    "projects": 5,
    "special_funds": 2,
    "indicators": 19,
    "project_budget": "85473060.00",
    "special_fund_budget": "2298060.00",
    "deduplicated_budget": "86198060.00",
    "projects_with_plan": 5,
    "project_budget_with_plan": "85473060.00",
    "fiscal": "85473060.00",
    "other": "0.00",
    "doubtful_budget": "0.00",
    "planned": {"03": "314612.00", "06": "84686530.00", "10": "85001142.00", "12": "85473060.00"},
}


@pytest.fixture(scope="module")
def sample() -> DepartmentBook:
    book = read_book(SAMPLE).book
    assert book
    return book


@pytest.fixture(scope="module")
def text(sample: DepartmentBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The department's book as it would be published."""
    path = tmp_path_factory.mktemp("475") / "绩效文本.txt"
    path.write_text(render_published_text(sample), encoding="utf-8")
    return path


def consolidated(source: Path, folder: Path) -> dict[str, Any]:
    target = folder / "汇总.json"
    arguments = ["consolidate", str(source), "--out", str(folder / "汇总.xlsx"), "--json", str(target)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1, "the published text has faults"
    document: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return document


def test_sums_of_the_sample_workbook(tmp_path: Path) -> None:
    document = consolidated(SAMPLE, tmp_path)
    assert document["totals"] == SUMS
    (file,) = document["files"]
    assert (file["status"], file["department_code"], file["department_name"]) == (
        "accepted",
        "475",
        "顺平县扶贫开发办公室",
    )


def test_sums_of_the_text(text: Path, tmp_path: Path) -> None:
    workbook = tmp_path / "475.xlsx"
    result = CliRunner().invoke(app, ["import-text", str(text), "--out", str(workbook)])
    assert result.exit_code == 0, result.output
    assert "85,473,060.00" in result.output
    assert consolidated(workbook, tmp_path)["totals"] == SUMS


def test_workbook_of_the_text_reads_back_as_the_text(text: Path, tmp_path: Path) -> None:
    book, findings = read_published_text(text)
    assert findings == ()
    path = tmp_path / "475.xlsx"
    write_department(book, path)
    again = read_book(path)
    assert again.findings == ()
    assert again.book
    assert values(again.book) == values(book)


def values(book: DepartmentBook) -> list[object]:
    """What the texts mean: a workbook holds 725000.00 as a number, and shows it in its own way."""
    return [
        (book.code.value, book.name.value, book.year.value, book.county.value),
        *(
            (
                sheet.kind,
                sheet.code.value,
                sheet.name.value,
                *(entry.value for entry in (sheet.budget, sheet.fiscal, sheet.other, sheet.purpose)),
                sheet.plan.values,
                sheet.goal.items,
                [
                    (
                        *(entry.value for entry in (row.level1, row.level2, row.level3, row.description, row.basis)),
                        *(row.target.text, row.target.value, row.continued),
                    )
                    for row in sheet.indicators
                ],
            )
            for sheet in book.sheets
        ),
    ]


def test_text_loses_nothing(sample: DepartmentBook, text: Path) -> None:
    book, _ = read_published_text(text)
    assert content(book) == content(sample)


def test_blank_plan_cells_stay_blank(sample: DepartmentBook) -> None:
    plans = [sheet.plan.values for sheet in sample.sheets]
    full, half_year = tuple(map(Decimal, (20, 50, 70, 100))), (None, Decimal(100), None, None)
    assert plans == [half_year, (None,) * 4, full, full, half_year, half_year, half_year]
