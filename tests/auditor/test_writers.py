"""No false alarm: files of programs that Excel is known to open have no problems. More writers: other_writers.py."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.auditor import audit
from tests.auditor.base_workbook import base_parts, packed

ROWS = (("名称", "金额"), ("甲", 1.5), ("乙", 2), ("丙", None))


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet["C1"] = "=SUM(B2:B3)"
    sheet["C1"].comment = Comment("合计", "财政局")
    sheet["D1"].hyperlink = "https://example.com"
    sheet.merge_cells("A6:C7")
    sheet.add_table(Table(displayName="台账", ref="A1:B4"))
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("A9:A20")
    sheet.add_data_validation(choice)
    red = PatternFill("solid", bgColor="FFC7CE")
    sheet.conditional_formatting.add("B2:B4", CellIsRule(operator="greaterThan", formula=["1"], fill=red))
    sheet.conditional_formatting.add(
        "B2:B4", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="FF0000")
    )
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "F2")
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.protection.set_password("secret")
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.defined_names["合计"] = DefinedName("合计", attr_text="Sheet!$C$1")
    return saved(book)


def by_openpyxl_in_one_pass() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    for row in ROWS:
        sheet.append(row)
    return saved(book)


def read_and_written_by_openpyxl() -> bytes:
    return saved(openpyxl.load_workbook(BytesIO(packed(base_parts().items()))))


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_pandas(engine: str) -> bytes:
    buffer = BytesIO()
    frame = pandas.DataFrame(ROWS[1:], columns=ROWS[0])
    frame.to_excel(buffer, engine=engine, sheet_name="明细", freeze_panes=(1, 0))
    return buffer.getvalue()


WRITERS: dict[str, Callable[[], bytes]] = {
    "XlsxWriter": lambda: packed(base_parts().items()),
    "openpyxl": by_openpyxl,
    "openpyxl, write-only": by_openpyxl_in_one_pass,
    "openpyxl, a file of XlsxWriter's": read_and_written_by_openpyxl,
    "pandas with openpyxl": lambda: by_pandas("openpyxl"),
    "pandas with XlsxWriter": lambda: by_pandas("xlsxwriter"),
    "LibreOffice 7.4": Path(__file__).with_name("files").joinpath("libreoffice-7.4.xlsx").read_bytes,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_writer_raises_no_alarm(writer: str) -> None:
    assert audit(WRITERS[writer]()) == ()
