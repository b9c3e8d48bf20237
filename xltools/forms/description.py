"""A form as a description: its identity, the labels of its fields, and the columns of its tables.

A description is what the reader needs to know of a form, and no more: which labels it prints, and where the value of
each label stands. The built-in forms are the files ``forms/catalogue/*.toml``; a county adds its own in a folder. The
keys of these files are the attributes of the classes below, by the same names (``docs/forms.md`` shows how to write
one). Cells are never described: labels are found wherever they stand.

Descriptions compare by identity, so that they are cheap keys of caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from xltools.form_identity import Capability, FormIdentity, FormPurpose, FormSubject, Framework
from xltools.model import MoneyUnit
from xltools.quick_dataclass import dataclass
from xltools.quick_property import cached_property

__all__ = [
    "INDICATORS",
    "INDICATOR_COLUMNS",
    "LONG_TERM",
    "TASKS",
    "FieldKind",
    "FormColumn",
    "FormDescription",
    "FormField",
    "FormLayout",
    "FormLevels",
    "FormMatrix",
    "FormSection",
    "FormTable",
    "FormWeights",
    "MatrixLabel",
    "ValuePosition",
]

INDICATORS = "indicators"
"""The key of the table of this year's indicators."""
LONG_TERM = "long_term"
"""The key of the table of the indicators for all years of a project."""
INDICATOR_COLUMNS = frozenset(
    ("level1", "level2", "level3", "description", "operator", "target", "measure", "weight", "basis", "direction")
) | {"actual", "forecast", "score", "reason", "note", "likelihood", "improvement", "scoring", "value_kind"}
"""The columns of an indicator; in a list of projects the others belong to the project."""
TASKS = "tasks"
"""The key of the table of a department's tasks of the year."""


class FormLayout(StrEnum):
    """The arrangement of a form."""

    BLOCK = "block"
    """one project takes a block of cells with labels beside or above the values"""
    LIST = "list"
    """one header, and below it the rows of many projects"""


class FieldKind(StrEnum):
    """The kind of content of a field or column."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CODE = "code"
    YEAR = "year"
    AMOUNT = "amount"
    PERCENT = "percent"
    NUMBER = "number"
    TARGET = "target value"


class ValuePosition(StrEnum):
    """The position of a field's value relative to its label."""

    RIGHT = "right"
    """in the same rows, up to the next label"""
    BELOW = "below"
    """in the rows below, under the label"""
    NEAR = "near"
    """to the right if something stands there before the next label, else below"""
    SECTION = "section"
    """in the rows of its section that have no label of their own"""
    HEADING = "heading"
    """above the form's first label, with a label or without one"""


_PARTS: Mapping[Capability, tuple[str, ...]] = {
    Capability.SOURCES: ("fiscal", "other"),
    Capability.SPENDING_PLAN: ("plan_03", "plan_06", "plan_10", "plan_12"),
    Capability.INDICATORS: ("level1", "level3", "target"),
}
"""The keys that make a capability; for the others, the key of its own name."""

_SOURCES = frozenset(("budget", "fiscal", "other", "total", "initial", "adjusted", "spent", "forecast"))
"""The first words of the keys of amounts that are the budget's own, or fiscal or other money."""
_FURTHER_SOURCES = ("carried", "account_money", "own_money")
"""Amounts that are parts of the budget where a form has them."""

KINDS: Mapping[str, FieldKind] = {
    **dict.fromkeys(("code", "department_code", "unit_code"), FieldKind.CODE),
    **dict.fromkeys(("budget", "fiscal", "other", "total", "initial", "adjusted", "spent"), FieldKind.AMOUNT),
    **dict.fromkeys(("plan_03", "plan_06", "plan_10", "plan_12"), FieldKind.PERCENT),
    **dict.fromkeys(("purpose", "goals", "goals_long", "goals_done"), FieldKind.LONG_TEXT),
    **dict.fromkeys(("target", "actual", "forecast"), FieldKind.TARGET),
    **dict.fromkeys(("weight", "score"), FieldKind.NUMBER),
    "year": FieldKind.YEAR,
}
"""The kinds of the keys that the model knows; a key of a form's own is a text unless its description says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One value of a form.

    ``labels`` are the printed label and its variants, the printed one first. With ``columns`` the value stands where
    the row of the label meets the column under one of these labels. ``fund_labels`` are printed in its place for a
    special fund. A label that is not ``required`` may be missing; a value that is ``optional`` may be left blank.
    ``money_unit`` is the unit of an amount that states none.
    """

    key: str
    labels: tuple[str, ...] = ()
    fund_labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    kind: FieldKind | None = None
    where: ValuePosition = ValuePosition.RIGHT
    required: bool = True
    optional: bool = False
    money_unit: MoneyUnit | None = None

    @property
    def content(self) -> FieldKind:
        """The kind of the value: as described, else as usual for its key."""
        return self.kind or KINDS.get(self.key, FieldKind.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixLabel:
    """The label of a row or a column of a matrix; ``labels`` are the printed one and its variants."""

    key: str
    labels: tuple[str, ...]
    kind: FieldKind = FieldKind.AMOUNT
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMatrix:
    """Values that stand where the row of one label meets the column of another, such as money by source and stage.

    The keys of the values: in the first row those of the columns, in the column ``budget`` those of the rows, elsewhere
    both (``fiscal_spent``). The kind of a value is that of its column.
    """

    rows: tuple[MatrixLabel, ...]
    columns: tuple[MatrixLabel, ...]

    @property
    def fields(self) -> tuple[FormField, ...]:
        """One field for each value."""
        return tuple(
            FormField(
                key=self._key(number, row.key, column.key),
                labels=row.labels,
                columns=column.labels,
                kind=column.kind,
                required=row.required and column.required,
            )
            for number, row in enumerate(self.rows)
            for column in self.columns
        )

    @staticmethod
    def _key(number: int, row: str, column: str) -> str:
        if number == 0:
            return column
        return row if column == "budget" else f"{row}_{column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column of a table.

    ``parts`` are the labels of a second header row under it, whose cells together hold one value.
    """

    key: str
    labels: tuple[str, ...]
    parts: tuple[str, ...] = ()
    kind: FieldKind | None = None
    required: bool = True

    @property
    def content(self) -> FieldKind:
        """The kind of the values: as described, else as usual for its key."""
        return self.kind or KINDS.get(self.key, FieldKind.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """One table of a form.

    ``labels`` are what is printed beside or above it; where a form has several tables with the same header, they tell
    them apart. With ``header_rows`` 2 the columns of the second header row count, too. ``areas`` says that every other
    column behind the value is that of an area. A row that begins with one of ``stops`` ends the table.
    """

    key: str
    columns: tuple[FormColumn, ...]
    labels: tuple[str, ...] = ()
    header_rows: int = 1
    areas: bool = False
    stops: tuple[str, ...] = ()

    def column(self, key: str) -> FormColumn | None:
        """Return the column with this key, if there is one."""
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """Fields and tables that stand together; the sections follow one another from top to bottom.

    ``labels`` are what is printed beside the section as a whole; ``plain_labels`` are words in it that look like
    labels and have no value of their own.
    """

    key: str
    labels: tuple[str, ...] = ()
    plain_labels: tuple[str, ...] = ()
    fields: tuple[FormField, ...] = ()
    matrix: FormMatrix | None = None
    tables: tuple[FormTable, ...] = ()

    @property
    def all_fields(self) -> tuple[FormField, ...]:
        """The fields, and those of the matrix."""
        return (*self.fields, *(self.matrix.fields if self.matrix else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLevels:
    """The names of levels 1 and 2 that a form prints in its own way.

    ``aliases`` give the usual name for a name of this form, whatever the level; ``moved`` gives the level 1 for a
    level 2 that this form prints under another one.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWeights:
    """The weights of a form's indicators: their sum (empty: not fixed), and their sums by level 1."""

    sums: tuple[Decimal, ...] = ()
    levels: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class FormDescription:
    """A whole form.

    ``based_on`` is the id of a form whose description holds for whatever this one leaves out. ``titles`` are the ends
    of its title. ``signs`` are patterns of the code and of levels, by key, that tell it
    from a form with the same labels.
    ``money_unit`` is the unit of its amounts if the sheet states none. ``blank`` is a file beside the description: the
    blank workbook that templates of a county's own form are made from. ``source`` says where the layout is from, and
    ``proven`` whether it was taken from a published example.
    """

    id: str
    name: str
    purpose: FormPurpose
    subject: FormSubject
    framework: Framework
    titles: tuple[str, ...]
    sections: tuple[FormSection, ...]
    layout: FormLayout = FormLayout.BLOCK
    version: str = "1"
    based_on: str = ""
    signs: Mapping[str, str] = field(default_factory=dict)
    money_unit: MoneyUnit | None = None
    levels: FormLevels = FormLevels()
    weights: FormWeights = FormWeights()
    source: str = ""
    proven: bool = False
    blank: str = ""

    @cached_property
    def fields(self) -> tuple[FormField, ...]:
        """All fields, from top to bottom."""
        return tuple(item for section in self.sections for item in section.all_fields)

    @cached_property
    def tables(self) -> tuple[FormTable, ...]:
        """All tables, from top to bottom."""
        return tuple(table for section in self.sections for table in section.tables)

    @cached_property
    def table(self) -> FormTable:
        """The table of this year's indicators; KeyError if there is none."""
        for table in self.tables:
            if table.key == INDICATORS:
                return table
        raise KeyError(INDICATORS)

    def field(self, key: str) -> FormField | None:
        """Return the field with this key, if there is one."""
        return next((item for item in self.fields if item.key == key), None)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all fields, tables and columns."""
        return frozenset(self._keys())

    def _keys(self) -> Iterator[str]:
        if self.layout is FormLayout.LIST:
            yield "list"
        for item in self.fields:
            yield item.key
        for table in self.tables:
            yield table.key
            if table.key in {INDICATORS, LONG_TERM}:
                yield from (column.key for column in table.columns)
            if table.areas:
                yield "areas"

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        """The parts that rules may speak of: they follow from the fields and columns."""
        keys = self.keys
        capabilities = {one for one in Capability if keys.issuperset(_PARTS.get(one, (one.value,)))}
        if any(key.partition("_")[0] not in _SOURCES for key in self._amounts):
            capabilities.discard(Capability.SOURCES)  # fiscal and other money are not the whole budget
        return frozenset(capabilities)

    @cached_property
    def _amounts(self) -> frozenset[str]:
        return frozenset(item.key for item in self.fields if item.content is FieldKind.AMOUNT)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The amounts that together are the budget; none where the form has others that may be a part of it."""
        further = [source for source in _FURTHER_SOURCES if any(key.startswith(source) for key in self._amounts)]
        others = {key for key in self._amounts if not key.startswith(_FURTHER_SOURCES)}
        known = all(key.partition("_")[0] in _SOURCES for key in others)
        both = {"fiscal", "other"} <= {key.partition("_")[0] for key in others}
        return ("fiscal", *further, "other") if known and both else ()

    @cached_property
    def identity(self) -> FormIdentity:
        """The part of the description that goes with every sheet that is read."""
        columns = frozenset(column.key for column in self.table.columns if column.required)
        return FormIdentity(
            self.id,
            self.name,
            self.purpose,
            self.subject,
            self.framework,
            self.capabilities,
            frozenset(item.key for item in self.fields if not item.optional) | (columns - INDICATOR_COLUMNS),
            columns & INDICATOR_COLUMNS,
            self.weights.sums,
            tuple(self.weights.levels.items()),
            self.sources,
        )
