"""The printing half of a form: labels, fields and a table, and their cells in the template.

A :class:`Form` drives the template that is generated and the check for altered templates. It is made from a file in
``forms/printed/`` (:mod:`xltools.forms.printed`). Forms compare by identity, so that they are cheap keys of caches.
"""

from __future__ import annotations

from dataclasses import field as default

from xltools.forms.description import FieldKind, FormDescription, ValuePosition
from xltools.glossary import field_term
from xltools.model import MoneyUnit, SheetKind
from xltools.quick_dataclass import dataclass

__all__ = [
    "Box",
    "ColumnPart",
    "Field",
    "FieldKind",
    "FooterCell",
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
    """A printed label without a value of its own: of a section, of a row or a column of a matrix, or a fixed text.

    ``texts`` are the printed label first, then what other systems print.
    """

    key: str
    at: Box
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One value of the form.

    ``label_at`` is None for a value without a label of its own. ``help`` is what Excel shows when the cell is entered.
    ``printed`` is the label, empty for the field's usual term; ``special_label`` replaces it on the sheets of special
    funds. ``formula`` is what the template calculates, in terms of other fields (``spent/budget``).
    """

    key: str
    kind: FieldKind
    label_at: Box | None
    value_at: Box
    where: ValuePosition = ValuePosition.RIGHT
    aliases: tuple[str, ...] = ()
    special_label: str = ""
    required: bool = True
    help: str = ""
    choices: str = ""
    printed: str = ""
    formula: str = ""

    def label(self, kind: SheetKind = SheetKind.PROJECT) -> str:
        """Return the label as printed on a sheet of this kind."""
        if kind is SheetKind.SPECIAL_FUND and self.special_label:
            return self.special_label
        return self.printed or field_term(self.key).zh

    @property
    def texts(self) -> tuple[str, ...]:
        """Every label of the field: as printed here, on special fund sheets, and by other systems."""
        special = (self.special_label,) if self.special_label else ()
        return (self.label(), *special, *self.aliases)


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
    printed: str = ""

    @property
    def label(self) -> str:
        """The header as printed."""
        return self.printed or field_term(self.key).zh

    @property
    def texts(self) -> tuple[str, ...]:
        """Every header of the column: as printed here and by other systems."""
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The indicator table: its header rows in the template and how many rows a blank form offers.

    ``left`` is its first column; what stands to the left of it, from the header to the last row, is ``side``.
    """

    header_row: int
    header_rows: int
    rows: int
    columns: tuple[TableColumn, ...]
    left: int = 1
    side: str = ""

    @property
    def first_row(self) -> int:
        """The template row of the first indicator."""
        return self.header_row + self.header_rows


@dataclass(frozen=True, slots=True)
class FooterCell:
    """A cell below the table, ``at`` counted from the first row there: a text, or the sum of a column.

    The sum has the numbers of the fields ``plus`` added.
    """

    at: Box
    text: str = ""
    sum_of: str = ""
    plus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The printing half of a form. ``widths`` are the template's column widths in characters.

    ``title`` is the printed title; where it is empty, the title is the project's name followed by ``title_suffix``
    (``…绩效目标表``), which a person may change. ``year_at`` shows the year of the cover. ``unit_at`` and
    ``money_unit_at`` are input cells above the first label; ``money_unit`` is the unit of a blank form. ``overall``
    says that a sheet with the department's overall targets goes with the form, ``cover`` is the title of the cover and
    ``instructions`` what it tells to do.
    """

    id: str
    version: str
    title_suffix: str
    widths: tuple[float, ...]
    title_at: Box
    unit_at: Box | None
    money_unit_at: Box
    labels: tuple[SectionLabel, ...]
    fields: tuple[Field, ...]
    table: IndicatorTable
    described: FormDescription = default(repr=False)
    title: str = ""
    year_at: Box | None = None
    money_unit: MoneyUnit = MoneyUnit.YUAN
    footer: tuple[FooterCell, ...] = ()
    overall: bool = False
    landscape: bool = False
    cover: str = ""
    instructions: tuple[str, ...] = ()
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """amounts that other amounts make up, by the keys of both"""

    @property
    def has_funds(self) -> bool:
        """Whether a special fund has a sheet of its own look."""
        return any(item.special_label for item in self.fields)

    def field(self, key: str) -> Field:
        """Return the field with this key; KeyError if the form has none."""
        for item in self.fields:
            if item.key == key:
                return item
        raise KeyError(key)

    def column(self, key: str) -> TableColumn:
        """Return the table's column with this key; KeyError if there is none."""
        for column in self.table.columns:
            if column.key == key:
                return column
        raise KeyError(key)
