"""``xltools template --form monitor|self-evaluation``: what is approved is locked, no budget counts twice."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import clean, faulty, run

__all__ = ["clean", "faulty"]


@pytest.mark.parametrize(
    ("form", "title", "closed", "open_"),
    [
        ("monitor", "监控1", ["年初预算数", "年度指标值"], ["1—7月执行数", "1—7月执行情况", "偏差原因分析"]),
        ("self-evaluation", "自评1", ["年初预算数", "年度指标值"], ["全年执行数（B）", "实际完成值", "得分", "分值"]),
    ],
)
def test_what_was_approved_is_locked(
    clean: Path, tmp_path: Path, form: str, title: str, closed: list[str], open_: list[str]
) -> None:
    output = tmp_path / "下发"
    code, text = run("template", "--form", form, "--from", clean.parent, "--out", output)
    assert code == 0, text
    (path,) = output.iterdir()
    sheet = openpyxl.load_workbook(path)[title]
    plan = openpyxl.load_workbook(clean)["项目1"]
    assert sheet.protection.sheet
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert Decimal(str(sheet.cell(cells["年初预算数"].row + 1, cells["年初预算数"].column).value)) == 120, "万元"
    assert all(sheet.cell(cells[label].row + 1, cells[label].column).protection.locked for label in closed)
    assert not any(sheet.cell(_first(sheet, cells[label]), cells[label].column).protection.locked for label in open_)
    names = {str(cell.value) for row in plan.iter_rows() for cell in row}
    first = cells["年度指标值"].row
    column = cells["三级指标"].column
    written = [value for row in range(first + 1, first + 12) if (value := sheet.cell(row, column).value)]
    assert written
    assert set(written) <= names


def test_the_department_is_named_where_the_approved_book_has_no_cover(clean: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(clean)
    for name in ("封面", "目录", "_xltools"):
        if name in book.sheetnames:
            del book[name]
    book.save(clean)
    assert run("template", "--form", "monitor", "--from", clean.parent, "--out", tmp_path / "下发")[0] == 0
    (path,) = (tmp_path / "下发").iterdir()
    cover = openpyxl.load_workbook(path)["封面"]
    assert {"301", "示范县交通运输局"} <= {str(cell.value) for row in cover.iter_rows() for cell in row}


def _first(sheet: openpyxl.worksheet.worksheet.Worksheet, label: openpyxl.cell.cell.Cell) -> int:
    """The row of the first cell below a label and its merged block."""
    blocks = [block for block in sheet.merged_cells.ranges if label.coordinate in block]
    return (blocks[0].max_row if blocks else label.row) + 1


def test_nothing_of_it_counts_as_budget(clean: Path, faulty: Path, tmp_path: Path) -> None:
    both = tmp_path / "全年"
    both.mkdir()
    for path in (clean, faulty):
        (both / path.name).write_bytes(path.read_bytes())
    for form in ("monitor", "self-evaluation"):
        output = tmp_path / form
        assert run("template", "--form", form, "--from", clean.parent, "--out", output)[0] == 0
        assert len(list(output.iterdir())) == 2
        for path in output.iterdir():
            (both / f"{form}{path.name}").write_bytes(path.read_bytes())
    totals = []
    for number, folder in enumerate((clean.parent, both)):
        target = tmp_path / f"汇总{number}.json"
        run("consolidate", folder, "--out", target.with_suffix(".xlsx"), "--json", target)
        document = json.loads(target.read_text("utf-8"))
        totals.append(sum(Decimal(row["budget"]) for row in document["projects"]))
    assert totals[0] == totals[1] == Decimal(2400000)


def test_what_is_refused(clean: Path, tmp_path: Path) -> None:
    output = tmp_path / "下发"
    code, text = run("template", "--form", "monitor", "--from", clean, "--out", output)
    assert code == 2
    assert "文件夹" in text
    assert run("template", "--form", "monitor", "--out", output)[0] == 2
    assert run("template", "--form", "monitor", "--from", clean.parent, "--out", output, "--macros")[0] == 2
    assert not output.exists()
    arguments = ("template", "--form", "monitor", "--from", clean.parent, "--out", output)
    assert run(*arguments)[0] == 0
    assert run(*arguments)[0] == 2, "it exists"
    assert run(*arguments, "--force")[0] == 0
