"""The commands as people run them: what they print, write and end with."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from xltools.cli.app import app, load_commands
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department
from xltools.values import format_amount

load_commands()
RUN = CliRunner()
COMMAND = get_command(app)


def run(*arguments: object) -> tuple[int, str]:
    with patch("typer.testing._get_command", lambda _: COMMAND):  # it would build every command for each call
        result = RUN.invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "报送 2020" / "301.xlsx"
    path.parent.mkdir()
    write_department(build_book(build_sheet()), path)
    return path


@pytest.fixture
def faulty(clean: Path) -> Path:
    path = clean.with_name("302.xlsx")
    sheet = build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", other="", unit="302001示范县水利局")
    write_department(build_book(sheet, department_code="302", department_name="示范县水利局"), path)
    return path


COMMANDS = (
    "template",
    "check",
    "fill",
    "undo",
    "consolidate",
    "rules",
    "import",
    "return",
    "transfer",
    "cache",
    "library",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples(command: str) -> None:
    code, text = run(command, "--help")
    assert code == 0
    assert f"xltools {command}" in text.replace("\n", " ")


def test_version() -> None:
    code, text = run("--version")
    assert code == 0
    assert text.startswith("xltools ")


def test_check_without_findings(clean: Path) -> None:
    code, text = run("check", clean)
    assert code == 0
    assert "问题 0" in text


def test_check_names_cell_found_and_expected(faulty: Path) -> None:
    code, text = run("check", faulty)
    assert code == 1
    assert "项目1" in text
    assert "错误 P03" in text
    assert text.index("P03") < text.index("A03"), "errors come first"


def test_check_in_english(faulty: Path) -> None:
    assert "Error" in run("check", faulty, "--lang", "en")[1].title()


def test_check_json(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "问题.json"
    assert run("check", faulty, "--json", target)[0] == 1
    document = json.loads(target.read_text("utf-8"))
    falling = next(one for one in document["findings"] if one["rule"] == "P03")
    assert (falling["severity"], falling["sheet"], falling["cell"]) == ("error", "项目1", "E7")
    assert run("check", faulty, "--json", target)[0] == 2, "nothing is overwritten without asking"
    assert run("check", faulty, "--json", target, "--force")[0] == 1


def test_check_csv_opens_in_excel_and_holds_no_formula(faulty: Path) -> None:
    _, text = run("check", faulty, "--format", "csv")
    assert text.startswith("\ufeff级别,规则,文件")
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in text.splitlines() for cell in line.split(","))


def test_check_for_github(faulty: Path) -> None:
    _, text = run("check", faulty, "--format", "github")
    assert any(line.startswith("::error file=") and "title=P03" in line for line in text.splitlines())


def test_check_of_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    assert run("check", path)[0] == 2
    assert run("check", tmp_path / "没有.xlsx")[0] == 2


def test_rules_can_be_set(faulty: Path, tmp_path: Path) -> None:
    settings = tmp_path / "规则.toml"
    settings.write_text("[rules.P03]\nenabled = false\n", encoding="utf-8")
    assert "P03" not in run("check", faulty, "--rules", settings)[1]
    settings.write_text("[rules.P99]\nenabled = false\n", encoding="utf-8")
    code, text = run("check", faulty, "--rules", settings)
    assert code == 2
    assert "P99" in text


def test_fill_and_undo(faulty: Path, tmp_path: Path) -> None:
    before = faulty.read_bytes()
    copy = tmp_path / "已填.xlsx"
    code, text = run("fill", faulty, "--dry-run")
    assert code == 0
    assert "I4" in text
    assert not copy.exists()
    assert run("fill", faulty, "--out", copy)[0] == 0
    assert openpyxl.load_workbook(copy)["项目1"]["I4"].value == 0
    assert run("fill", faulty, "--out", copy)[0] == 2, "nothing is overwritten without asking"
    assert run("fill", faulty, "--out", faulty, "--force")[0] == 2, "the sent file is never written"
    assert run("undo", copy, "--yes")[0] == 0
    assert openpyxl.load_workbook(copy)["项目1"]["I4"].value is None
    assert faulty.read_bytes() == before


def test_consolidate(clean: Path, faulty: Path, tmp_path: Path) -> None:
    summary, report = tmp_path / "汇总.xlsx", tmp_path / "汇总.json"
    code, text = run("consolidate", clean.parent, "--out", summary, "--json", report)
    assert code == 1
    assert "302.xlsx" in text
    assert "文件 2" in text
    document = json.loads(report.read_text("utf-8"))
    assert document["schema"] == 2
    assert [file["status"] for file in document["files"]] == ["accepted", "accepted"]
    assert document["totals"]["projects"] == 2
    book = openpyxl.load_workbook(summary)
    assert "县级汇总表" in book.sheetnames
    links = [str(cell.value) for row in book["问题清单"].iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert links
    assert all('"报送 2020/302.xlsx#' in link for link in links), "links lead from the summary's folder to the file"
    assert faulty.exists()


def test_consolidate_lists_many_files_without_aligning_them(
    clean: Path, faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.cli.consolidate.MAX_ALIGNED", 1)
    clean.with_name("[bold]说明.xlsx").write_bytes(b"")
    code, text = run("consolidate", clean.parent, "--out", tmp_path / "汇总.xlsx")
    assert code == 1
    lines = text.splitlines()
    assert lines[0] == "文件  部门  项目  金额（元）  错误  警告  提示  处理结果"
    assert any(line.startswith("301.xlsx  301 示范县交通运输局  1  1,200,000.00  0  0") for line in lines)
    assert any(line.startswith("[bold]说明.xlsx  -  -  -  1  0  0  未能读取") for line in lines)


def test_consolidate_clean_files(clean: Path, tmp_path: Path) -> None:
    assert run("consolidate", clean, "--out", tmp_path / "汇总.xlsx")[0] == 0


def test_subfolders_that_were_not_looked_into_are_said(clean: Path, tmp_path: Path) -> None:
    folder = clean.parent / "补报"
    folder.mkdir()
    (folder / "说明.docx").write_bytes(b"PK")
    code, text = run("consolidate", clean.parent, "--out", tmp_path / "汇总.xlsx")
    assert (code, "补报" in text, "--recursive" in text) == (1, True, True)


def test_consolidate_asks_before_overwriting(clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"mine")
    code, text = run("consolidate", clean, "--out", target)
    assert code == 2
    assert "--force" in text
    assert target.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["汇总.xls", "没有这个文件夹/汇总.xlsx"])
def test_consolidate_into_nowhere(clean: Path, tmp_path: Path, name: str) -> None:
    assert run("consolidate", clean, "--out", tmp_path / name)[0] == 2


def test_consolidate_nothing(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("x", encoding="utf-8")
    target = tmp_path / "汇总.xlsx"
    code, text = run("consolidate", tmp_path / "通知.txt", "--out", target)
    assert code == 2
    assert "通知.txt" in text
    assert not target.exists()


def test_missing_department_ends_with_one(clean: Path, tmp_path: Path) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_text("部门编码,部门名称\n301,示范县交通运输局\n999,示范县体育局\n", encoding="utf-8-sig")
    code, text = run("consolidate", clean, "--out", tmp_path / "汇总.xlsx", "--roster", roster)
    assert code == 1
    assert "999 示范县体育局" in text


def test_what_the_terminal_says_adds_up(clean: Path, faulty: Path, tmp_path: Path) -> None:
    (clean.parent / "303.xlsx").write_bytes(clean.read_bytes()[:2000])
    roster = tmp_path / "名单.csv"
    roster.write_text("部门编码,部门名称\n301,示范县交通运输局\n999,示范县体育局\n", encoding="utf-8-sig")
    report = tmp_path / "汇总.json"
    _, text = run("consolidate", clean.parent, "--out", tmp_path / "汇总.xlsx", "--roster", roster, "--json", report)
    document = json.loads(report.read_text("utf-8"))
    rows = re.findall(r"^(30\d\.xlsx) .*?((?: +\d+){3})  (?:已汇总|未能读取)", text, re.MULTILINE)
    counts = {name: [int(count) for count in counted.split()] for name, counted in rows}
    assert {name: sum(counted) for name, counted in counts.items()} == {
        Path(file["path"]).name: file["findings"] for file in document["files"]
    }
    assert counts["303.xlsx"] == [1, 0, 0]
    told = re.search(r"^问题 (\d+): .*，其中 (\d+) 处不属于某个文件$", text, re.MULTILINE)
    assert told
    assert int(told[1]) == len(document["findings"]) == sum(map(sum, counts.values())) + int(told[2])
    totals = {key: format_amount(Decimal(value)) for key, value in document["totals"].items() if "budget" in key}
    assert (
        f"预算项目 2 个 {totals['project_budget']} 元，专项资金 0 个 0.00 元，去重后 {totals['deduplicated_budget']} 元"
        in text.splitlines()
    )


def test_template_from_a_roster(tmp_path: Path) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_text("部门编码,部门名称\n301,示范县交通运输局\n", encoding="utf-8-sig")
    out = tmp_path / "下发"
    assert run("template", "--roster", roster, "--out", out, "--county", "示范县", "--year", "2020")[0] == 0
    (workbook,) = out.iterdir()
    assert "项目1" in openpyxl.load_workbook(workbook).sheetnames
    before = workbook.read_bytes()
    code, text = run("template", "--roster", roster, "--out", out)
    assert (code, workbook.read_bytes()) == (0, before)
    assert "没有人改动过；要重新生成，请加 --force" in text


def test_blank_template_reads_as_unused(tmp_path: Path) -> None:
    blank = tmp_path / "空白.xlsx"
    assert run("template", "--blank", blank)[0] == 0
    code, text = run("check", blank)
    assert code == 2
    assert "R14" in text


def test_template_wants_one_choice(tmp_path: Path) -> None:
    assert run("template")[0] == 2
    assert run("template", "--blank", tmp_path / "a.xlsx", "--roster", tmp_path / "b.xlsx")[0] == 2


def test_rules_list_and_one_rule() -> None:
    code, text = run("rules")
    assert code == 0
    assert "V02" in text
    code, text = run("rules", "v02")
    assert code == 0
    assert "V02" in text
    assert run("rules", "X99")[0] == 2


@pytest.mark.parametrize("how", ["--rules", "beside the folder"])
def test_templates_carry_the_countys_settings(how: str, tmp_path: Path) -> None:
    roster, out = tmp_path / "名单.csv", tmp_path / "下发"
    roster.write_text("部门编码,部门名称\n301,示范县交通运输局\n", encoding="utf-8-sig")
    file = tmp_path / ("规则.toml" if how == "--rules" else "xltools.toml")
    file.write_text("[rules.P03]\nenabled = false\n", "utf-8")
    options = ("--rules", file) if how == "--rules" else ()
    code, text = run("template", "--roster", roster, "--out", out, *options)
    assert code == 0
    assert f"规则设置：{file.name}" in text
    [workbook] = out.iterdir()
    stamp = {row[0].value: row[1].value for row in openpyxl.load_workbook(workbook)["_xltools"].iter_rows(max_col=2)}
    assert '"P03":{"enabled":false}' in stamp["rule_settings_1"]


@pytest.mark.parametrize("command", ["check", "return", "consolidate"])
def test_every_report_names_the_settings(
    command: str, faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = {"check": (), "return": ("--out", "退回"), "consolidate": ("--out", "汇总.xlsx")}[command]
    assert "规则设置：默认" in run(command, faulty, *options)[1]
    (tmp_path / "xltools.toml").write_text("[rules.P03]\nenabled = false\n", "utf-8")
    force = () if command == "check" else ("--force",)
    assert "规则设置：xltools.toml" in run(command, faulty, *options, *force)[1]


def test_settings_that_lie_with_a_sent_file_are_not_used(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(faulty.parent)
    (faulty.parent / "xltools.toml").write_text("[rules.P03]\nenabled = false\n", "utf-8")
    _, text = run("check", faulty.name)
    assert "错误 P03" in text
    assert "规则设置：默认" in text
    assert "没有使用" in text


def test_take_settles_which_file_counts(tmp_path: Path) -> None:
    sent = tmp_path / "报送"
    sent.mkdir()
    for name, budget in (("一.xlsx", "1,000,000.00"), ("二.xlsx", "2,000,000.00")):
        write_department(build_book(build_sheet(budget=budget)), sent / name)
    command = ("consolidate", sent, "--jobs", "1", "--out")
    code, text = run(*command, tmp_path / "汇总.xlsx")
    assert code != 0
    assert "分不出以哪一份为准" in text
    code, text = run(*command, tmp_path / "汇总2.xlsx", "--take", "二.xlsx", "--json", tmp_path / "汇总2.json")
    assert "已指定采用" in text
    county = json.loads((tmp_path / "汇总2.json").read_text("utf-8"))
    assert county["totals"]["project_budget"] == "2000000.00"
    code, text = run(*command, tmp_path / "汇总3.xlsx", "--take", "三.xlsx")
    assert (code, (tmp_path / "汇总3.xlsx").exists()) == (2, False)
    assert "--take 三.xlsx：要汇总的文件里没有它" in text
