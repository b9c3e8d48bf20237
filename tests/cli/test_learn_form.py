"""``xltools forms learn``: in the terminal, by a marked copy, and with a filled example."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import CliRunner

from tests.fixtures.legacy import ods, xls
from tests.forms.blanks import blank_form
from tests.forms.layouts import LAYOUTS, workbook
from tests.forms.test_learn import OWN
from xltools.cli import learn_form
from xltools.cli.app import app, load_commands
from xltools.forms.loading import load_form
from xltools.readers import read_content
from xltools.services.marked_blank import GUESS_SHEET


@pytest.fixture(scope="module")
def run() -> Any:
    load_commands()
    runner = CliRunner(env={"COLUMNS": "220"})
    return lambda *arguments, **options: runner.invoke(app, ["forms", "learn", *map(str, arguments)], **options)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "空白.xlsx"
    path.write_bytes(workbook(OWN))
    return path


@pytest.mark.parametrize("form", ["SELF2020", "DEPARTMENT2021"])
def test_a_form_is_learnt_and_an_example_is_shown(form: str, run: Any, tmp_path: Path) -> None:
    blank, example, output = tmp_path / "空白.xlsx", tmp_path / "填好的.xlsx", tmp_path / "某县.toml"
    blank.write_bytes(blank_form(form))
    example.write_bytes(workbook(LAYOUTS[form].text))
    result = run(blank, "--out", output, "--example", example)
    assert result.exit_code == 0, result.output
    assert load_form(output).id == "某县"
    assert LAYOUTS[form].name in result.output
    assert f"{LAYOUTS[form].money['budget']:,.2f} 元" in result.output


def test_a_known_form_is_named(run: Any, tmp_path: Path) -> None:
    blank = tmp_path / "空白.xlsx"
    blank.write_bytes(blank_form("MOF2021"))
    assert "与已知的表式 MOF2021" in run(blank, "--out", tmp_path / "某县.toml").output


def test_what_is_not_known_is_marked(run: Any, blank: Path, tmp_path: Path) -> None:
    output = tmp_path / "某县.toml"
    result = run(blank, "--out", output, "--yes")
    assert "有 2 处没有把握" in result.output  # a label, and the unit
    assert "# ? A4 不认识" in output.read_text("utf-8")


def test_questions_in_the_terminal(run: Any, blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn_form, "_is_terminal", lambda: True)
    output = tmp_path / "某县.toml"
    result = run(blank, "--out", output, input="万元\n三重一大\nprocedure\n")
    assert "“三重一大”不能作栏目的代码" in result.output
    form = load_form(output)
    assert form.field("procedure") is not None
    assert form.money_unit == "万元"
    assert "?" not in "".join(output.read_text("utf-8").splitlines()[3:])


@pytest.mark.parametrize(("written", "key"), [("procedure", "procedure"), ("依据", "grounds"), ("-", None)])
def test_a_marked_copy_is_edited_and_read_back(
    written: str, key: str | None, run: Any, blank: Path, tmp_path: Path
) -> None:
    marked, output = tmp_path / "标注.xlsx", tmp_path / "某县.toml"
    assert run(blank, "--marked", marked).exit_code == 0
    book = openpyxl.load_workbook(marked)
    cells = {line[0].value: line[2] for line in book[GUESS_SHEET].iter_rows(min_row=2)}
    assert (cells["A4"].value, cells["金额单位"].value) == ("?", "?")
    cells["A4"].value = written
    cells["金额单位"].value = "万元"
    book.save(marked)
    assert run("--from-marked", marked, "--out", output).exit_code == 0
    form = load_form(output)
    assert form.money_unit == "万元"
    assert form.field("other_value_1") is None
    assert key is None or form.field(key) is not None
    assert (key is None) == ("三重一大程序" in {text for section in form.sections for text in section.plain_labels})


def test_two_labels_with_the_same_key_are_named(run: Any, blank: Path, tmp_path: Path) -> None:
    marked = tmp_path / "标注.xlsx"
    run(blank, "--marked", marked)
    book = openpyxl.load_workbook(marked)
    next(line[2] for line in book[GUESS_SHEET].iter_rows(min_row=2) if line[0].value == "A4").value = "name"
    book.save(marked)
    result = run("--from-marked", marked, "--out", tmp_path / "某县.toml")
    assert result.exit_code == 2
    assert "字段“name”写了 2 次" in result.stderr
    assert not (tmp_path / "某县.toml").exists()


def test_nothing_is_overwritten(run: Any, blank: Path, tmp_path: Path) -> None:
    output = tmp_path / "某县.toml"
    output.write_text("mine", "utf-8")
    result = run(blank, "--out", output)
    assert (result.exit_code, output.read_text("utf-8")) == (2, "mine")
    assert "已存在" in result.stderr
    assert run(blank, "--out", output, "--force").exit_code == 0
    assert load_form(output).id == "某县"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "请给出空白表"),
        (("空白.xlsx",), "请用 --out 指定表式文件"),
        (("空白.xlsx", "--out", "某县.xlsx"), "要以 .toml 结尾"),
        (("没有.xlsx", "--out", "某县.toml"), "找不到"),
        (("--from-marked", "空白.xlsx", "--out", "某县.toml"), f"没有工作表“{GUESS_SHEET}”"),
        (("别的.xlsx", "--out", "某县.toml"), "没有找到绩效指标表的表头"),
    ],
)
def test_errors_say_what_to_do(
    arguments: tuple[str, ...], message: str, run: Any, blank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blank.parent)
    Path("别的.xlsx").write_bytes(workbook("通讯录\n姓名 | 电话\n"))
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_blank_of_another_format(suffix: str, run: Any, blank: Path, tmp_path: Path) -> None:
    file = read_content(blank.read_bytes(), ".xlsx", "空白.xlsx").workbook
    assert file is not None
    other, output = tmp_path / f"空白{suffix}", tmp_path / "某县.toml"
    other.write_bytes((ods if suffix == ".ods" else xls)(file.sheets[0]))
    result = run(other, "--out", output)
    assert result.exit_code == 0, result.output
    assert f"空白表是 {suffix}：栏目照样读取" in result.output
    assert {"name", "budget", "goals", "level3"} <= load_form(output).keys
    marked = run(other, "--marked", tmp_path / "标注.xlsx")
    assert marked.exit_code == 2
    assert "另存为 .xlsx" in marked.stderr


def styled(change: str) -> bytes:
    """Return the blank with texts that are not labels, which only its styles tell."""
    text = OWN.replace("三重一大程序 | →4", "三重一大程序 | 请按会议纪要填写 →4")
    book = openpyxl.load_workbook(io.BytesIO(workbook(text)))
    sheet = book.worksheets[0]
    answer = sheet["B4"]
    if change == "validation":
        rule = DataValidation(type="list", formula1='"是,否"')
        rule.add("B4")
        sheet.add_data_validation(rule)
    elif change == "lock":
        sheet.protection.sheet = True
        answer.protection = Protection(locked=False)
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value is None or cell is answer:
                continue
            if change == "fill":
                cell.fill = PatternFill("solid", fgColor="DDEBF7")
            elif change == "border":
                cell.border = Border(top=Side("thin"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("change", "field"), [("none", False), *((one, True) for one in ("validation", "lock", "fill", "border"))]
)
def test_styles_tell_answers_from_labels(change: str, field: bool, run: Any, tmp_path: Path) -> None:
    blank, output = tmp_path / "空白.xlsx", tmp_path / "某县.toml"
    blank.write_bytes(styled(change))
    run(blank, "--out", output)
    content = output.read_text("utf-8")
    assert ('labels = ["三重一大程序"]' in content) == field
    assert ("请按会议纪要填写" in content) != field
