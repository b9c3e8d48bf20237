"""The seal of an approved workbook (批复表): the digest by which it can be told whether anything in it was changed.

It is a SHA-256 of what every cell of every sheet shows, and of which sheets, rows and columns are hidden: saving the
workbook again in another program leaves it as it is, and any change of content does not. An approved workbook holds
values only: a formula, a text box or a picture over the cells, a struck or a covered text is a change as well. It
stands on the cover, in the document properties, and for each sheet on a very hidden one, so that a changed sheet can be
named. It signs nothing: who changes a workbook could write another digest into it, so the one to compare with is in the
bureau's register.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.editor.refusal import EditRefusedError
from xltools.editor.zip_package import ZipPackage
from xltools.forms.content import sheet_content
from xltools.grids.grid import Address, Grid
from xltools.sheet_names import APPROVAL_SHEET, COVER_SHEET

__all__ = [
    "APPROVAL_PROPERTY",
    "SEAL_LABEL",
    "ApprovalReading",
    "ApprovalSeal",
    "read_approval",
    "seal_of",
]

APPROVAL_PROPERTY = "xltools.approved"
SEAL_LABEL = "内容校验码（SHA-256）"
"""The label on the cover, with the digest to its right."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PROPERTY = re.compile(rf'name="{re.escape(APPROVAL_PROPERTY)}".*?>([0-9a-f]{{64}})<'.encode(), re.DOTALL)


@dataclass(frozen=True, slots=True)
class ApprovalSeal:
    """The digest of a workbook's content, and those of its sheets by their names, in their order."""

    sheets: Mapping[str, str]

    @property
    def content(self) -> str:
        """The digest of all sheets together."""
        lines = (f"{name}\n{digest}\n" for name, digest in self.sheets.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ApprovalReading:
    """An approved workbook as it is now: the digest that it states, that of its content, and the sheets that differ.

    ``property_digest`` is the one in the document properties, empty where a program has dropped them.
    """

    stated: str
    actual: str
    property_digest: str
    changed: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether the content is the one that the digest was made of."""
        return self.stated == self.actual and self.property_digest in {"", self.stated} and not self.changed


def seal_of(grids: Iterable[Grid]) -> ApprovalSeal:
    """Return the digests of a workbook's sheets, without the one that keeps them and the cell that shows them."""
    return ApprovalSeal({grid.sheet: _sheet_digest(grid) for grid in grids if grid.sheet != APPROVAL_SHEET})


def read_approval(data: bytes, grids: Sequence[Grid]) -> ApprovalReading | None:
    """Return what a workbook says of its approval; None for one that says nothing."""
    stated = next((text for grid in grids for address in _digest_cells(grid) if (text := grid.text(*address))), "")
    kept = {
        grid.text(row, 1): grid.text(row, 2)
        for grid in grids
        if grid.sheet == APPROVAL_SHEET
        for row in range(1, grid.height + 1)
    }
    property_digest = _property(data)
    if not stated and not kept and not property_digest:
        return None
    digests = seal_of(grids)
    differing = [name for name in (*kept, *digests.sheets) if kept.get(name) != digests.sheets.get(name)]
    return ApprovalReading(stated.strip(), digests.content, property_digest, tuple(dict.fromkeys(differing)))


def _property(data: bytes) -> str:
    """Return the digest in the document properties; empty where there is none."""
    try:
        archive = ZipPackage(data)
        part = next((name for name, _, _ in archive.checksums() if name.lower() == "docprops/custom.xml"), "")
        match = _PROPERTY.search(archive.read(part)) if part else None
    except EditRefusedError:
        return ""
    return match[1].decode() if match else ""


def _digest_cells(grid: Grid) -> Iterator[Address]:
    """Yield the cells with the digest: those to the right of its label on the cover."""
    if grid.sheet == COVER_SHEET:
        for row, column, text in grid.texts():
            if text.strip() == SEAL_LABEL:
                yield from ((row, one) for one in grid.filled_columns(row, column + 1))


def _sheet_digest(grid: Grid) -> str:
    digest = hashlib.sha256()
    left_out = {address for address in _digest_cells(grid) if _DIGEST.fullmatch(grid.text(*address).strip())}
    for row in range(1, grid.height + 1):
        for column in grid.filled_columns(row):
            if (row, column) not in left_out:
                text = "\n".join(grid.text(row, column).splitlines()).strip()
                digest.update(f"{row} {column} {len(text)} {text}\n".encode("utf-8", "surrogatepass"))
    hidden = (sorted(grid.hidden_rows), sorted(grid.hidden_columns), grid.hidden)
    digest.update(repr(hidden).encode())
    digest.update("".join(_added(grid)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _added(grid: Grid) -> Iterator[str]:
    """Yield a line for each thing on a sheet that an approved one has not: nothing is added to the digest of those.

    A formula may show another result tomorrow, a number format may show nothing of the number, and struck or covered
    texts are not read.
    """
    content = sheet_content(grid)
    unshown = grid.number_formats.keys() - grid.shown_texts.keys() - grid.serials.keys()
    unread = content.struck.keys() | content.corrected.keys() | content.covered.keys()
    kinds = {"formula": grid.formulas, "unshown": unshown, "unread": unread, "picture": grid.pictures}
    for kind, addresses in kinds.items():
        yield from (f"{kind} {row} {column}\n" for row, column in sorted(addresses))
    yield from (f"box {row} {column} {text}\n" for (row, column), text in sorted(grid.text_boxes.items()))
