"""Links in cells. A link is a field in the cell's text; one to a cell names it in the office's own way."""

from __future__ import annotations

from xltools.desktop.libreoffice.addresses import parse_address, quoted_sheet, split_sheet
from xltools.desktop.libreoffice.protocols import RangeLike

__all__ = ["from_office_link", "read_hyperlink", "to_office_link", "write_hyperlink"]


def to_office_link(address: str) -> str:
    """Return ``#'a b'!A1`` as ``#'a b'.A1``, which the office follows and saves correctly; other links as they are."""
    if not address.startswith("#"):
        return address
    sheet, cell = split_sheet(address[1:])
    if sheet is None or parse_address(cell) is None:
        return address
    quoted = sheet.replace("'", "''")
    return f"#'{quoted}'.{cell.replace('$', '')}"


def from_office_link(url: str) -> str:
    """Return a link as Excel writes it."""
    sheet, dot, cell = url.removeprefix("#").rpartition(".")
    if not url.startswith("#") or not dot or parse_address(cell) is None:
        return url
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return f"#{quoted_sheet(sheet)}!{cell}"


def read_hyperlink(rng: RangeLike) -> str:
    """Return the link of a range's first cell.

    :raises LookupError: it has none.
    """
    fields = rng.cell.getTextFields()
    for index in range(fields.Count):
        if url := getattr(fields.getByIndex(index), "URL", ""):
            return from_office_link(url)
    raise LookupError("The cell doesn't seem to contain a hyperlink!")


def write_hyperlink(rng: RangeLike, address: str, text: str) -> None:
    """Put a link into the first cell, in place of what it holds."""
    field = rng.sheet.book.uno.createInstance("com.sun.star.text.TextField.URL")
    field.URL = to_office_link(address)
    field.Representation = text
    with rng.changing():
        rng.cell.setString("")
        rng.cell.insertTextContent(rng.cell.createTextCursor(), field, False)
