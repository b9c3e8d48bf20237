"""A summary that somebody has worked in is never overwritten unless what was typed into it is taken over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from xltools.rules.examples import build_book, build_sheet
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.services.contract import RequestError
from xltools.template import write_department


def type_into(path: Path, remark: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    head, column = next((c.row, c.column) for row in sheet for c in row if c.value == "部门说明")
    sheet.cell(head + 1, column).value = remark
    book.save(path)


def remarks(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path)["问题清单"]
    head, column = next((c.row, c.column) for row in sheet for c in row if c.value == "部门说明")
    return [value for row in sheet.iter_rows(head + 1) if (value := row[column - 1].value)]


@pytest.fixture
def request_again(tmp_path: Path) -> ConsolidateRequest:
    """A request that replaces a summary which has been made, with one more beside it."""
    sent = tmp_path / "报送"
    sent.mkdir()
    write_department(build_book(build_sheet(other="")), sent / "301.xlsx")
    for name in ("汇总.xlsx", "上月.xlsx"):
        consolidate(ConsolidateRequest((sent,), tmp_path / name, jobs=1))
    type_into(tmp_path / "上月.xlsx", "上月的说明")
    return ConsolidateRequest((sent,), tmp_path / "汇总.xlsx", if_exists=IfExists.REPLACE, jobs=1)


def with_previous(request: ConsolidateRequest) -> ConsolidateRequest:
    return replace(request, previous=request.output.with_name("上月.xlsx"))


def test_one_that_nobody_has_saved_is_replaced(request_again: ConsolidateRequest) -> None:
    assert consolidate(with_previous(request_again)).output == request_again.output
    assert remarks(request_again.output) == ["上月的说明"]


def test_one_that_somebody_has_saved_stays(request_again: ConsolidateRequest) -> None:
    type_into(request_again.output, "已与部门核对")
    before = request_again.output.read_bytes()
    with pytest.raises(RequestError, match="有人保存过"):
        consolidate(with_previous(request_again))
    assert request_again.output.read_bytes() == before


def test_its_own_entries_are_taken_over(request_again: ConsolidateRequest) -> None:
    type_into(request_again.output, "已与部门核对")
    assert consolidate(request_again).output == request_again.output
    assert remarks(request_again.output) == ["已与部门核对"]
