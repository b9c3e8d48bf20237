"""The parts of a form: labels, fields and a table, and their cells in the template.

One :class:`Form` drives the template that is generated, the search for fields by their labels, the check for altered
templates, and the documentation: a field added here is there everywhere. Descriptions compare by identity, so that they
are cheap keys of caches.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltools.forms.description import FieldKind, ValuePosition
from xltools.glossary import field_term
from xltools.model import SheetKind

__all__ = [
    "Box",
    "ColumnPart",
    "Field",
    "FieldKind",
    "Form",
    "IndicatorTable",
    "SectionLabel",
    "TableColumn",
    "ValuePosition",
]


@dataclass(frozen=True, slots=True)
class Box:
    """Cells of the template: row and column counted from 1 at the form's first cell."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class SectionLabel:
    """A printed label that heads a section; it has no value of its own."""

    key: str
    section: int
    at: Box
    aliases: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The printed label first, then what other systems print."""
        return (field_term(self.key).zh, *self.aliases)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One value of the form.

    ``section`` orders the form from top to bottom: a label of an earlier section below one of a later section begins
    the next form. ``label_at`` is None for a value without a label of its own. ``help`` is what Excel shows when the
    cell is entered. ``special_label`` replaces the printed label on the sheets of special funds.
    """

    key: str
    kind: FieldKind
    section: int
    label_at: Box | None
    value_at: Box
    where: ValuePosition = ValuePosition.RIGHT
    aliases: tuple[str, ...] = ()
    special_label: str = ""
    required: bool = True
    help: str = ""
    choices: str = ""

    def label(self, kind: SheetKind = SheetKind.PROJECT) -> str:
        """Return the label as printed on a sheet of this kind."""
        if kind is SheetKind.SPECIAL_FUND and self.special_label:
            return self.special_label
        return field_term(self.key).zh

    @property
    def texts(self) -> tuple[str, ...]:
        """Every label of the field: as printed here, on special fund sheets, and by other systems."""
        special = (self.special_label,) if self.special_label else ()
        return (field_term(self.key).zh, *special, *self.aliases)


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """One of the narrow cells that a column is split into; the texts of the parts joined are the column's text."""

    key: str
    kind: FieldKind
    width: int = 1
    choices: str = ""
    help: str = ""

    @property
    def label(self) -> str:
        """The label of the second header row."""
        return field_term(self.key).zh


@dataclass(frozen=True, slots=True, eq=False)
class TableColumn:
    """One column of the indicator table. ``columns`` is its width in cells of the template (0: not printed)."""

    key: str
    kind: FieldKind
    columns: int = 1
    aliases: tuple[str, ...] = ()
    parts: tuple[ColumnPart, ...] = ()
    required: bool = True
    help: str = ""
    choices: str = ""

    @property
    def label(self) -> str:
        """The header as printed."""
        return field_term(self.key).zh

    @property
    def texts(self) -> tuple[str, ...]:
        """Every header of the column: as printed here and by other systems."""
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The indicator table: its header rows in the template and how many rows a blank form offers."""

    section: int
    header_row: int
    header_rows: int
    rows: int
    columns: tuple[TableColumn, ...]

    @property
    def first_row(self) -> int:
        """The template row of the first indicator."""
        return self.header_row + self.header_rows


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A whole form. ``widths`` are the template's column widths in characters.

    ``title_suffix`` ends every title (``…绩效目标表``); ``title_at``, ``unit_at`` and ``money_unit_at`` are the
    heading cells above the first label.
    """

    id: str
    version: str
    title_suffix: str
    widths: tuple[float, ...]
    title_at: Box
    unit_at: Box
    money_unit_at: Box
    labels: tuple[SectionLabel, ...]
    fields: tuple[Field, ...]
    table: IndicatorTable

    def field(self, key: str) -> Field:
        """Return the field with this key; KeyError if the form has none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def column(self, key: str) -> TableColumn:
        """Return the table's column with this key; KeyError if there is none."""
        for column in self.table.columns:
            if column.key == key:
                return column
        raise KeyError(key)
