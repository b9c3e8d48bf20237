"""Moving the content of any workbook that can be read into a fresh one of the template, on its own form or another.

What was read is written as the model has it. Then every entry and every cell of the old workbook is looked for in the
new one, so that nothing is left behind without being named.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.forms.description import FormDescription
from xltools.forms.interpret import interpret
from xltools.forms.keyed_entries import sheet_entries
from xltools.forms.layout import Form
from xltools.forms.printed import printed_form
from xltools.forms.sheet_naming import sheet_names
from xltools.glossary import field_term
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Finding, Place, TargetSheet
from xltools.readers import read_content, read_file
from xltools.rules.settings import DEFAULT, Settings
from xltools.template.convert import ConvertedBook, Cover, convert, own_form
from xltools.template.left_cells import left_cells
from xltools.template.moved import LeftCell, SheetPair, form_labels, left_entries, moved_places
from xltools.template.write import write_department
from xltools.text import Text

__all__ = ["LeftCell", "Transferred", "transfer_workbook"]

_SPARE_SHEETS = 2
_STRUCK = "删除线"


@dataclass(frozen=True, slots=True)
class Transferred:
    """A fresh workbook, or why there is none (``problem``).

    ``left`` is what could not be moved; ``unreadable`` are cells of the new workbook whose text was moved as it stood,
    though it is not of the field's type. ``form`` is the id of the form that it is on, ``skipped`` counts sheets that
    have no form there.
    """

    data: bytes = b""
    forms: int = 0
    left: tuple[LeftCell, ...] = ()
    unreadable: tuple[LeftCell, ...] = ()
    problem: Finding | None = None
    form: str = ""
    skipped: int = 0
    notices: tuple[Text, ...] = ()


def transfer_workbook(
    path: Path,
    *,
    macros: bool = False,
    form: Form | None = None,
    settings: Settings = DEFAULT,
    cover: Cover | None = None,
) -> Transferred:
    """Move the content of a workbook into a fresh one. Never raise for anything that the file is or holds.

    Without ``form`` the workbook stays on its own form where that can be printed, else it is moved to HB2020. ``cover``
    is what the cover says where the workbook itself does not.
    """
    file = read_file(path, path.name)
    nothing = READING["R09"].at(Place(path.name), found=file.reason.zh)
    if file.workbook is None or not file.workbook.sheets:
        return Transferred(problem=file.problem or nothing)
    grids = file.workbook.sheets
    known = settings.forms.forms
    old = interpret(grids, path.name, settings.forms)
    if not old.target_sheets and not old.stamp:
        return Transferred(problem=nothing)
    target = form or printed_form(own_form(old.book))
    converted = convert(old.book, target, cover or Cover())
    buffer = io.BytesIO()
    spares = max(_SPARE_SHEETS, old.unused)
    write_department(
        converted.book, buffer, spare_sheets=spares, macros=macros, forms=converted.forms, settings=settings
    )
    data = buffer.getvalue()
    rewritten = read_content(data, path.suffix.lower(), path.name).workbook
    fresh = rewritten.sheets if rewritten else ()
    new = interpret(fresh, path.name)
    pairs = _pairs(converted, new.book)
    moved = moved_places(pairs)
    # An entry says more of a cell than the cell itself.
    lost = (
        *left_cells(grids, fresh, new, moved, known),
        *left_entries(pairs, moved, {described.id: described for described in known}),
    )
    left = {(cell.place, cell.label == _STRUCK): cell for cell in lost}
    return Transferred(
        data=data,
        forms=len(converted.pairs),
        left=tuple(left[key] for key in sorted(left)),
        unreadable=tuple(_unreadable(new.book, known)),
        form=target.id,
        skipped=len(converted.skipped),
        notices=converted.notices,
    )


def _pairs(converted: ConvertedBook, new: DepartmentBook) -> list[SheetPair]:
    """Return each sheet as it was beside what is read of it in the new workbook."""
    book = converted.book
    order = (*book.department_sheets, *book.special_funds, *book.projects, *book.progress_sheets)
    names = {id(sheet): name for sheet, name in zip(order, sheet_names(order), strict=True)}
    read: dict[str, TargetSheet] = {sheet.place.sheet: sheet for sheet in new.all_sheets}
    forms = {form.id: form for form in converted.forms}
    pairs = [
        SheetPair(before, read.get(names[id(after)]), forms.get(after.form.id, converted.forms[0]))
        for before, after in converted.pairs
    ]
    return [*pairs, *(SheetPair(sheet, None, None) for sheet in converted.skipped)]


def _unreadable(book: DepartmentBook, known: Sequence[FormDescription]) -> Iterator[LeftCell]:
    descriptions = {described.id: described for described in known}
    for sheet in book.all_sheets:
        labels = form_labels(descriptions.get(sheet.form.id))
        for item in sheet_entries(sheet):
            if item.entry.unreadable:
                label = labels.get(item.key) or field_term(item.key).zh
                yield LeftCell(item.entry.place, item.entry.text.strip(), label)
