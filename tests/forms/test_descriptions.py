"""Form descriptions: what the built-in ones say, and what the loader says about those that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xltools.form_identity import Capability, FormPurpose, FormSubject, Framework
from xltools.forms.description import FormDescription
from xltools.forms.hb2020 import HB2020
from xltools.forms.label_text import label_key
from xltools.forms.loading import FormError, built_in_forms, load_form, load_forms, read_form

FORMS = {form.id: form for form in built_in_forms()}

MINIMAL: dict[str, Any] = {
    "id": "X1",
    "name": "某县绩效目标表",
    "purpose": "plan",
    "subject": "project",
    "framework": "2021",
    "titles": ["绩效目标表"],
    "sections": [
        {"key": "identity", "fields": [{"key": "name", "labels": ["项目名称"]}]},
        {"key": "funding", "fields": [{"key": "budget", "labels": ["预算数"]}]},
        {
            "key": "indicators",
            "tables": [{"key": "indicators", "columns": [{"key": "level3", "labels": ["三级指标"]}]}],
        },
    ],
}


@pytest.mark.parametrize("form", built_in_forms(), ids=lambda form: form.id)
def test_a_built_in_form_says_what_it_is(form: FormDescription) -> None:
    assert form.name
    assert form.source
    assert form.titles
    assert {"budget", "initial"} & form.keys or form.subject is FormSubject.DEPARTMENT
    assert Capability.INDICATORS in form.capabilities
    assert Capability.GOALS in form.capabilities


def test_the_first_form_wins_a_draw() -> None:
    assert built_in_forms()[0].id == "HB2020"


def test_what_is_read_of_hb2020_is_what_its_template_prints() -> None:
    form = FORMS["HB2020"]
    for printed in HB2020.fields:
        described = form.field(printed.key)
        assert described is not None
        special = (printed.special_label,) if printed.special_label else ()
        assert {*described.labels, *described.fund_labels} == set(printed.texts)
        assert described.fund_labels == special
        assert described.content is printed.kind
        assert described.where is printed.where
        assert described.required == (printed.label_at is not None)
        assert described.optional == (not printed.required)
    for printed_column in HB2020.table.columns:
        column = form.table.column(printed_column.key)
        assert column is not None
        assert column.labels == printed_column.texts
        assert column.parts == tuple(part.label for part in printed_column.parts)
        assert column.required == printed_column.required


@pytest.mark.parametrize(
    ("form", "has", "has_not"),
    [
        ("HB2020", {Capability.SPENDING_PLAN, Capability.BASIS, Capability.PURPOSE}, {Capability.ACTUAL}),
        ("HB2021", {Capability.SPENDING_PLAN, Capability.CODE}, {Capability.SCORE}),
        ("FP2018", {Capability.SOURCES, Capability.UNIT}, {Capability.SPENDING_PLAN, Capability.CODE}),
        ("YTH2023", {Capability.OPERATOR, Capability.MEASURE, Capability.WEIGHT}, {Capability.SOURCES}),
        ("SELF2020", {Capability.ACTUAL, Capability.SCORE}, {Capability.BASIS}),
        ("DEPARTMENT2021", {Capability.TASKS}, {Capability.CODE}),
    ],
)
def test_capabilities_follow_from_the_fields(form: str, has: set[Capability], has_not: set[Capability]) -> None:
    assert has <= FORMS[form].capabilities
    assert not has_not & FORMS[form].capabilities


def test_a_form_based_on_another_takes_over_what_it_leaves_out() -> None:
    form = FORMS["HB2021"]
    assert form.framework is Framework.MOF2021
    assert form.purpose is FormPurpose.PLAN
    assert form.keys == FORMS["HB2020"].keys


@pytest.mark.parametrize(
    ("column", "row", "key"),
    [("initial", 0, "initial"), ("budget", 0, "budget"), ("budget", 1, "fiscal"), ("spent", 1, "fiscal_spent")],
)
def test_the_values_of_a_matrix_have_keys_by_row_and_column(column: str, row: int, key: str) -> None:
    form = FORMS["SELF2020"]
    matrix = next(section.matrix for section in form.sections if section.matrix)
    labels = next(one.labels for one in matrix.columns if one.key == column)
    field = form.field(key)
    assert field is not None
    assert (field.labels, field.columns) == (matrix.rows[row].labels, labels)


def changed(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return the minimal description with one value changed (None: left out)."""

    def copy(node: Any, rest: tuple[str | int, ...]) -> Any:
        if not rest:
            return value
        if isinstance(node, list):
            return [copy(one, rest[1:]) if number == rest[0] else one for number, one in enumerate(node)]
        return {
            key: one for key, one in {**node, rest[0]: copy(node.get(rest[0]), rest[1:])}.items() if one is not None
        }

    result: dict[str, Any] = copy(MINIMAL, path)
    return result


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("titles",), None, '没有写；请写 titles = ["文字", …]'),
        (("framework",), None, '请写 framework = "2015" / "2018" / "2021"'),
        (("framework",), "2022", '“framework”写的是 \'2022\'，应为 "2015" / "2018" / "2021"'),
        (("titels",), ["绩效目标表"], "“titels”不认识，是否为“titles”？"),
        (("titles",), "绩效目标表", '“titles”应为列表，如 ["文字", …]'),
        (("sections", 0, "fields", 0, "label"), ["项目名称"], "“sections[1].fields[1].label”不认识，是否为“labels”？"),
        (("sections", 0, "fields", 0, "where"), "left", "“sections[1].fields[1].where”写的是 'left'，应为 \"right\""),
        (("sections", 0, "fields", 0, "labels"), None, "字段“name”没有写 labels"),
        (("sections", 0, "fields", 0, "required"), 1, "应为 true 或 false"),
        (("sections", 1, "fields", 0, "key"), "name", "字段“name”写了 2 次"),
        (("sections", 1, "fields", 0, "labels"), ["项目名称："], "“项目名称：”同时是字段“name”和“budget”的名称"),
        (("sections", 2, "tables", 0, "header_rows"), 3, "header_rows 应为 1 或 2"),
        (("sections", 2, "tables", 0), "indicators", "应为一个表"),
        (("based_on",), "X9", "“based_on”写的是 'X9'，应为已有表式的 id"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_description_with_a_fault(path: tuple[str | int, ...], value: object, message: str) -> None:
    with pytest.raises(FormError) as error:
        read_form(changed(path, value), "某县.toml")
    assert error.value.text.zh.startswith("某县.toml：")
    assert message in error.value.text.zh
    assert error.value.text.en


def test_files_that_hold_no_description(tmp_path: Path) -> None:
    broken = tmp_path / "坏.toml"
    broken.write_text("id = ", encoding="utf-8")
    with pytest.raises(FormError, match="不是有效的 TOML"):
        load_form(broken)
    with pytest.raises(FormError, match="打不开"):
        load_form(tmp_path / "没有.toml")
    broken.write_text('id = "A"', encoding="utf-8")
    (tmp_path / "二.toml").write_text('id = "A"', encoding="utf-8")
    with pytest.raises(FormError, match="两个表式都叫“A”"):
        load_forms(tmp_path)


def test_a_county_form_may_be_based_on_a_built_in_one(tmp_path: Path) -> None:
    file = tmp_path / "某县.toml"
    file.write_text('id = "某县2022"\nname = "某县表"\nbased_on = "HB2020"\ntitles = ["绩效表"]', encoding="utf-8")
    [form] = load_forms(tmp_path)
    assert (form.id, form.titles, form.keys) == ("某县2022", ("绩效表",), FORMS["HB2020"].keys)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("项目名称", "项目名称"),
        (" 项 目\n名 称：", "项目名称"),
        ("★数量指标", "数量指标"),
        ("产出指标（50分）", "产出指标"),
        ("产出指标50分", "产出指标"),
        ("成本指标 (0-20)分", "成本指标"),
        ("分值权重（90）", "分值权重"),
        ("项目资金\n预算执行 10分", "项目资金预算执行"),
        ("实施单位（盖章）", "实施单位"),
        ("（一）项目名称", "项目名称"),
        ("1、项目名称", "项目名称"),
        ("1—7月执行数", "1-7月执行数"),
        ("1～7月执行数", "1-7月执行数"),
        ("执行率（B/A）", "执行率(B/A)"),
        ("预算数（万元）", "预算数(万元)"),
        ("3月底", "3月底"),
        ("10分", "10分"),
        ("（）", "()"),
        ("", ""),
    ],
)
def test_label_keys(text: str, key: str) -> None:
    assert label_key(text) == key
