"""From TOML to form descriptions, with errors that say what to write: in which file, at which key.

A table of the file becomes the dataclass of :mod:`xltools.forms.description` with the same keys; the types of its
attributes say what a value may be. The JSON Schema (:mod:`xltools.forms.schema`) is made from the same types.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from xltools.errors import XltoolsError
from xltools.forms.description import INDICATORS, FormDescription, FormTable, ValuePosition
from xltools.forms.label_text import label_key

__all__ = [
    "FormError",
    "attribute_types",
    "built_in_forms",
    "form_texts",
    "load_form",
    "load_forms",
    "read_form",
    "read_forms",
    "read_half",
]

T = TypeVar("T")

_CATALOGUE = Path(__file__).with_name("catalogue")
_WITHOUT_LABEL = frozenset({ValuePosition.SECTION, ValuePosition.HEADING})
_FIRST = "HB2020"
"""The form that wins among forms that suit a sheet equally well."""


class FormError(XltoolsError):
    """A form description that cannot be used: in which file, which key, and what to write."""


@cache
def built_in_forms() -> tuple[FormDescription, ...]:
    """Return the forms that come with this package."""
    tables = _built_in_tables()
    forms = (read_form(table, f"{name}.toml", tables) for name, table in tables.items())
    return tuple(sorted(forms, key=lambda form: form.id != _FIRST))


def load_forms(folder: str | Path) -> tuple[FormDescription, ...]:
    """Return the forms described by the ``.toml`` files of a folder, by their names; FormError says what is wrong.

    A form may be based on another one of the folder, or on a built-in one.
    """
    paths = sorted(Path(folder).glob("*.toml"))
    return _all_forms([_parsed(path) for path in paths], [path.name for path in paths], str(folder))


def form_texts(folder: str | Path) -> tuple[str, ...]:
    """Return the descriptions in the ``.toml`` files of a folder as texts, for :func:`read_forms`."""
    return tuple(path.read_text(encoding="utf-8-sig") for path in sorted(Path(folder).glob("*.toml")))


def read_forms(texts: Sequence[str], origin: str) -> tuple[FormDescription, ...]:
    """Return the forms that texts in TOML describe; ``origin`` is what errors call the place that they are from."""
    tables = []
    for number, text in enumerate(texts, 1):
        try:
            tables.append(tomllib.loads(text))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise FormError(
                f"{origin}里的第 {number} 个表式不是有效的 TOML：{error}",
                f"form {number} of {origin} is not TOML: {error}",
            ) from error
    return _all_forms(tables, [f"{origin} {number}" for number in range(1, len(texts) + 1)], origin)


def _all_forms(tables: Sequence[dict[str, Any]], names: Sequence[str], origin: str) -> tuple[FormDescription, ...]:
    """Return the forms of some tables, which may be based on one another."""
    ids = Counter(str(table.get("id", "")) for table in tables)
    twice = next((id for id, count in ids.items() if count > 1), None)
    if twice:
        raise FormError(
            f"{origin}：有两个表式都叫“{twice}”，请改其中一个的 id",
            f'{origin}: two forms have the id "{twice}"; change one of them',
        )
    bases = {**_built_in_tables(), **{str(table["id"]): table for table in tables if "id" in table}}
    return tuple(read_form(table, name, bases) for name, table in zip(names, tables, strict=True))


def load_form(path: str | Path) -> FormDescription:
    """Return the form described by a TOML file; FormError says what is wrong with it."""
    file = Path(path)
    return read_form(_parsed(file), file.name, _built_in_tables())


def read_form(
    data: Mapping[str, Any], file: str, bases: Mapping[str, Mapping[str, Any]] = types.MappingProxyType({})
) -> FormDescription:
    """Return the form in parsed TOML; ``file`` is what errors call it, ``bases`` are the forms it may be based on."""
    form = _Reader(file).record(_with_base(data, file, bases), FormDescription, "")
    _check(form, file)
    return form


def read_half(data: Mapping[str, Any], cls: type[T], file: str) -> T:
    """Return parsed TOML as a dataclass whose attributes are its keys; ``file`` is what a FormError calls it."""
    return _Reader(file).record(data, cls, "")


def _with_base(data: Mapping[str, Any], file: str, bases: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return a table with what it takes over from the form that it is based on."""
    base = data.get("based_on")
    if base is None:
        return data
    known = [id for id, table in bases.items() if "based_on" not in table]
    if base not in known:
        raise FormError(
            f"{file}：“based_on”写的是 {base!r}，应为已有表式的 id：{'、'.join(known)}",
            f'{file}: "based_on" is {base!r}; it must be the id of a form: {", ".join(known)}',
        )
    return {**bases[base], **data}


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FormError(f"表式文件打不开：{file}", f"cannot open the form description {file}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(
            f"表式文件不是有效的 TOML（UTF-8）：{file}：{error}", f"{file} is not TOML in UTF-8: {error}"
        ) from error


@cache
def _built_in_tables() -> Mapping[str, Mapping[str, Any]]:
    return {path.stem: _parsed(path) for path in sorted(_CATALOGUE.glob("*.toml"))}


@cache
def attribute_types(cls: type[Any]) -> Mapping[str, tuple[Any, bool]]:
    """Return the attributes of a part of a description: the type of each, and whether it must be given."""
    hints = get_type_hints(cls)
    return {
        item.name: (
            hints[item.name],
            item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING,
        )
        for item in dataclasses.fields(cls)
    }


class _Reader:
    """Turns the tables of one file into dataclasses."""

    def __init__(self, file: str) -> None:
        self.file = file

    def error(self, where: str, zh: str, en: str) -> FormError:
        """Return the error about a key."""
        return FormError(f"{self.file}：“{where}”{zh}", f'{self.file}: "{where}" {en}')

    def record(self, data: object, cls: type[T], where: str) -> T:
        """Return a table as a dataclass."""
        if not isinstance(data, Mapping):
            raise self.error(where, "应为一个表，如 { key = … }", "must be a table such as { key = ... }")
        types_of = attribute_types(cls)  # type: ignore[arg-type]
        for key in data:
            if key not in types_of:
                near = get_close_matches(key, types_of, 1, 0.5)
                raise self.error(
                    _join(where, key),
                    "不认识" + (f"，是否为“{near[0]}”？" if near else f"；可以写的有：{'、'.join(types_of)}"),
                    "is unknown" + (f'; perhaps "{near[0]}"?' if near else f"; there are: {', '.join(types_of)}"),
                )
        for key, (kind, required) in types_of.items():
            if required and key not in data:
                zh, en = _example(kind)
                raise self.error(_join(where, key), f"没有写；请写 {key} = {zh}", f"is missing; write {key} = {en}")
        return cls(**{key: self.value(value, types_of[key][0], _join(where, key)) for key, value in data.items()})

    def value(self, value: object, kind: Any, where: str) -> Any:
        """Return a value of the type that an attribute has."""
        kind, origin = _kind_and_origin(kind)
        if origin is tuple:
            if not isinstance(value, list):
                zh, en = _example(kind)
                raise self.error(where, f"应为列表，如 {zh}", f"must be a list such as {en}")
            item = get_args(kind)[0]
            return tuple(self.value(one, item, f"{where}[{number}]") for number, one in enumerate(value, 1))
        if origin is not None:  # a mapping
            if not isinstance(value, Mapping):
                raise self.error(where, '应为一个表，如 { "甲" = "乙" }', 'must be a table such as { "a" = "b" }')
            return {key: self.value(one, get_args(kind)[1], _join(where, key)) for key, one in value.items()}
        if dataclasses.is_dataclass(kind):
            return self.record(value, kind, where)  # type: ignore[arg-type]
        return self._simple(value, kind, where)

    def _simple(self, value: object, kind: type[Any], where: str) -> Any:
        if issubclass(kind, StrEnum):
            if value in set(kind):
                return kind(str(value))
        elif kind is Decimal:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return Decimal(str(value))
        elif kind is str:
            if isinstance(value, str) and value.strip():
                return value
        elif type(value) is kind:
            return value
        zh, en = _example(kind)
        raise self.error(where, f"写的是 {value!r}，应为 {zh}", f"is {value!r}; it must be {en}")


def without_none(kind: Any) -> Any:
    """Return a type without the None of an attribute that may be left out."""
    if get_origin(kind) in (types.UnionType, Union):
        return next(one for one in get_args(kind) if one is not type(None))
    return kind


@cache
def _kind_and_origin(kind: Any) -> tuple[Any, Any]:
    """Return a type without None, and the unparametrised type where it is a tuple or a mapping of others."""
    kind = without_none(kind)
    return kind, get_origin(kind)


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _example(kind: Any) -> tuple[str, str]:
    """Return what may stand for a type, in both languages."""
    kind = without_none(kind)
    if get_origin(kind) is tuple:
        zh, en = _example(get_args(kind)[0])
        return f"[{zh}, …]", f"[{en}, ...]"
    if dataclasses.is_dataclass(kind):
        keys = ", ".join(f"{key} = …" for key, (_, required) in attribute_types(kind).items() if required)  # type: ignore[arg-type]
        return f"{{ {keys} }}", f"{{ {keys} }}"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        choices = [f'"{one}"' for one in kind]
        return " / ".join(choices), " or ".join(choices)
    return {
        bool: ("true 或 false", "true or false"),
        Decimal: ("数字", "a number"),
        int: ("整数", "a whole number"),
    }.get(kind, ('"文字"', 'a "text"'))


# --- what a description must hold as a whole --------------------------------------------------------------------------


def _check(form: FormDescription, file: str) -> None:
    """Raise FormError for the first thing that would keep the form from being read."""
    for zh, en in _faults(form):
        raise FormError(f"{file}：{zh}", f"{file}: {en}")


def _faults(form: FormDescription) -> Iterator[tuple[str, str]]:
    for key, pattern in form.signs.items():
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"“signs.{key}”不是有效的正则表达式：{error}", f'"signs.{key}" is not a regular expression: {error}'
    keys = [item.key for item in form.fields] + [table.key for table in form.tables]
    for key, count in Counter(keys).items():
        if count > 1:
            yield f"字段“{key}”写了 {count} 次，请只留一个", f'the field "{key}" is described {count} times; keep one'
    owners: dict[str, str] = {}
    for item in form.fields:
        if item.where not in _WITHOUT_LABEL and not item.labels:
            yield (
                f'字段“{item.key}”没有写 labels，请写 labels = ["表上印的名称"]',
                f'the field "{item.key}" has no labels; write labels = ["as printed"]',
            )
        for text in () if item.columns else (*item.labels, *item.fund_labels):
            other = owners.setdefault(label_key(text), item.key)
            if other != item.key:
                yield (
                    f"“{text}”同时是字段“{other}”和“{item.key}”的名称，请去掉一处",
                    f'"{text}" is a label of both "{other}" and "{item.key}"; remove one',
                )
    if not any(table.key == INDICATORS for table in form.tables):
        yield (
            f'没有指标表，请写一个 key = "{INDICATORS}" 的 [[sections.tables]]',
            f'there is no table of indicators; write a [[sections.tables]] with key = "{INDICATORS}"',
        )
    for table in form.tables:
        yield from _table_faults(table)


def _table_faults(table: FormTable) -> Iterator[tuple[str, str]]:
    counts = Counter(column.key for column in table.columns)
    for key, count in counts.items():
        if count > 1:
            yield (
                f"表“{table.key}”的栏“{key}”写了 {count} 次，请只留一个",
                f'the column "{key}" of the table "{table.key}" is described {count} times; keep one',
            )
    if table.header_rows not in (1, 2):
        yield (
            f"表“{table.key}”的 header_rows 应为 1 或 2",
            f'header_rows of the table "{table.key}" must be 1 or 2',
        )
