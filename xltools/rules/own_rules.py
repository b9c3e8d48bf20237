"""Rules that a county writes itself, in its settings file and without Python.

They look like this::

    [[own_rules]]
    id = "Z01"
    title = "维修项目不超过五百万元"
    scope = "sheet"                # sheet, indicator or department; left out: by the field
    when = [{ field = "name", operator = "contains", value = "维修" }]
    must = { field = "budget", operator = "<=", value = 5000000 }
    severity = "warning"
    message = "维修项目的预算是 {found} 元，超过 500 万元"
    remedy = "附上会议纪要，或者分年度安排"
    trial = false                  # left out: true, the rule is counted and not sent
    fires = { name = "办公楼维修", budget = "6000000" }
    passes = { name = "办公楼维修", budget = "4000000" }

A rule fires where everything in ``when`` holds and ``must`` does not. What is blank or cannot be read is not judged,
unless the operator asks for it. The two examples are changes to the clean form of :mod:`xltools.rules.examples`; they
are run when the file is loaded, so that a rule that does not do what its author meant is noticed at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity
from xltools.quick_dataclass import dataclass
from xltools.rules.examples import build_books
from xltools.rules.own_conditions import (
    BLANK_OPERATORS,
    COMPARISONS,
    FIELD_NEEDS,
    FIELDS,
    OPERATORS,
    ORDERS,
    ROW_FIELDS,
    SHEET_FIELDS,
    WORD_OPERATORS,
    JudgedSubject,
    OwnCondition,
    Value,
)
from xltools.rules.rule import Context, Rule, Scope
from xltools.text import Text

__all__ = ["OwnRule", "OwnRuleError", "is_own_rule", "read_own_rule"]

_ID = re.compile(r"Z[0-9]{2,3}")
_SCOPES = ("sheet", "indicator", "department")
_MAX_TEXT_CHARACTERS = 500
_MAX_NUMBER = 10**15


@dataclass(frozen=True)
class OwnRule:
    """A rule as a county wrote it. ``table`` is its text in the settings, to be passed on to the departments' buttons.

    A rule on ``trial`` runs and is counted, and its findings are not sent.
    """

    id: str
    title: str
    scope: Scope
    rows: bool
    when: tuple[OwnCondition, ...]
    must: OwnCondition
    severity: Severity
    message: str
    remedy: str
    trial: bool
    fires: Example
    passes: Example
    table: Mapping[str, Any]

    @cached_property
    def rule(self) -> Rule:
        """The rule as the engine runs it."""
        words = Words(self.title, self.message, self.remedy)
        fields = {field for condition in (*self.when, self.must) for field in condition.fields}
        return Rule(
            id=self.id,
            severity=self.severity,
            zh=words,
            en=words,
            source="本县自定规则",
            scope=self.scope,
            needs=frozenset(FIELD_NEEDS[field] for field in fields if field in FIELD_NEEDS),
            fires=self.fires,
            clean=self.passes,
            check=partial(_check, self),
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made anew in another process."""
        return {key: value for key, value in self.__dict__.items() if key != "rule"}

    def hits(self, subjects: Iterable[JudgedSubject]) -> Iterator[Hit]:
        """Yield the places where the rule fires."""
        for subject in subjects:
            if all(condition.holds(subject) for condition in self.when) and self.must.holds(subject) is False:
                related = tuple(subject.entry(field).place for field in self.must.fields[1:])
                entry = subject.entry(self.must.field)
                yield Hit(entry, self.must.field, expected=self.must.shown(subject), related=related)


def _check(own: OwnRule, subject: Any, context: Context) -> Iterator[Hit]:
    if isinstance(subject, DepartmentBook):
        yield from own.hits((JudgedSubject(subject),))
    elif own.rows:
        yield from own.hits(JudgedSubject(context.book, subject, row) for row in subject.indicators)
    else:
        yield from own.hits((JudgedSubject(context.book, subject),))


class OwnRuleError(ValueError):
    """A rule of a county that cannot be followed; ``text`` says which key, and why."""

    def __init__(self, zh: str, en: str) -> None:
        """Say what is wrong in both languages."""
        super().__init__(zh)
        self.text = Text(zh, en)


def is_own_rule(id: str) -> bool:
    """Return whether an id is that of a county's own rule, also of one that it has no longer."""
    return _ID.fullmatch(id) is not None


def read_own_rule(table: Mapping[str, Any]) -> OwnRule:
    """Return the rule in a table of the settings, after its two examples were run.

    :raises OwnRuleError: a key is missing or unknown, a value is unsuitable, or an example does the opposite.
    """
    keys = {"id", "title", "scope", "when", "must", "severity", "message", "remedy", "trial", "fires", "passes"}
    _only(table, keys, "")
    id = _text(table, "id")
    if not is_own_rule(id):
        raise OwnRuleError(f"id 应为 Z 加两三位数字，如 Z01：{id}", f"id must be Z and 2 or 3 digits, as Z01: {id}")
    when = tuple(_condition(one, "when") for one in _list(table.get("when", []), "when"))
    must = _condition(table.get("must"), "must")
    scope = _scope(table, (*when, must))
    trial, severity = table.get("trial", True), str(table.get("severity", Severity.WARNING))
    if not isinstance(trial, bool):
        raise OwnRuleError("trial 应为 true 或 false", "trial must be true or false")
    _choice(severity, "severity", tuple(Severity))
    own = OwnRule(
        id=id,
        title=_text(table, "title"),
        scope=Scope.DEPARTMENT if scope == "department" else Scope.SHEET,
        rows=scope == "indicator",
        when=when,
        must=must,
        severity=Severity(severity),
        message=_text(table, "message"),
        remedy=_text(table, "remedy"),
        trial=trial,
        fires=_example(table, "fires"),
        passes=_example(table, "passes"),
        table=dict(table),
    )
    if not _fires(own, own.fires, "fires"):
        raise OwnRuleError("例子 fires 没有触发这条规则，请核对条件和例子", "it does not fire in its example fires")
    if _fires(own, own.passes, "passes"):
        raise OwnRuleError("例子 passes 也触发了这条规则，请核对条件和例子", "it fires in its example passes too")
    return own


def _fires(own: OwnRule, example: Example, key: str) -> bool:
    try:
        books = build_books(example)
    except (TypeError, ValueError, StopIteration, KeyError, ArithmeticError) as error:
        raise OwnRuleError(f"例子 {key} 写得不对：{error}", f"the example {key} cannot be built: {error}") from error
    for book in books:
        context = Context(book)
        subjects: Sequence[Any] = (book,) if own.scope is Scope.DEPARTMENT else book.sheets
        if any(True for subject in subjects for _ in own.rule(subject, context)):
            return True
    return False


def _scope(table: Mapping[str, Any], conditions: Sequence[OwnCondition]) -> str:
    """Return the scope that the table states, or else the narrowest that the fields need."""
    fields = {field for condition in conditions for field in condition.fields}
    needed = 1 if not fields.isdisjoint(ROW_FIELDS) else 0 if not fields.isdisjoint(SHEET_FIELDS) else 2
    scope = table.get("scope", _SCOPES[needed])
    _choice(scope, "scope", _SCOPES)
    if (needed == 1 and scope != "indicator") or (needed == 0 and scope == "department"):
        raise OwnRuleError(
            f"scope 是 {scope}，条件里却有更小范围的项目；不写 scope 就按项目确定",
            f"the scope {scope} is wider than the fields of the conditions; without scope it follows from them",
        )
    return str(scope)


def _condition(table: object, key: str) -> OwnCondition:
    if not isinstance(table, Mapping):
        example = '{ field = "budget", operator = "<=", value = 5000000 }'
        raise OwnRuleError(f"{key} 应写成 {example}", f"{key} must be like {example}")
    _only(table, {"field", "operator", "value", "other", "times"}, f"{key}.")
    field, operator, other = table.get("field"), table.get("operator"), table.get("other", "")
    _choice(field, f"{key}.field", FIELDS)
    _choice(operator, f"{key}.operator", OPERATORS)
    value, times = _value(table.get("value"), f"{key}.value"), _value(table.get("times", 1), f"{key}.times")
    if operator in BLANK_OPERATORS:
        if "value" in table or other:
            raise OwnRuleError(f"{key}：{operator} 后面不写 value 和 other", f"{key}: {operator} takes no value")
    elif ("value" in table) is bool(other):
        raise OwnRuleError(f"{key}：value 和 other 要写一个，只写一个", f"{key}: write value or other, one of them")
    if other:
        _choice(other, f"{key}.other", FIELDS)
        _choice(operator, f"{key}.operator", tuple(COMPARISONS))
    elif operator in ORDERS and not isinstance(value, Decimal):
        raise OwnRuleError(f"{key}.value 应为数字", f"{key}.value must be a number")
    elif operator in WORD_OPERATORS and not isinstance(value, str | tuple):
        raise OwnRuleError(f'{key}.value 应为词语，如 ["维修", "改造"]', f"{key}.value must be a word or words")
    elif operator in COMPARISONS and isinstance(value, tuple):
        raise OwnRuleError(f"{key}.value 应为一个数字或词语", f"{key}.value must be one number or word")
    if not isinstance(times, Decimal) or ("times" in table and not other):
        raise OwnRuleError(f"{key}.times 应为数字，与 other 一起用", f"{key}.times must be a number, with other")
    return OwnCondition(str(field), str(operator), value, str(other), times)


def _value(value: object, key: str) -> Value:
    if isinstance(value, int | float) and not isinstance(value, bool) and -_MAX_NUMBER <= value <= _MAX_NUMBER:
        return Decimal(str(value))
    if isinstance(value, list) and value and all(isinstance(word, str) and word.strip() for word in value):
        return tuple(value)
    if value is None or isinstance(value, str):
        return value
    raise OwnRuleError(
        f"{key} 应为数字（不超过 10 的 15 次方）、词语或词语列表",
        f"{key} must be a number up to 10**15, a word or words",
    )


def _choice(value: object, key: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise OwnRuleError(f"{key} 应为 {'、'.join(choices)} 之一", f"{key} must be one of {', '.join(choices)}")


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_TEXT_CHARACTERS:
        raise OwnRuleError(
            f"{key} 应为文字，不能空，不超过 {_MAX_TEXT_CHARACTERS} 字",
            f"{key} must be a text of up to {_MAX_TEXT_CHARACTERS} characters",
        )
    return value.strip()


def _list(value: object, key: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise OwnRuleError(f"{key} 应为列表 [ … ]", f"{key} must be a list")


def _example(table: Mapping[str, Any], key: str) -> Example:
    value = table.get(key)
    if not isinstance(value, Mapping) or not value:
        example = f'{key} = {{ budget = "6000000" }}'
        raise OwnRuleError(f"要有例子 {key}，如 {example}", f"there must be an example {key}, as {example}")
    return Example(**value)


def _only(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    if unknown := sorted(set(table) - keys):
        name = f"{where}{unknown[0]}"
        known = sorted(keys)
        raise OwnRuleError(
            f"没有“{name}”这一项，可用的有：{'、'.join(known)}", f'there is no "{name}"; there are: {", ".join(known)}'
        )
