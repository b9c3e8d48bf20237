"""The county's settings in a template: they come back as they were, and nothing else is taken from a stamp."""

from __future__ import annotations

import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xltools.forms.known import KnownForms
from xltools.limits import Limits
from xltools.rules.settings import DEFAULT, SettingsError, read_settings
from xltools.template import blank_book, write_department
from xltools.template.settings_stamp import read_stamped_settings, stamp_settings
from xltools.values import normalise

TOML = """
[rules.V02]
enabled = false
[rules.P09]
severity = "warning"
tolerance = 15
[rules.A02]
tolerance = 0.01
[words.annual_costs]
add = ["值班 经费", "全角（括号）１２３"]
remove = ["办公"]
[words.placeholders]
replace = []
"""


OWN_FORM = """
id = "某县2025"
name = "某县项目支出绩效目标表（2025）"
based_on = "MOF2021"
titles = ["绩效目标申报表"]
"""


def stamped(document: Any) -> dict[str, str]:
    return {"rule_settings_1": document if isinstance(document, str) else json.dumps(document)}


def test_settings_come_back_as_they_were() -> None:
    settings = replace(read_settings(tomllib.loads(TOML)), name="规则 2020.toml")
    stamp = {normalise(key): normalise(value) for key, value in stamp_settings(settings).items()}
    again = read_stamped_settings(stamp)
    assert (again, again.name) == (settings, settings.name)


def test_long_lists_of_words_take_several_cells() -> None:
    words = [f"值班经费{number}" for number in range(3_000)]
    settings = replace(read_settings({"words": {"annual_costs": {"replace": words}}}), name="a.toml")
    stamp = stamp_settings(settings)
    assert len(stamp) > 1
    assert all(len(value) <= 32_767 for value in stamp.values())
    assert read_stamped_settings(stamp) == settings


def test_the_defaults_leave_no_trace() -> None:
    plain, named = io.BytesIO(), io.BytesIO()
    write_department(blank_book(), plain)
    write_department(blank_book(), named, settings=DEFAULT)
    assert stamp_settings(DEFAULT) == {}
    assert plain.getvalue() == named.getvalue()
    assert read_stamped_settings({"template": "1", "profile": "HB2020"}) == DEFAULT


def test_the_countys_own_forms_travel_along(tmp_path: Path) -> None:
    (tmp_path / "甲.toml").write_text(OWN_FORM, encoding="utf-8")
    settings = read_settings({"forms": {"folder": ".", "expected": ["某县2025"]}}, tmp_path)
    stamp = {normalise(key): normalise(value) for key, value in stamp_settings(settings).items()}
    known = read_stamped_settings(stamp).forms
    assert known == KnownForms("", ("某县2025",), (OWN_FORM,))
    assert [form.id for form in known.forms][:2] == ["某县2025", "HB2020"]
    assert stamp_settings(read_stamped_settings(stamp)) == stamp_settings(settings)  # a template made from a template


def test_limits_are_not_carried() -> None:
    settings = replace(DEFAULT, limits=Limits(file_mb=5_000), name="大.toml")
    assert read_stamped_settings(stamp_settings(settings)).limits == Limits()


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("", id="empty"),
        pytest.param('{"name":"a","rules":{', id="cut off"),
        pytest.param("[" * 100_000, id="deeply nested"),
        pytest.param("1" * 10_000, id="a huge number"),
        pytest.param(" " * 300_001, id="too long"),
        pytest.param('{"name":"a","rules":{"P09":{"tolerance":NaN}},"words":{}}', id="not a number"),
        pytest.param('{"name":"a","rules":{"P09":{"tolerance":1e999}},"words":{}}', id="infinite"),
        pytest.param([], id="a list"),
        pytest.param({"name": "a", "rules": {}}, id="words missing"),
        pytest.param({"name": "a", "rules": {}, "words": {}, "limits": {"file_mb": 5_000}}, id="limits"),
        pytest.param({"name": "a", "rules": [], "words": {}}, id="rules are a list"),
        pytest.param({"name": "a", "rules": {"X99": {"enabled": False}}, "words": {}}, id="no such rule"),
        pytest.param({"name": "a", "rules": {"R04": {"enabled": False}}, "words": {}}, id="a notice of reading"),
        pytest.param({"name": "a", "rules": {"V02": {"enabled": "no"}}, "words": {}}, id="not true or false"),
        pytest.param({"name": "a", "rules": {}, "words": {"annual_costs": {"add": [1]}}}, id="words that are numbers"),
        *(
            pytest.param({"name": "a", "rules": {}, "words": {}, "forms": forms}, id=name)
            for name, forms in (
                ("forms are a list", []),
                ("an expected form that is not known", {"expected": ["X"]}),
                ("a form that is a number", {"texts": [1]}),
                ("a form that is no TOML", {"texts": ["id ="]}),
                ("a form that cannot be used", {"texts": ['id = "X"']}),
                ("a folder", {"texts": "/etc"}),
                ("a sign that is no expression", {"texts": [OWN_FORM + "[signs]\ncode = '('\n"]}),
            )
        ),
    ],
)
def test_what_a_settings_file_could_not_say_is_refused(document: Any) -> None:
    with pytest.raises(SettingsError) as caught:
        read_stamped_settings(stamped(document))
    assert caught.value.text.zh


def test_a_name_is_one_short_line() -> None:
    document = {"name": "a\nb" * 1_000, "rules": {}, "words": {}}
    name = read_stamped_settings(stamped(document)).name
    assert "\n" not in name
    assert len(name) <= 80
