"""A county's settings for the rules: which run, how severe they are, their parameters and word lists.

The file is TOML::

    [rules.V02]
    enabled = false

    [rules.P09]
    severity = "warning"
    tolerance = 15

    [words.annual_costs]
    add = ["值班经费"]
    remove = ["办公"]

    [words.placeholders]
    replace = ["待定", "XX"]

    [limits]
    file_mb = 50

    [forms]
    folder = "表式"
    expected = ["MOF2021"]

    [letters]
    bureau = "示范县财政局"
    deadline = 2026-09-15

A county's own rules stand in the same file: see :mod:`xltools.rules.own_rules`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import field, fields
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from xltools.errors import XltoolsError
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.forms.loading import FormError
from xltools.limits import Limits
from xltools.model import Severity
from xltools.quick_dataclass import dataclass
from xltools.rules.approval_mark import ApprovalMark
from xltools.rules.catalogue import RULES
from xltools.rules.letterhead import Letterhead
from xltools.rules.own_rules import OwnRule, OwnRuleError, read_own_rule
from xltools.rules.rule import Parameter, Rule, Scope, WordList
from xltools.rules.wordlists import word_list_names, words
from xltools.text import Text

__all__ = ["DEFAULT", "Settings", "SettingsError", "count_trial", "load_settings", "read_settings"]

_SECTIONS = ("rules", "words", "limits", "forms", "letters", "approval", "own_rules")
_FORM_KEYS = ("folder", "expected")
_MAX_OWN_RULES = 200
_RULE_KEYS = ("enabled", "severity")
_WORD_KEYS = ("add", "remove", "replace")
_MAX_LETTER_CHARACTERS = 60
"""Characters of a text of ``[letters]`` and ``[approval]``: it has to stand on one line or two."""
_MAX_WORDS = 50_000
"""Words of all lists together; each is looked for in every text of its kind."""
_MAX_NUMBER = 10**15
"""No amount of a county, and no other number of a rule, comes near it."""


class SettingsError(XltoolsError):
    """A settings file that cannot be followed: which key, why, and perhaps what was meant."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Changes to the catalogue by rule id; rules that are not named stay as declared.

    ``name`` is what reports call the settings; empty for the catalogue as it is.
    """

    enabled: Mapping[str, bool] = field(default_factory=dict, hash=False)
    severities: Mapping[str, Severity] = field(default_factory=dict, hash=False)
    parameters: Mapping[str, Mapping[str, Parameter]] = field(default_factory=dict, hash=False)
    word_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    limits: Limits = field(default_factory=Limits)
    forms: KnownForms = BUILT_IN
    own_rules: tuple[OwnRule, ...] = field(default=(), hash=False)
    # Not part of the representation, by which what was read is remembered: a letter changes no finding.
    letters: Letterhead = field(default=Letterhead(), repr=False)
    approval: ApprovalMark = field(default=ApprovalMark(), repr=False)
    name: str = field(default="", compare=False)

    @property
    def shown_name(self) -> Text:
        """The name in reports."""
        return Text(self.name, self.name) if self.name else Text("默认", "default")

    def runs(self, rule: Rule) -> bool:
        """Return whether the rule is switched on."""
        return self.enabled.get(rule.id, rule.enabled)

    def severity_of(self, rule: Rule) -> Severity | None:
        """Return the severity set for the rule, if any; it applies to every hit."""
        return self.severities.get(rule.id)

    def parameters_of(self, rule: Rule) -> dict[str, Parameter]:
        """Return the rule's parameters with their word lists read: numbers, texts and tuples of words."""
        values = {**rule.parameters, **self.parameters.get(rule.id, {})}
        return {
            name: self.words(value.name) if isinstance(value, WordList) else value for name, value in values.items()
        }

    def number(self, rule: Rule, name: str) -> Decimal:
        """Return the number that a parameter of the rule has."""
        return Decimal(str(self.parameters_of(rule)[name]))

    def words(self, name: str) -> tuple[str, ...]:
        """Return the word list ``name`` as changed by the settings."""
        return self.word_lists[name] if name in self.word_lists else words(name)


def count_trial(settings: Settings, counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return how often the county's own rules on trial fired, from the counts of each file; 0 for one that did not."""
    total = {own.id: 0 for own in settings.own_rules if own.trial}
    for of_file in counts:
        for id, number in of_file.items():
            total[id] = total.get(id, 0) + number
    return total


DEFAULT = Settings()
"""Settings that change nothing."""


def load_settings(path: str | Path) -> Settings:
    """Read the settings in the TOML file at ``path``; SettingsError says what is wrong with it."""
    file = Path(path)
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"规则设置文件打不开：{file}", f"cannot open the rule settings {file}") from error
    except RecursionError as error:
        raise SettingsError(
            f"规则设置文件嵌套太深：{file}。设置只有 [rules.…]、[words.…]、[limits]、[forms]、"
            "[letters]、[approval] 六种表。",
            f"{file} is nested too deeply: settings have only the tables [rules.…], [words.…], [limits], [forms], "
            "[letters] and [approval]",
        ) from error
    except ValueError as error:  # not UTF-8, not TOML, or a number of thousands of digits
        raise SettingsError(
            f"规则设置文件不是有效的 TOML（UTF-8）：{file}：{error}", f"{file} is not TOML in UTF-8: {error}"
        ) from error
    return read_settings(data, file.absolute().parent)


def read_settings(data: Mapping[str, Any], folder: Path | None = None) -> Settings:
    """Return the settings in parsed TOML; unknown keys and unsuitable values raise :class:`SettingsError`.

    ``folder`` is where the file lies, from which the folder of the county's own forms is named.
    """
    _known(data, _SECTIONS, "")
    enabled: dict[str, bool] = {}
    severities: dict[str, Severity] = {}
    parameters: dict[str, dict[str, Parameter]] = {}
    for id, table in _tables(data, "rules", tuple(RULES)):
        rule, name = RULES[id], f"rules.{id}"
        if rule.scope is Scope.READING:
            raise SettingsError(
                f"“{name}”是读取文件时的提示，不能设置", f'"{name}" is raised while files are read; it cannot be set'
            )
        _known(table, (*_RULE_KEYS, *rule.parameters), name)
        for key, value in table.items():
            if key == "enabled":
                enabled[id] = _boolean(value, f"{name}.{key}")
            elif key == "severity":
                severities[id] = _severity(value, f"{name}.{key}")
            else:
                parameters.setdefault(id, {})[key] = _parameter(value, rule.parameters[key], f"{name}.{key}")
    own = _own_rules(data)
    forms, lists = _forms(data, folder), dict(_word_lists(data))
    return Settings(enabled, severities, parameters, lists, _limits(data), forms, own, *_stationery(data))


def _stationery(data: Mapping[str, Any]) -> tuple[Letterhead, ApprovalMark]:
    """Return what stands on letters and on approved targets."""
    return (
        Letterhead(**_texts(data, "letters", tuple(item.name for item in fields(Letterhead)), "deadline")),
        ApprovalMark(**_texts(data, "approval", tuple(item.name for item in fields(ApprovalMark)), "day")),
    )


def _texts(data: Mapping[str, Any], section: str, keys: tuple[str, ...], of_a_date: str) -> Mapping[str, Any]:
    """Return a table of texts of one line, and a date under one of its keys."""
    table = data.get(section, {})
    if not isinstance(table, Mapping):
        raise SettingsError(f"“{section}”应为一个表 [{section}]", f'"{section}" must be a table [{section}]')
    _known(table, keys, section)
    for key, value in table.items():
        name = f"{section}.{key}"
        if key == of_a_date:
            if not isinstance(value, date) or isinstance(value, datetime):
                raise SettingsError(
                    f"“{name}”应为日期，不加引号，如 2026-09-15", f'"{name}" must be a date without quotes: 2026-09-15'
                )
        elif not isinstance(value, str) or len(value) > _MAX_LETTER_CHARACTERS or not value.isprintable():
            raise SettingsError(
                f"“{name}”应为一行文字，最多 {_MAX_LETTER_CHARACTERS} 个字",
                f'"{name}" must be a text of one line with {_MAX_LETTER_CHARACTERS} characters at most',
            )
    return table


def _forms(data: Mapping[str, Any], folder: Path | None) -> KnownForms:
    table = data.get("forms", {})
    if not isinstance(table, Mapping):
        raise SettingsError("“forms”应为一个表 [forms]", '"forms" must be a table [forms]')
    _known(table, _FORM_KEYS, "forms")
    own = table.get("folder", "")
    if not isinstance(own, str):
        raise SettingsError("“forms.folder”应为文件夹名", '"forms.folder" must be the name of a folder')
    expected = _words(table["expected"], "forms.expected") if "expected" in table else ()
    known = KnownForms(str((folder or Path()) / own) if own else "", expected)
    try:
        known.check()
    except FormError as error:
        raise SettingsError(f"“forms”：{error.text.zh}", f'"forms": {error.text.en}') from error
    return known


def _own_rules(data: Mapping[str, Any]) -> tuple[OwnRule, ...]:
    tables = data.get("own_rules", [])
    if not isinstance(tables, list) or len(tables) > _MAX_OWN_RULES:
        raise SettingsError(
            f"“own_rules”应写成 [[own_rules]]，每条规则一段，最多 {_MAX_OWN_RULES} 条",
            f'"own_rules" must be written as [[own_rules]], one for each rule, {_MAX_OWN_RULES} at most',
        )
    rules: dict[str, OwnRule] = {}
    for number, table in enumerate(tables, 1):
        name = table.get("id", number) if isinstance(table, Mapping) else number
        try:
            own = read_own_rule(table if isinstance(table, Mapping) else {})
        except OwnRuleError as error:
            zh, en = error.text
            raise SettingsError(f"自定规则 {name}：{zh}", f"own rule {name}: {en}") from error
        if own.id in rules:
            raise SettingsError(f"自定规则 {own.id} 写了两次", f"own rule {own.id} is there twice")
        rules[own.id] = own
    return tuple(rules.values())


def _limits(data: Mapping[str, Any]) -> Limits:
    table = data.get("limits", {})
    if not isinstance(table, Mapping):
        raise SettingsError("“limits”应为一个表 [limits]", '"limits" must be a table [limits]')
    _known(table, tuple(item.name for item in fields(Limits)), "limits")
    for key, value in table.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MAX_NUMBER:
            raise SettingsError(f"“limits.{key}”应为大于 0 的整数", f'"limits.{key}" must be a whole number above 0')
    return Limits(**table)


def _word_lists(data: Mapping[str, Any]) -> Iterable[tuple[str, tuple[str, ...]]]:
    words_left = _MAX_WORDS
    for name, table in _tables(data, "words", word_list_names()):
        _known(table, _WORD_KEYS, f"words.{name}")
        replace, add, remove = (
            _words(table[key], f"words.{name}.{key}") if key in table else () for key in ("replace", "add", "remove")
        )
        base, removed = replace if "replace" in table else words(name), frozenset(remove)
        words_left -= len(replace) + len(add)
        if words_left < 0:
            raise SettingsError(
                f"词语太多：各词表一共最多添加 {_MAX_WORDS:,} 个",
                f"too many words: {_MAX_WORDS:,} in all lists together",
            )
        yield name, tuple(dict.fromkeys(word for word in (*base, *add) if word not in removed))


def _tables(data: Mapping[str, Any], section: str, known: tuple[str, ...]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    tables = data.get(section, {})
    if not isinstance(tables, Mapping):
        raise SettingsError(f"“{section}”应为一个表 [{section}.…]", f'"{section}" must be a table [{section}.…]')
    _known(tables, known, section)
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise SettingsError(
                f"“{section}.{name}”应为一个表 [{section}.{name}]", f'"{section}.{name}" must be a table'
            )
        yield name, table


def _known(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            near = [word for word in known if word.lower() == key.lower()] or get_close_matches(key, known, 1, 0.5)
            name = f"{where}.{key}" if where else key
            raise SettingsError(
                f"没有“{name}”这一项" + (f"，是否为“{near[0]}”？" if near else f"，可用的有：{'、'.join(known)}"),
                f'there is no "{name}"' + (f', perhaps "{near[0]}"?' if near else f"; there are: {', '.join(known)}"),
            )


def _boolean(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return value
    raise SettingsError(f"“{name}”应为 true 或 false", f'"{name}" must be true or false')


def _severity(value: object, name: str) -> Severity:
    try:
        return Severity(str(value))
    except ValueError:
        choices = ", ".join(Severity)
        raise SettingsError(f"“{name}”应为 {choices} 之一", f'"{name}" must be one of {choices}') from None


def _parameter(value: object, default: Parameter, name: str) -> Parameter:
    if isinstance(default, Decimal):
        if isinstance(value, int | float) and not isinstance(value, bool) and -_MAX_NUMBER <= value <= _MAX_NUMBER:
            return Decimal(str(value))
        raise SettingsError(f"“{name}”应为数字，绝对值不超过 10 的 15 次方", f'"{name}" must be a number up to 10**15')
    if isinstance(default, str):
        if isinstance(value, str):
            return value
        raise SettingsError(f"“{name}”应为文字", f'"{name}" must be a text')
    return _words(value, name)


def _words(value: object, name: str) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value):
        return tuple(word.strip() for word in value)
    raise SettingsError(f'“{name}”应为词语列表，如 ["甲", "乙"]', f'"{name}" must be a list of words')
