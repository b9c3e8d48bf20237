"""From the printing half of a form's description to the cells of its template.

A file ``forms/printed/ID.toml`` goes with the description of the same id. It draws the form line by line, as it is
printed: ``|`` separates the cells of a line, and behind a cell ``→n`` and ``↓n`` say over how many columns and lines it
is merged. A cell is

======================= ================================================================
``budget``              the label of a field, in the words of the description
``=budget``             its input cell (``=unit``, ``=money_unit``, ``=title`` and
                        ``=year`` are the cells of the heading)
``#funding``            the label of a section
``row.all``             the label of a row of the matrix, ``column.spent`` of a column
``tasks.name``          the label of a column of a table, ``=tasks.name`` its input cell
``"text"``              a fixed text
``+score``              in the lines below the indicators: the sum of a column
======================= ================================================================

A line that begins with ``6 ×`` is drawn six times: the rows of a table other than that of indicators.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from xltools.forms.description import (
    FieldKind,
    FormColumn,
    FormDescription,
    FormField,
    FormTable,
    MatrixLabel,
    ValuePosition,
)
from xltools.forms.layout import (
    Box,
    ColumnPart,
    Field,
    FooterCell,
    Form,
    IndicatorTable,
    SectionLabel,
    TableColumn,
)
from xltools.forms.loading import FormError, built_in_forms, read_half
from xltools.model import MoneyUnit
from xltools.quick_dataclass import dataclass

__all__ = ["PRINTED_FORMS", "PrintedTable", "PrintingHalf", "printed_form"]

_FOLDER = Path(__file__).with_name("printed")

PRINTED_FORMS: tuple[str, ...] = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""The ids of the forms that a template can be made of."""

_SPAN = re.compile(r"((?:\s*(?:→\d+|↓\d+))*)\s*$")
_REPEAT = re.compile(r"\s*(\d+)\s*×(.*)")
_HEADING = frozenset({"=title", "=money_unit", "=year"})
_TOTALS = frozenset({"budget", "total", "initial", "adjusted", "spent"})
"""Amounts that are not a source of the budget."""
_CHOICES = frozenset({"level1", "level2", "operator", "measure", "likelihood"})
"""Columns with a drop-down list."""
_PARTS = (
    ColumnPart("operator", FieldKind.TEXT, choices="operator", help="从列表选择。定性指标不填。"),
    ColumnPart("number", FieldKind.NUMBER, help="只填数字，如 95。定性指标不填。"),
    ColumnPart("measure", FieldKind.TEXT, choices="measure", help="计量单位，可从列表选择，也可直接填写。"),
    ColumnPart("remark", FieldKind.TEXT, help="定性指标写评价等次；定量指标可补充说明。"),
)
"""The cells that a target value is divided into, where a form prints it over as many columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """The indicator table as printed: the widths of its columns in columns of the sheet, by key.

    ``left`` is its first column; what is printed to the left of it is the table's own label. ``rows`` is how many rows
    a blank form offers.
    """

    columns: Mapping[str, int]
    rows: int = 14
    left: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingHalf:
    """The printing half of a form's description, as written in TOML.

    ``lines`` and ``footer`` are the lines above and below the table of indicators. ``help`` is what a spreadsheet shows
    when a cell is entered, ``formulas`` are what the template calculates, both by the keys of fields and columns.
    """

    widths: tuple[Decimal, ...]
    lines: tuple[str, ...]
    table: PrintedTable
    version: str = "1"
    title: str = ""
    title_suffix: str = "绩效目标表"
    money_unit: MoneyUnit = MoneyUnit.YUAN
    overall: bool = False
    landscape: bool = False
    cover: str = "部门预算绩效目标表"
    footer: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    help: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)


@cache
def printed_form(id: str, task_rows: int = 0) -> Form:
    """Return the printing half of a built-in form; FormError says which forms have one.

    ``task_rows`` is the least number of rows of the tables above that of indicators.
    """
    if id not in PRINTED_FORMS:
        ids = "、".join(PRINTED_FORMS)
        raise FormError(f"表式 {id} 没有打印格式；有的是：{ids}", f"{id} cannot be printed; these can: {ids}")
    described = next(form for form in built_in_forms() if form.id == id)
    file = f"{id}.toml"
    return _Drawing(described, read_half(_with_base(id), PrintingHalf, file), file, task_rows).form()


def _with_base(id: str) -> dict[str, Any]:
    """Return a printing half as parsed, with what it takes over from the one that it is based on."""
    data = tomllib.loads((_FOLDER / f"{id}.toml").read_text(encoding="utf-8"))
    base = data.pop("based_on", None)
    if base is None:
        return data
    whole = _with_base(base)
    texts = {key: {**whole.get(key, {}), **data.get(key, {})} for key in ("help", "formulas")}
    return {**whole, **data, **texts}


class _DrawnCell(NamedTuple):
    """A cell of the drawing; ``number`` is that of its row among rows that are drawn several times, from 1."""

    token: str
    at: Box
    number: int = 0


def _cells(lines: Sequence[str], least_rows: int = 0) -> tuple[list[_DrawnCell], int]:
    """Return the cells that the lines draw, and the number of rows that they take."""
    texts: list[tuple[int, str]] = []
    starts = [1]
    for line in lines:
        repeated = _REPEAT.fullmatch(line)
        count = max(int(repeated[1]), least_rows) if repeated else 1
        texts.append((count, repeated[2] if repeated else line))
        starts.append(starts[-1] + count)
    cells: list[_DrawnCell] = []
    taken: set[tuple[int, int]] = set()
    for line_number, (count, text) in enumerate(texts):
        column = 1
        for cell in text.split("|"):
            while (line_number, column) in taken:
                column += 1
            span = _SPAN.search(cell)
            assert span is not None  # noqa: S101 - it matches at the end of every text
            across, down = (int((re.findall(sign + r"(\d+)", span[1]) or [1])[0]) for sign in "→↓")
            taken |= {(line_number + below, column + right) for below in range(down) for right in range(across)}
            token = cell[: span.start()].strip()
            top, bottom = starts[line_number], starts[line_number + down]
            if token and count > 1:
                cells += [_DrawnCell(token, Box(top + n, column, 1, across), n + 1) for n in range(count)]
            elif token:
                cells.append(_DrawnCell(token, Box(top, column, bottom - top, across)))
            column += across
    return cells, starts[-1] - 1


class _Drawing:
    """A form as it is put together from the two halves of its description."""

    def __init__(self, described: FormDescription, half: PrintingHalf, file: str, task_rows: int) -> None:
        self.described = described
        self.half = half
        self.file = file
        self.cells, self.rows = _cells(half.lines, task_rows)
        self.tables = {table.key: table for table in described.tables}
        self.sections = {section.key: section for section in described.sections}
        matrices = [section.matrix for section in described.sections if section.matrix]
        self.matrix = {
            f"{kind}.{label.key}": label
            for matrix in matrices
            for kind, labels in (("row", matrix.rows), ("column", matrix.columns))
            for label in labels
        }

    def form(self) -> Form:
        """Return the form."""
        heading = {cell.token[1:]: cell.at for cell in self.cells if cell.token in _HEADING}
        unit = self.described.field("unit")
        has_heading_unit = unit is not None and unit.where is ValuePosition.HEADING
        half = self.half
        fields = tuple(self._fields(skip={"unit"} if has_heading_unit else set()))
        return Form(
            id=self.described.id,
            version=half.version,
            title_suffix=half.title_suffix,
            widths=tuple(map(float, half.widths)),
            title_at=heading["title"],
            unit_at=next((at for text, at, _ in self.cells if text == "=unit"), None) if has_heading_unit else None,
            money_unit_at=heading["money_unit"],
            labels=tuple(self._labels()),
            fields=fields,
            table=self._table(),
            described=self.described,
            title=half.title,
            year_at=heading.get("year"),
            money_unit=half.money_unit,
            footer=tuple(self._footer()),
            overall=half.overall,
            landscape=half.landscape,
            cover=half.cover,
            instructions=half.instructions,
            sums=tuple(self._sums({item.key for item in fields})),
        )

    def _unknown(self, token: str) -> FormError:
        return FormError(f"{self.file}：不认识“{token}”", f'{self.file}: "{token}" is unknown')

    def _labels(self) -> Iterator[SectionLabel]:
        for token, at, _ in self.cells:
            if token.startswith('"'):
                yield SectionLabel(token, at, (token.strip('"'),))
            elif token.startswith("#"):
                section = self.sections.get(token[1:])
                if section is None:
                    raise self._unknown(token)
                yield SectionLabel(section.key, at, section.labels)
            elif "." in token and not token.startswith("="):
                yield SectionLabel(token, at, self._label(token).labels)

    def _label(self, token: str) -> MatrixLabel | FormColumn:
        """Return the description of the label of a row or column: of a matrix, or of a table."""
        table, _, key = token.partition(".")
        label = self.matrix.get(token) or (self.tables[table].column(key) if table in self.tables else None)
        if label is None:
            raise self._unknown(token)
        return label

    def _fields(self, skip: set[str]) -> Iterator[Field]:
        labels = {cell.token: cell.at for cell in self.cells}
        for token, at, number in self.cells:
            key = token[1:]
            if not token.startswith("=") or token in _HEADING or key in skip:
                continue
            if "." in key:
                column = self._label(key)
                kind = column.content if isinstance(column, FormColumn) else column.kind
                name = f"{key}.{number}"
                yield Field(name, kind, None, at, required=False, printed=column.labels[0], help=self._help(key))
                continue
            item = self.described.field(key)
            if item is None:
                raise self._unknown(token)
            yield self._field(item, labels.get(key), at)

    def _field(self, item: FormField, label_at: Box | None, value_at: Box) -> Field:
        printed = f"{item.labels[0]}（{item.columns[0]}）" if item.columns else (item.labels or ("",))[0]
        return Field(
            item.key,
            item.content,
            label_at,
            value_at,
            item.where,
            item.labels[1:],
            item.fund_labels[0] if item.fund_labels else "",
            item.required if item.columns else not item.optional,
            self._help(item.key),
            printed=printed,
            formula=self.half.formulas.get(item.key, ""),
        )

    def _help(self, key: str) -> str:
        return self.half.help.get(key, "")

    def _table(self) -> IndicatorTable:
        described, printed = self.described.table, self.half.table
        columns = tuple(self._column(column) for column in described.columns)
        return IndicatorTable(
            header_row=self.rows + 1,
            header_rows=2 if any(column.parts for column in columns if column.columns) else 1,
            rows=printed.rows,
            columns=columns,
            left=printed.left,
            side=described.labels[0] if printed.left > 1 else "",
        )

    def _column(self, column: FormColumn) -> TableColumn:
        width = self.half.table.columns.get(column.key, 0)
        return TableColumn(
            column.key,
            column.content,
            width,
            column.labels[1:],
            _PARTS if column.parts and width == len(_PARTS) else (),
            column.required,
            self._help(column.key),
            column.key if width and column.key in _CHOICES else "",
            column.labels[0],
        )

    def _footer(self) -> Iterator[FooterCell]:
        for token, at, _ in _cells(self.half.footer)[0]:
            if token.startswith('"'):
                yield FooterCell(at, token.strip('"'))
            else:
                key, *more = token.lstrip("+").split("+")
                yield FooterCell(at, sum_of=key, plus=tuple(more))

    def _sums(self, keys: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each amount that others make up, and these: by source, and by the rows of a table."""
        for section in self.described.sections:
            if section.matrix and len(section.matrix.rows) > 1:
                fields, width = section.matrix.fields, len(section.matrix.columns)
                for total, *parts in (fields[column::width] for column in range(width)):
                    if total.content is FieldKind.AMOUNT and total.key in keys:
                        yield total.key, tuple(item.key for item in parts if item.key in keys)
            elif "budget" in keys and any(item.key == "budget" for item in section.all_fields):
                parts = [item for item in section.all_fields if item.content is FieldKind.AMOUNT and item.key in keys]
                yield "budget", tuple(item.key for item in parts if item.key not in _TOTALS)
            for table in section.tables:
                yield from self._table_sums(table, keys)

    def _table_sums(self, table: FormTable, keys: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        columns = [column.key for column in table.columns if column.content is FieldKind.AMOUNT]
        rows = [cell.number for cell in self.cells if columns and cell.token == f"={table.key}.{columns[0]}"]
        for number in rows:
            yield f"{table.key}.{columns[0]}.{number}", tuple(f"{table.key}.{key}.{number}" for key in columns[1:])
        for key in columns:
            if key in keys and rows:
                yield key, tuple(f"{table.key}.{key}.{number}" for number in rows)
