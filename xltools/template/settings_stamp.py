"""The county's rule settings and own forms in the stamp of a template, for the department's own buttons.

A department may change the stamp, so it is read like any other text from outside: bounded, checked like a settings
file, and without the safety limits, which no workbook can loosen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NoReturn

from xltools.forms.known import BUILT_IN, KnownForms
from xltools.forms.loading import FormError
from xltools.rules.rule import Parameter
from xltools.rules.settings import DEFAULT, Settings, SettingsError, read_settings

__all__ = ["read_stamped_settings", "stamp_settings"]

_KEY = "rule_settings"
_CELL_CHARACTERS = 30_000
"""Characters in one cell of the stamp; Excel holds 32,767."""
MAX_STAMP_CHARACTERS = 300_000
MAX_NAME_CHARACTERS = 80


def stamp_settings(settings: Settings) -> dict[str, str]:
    """Return the rows of the stamp that carry the settings; none for the defaults."""
    if not settings.name and settings == DEFAULT:
        return {}
    rules: dict[str, dict[str, Any]] = {}
    for rule, enabled in settings.enabled.items():
        rules.setdefault(rule, {})["enabled"] = enabled
    for rule, severity in settings.severities.items():
        rules.setdefault(rule, {})["severity"] = severity.value
    for rule, parameters in settings.parameters.items():
        rules.setdefault(rule, {}).update((name, _to_json(value)) for name, value in parameters.items())
    words = {name: {"replace": list(listed)} for name, listed in settings.word_lists.items()}
    document: dict[str, Any] = {"name": settings.name, "rules": rules, "words": words}
    if settings.own_rules:
        document["own_rules"] = [own.table for own in settings.own_rules]
    if settings.forms != BUILT_IN:
        document["forms"] = {"expected": list(settings.forms.expected), "texts": list(settings.forms.own_texts)}
    # ASCII without blanks: reading a stamp folds blanks and the width of characters.
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"), sort_keys=True).replace(" ", "\\u0020")
    parts = [text[start : start + _CELL_CHARACTERS] for start in range(0, len(text), _CELL_CHARACTERS)]
    return {f"{_KEY}_{number}": part for number, part in enumerate(parts, 1)}


def read_stamped_settings(stamp: Mapping[str, str]) -> Settings:
    """Return the settings that a stamp carries, the defaults if it carries none.

    A SettingsError says that it holds anything that a settings file could not.
    """
    if not any(key.startswith(_KEY) for key in stamp):
        return DEFAULT
    parts: list[str] = []
    while (part := stamp.get(f"{_KEY}_{len(parts) + 1}")) is not None:
        parts.append(part)
    text = "".join(parts)
    if len(text) > MAX_STAMP_CHARACTERS:
        raise SettingsError("内容过长", "they are too long")
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise SettingsError("内容不完整或被改动过", "they are incomplete or were changed") from error
    if not isinstance(document, dict) or set(document) - {"own_rules", "forms"} != {"name", "rules", "words"}:
        raise SettingsError("内容不完整或被改动过", "they are incomplete or were changed")
    settings = read_settings({key: value for key, value in document.items() if key not in {"name", "forms"}})
    name = " ".join(str(document["name"]).split())[:MAX_NAME_CHARACTERS]
    return replace(settings, name=name, forms=_forms(document.get("forms", {})))


def _forms(table: object) -> KnownForms:
    """Return the county's own forms and those that it expects, as far as a stamp carries them."""
    lists = [table.get(key, []) for key in ("expected", "texts")] if isinstance(table, dict) else []
    if len(lists) != 2 or not all(
        isinstance(one, list) and all(isinstance(text, str) for text in one) for one in lists
    ):
        raise SettingsError("内容不完整或被改动过", "they are incomplete or were changed")
    known = KnownForms("", tuple(lists[0]), tuple(lists[1]))
    try:
        known.check()
    except FormError as error:
        raise SettingsError(error.text.zh, error.text.en) from error
    return known


def _to_json(value: Parameter) -> float | str | list[str]:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, str) else list(value) if isinstance(value, tuple) else value.name


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
