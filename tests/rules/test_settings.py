"""Rule settings of a county in a TOML file, and the errors for files that cannot be followed."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from xltools.model import Severity
from xltools.rules.catalogue import RULES
from xltools.rules.settings import DEFAULT, Settings, SettingsError, load_settings, read_settings
from xltools.rules.wordlists import words


def test_a_file_with_everything(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        """
        [rules.V02]
        enabled = false
        severity = "note"

        [rules.V12]
        enabled = true

        [rules.P09]
        tolerance = 12.5

        [rules.P10]
        annual_costs = ["值班经费"]

        [words.works]
        add = ["绿化工程", "工程"]
        remove = ["水利"]

        [words.never]
        replace = ["坚决防止"]
        """,
        encoding="utf-8-sig",
    )
    settings = load_settings(file)
    assert not settings.runs(RULES["V02"])
    assert settings.runs(RULES["V12"])
    assert settings.runs(RULES["V03"])
    assert settings.severity_of(RULES["V02"]) is Severity.NOTE
    assert settings.severity_of(RULES["V03"]) is None
    assert settings.parameters_of(RULES["P09"])["tolerance"] == Decimal("12.5")
    of_p10 = settings.parameters_of(RULES["P10"])
    assert of_p10["annual_costs"] == ("值班经费",)
    assert of_p10["works"] == (*(word for word in words("works") if word != "水利"), "绿化工程")
    assert of_p10["works_budget"] == Decimal(10_000_000)
    assert settings.parameters_of(RULES["V07"])["never"] == ("坚决防止",)


def test_without_a_file_the_records_hold() -> None:
    for rule in RULES.values():
        assert DEFAULT.runs(rule) is rule.enabled
        assert DEFAULT.severity_of(rule) is None
        assert set(DEFAULT.parameters_of(rule)) == set(rule.parameters)


def test_an_empty_file_is_the_default() -> None:
    assert read_settings({}) == DEFAULT


@pytest.mark.parametrize(
    ("toml", "zh", "en"),
    [
        ("[rule.V02]", "没有“rule”这一项，是否为“rules”？", 'there is no "rule", perhaps "rules"?'),
        ("[rules.V99]", "没有“rules.V99”这一项", 'there is no "rules.V99"'),
        ("[rules.v02]", "是否为“V02”？", 'perhaps "V02"?'),
        ("[rules.P09]\ntolerence = 5", "没有“rules.P09.tolerence”这一项，是否为“tolerance”？", 'perhaps "tolerance"?'),
        ("[rules.V02]\ntolerance = 5", "可用的有：enabled、severity", "there are: enabled, severity"),
        ("[rules.P09]\ntolerance = '宽'", "“rules.P09.tolerance”应为数字", "must be a number"),
        ("[rules.P09]\ntolerance = true", "“rules.P09.tolerance”应为数字", "must be a number"),
        ("[rules.P10]\nworks = '工程'", "“rules.P10.works”应为词语列表", "must be a list of words"),
        ("[rules.P10]\nworks = [1]", "“rules.P10.works”应为词语列表", "must be a list of words"),
        ("[rules.V02]\nenabled = 'no'", "“rules.V02.enabled”应为 true 或 false", "must be true or false"),
        ("[rules.V02]\nseverity = '严重'", "应为 error, warning, note 之一", "must be one of error, warning, note"),
        ("[rules.P09]\ntolerance = inf", "“rules.P09.tolerance”应为数字", "must be a number"),
        ("[rules.P09]\ntolerance = nan", "“rules.P09.tolerance”应为数字", "must be a number"),
        ("[rules.P09]\ntolerance = -inf", "“rules.P09.tolerance”应为数字", "must be a number"),
        ("[rules.P09]\ntolerance = 1e300", "不超过 10 的 15 次方", "up to 10**15"),
        (f"[rules.P09]\ntolerance = {10**400}", "不超过 10 的 15 次方", "up to 10**15"),
        (f"[limits]\ncells = {10**400}", "“limits.cells”应为大于 0 的整数", "must be a whole number"),
        ("[limits]\nfile_mb = nan", "“limits.file_mb”应为大于 0 的整数", "must be a whole number"),
        ("[limits]\nfile_mb = -1", "“limits.file_mb”应为大于 0 的整数", "must be a whole number"),
        ("[letters]\ndeadline = '9月15日'", "“letters.deadline”应为日期", "must be a date"),
        ("[letters]\ndeadline = 2026-09-15T08:00:00", "“letters.deadline”应为日期", "must be a date"),
        ("[letters]\nbureau = 1", "“letters.bureau”应为一行文字", "must be a text of one line"),
        ('[letters]\nbureau = "甲\\n乙"', "“letters.bureau”应为一行文字", "must be a text of one line"),
        ("[letters]\ntelephone = '1'", "没有“letters.telephone”这一项", "letters.telephone"),
        ("letters = 1", "“letters”应为一个表", "must be a table"),
        ("[rules.R03]\nenabled = false", "不能设置", "cannot be set"),
        ("[words.work]\nadd = ['甲']", "没有“words.work”这一项，是否为“works”？", 'perhaps "works"?'),
        ("[words.works]\nplus = ['甲']", "没有“words.works.plus”这一项", "there are: add, remove, replace"),
        ("[words.works]\nadd = [' ']", "“words.works.add”应为词语列表", "must be a list of words"),
        ("rules = 1", "“rules”应为一个表", '"rules" must be a table'),
        ("[rules]\nV02 = false", "“rules.V02”应为一个表", '"rules.V02" must be a table'),
    ],
)
def test_what_cannot_be_followed_is_named(toml: str, zh: str, en: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(tomllib.loads(toml))
    assert zh in caught.value.text.zh
    assert en in caught.value.text.en


@pytest.mark.parametrize(
    ("content", "zh"),
    [
        (None, "打不开"),
        (b"[rules", "不是有效的 TOML"),
        ("[rules.P10]\nworks = ['甲']".encode("gb18030"), "UTF-8"),
        (b"[rules.P10]\nworks = " + b"[" * 5000 + b"]" * 5000, "嵌套太深"),
        (b"[limits]\ncells = 1" + b"0" * 5000, "不是有效的 TOML"),
    ],
    ids=["not there", "not TOML", "not UTF-8", "nested", "thousands of digits"],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, zh: str) -> None:
    file = tmp_path / "规则.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert zh in caught.value.text.zh
    assert "规则.toml" in caught.value.text.zh


def test_a_list_of_twenty_thousand_words_takes_no_time() -> None:
    many = [f"词{number}" for number in range(20_000)]
    start = time.process_time()
    settings = read_settings({"words": {"works": {"add": many, "remove": many[::2]}}})
    assert time.process_time() - start < 0.5
    assert settings.words("works") == (*words("works"), *many[1::2])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"forms": "HB2020"}, "“forms”应为一个表"),
        ({"forms": {"expect": ["HB2020"]}}, "是否为“expected”？"),
        ({"forms": {"expected": ["HB2002"]}}, "没有表式“HB2002”"),
        ({"forms": {"expected": "HB2020"}}, "“forms.expected”应为词语列表"),
        ({"forms": {"folder": "没有这个文件夹"}}, "文件夹里没有表式文件"),
        ({"forms": {"folder": 1}}, "“forms.folder”应为文件夹名"),
    ],
)
def test_forms_that_cannot_be_followed(data: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(data)
    assert message in error.value.text.zh


def test_forms_that_the_county_expects() -> None:
    forms = read_settings({"forms": {"expected": ["MOF2021"]}}).forms
    assert forms.expected == ("MOF2021",)
    assert forms.forms[0].id == "MOF2021"


def test_words_by_the_hundred_thousand_are_refused() -> None:
    lists = {name: {"add": [f"词{number}" for number in range(20_000)]} for name in ("works", "never", "slogans")}
    with pytest.raises(SettingsError) as caught:
        read_settings({"words": lists})
    assert "最多添加 50,000 个" in caught.value.text.zh


def test_letters_change_no_finding_and_nothing_that_was_remembered() -> None:
    settings = read_settings({"letters": {"bureau": "示范县财政局", "deadline": date(2026, 9, 15)}})
    assert settings.letters.until == "2026年9月15日"
    assert repr(settings) == repr(Settings()), "what was read is remembered by it"
