"""``xltools forms``: what is known, one form with its labels, and the form of each sheet of a workbook."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.forms.layouts import LAYOUTS, workbook
from tests.forms.test_layouts import UNKNOWN
from xltools.cli.app import app, load_commands
from xltools.forms.loading import built_in_forms
from xltools.forms.schema import form_schema

CATALOGUE = Path(__file__).parents[2] / "xltools" / "forms" / "catalogue"


@pytest.fixture(scope="module")
def run() -> Any:
    load_commands()
    runner = CliRunner(env={"COLUMNS": "220"})
    return lambda *arguments: runner.invoke(app, ["forms", *map(str, arguments)])


def test_every_form_is_listed_and_what_is_unproven_says_so(run: Any) -> None:
    lines = {line.split()[0]: line for line in run("list").output.splitlines()[1:] if line.strip()}
    assert lines.keys() == {form.id for form in built_in_forms()}
    unproven = {id for id, line in lines.items() if "未经样本证实" in line}
    assert unproven == {"HB2021", "MOF2021", "DEPARTMENT2021", "MONITOR2019"}


@pytest.mark.parametrize("form", built_in_forms(), ids=lambda form: form.id)
def test_a_form_is_shown_with_its_labels(run: Any, form: Any) -> None:
    output = run("show", form.id).output
    assert form.name in output
    assert all(item.labels[0] in output for item in form.fields if item.labels and not item.columns)


def test_a_form_that_there_is_not(run: Any) -> None:
    result = run("show", "HB2002")
    assert result.exit_code == 2
    assert "没有表式 HB2002；已知的有：HB2020" in result.stderr


def test_the_form_of_each_sheet(run: Any, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(workbook(LAYOUTS["MOF2021"].text, LAYOUTS["SELF2020"].text, UNKNOWN))
    result = run("check", book)
    rows = [line.split() for line in result.output.splitlines() if line.startswith("book.xlsx")]
    assert [row[1:3] for row in rows] == [["表1", "MOF2021"], ["表2", "SELF2020"], ["表3", "没有登记"]]
    assert "100%" in rows[0]
    assert "MOF2020" in rows[0]  # the runner-up
    assert "某县专项资金绩效自评表" in rows[2]
    assert result.exit_code == 1


def test_a_check_says_which_sheets_are_never_summed(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(workbook(LAYOUTS["SELF2020"].text))
    output = CliRunner(env={"COLUMNS": "220"}).invoke(app, ["check", str(book)]).output
    assert "另有 1 张项目支出绩效自评表，已检查，不计入项目预算合计" in output


def test_a_description_that_can_be_used(run: Any, tmp_path: Path) -> None:
    assert "可用" in run("check", CATALOGUE / "MOF2021.toml").output
    broken = tmp_path / "坏.toml"
    broken.write_text('id = "X"', encoding="utf-8")
    assert "“name”没有写" in run("check", broken).stderr


def test_the_catalogue_follows_the_schema(run: Any) -> None:
    schema = json.loads(run("show", "--schema").output)
    assert schema == form_schema()
    for path in CATALOGUE.glob("*.toml"):
        assert list(faults(tomllib.loads(path.read_text("utf-8")), schema, path.stem)) == []


def faults(value: Any, schema: dict[str, Any], where: str) -> Any:
    """Yield where a value breaks the parts of the schema language that the schema uses."""
    if "enum" in schema:
        if value not in schema["enum"]:
            yield where
        return
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}
    if not isinstance(value, kinds[schema["type"]]):
        yield where
    elif isinstance(value, list):
        for one in value:
            yield from faults(one, schema["items"], where)
    elif isinstance(value, dict):
        required = [schema.get("required", [])]
        choices = [choice["required"] for choice in schema.get("anyOf", [])]
        if not all(key in value for keys in required for key in keys):
            yield where
        if choices and not any(all(key in value for key in keys) for keys in choices):
            yield where
        for key, one in value.items():
            known = schema.get("properties", {}).get(key) or schema["additionalProperties"]
            if not known:
                yield f"{where}.{key}"
            else:
                yield from faults(one, known, f"{where}.{key}")
