"""The public interface: its page is true, its names load one by one, and importing it costs nothing."""

from __future__ import annotations

import ast
import doctest
import getpass
import inspect
import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltools
import xltools.errors
from xltools.errors import XltoolsError
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department
from xltools.writer.save import SaveProblem

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "api.md"
HEAVY = {"lxml", "numpy", "openpyxl", "pandas", "rich", "typer", "xlsxwriter", "xlwings"}


def test_the_examples_of_the_page_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "workbooks" / "samples", tmp_path / "workbooks" / "samples")
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(PAGE.read_text("utf-8"), {}, PAGE.name, str(PAGE), 0)
    report: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert (outcome.failed, report) == (0, [])
    assert outcome.attempted > 20


def loaded_by(program: str) -> set[str]:
    """Return the modules that a program of its own loads."""
    code = f"import sys\n{program}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    modules = loaded_by("import xltools")
    assert {name for name in modules if name.startswith("xltools.")} == set()
    assert modules & HEAVY == set()


@pytest.mark.parametrize(
    ("program", "unneeded"),
    [
        ("xltools.check_workbook('workbooks/samples/402安河县统计局.xlsx')", HEAVY - {"lxml", "xlsxwriter"}),
        ("xltools.read_county(['workbooks/samples/402安河县统计局.xlsx'], jobs=1)", HEAVY - {"lxml", "xlsxwriter"}),
        ("xltools.Finding, xltools.Severity, xltools.XltoolsError", HEAVY),
    ],
)
def test_a_use_loads_no_library_that_it_does_not_need(program: str, unneeded: set[str]) -> None:
    assert loaded_by(f"import xltools\n{program}") & unneeded == set()


@pytest.mark.parametrize("name", xltools.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    value = getattr(xltools, name)
    if name != "__version__":
        assert inspect.getdoc(value)
        assert value.__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = xltools.no_such_name  # type: ignore[attr-defined]


def test_type_checkers_and_python_are_told_the_same() -> None:
    """What type checkers import is what is loaded on use: the same names from the same modules."""
    tree = ast.parse((ROOT / "xltools" / "__init__.py").read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert imported == xltools._HOME  # type: ignore[attr-defined]
    assert sorted(xltools.__all__) == sorted(imported)


def errors() -> list[type[XltoolsError]]:
    """Return every class of error of the package."""
    for path in sorted((ROOT / "xltools").rglob("*.py")):
        if "Error(" in (text := path.read_text("utf-8")) and "(XltoolsError)" in text:
            __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, todo = [], [XltoolsError]
    while todo:
        found.append(kind := todo.pop())
        todo += kind.__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("xltools.")]


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_every_error_is_public_and_in_the_tree(kind: type[XltoolsError]) -> None:
    assert getattr(xltools, kind.__name__) is kind
    assert f" {kind.__name__} " in f"{inspect.getdoc(xltools.errors)} XltoolsError "


def test_an_error_travels_between_processes() -> None:
    error = xltools.SaveError(SaveProblem.FULL, Path("甲.xlsx"))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.text, str(again), again.problem) == (type(error), error.text, str(error), error.problem)


def told(call: Callable[[], object]) -> str:
    """Return the error of a call, in both languages."""
    with pytest.raises(XltoolsError) as caught:
        call()
    assert caught.value.args == tuple(caught.value.text)
    return str(caught.value)


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "over a summary": ({}, "加 overwrite=True"),
    "a year of two digits": ({"year": 20}, "如 year=2020"),
    "a sheet without a mark": ({"accept": ["475.xlsx"]}, "accept=475.xlsx 应写成"),
    "a file that is not read": ({"take": ["没有.xlsx"], "overwrite": True}, "take=没有.xlsx：要汇总的文件里没有它"),
    "no summary of last year": ({"last_year": "sent/301.xlsx", "overwrite": True}, "上年的汇总读不了"),
    "no earlier summary": ({"previous": "sent/301.xlsx", "overwrite": True}, "没有的不写 previous。"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_errors_name_arguments_and_not_options(
    arguments: dict[str, Any], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sent").mkdir()
    write_department(build_book(build_sheet()), tmp_path / "sent" / "301.xlsx")
    xltools.consolidate(["sent"], "汇总.xlsx", jobs=1)
    text = told(lambda: xltools.consolidate(["sent"], "汇总.xlsx", jobs=1, **arguments))
    assert words in text
    assert "--" not in text


def test_a_consolidation_from_python_is_recorded_unless_asked_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_department(build_book(build_sheet()), Path("一.xlsx"))
    Path("甲").mkdir()
    Path("乙").mkdir()
    xltools.consolidate(["一.xlsx"], "甲/汇总.xlsx", jobs=1, record=False)
    xltools.consolidate(["一.xlsx"], "乙/汇总.xlsx", jobs=1)
    assert [path.name for path in Path("甲").iterdir()] == ["汇总.xlsx"]
    record = json.loads(Path("乙", "操作记录.jsonl").read_text("utf-8"))
    assert (record["origin"], record["user"], record["accepted"]) == ("Python", getpass.getuser(), "1")
    assert ("操作方式", "Python") in {
        (row[0], row[1]) for row in openpyxl.load_workbook("乙/汇总.xlsx")["操作记录"].values
    }


def test_fills_replace_an_unchanged_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_department(build_book(build_sheet(other="")), tmp_path / "301.xlsx")
    xltools.fill_workbook("301.xlsx", "填.xlsx")
    assert xltools.fill_workbook("301.xlsx", "填.xlsx", overwrite=True).output == Path("填.xlsx")


def test_consolidation_takes_accepts_and_compares_like_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, budget in (("一.xlsx", "1,000,000.00"), ("二.xlsx", "2,000,000.00")):
        write_department(build_book(build_sheet(budget=budget)), tmp_path / name)
    undecided = xltools.consolidate(["一.xlsx", "二.xlsx"], "汇总.xlsx", jobs=1)
    assert undecided.data.accepted == ()
    settled = xltools.consolidate(["一.xlsx", "二.xlsx"], "汇总2.xlsx", jobs=1, take=["二.xlsx"])
    assert [file.path for file in settled.data.accepted] == ["二.xlsx"]
    again = xltools.consolidate(["一.xlsx"], "今年.xlsx", jobs=1, last_year="汇总2.xlsx", accept=["一.xlsx!项目1"])
    assert [notice.zh.partition("：")[0] for notice in again.notices] == ["accept=一.xlsx!项目1"]
