"""Mutations of rows, columns, sheets and what surrounds them: what a person sees stays, unless said."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from tests.fuzz.spreadsheet_book import MAIN, OFFICE, Book, NothingToChangeError, column_name, split_address, tag
from tests.fuzz.spreadsheet_values import Mutation

AFTER_DATA = ("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup")
AFTER_DATA += ("headerFooter", "drawing", "legacyDrawing", "tableParts", "extLst")


def _only_plain(book: Book) -> None:
    """Leave workbooks with formulas alone: moving their cells would need every formula moved."""
    if book.template:
        raise NothingToChangeError


def _shift(book: Book, row: int, rows: int, columns: int) -> None:
    """Move all cells from a row on down, and all cells to the right."""
    for item in book.data.findall(tag("row")):
        number = int(item.get("r", "0"))
        moved = number + rows if number >= row else number
        item.set("r", str(moved))
        item.attrib.pop("spans", None)
        for cell in item:
            _, column = split_address(cell.get("r", "A1"))
            cell.set("r", f"{column_name(column + columns)}{moved}")
    for name in ("dimension", "mergeCells"):
        old = book.sheet.find(tag(name))
        if old is not None:
            book.sheet.remove(old)


def insert_row(book: Book) -> None:
    _only_plain(book)
    _shift(book, book.random.randrange(1, 40), book.random.choice((1, 1, 2, 5)), 0)


def move_right(book: Book) -> None:
    _only_plain(book)
    _shift(book, 1, book.random.choice((0, 3, 40)), book.random.choice((1, 2, 20)))


def _amount_row(book: Book) -> etree._Element:
    row = book.random.choice(book.amounts).cell.getparent()
    if row is None:
        raise NothingToChangeError
    return row


def hide_row(book: Book) -> None:
    _amount_row(book).set("hidden", "1")


def group_row(book: Book) -> None:
    row = _amount_row(book)
    row.set("outlineLevel", "1")
    row.set("collapsed", book.random.choice(("0", "1")))


def hide_column(book: Book) -> None:
    old = book.sheet.find(tag("cols"))
    if old is not None:
        book.sheet.remove(old)
    columns = book.after("cols", before=("sheetData",))
    etree.SubElement(columns, tag("col"), min="3", max="5", width="9", hidden="1", customWidth="1")


def remove_row(book: Book) -> None:
    _only_plain(book)
    row = _amount_row(book)
    for amount in book.amounts:
        if amount.cell.getparent() is row:
            amount.value, amount.told = None, amount.field == "budget"
    row.getparent().remove(row)


def duplicate_row(book: Book) -> None:
    """Copy a row of amounts into the row below, which moves down: two rows say the same."""
    _only_plain(book)
    row = _amount_row(book)
    number = int(row.get("r", "1"))
    _shift(book, number + 1, 1, 0)
    copy = etree.fromstring(etree.tostring(row))
    copy.set("r", str(number + 1))
    for cell in copy:
        cell.set("r", f"{column_name(split_address(cell.get('r', 'A1'))[1])}{number + 1}")
    row.addnext(copy)


def rows_out_of_order(book: Book) -> None:
    row = _amount_row(book)
    following = row.getnext()
    if following is None:
        raise NothingToChangeError
    following.addnext(row)
    book.harmless = False


def cells_out_of_order(book: Book) -> None:
    row = _amount_row(book)
    row.append(row[0])
    book.harmless = False


def _merge(area: Callable[[int, int], str], told: bool) -> Mutation:
    def mutate(book: Book) -> None:
        amount = book.random.choice(book.amounts)
        if amount.cell.getparent() is None or "r" not in amount.cell.attrib or book.template:
            raise NothingToChangeError
        row, column = split_address(amount.cell.get("r", "A1"))
        merged = book.sheet.find(tag("mergeCells"))
        if merged is None:
            merged = book.after("mergeCells", before=AFTER_DATA)
        etree.SubElement(merged, tag("mergeCell"), ref=area(row, column))
        if told and amount.value:
            amount.told = True

    return mutate


def _address(row: int, column: int) -> str:
    return f"{column_name(column)}{row}"


def _beside(name: str, markup: str, before: tuple[str, ...] = AFTER_DATA) -> Mutation:
    """Return a mutation that puts an element beside the cells."""

    def mutate(book: Book) -> None:
        if book.sheet.find(tag(name)) is not None:
            raise NothingToChangeError
        made = book.after(name, before=before)
        made.getparent().replace(made, etree.fromstring(f'<{name} xmlns="{MAIN}" xmlns:r="{OFFICE}" {markup}'))

    return mutate


def hyperlink(book: Book) -> None:
    if book.sheet.find(tag("hyperlinks")) is not None:
        raise NothingToChangeError
    ident = book.relate(book.sheet_part, "hyperlink", "https://example.org/a%20b", external=True)
    links = book.after("hyperlinks", before=AFTER_DATA[3:])
    etree.SubElement(links, tag("hyperlink"), {"ref": "C4", f"{{{OFFICE}}}id": ident})


def comment(book: Book) -> None:
    book.parts["xl/comments9.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>a</author></authors><commentList><comment ref="C4" authorId="0">'
        "<text><t>5,000.00</t></text></comment></commentList></comments>"
    ).encode()
    book.declare("xl/comments9.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml")
    book.relate(book.sheet_part, "comments", "../comments9.xml")


def table(book: Book) -> None:
    book.parts["xl/tables/table9.xml"] = (
        f'<table xmlns="{MAIN}" id="9" name="T9" displayName="T9" ref="A200:B201"><tableColumns count="2">'
        '<tableColumn id="1" name="a"/><tableColumn id="2" name="b"/></tableColumns></table>'
    ).encode()
    book.declare("xl/tables/table9.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml")
    ident = book.relate(book.sheet_part, "table", "../tables/table9.xml")
    parts = book.after("tableParts", before=("extLst",))
    etree.SubElement(parts, tag("tablePart"), {f"{{{OFFICE}}}id": ident})


def _workbook(change: Callable[[Book, etree._Element], None]) -> Mutation:
    return lambda book: change(book, book.tree("xl/workbook.xml"))


def _own_sheet(book: Book, root: etree._Element) -> etree._Element:
    name = book.sheet_part.removeprefix("xl/")
    for item in book.tree("xl/_rels/workbook.xml.rels"):
        if item.get("Target", "").lstrip("/").removeprefix("xl/") == name:
            for sheet in root.find(tag("sheets")):
                if sheet.get(f"{{{OFFICE}}}id") == item.get("Id"):
                    return sheet
    raise NothingToChangeError


def rename_sheet(book: Book, root: etree._Element) -> None:
    _only_plain(book)
    _own_sheet(book, root).set("name", book.random.choice(("a'b&c", "Sheet 1", "目标表(改)", " x ", "😀", "1月")))


def reorder_sheets(book: Book, root: etree._Element) -> None:
    if root.find(tag("definedNames")) is not None:
        raise NothingToChangeError
    sheets = root.find(tag("sheets"))
    sheets.insert(0, sheets[-1])


def hide_sheet(book: Book, root: etree._Element) -> None:
    _own_sheet(book, root).set("state", book.random.choice(("hidden", "veryHidden")))


def same_sheet_twice(book: Book, root: etree._Element) -> None:
    sheet = _own_sheet(book, root)
    copy = etree.fromstring(etree.tostring(sheet))
    copy.set("name", "副本")
    copy.set("sheetId", "90")
    sheet.addnext(copy)
    book.harmless, book.needs_finding = False, True


def date_1904(book: Book, root: etree._Element) -> None:
    properties = root.find(tag("workbookPr"))
    if properties is not None:
        properties.set("date1904", "1")


def defined_names(book: Book, root: etree._Element) -> None:
    if root.find(tag("definedNames")) is None:
        names = etree.Element(tag("definedNames"))
        root.find(tag("sheets")).addnext(names)
        etree.SubElement(names, tag("definedName"), name="gone").text = "#REF!"
        etree.SubElement(names, tag("definedName"), name="_xlnm.Print_Area", localSheetId="0").text = "A1:C4"


def lose_dimension(book: Book) -> None:
    found = book.sheet.find(tag("dimension"))
    if found is not None:
        book.sheet.remove(found)


def wrong_dimension(book: Book) -> None:
    found = book.sheet.find(tag("dimension"))
    if found is not None:
        found.set("ref", book.random.choice(("A1", "A1:XFD1048576", "B2:C3")))


STRUCTURE: dict[str, Mutation] = {
    "row inserted": insert_row,
    "moved right": move_right,
    "row hidden": hide_row,
    "row grouped": group_row,
    "columns hidden": hide_column,
    "row removed": remove_row,
    "row duplicated": duplicate_row,
    "rows out of order": rows_out_of_order,
    "cells out of order": cells_out_of_order,
    "merged with the row below": _merge(lambda r, c: f"{_address(r, c)}:{_address(r + 1, c)}", False),
    "amount under a merge": _merge(lambda r, c: f"{_address(r - 1, c)}:{_address(r, c)}", True),
    "merge of one cell": _merge(lambda r, c: f"{_address(r, c)}:{_address(r, c)}", False),
    "sheet protected": _beside("sheetProtection", 'sheet="1" password="CC1A"/>', ("mergeCells", *AFTER_DATA)),
    "auto filter": _beside("autoFilter", 'ref="A9:F16"/>', ("mergeCells", *AFTER_DATA)),
    "conditional format": _beside(
        "conditionalFormatting",
        'sqref="C4"><cfRule type="expression" priority="1"><formula>1=1</formula></cfRule></conditionalFormatting>',
        AFTER_DATA[1:],
    ),
    "drop-down": _beside(
        "dataValidations",
        'count="1"><dataValidation type="list" sqref="C40"><formula1>"1,2"</formula1></dataValidation>'
        "</dataValidations>",
        AFTER_DATA[2:],
    ),
    "phonetic settings": _beside("phoneticPr", 'fontId="0"/>'),
    "page breaks": _beside("rowBreaks", 'count="1"><brk id="4" max="16383" man="1"/></rowBreaks>', AFTER_DATA[7:]),
    "ignored errors": _beside(
        "ignoredErrors", '><ignoredError sqref="C4" numberStoredAsText="1"/></ignoredErrors>', AFTER_DATA[7:]
    ),
    "hyperlink": hyperlink,
    "comment": comment,
    "table": table,
    "sheet renamed": _workbook(rename_sheet),
    "sheets reordered": _workbook(reorder_sheets),
    "sheet hidden": _workbook(hide_sheet),
    "sheet listed twice": _workbook(same_sheet_twice),
    "dates from 1904": _workbook(date_1904),
    "defined names": _workbook(defined_names),
    "no dimension": lose_dimension,
    "wrong dimension": wrong_dimension,
}
