"""OpenDocument spreadsheets: what programs write into them, read as a person sees it."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import odf.opendocument
import odf.table
import odf.text
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.zips import Member, raw_zip
from tests.readers.read import only_sheet, refusal, sheets, workbook
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.readers.containers.xml_parts import parse_events
from xltools.readers.refusal import RefusedError
from xltools.readers.text_tables.decoding import without_declaration

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


def document(rows: str, styles: str = "", meta: str = "", before: str = "", *, flat: bool = False) -> bytes:
    """A document with one table."""
    table = f'<table:table table:name="表">{before}{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    meta = f"<office:meta>{meta}</office:meta>"
    if flat:
        mimetype = "application/vnd.oasis.opendocument.spreadsheet"
        return (
            f'<office:document{DECLARED} office:mimetype="{mimetype}">{meta}{styles}{body}</office:document>'.encode()
        )
    content = f"<office:document-content{DECLARED}>{styles}{body}</office:document-content>"
    parts = {"content.xml": content, "meta.xml": f"<office:document-meta{DECLARED}>{meta}</office:document-meta>"}
    members = [Member("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", 0)]
    return raw_zip([*members, *(Member(name, text.encode()) for name, text in parts.items())])


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(inner: str = "", attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def text(inner: str, attributes: str = "") -> str:
    return cell(f"<text:p>{inner}</text:p>", f'office:value-type="string" {attributes}')


def number(value: str, shown: str = "", attributes: str = "") -> str:
    return cell(f"<text:p>{shown or value}</text:p>", f'office:value-type="float" office:value="{value}" {attributes}')


def _grid(rows: str, styles: str = "", meta: str = "", before: str = "") -> Grid:
    packed = only_sheet(document(rows, styles, meta, before), ".ods")
    flat = only_sheet(document(rows, styles, meta, before, flat=True), ".fods")
    assert packed.rows == flat.rows
    return packed


TEXTS = {
    "words": (text("安河县"), "安河县"),
    "two paragraphs": (cell("<text:p>一</text:p><text:p>二</text:p>"), "一\n二"),
    "a blank paragraph": (cell("<text:p>一</text:p><text:p/><text:p>二</text:p>"), "一\n\n二"),
    "line break": (text("一<text:line-break/>二"), "一\n二"),
    "tab": (text("一<text:tab/>二"), "一\t二"),
    "spaces": (text('一<text:s text:c="3"/>二'), "一   二"),
    "one space": (text("一<text:s/>二"), "一 二"),
    "white space of the markup": (text("\n   一\n   二  三\n"), "一 二 三"),
    "span": (text("一<text:span>二</text:span>三"), "一二三"),
    "spans with blanks": (text("一 <text:span> 二</text:span>"), "一 二"),
    "link": (text("一<text:a>链接</text:a>"), "一链接"),
    "reading above characters": (
        cell(
            "<text:p><text:ruby><text:ruby-base>重</text:ruby-base><text:ruby-text>chóng</text:ruby-text></text:ruby>建"
            "</text:p>"
        ),
        "重建",
    ),
    "comment": (cell("<office:annotation><text:p>批注</text:p></office:annotation><text:p>值</text:p>"), "值"),
    "comment behind": (cell("<text:p>值</text:p><office:annotation><text:p>批注</text:p></office:annotation>"), "值"),
    "attribute only": (cell("", 'office:value-type="string" office:string-value="≥90%"'), "≥90%"),
    "no type": (cell("<text:p>≥90%</text:p>"), "≥90%"),
    "value of a text": (text("一", 'office:value="一"'), "一"),
    "entities": (text("甲&amp;乙&lt;丙&#x4E01;"), "甲&乙<丙丁"),
    "table in a cell": (
        cell(f"<text:p>外</text:p><table:table>{row(text('里一'), text('里二'))}</table:table><text:p>后</text:p>"),
        "外\n里一\n里二\n后",
    ),
}


@pytest.mark.parametrize(("markup", "words"), TEXTS.values(), ids=TEXTS)
def test_the_text_of_a_cell(markup: str, words: str) -> None:
    assert _grid(row(text("前"), markup, text("后"))).rows == [["前", words, "后"]]


VALUES = {
    "float": ("float", 'office:value="1073060.55"', 1073060.55),
    "exponent": ("float", 'office:value="1.5E6"', 1500000.0),
    "currency": ("currency", 'office:value="2460000.37" office:currency="CNY"', 2460000.37),
    "percentage": ("percentage", 'office:value="0.003"', 0.003),
    "no number": ("float", 'office:value="约一百"', "约一百"),
    "not finite": ("float", 'office:value="NaN"', "NaN"),
    "date": ("date", 'office:date-value="2020-12-10"', date(2020, 12, 10)),
    "moment": ("date", 'office:date-value="2020-12-10T08:30:00"', datetime(2020, 12, 10, 8, 30)),
    "nanoseconds": ("date", 'office:date-value="2020-12-10T08:30:00.000000000"', datetime(2020, 12, 10, 8, 30)),
    "midnight": ("date", 'office:date-value="2020-12-10T00:00:00"', date(2020, 12, 10)),
    "time": ("time", 'office:time-value="PT08H30M00S"', time(8, 30)),
    "duration": ("time", 'office:time-value="PT30H"', timedelta(hours=30)),
    "true": ("boolean", 'office:boolean-value="true"', True),
    "false": ("boolean", 'office:boolean-value="false"', False),
    "boolean without a value": ("boolean", 'office:value="1"', "所见"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "attributes", "value"), VALUES.values(), ids=VALUES)
def test_the_value_of_a_cell(kind: str, attributes: str, value: object) -> None:
    grid = _grid(row(cell("<text:p>所见</text:p>", f'office:value-type="{kind}" {attributes}')))
    assert grid.value(1, 1) == value
    assert grid.percents == ({(1, 1)} if kind == "percentage" else set())


COLUMNS, ROWS, ACROSS = (
    'table:number-columns-repeated="',
    'table:number-rows-repeated="',
    'table:number-columns-spanned="2"',
)
COLUMNS, ROWS = 'table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048575"'
ACROSS = 'table:number-columns-spanned="2"'
COVERED = "<table:covered-table-cell><text:p>下</text:p></table:covered-table-cell>"
REPEATED = {
    "cells": (row(number("5", attributes='table:number-columns-repeated="3"'), text("后")), [[5.0, 5.0, 5.0, "后"]]),
    "blank cells": (row(cell("", 'table:number-columns-repeated="2"'), text("后")), [["", "", "后"]]),
    "rows": (row(number("5"), attributes='table:number-rows-repeated="2"') + row(text("后")), [[5.0], [5.0], ["后"]]),
    "blank rows": (row(cell(), attributes='table:number-rows-repeated="2"') + row(text("后")), [[], [], ["后"]]),
    "blank rows to the end": (row(text("一")) + row(cell("", COLUMNS), attributes=ROWS), [["一"]]),
    "covered": (row(text("一", ACROSS), "<table:covered-table-cell/>", text("后")), [["一", "", "后"]]),
    "covered with content": (row(text("一", ACROSS), COVERED, text("后")), [["一", "下", "后"]]),
    "headers and groups": (
        f"<table:table-header-rows>{row(text('一'))}</table:table-header-rows>"
        f"<table:table-row-group>{row(text('二'))}</table:table-row-group>",
        [["一"], ["二"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "cells"), REPEATED.values(), ids=REPEATED)
def test_repeated_and_covered_cells(rows: str, cells: list[list[object]]) -> None:
    grid = _grid(rows)
    assert [[value for value in values] for values in grid.rows] == cells


def test_merged_blocks() -> None:
    (block,) = _grid(row(text("一", 'table:number-columns-spanned="2" table:number-rows-spanned="3"'))).merged
    assert tuple(block) == (1, 1, 3, 2)


@pytest.mark.parametrize(
    "rows",
    [
        row(number("1", attributes='table:number-columns-repeated="999999999"')),
        row(number("1"), attributes='table:number-rows-repeated="999999999"'),
        "".join(row(number("1", attributes='table:number-columns-repeated="1000"')) for _ in range(200)),
    ],
    ids=["columns", "rows", "many"],
)
def test_what_repeats_without_end_is_over_a_limit(rows: str) -> None:
    assert refusal(document(rows), ".ods").rule == "F06"


DIGITS = '<number:number number:min-integer-digits="1"/>'
ONE_DECIMAL = '<number:number number:decimal-places="1" number:min-integer-digits="1"/>'
THOUSANDS = '<number:number number:min-integer-digits="1" number:display-factor="1000"/>'
POINT = '<number:embedded-text number:position="4">.</number:embedded-text>'


def _style(inner: str, name: str = "N", kind: str = "number") -> str:
    return f'<number:{kind}-style style:name="{name}">{inner}</number:{kind}-style>'


def _words(words: str) -> str:
    return f"<number:text>{words}</number:text>"


TWO_SECTIONS = _style(DIGITS + _words("元"), "P") + _style(
    f'{_words("亏")}{DIGITS}<style:map style:condition="value()&gt;=0" style:apply-style-name="P"/>'
)
OWN_CONDITION = _style(THOUSANDS + _words("千"), "P") + _style(
    f'{DIGITS}<style:map style:condition="value()&gt;=1000" style:apply-style-name="P"/>'
)
STYLES = {
    "per cent": (_style(ONE_DECIMAL + _words("%"), kind="percentage"), "0.003", "0.3%"),
    "thousands hidden": (_style(THOUSANDS), "65000", "65"),
    "point in the digits": (
        _style(f'<number:number number:min-integer-digits="5">{POINT}</number:number>'),
        "65000",
        "6.5",
    ),
    "words": (_style(ONE_DECIMAL + _words("万元")), "246.5", "246.5万元"),
    "words around per cent": (_style(_words("≥") + DIGITS + _words("%"), kind="percentage"), "0.9", "≥90%"),
    "above nought": (TWO_SECTIONS, "5", "5元"),
    "below nought": (TWO_SECTIONS, "-5", "亏-5"),  # a sign is never left out, whatever the words say
    "over a bound": (OWN_CONDITION, "65000", "65千"),
    "under a bound": (OWN_CONDITION, "65", "65"),
}
CELL_STYLE = '<style:style style:name="c" style:family="table-cell" style:data-style-name="N"/>'
CHILD_STYLE = f'{CELL_STYLE}<style:style style:name="d" style:family="table-cell" style:parent-style-name="c"/>'
WAYS = {
    "cell": (row(number("{0}", attributes='table:style-name="c"')), ""),
    "parent": (row(number("{0}", attributes='table:style-name="d"')), ""),
    "row": (row(number("{0}"), attributes='table:default-cell-style-name="c"'), ""),
    "column": (row(number("{0}")), '<table:table-column table:default-cell-style-name="c"/>'),
    "own before row": (
        row(number("{0}", attributes='table:style-name="c"'), attributes='table:default-cell-style-name="x"'),
        "",
    ),
}


@pytest.mark.parametrize(("style", "value", "shown"), STYLES.values(), ids=STYLES)
@pytest.mark.parametrize(("rows", "before"), WAYS.values(), ids=WAYS)
def test_number_formats(style: str, value: str, shown: str, rows: str, before: str) -> None:
    grid = _grid(rows.replace("{0}", value), style + CHILD_STYLE, before=before)
    assert grid.shown_texts.get((1, 1), grid.text(1, 1)) == shown


@pytest.mark.parametrize(
    ("value", "words", "shown", "scale"),
    [
        ("2650000", "2650.00千元", "2650.00千元", 3),
        ("2650000", "265.0", "265.0", 4),
        ("2654321", "2,654", "2,654", 3),
        ("-2650000", "-265.0", "-265.0", 4),
        ("2650000", "2,650,000.00", "2650000", 0),
        ("2650000", "¥2650000", "2650000", 0),
        ("2650000", "", "2650000", 0),
        ("0", "0.0", "0", 0),
        ("12.5", "13", "12.5", 0),
    ],
)
def test_a_scale_that_only_the_text_of_a_cell_has(value: str, words: str, shown: str, scale: int) -> None:
    grid = _grid(row(cell(f"<text:p>{words}</text:p>", f'office:value-type="float" office:value="{value}"')))
    assert (grid.shown_texts.get((1, 1), grid.text(1, 1)), grid.scales.get((1, 1), 0)) == (shown, scale)


def test_struck_text() -> None:
    line = '<style:text-properties style:text-line-through-style="solid"/>'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}">{line}</style:style>'
        for name, family in (("c", "table-cell"), ("t", "text"))
    )
    runs = text('新<text:span text:style-name="t">旧的</text:span>后')
    grid = _grid(row(text("旧", 'table:style-name="c"'), runs, text("新")), styles)
    assert (grid.struck, grid.struck_runs) == ({(1, 1)}, {(1, 2): ((1, 3),)})


@pytest.mark.parametrize(
    ("position", "shown"),
    [
        ("super 58%", "725000¹"),
        ("33% 58%", "725000¹"),
        ("sub 58%", "7250001"),
        ("-33% 58%", "7250001"),
        ("0% 100%", "7250001"),
    ],
)
def test_the_raised_mark_of_a_note_is_no_digit(position: str, shown: str) -> None:
    style = f'<style:text-properties style:text-position="{position}"/>'
    styles = f'<style:style style:name="t" style:family="text">{style}</style:style>'
    grid = _grid(row(text('725000<text:span text:style-name="t">1</text:span>')), styles)
    assert grid.value(1, 1) == shown


def test_hidden_rows_columns_and_sheets() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    rows = row(*map(text, "甲乙丙丁")) + row(text("二"), attributes='table:visibility="filter"')
    grid = _grid(rows, before=columns)
    assert (grid.hidden_columns, grid.hidden_rows) == ({2, 3}, {2})
    properties = '<style:table-properties table:display="false"/>'
    hidden = f'<style:style style:name="ta" style:family="table">{properties}</style:style>'
    data = document(row(text("一")), hidden, flat=True).replace(b"table:name=", b'table:style-name="ta" table:name=')
    assert [sheet.hidden for sheet in sheets(data, ".fods")] == [True]


FORMULAS = {
    "with a result": ('table:formula="of:=2+3" office:value-type="float" office:value="5"', "5", 5.0, set()),
    "without": ('table:formula="of:=2+3"', "", "", {(1, 1)}),
    "a placeholder": ('table:formula="of:=2+3" office:value-type="float" office:value="0"', "0", "", {(1, 1)}),
    "a true nought": ('table:formula="of:=2-2" office:value-type="float" office:value="0"', "0", 0.0, set()),
    "an error": ('table:formula="of:=1" office:value-type="string" calcext:value-type="error"', "#REF!", "", set()),
    "another error": ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!", "", set()),
}  # fmt: skip


@pytest.mark.parametrize(("attributes", "shown", "value", "uncalculated"), FORMULAS.values(), ids=FORMULAS)
def test_formulas(attributes: str, shown: str, value: object, uncalculated: set[tuple[int, int]]) -> None:
    grid = _grid(row(cell(f"<text:p>{shown}</text:p>" if shown else "", attributes)))
    assert (grid.formulas, grid.value(1, 1), grid.uncalculated) == ({(1, 1)}, value, uncalculated)
    assert ((1, 1) in grid.errors) is shown.startswith("#")


@pytest.mark.parametrize(
    ("generator", "stands"),
    [("LibreOffice/7.4", True), ("MicrosoftOffice/15.0", True), ("ODFPY/1.4.1", False), ("", False)],
)
def test_a_stored_nought_counts_where_the_program_calculates(generator: str, stands: bool) -> None:
    formula = cell("<text:p>0</text:p>", 'table:formula="of:=2+3" office:value-type="float" office:value="0"')
    grid = _grid(row(formula), meta=f"<meta:generator>{generator}</meta:generator>")
    assert grid.uncalculated == (set() if stands else {(1, 1)})


def test_when_it_was_saved() -> None:
    saved = workbook(document(row(text("一")), meta="<dc:date>2020-01-15T09:30:00</dc:date>"), ".ods").saved
    assert (saved.moment, saved.certain) == (datetime(2020, 1, 15, 9, 30), False)


CELL = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 10**12).map(lambda fen: fen / 100),
    st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40),
)


@given(st.lists(st.lists(st.one_of(st.none(), CELL), min_size=1, max_size=8), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_another_reader_sees_the_same_cells(rows: list[list[object]]) -> None:
    book = odf.opendocument.OpenDocumentSpreadsheet()
    table = odf.table.Table(name="表")
    for values in rows:
        line = odf.table.TableRow()
        for value in values:
            if value is None:
                line.addElement(odf.table.TableCell())
                continue
            kind = {"valuetype": "string"} if isinstance(value, str) else {"valuetype": "float", "value": repr(value)}
            one = odf.table.TableCell(**kind)
            one.addElement(odf.text.P(text=str(value)))
            line.addElement(one)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    target = io.BytesIO()
    book.save(target)
    grid = only_sheet(target.getvalue(), ".ods")
    second = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue())).get_sheet_by_index(0)
    theirs = second.to_python(skip_empty_area=False)
    for number_of_row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None:
                assert grid.value(number_of_row + 1, column + 1) == value
                assert theirs[number_of_row][column] == value


ENCODINGS = ["utf-8", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_flat_file_in_any_encoding(encoding: str) -> None:
    xml = document(row(text("朱镕基")), flat=True).decode()
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{without_declaration(xml)}'
    assert only_sheet(declared.encode(encoding), ".fods").value(1, 1) == "朱镕基"


def test_an_encoding_that_does_not_exist_refuses_a_part() -> None:
    xml = f'<?xml version="1.0" encoding="Number"?>{document(row(text("一")), flat=True).decode()}'
    assert only_sheet(xml.encode(), ".fods").value(1, 1) == "一"
    with pytest.raises(RefusedError):
        parse_events(
            b'<?xml version="1.0" encoding="Number"?><a/>',
            SimpleNamespace(start=print, end=print, data=print),
            "a",
            Limits(),
        )
