"""``xltools approve`` and ``xltools verify`` as people run them, and what approved workbooks are good for."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import run
from xltools.department.read import read_book
from xltools.model import TargetSheet
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

SETTINGS = """
[letters]
county = "示范县"

[approval]
number = "示财绩〔2020〕3号"
day = 2020-01-20
"""
FILES = ["301示范县交通运输局批复表.xlsx", "302示范县水利局批复表.xlsx"]


@pytest.fixture
def final(tmp_path: Path) -> Path:
    folder = tmp_path / "终审"
    folder.mkdir()
    write_department(build_book(build_sheet(1), fund()), folder / "301.xlsx")
    water(folder)
    (tmp_path / "批复.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def fund() -> TargetSheet:
    title = "2、农村道路专项绩效目标表"
    return build_sheet(2, kind="special_fund", code="000-9999-JSN-60HV", name="农村道路专项", title=title)


def water(folder: Path, **changes: str) -> None:
    sheet = build_sheet(code="302-0401-YXN-1AB2", unit="302001示范县水利局", name="水库除险", **changes)
    book = build_book(sheet, department_code="302", department_name="示范县水利局")
    write_department(book, folder / "302.xlsx")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def approve(final: Path, *options: object) -> tuple[int, str, Path]:
    out = final.parent / "批复"
    code, text = run("approve", final, "--out", out, "--rules", final.parent / "批复.toml", *options)
    return code, text, out


def test_a_workbook_for_each_department_and_the_register(final: Path) -> None:
    code, text, out = approve(final)
    assert code == 0, text
    assert names(out) == [*FILES, "批复登记.json"]
    register = json.loads((out / "批复登记.json").read_text("utf-8"))
    assert register["approval"] == {"number": "示财绩〔2020〕3号", "bureau": "示范县财政局", "day": "2020年1月20日"}
    assert [(one["file"], one["project_budget"]) for one in register["approved"]] == [
        (FILES[0], "1200000.00"),
        (FILES[1], "1200000.00"),
    ]
    assert all(one["digest"] in text for one in register["approved"])
    assert [sheet.title for sheet in openpyxl.load_workbook(out / FILES[0])] == [
        *("封面", "目录", "部门整体绩效目标", "专项1", "项目1", "_xltools_approval"),
    ]


def test_errors_are_refused_with_their_rules_until_they_are_taken_on(final: Path) -> None:
    water(final, budget="2000000")
    code, text, out = approve(final)
    assert code == 2
    assert "A02" in text
    assert "302.xlsx!项目1!C4" in text
    assert "xltools return" in text
    assert not out.exists()
    assert approve(final, "--despite", "P03")[0] == 2
    rules = [word for word in text.split() if len(word) == 3 and word[0].isupper() and word[1:].isdigit()]
    code, text, out = approve(final, *(option for rule in dict.fromkeys(rules) for option in ("--despite", rule)))
    assert code == 0, text
    assert "照此批复：A02" in text
    register = json.loads((out / "批复登记.json").read_text("utf-8"))
    assert register["approved"][1]["despite"]["A02"] == 1


def test_a_rule_that_is_none(final: Path) -> None:
    code, text, _ = approve(final, "--despite", "Q99")
    assert code == 2
    assert "没有规则 Q99" in text


def test_nothing_is_overwritten_without_asking_and_nothing_that_somebody_saved(final: Path) -> None:
    _, _, out = approve(final)
    before = {name: (out / name).read_bytes() for name in names(out)}
    code, text, _ = approve(final)
    assert code == 2
    assert "--force" in text
    assert approve(final, "--force")[0] == 0
    assert {name: (out / name).read_bytes() for name in names(out)} == before, "the same content, the same bytes"
    workbook = openpyxl.load_workbook(out / FILES[1])
    workbook.save(out / FILES[1])
    code, text, _ = approve(final, "--force")
    assert code == 2
    assert "不会被覆盖" in text


def test_a_mark_that_is_not_stated_is_blank_and_said(final: Path) -> None:
    (final.parent / "批复.toml").write_text("", encoding="utf-8")
    code, text, _ = approve(final)
    assert code == 0
    assert "没有写文号、批复单位、批复日期" in text


def test_sheets_of_progress_are_not_approved(final: Path) -> None:
    _, _, out = approve(final)
    watch = final.parent / "监控"
    assert run("template", "--form", "monitor", "--from", out, "--out", watch)[0] == 0
    code, text = run("approve", watch, "--out", final.parent / "另")
    assert code == 2
    assert "没有绩效目标表（只有监控表或自评表），不能批复" in text


def test_verify(final: Path) -> None:
    _, _, out = approve(final)
    code, text = run("verify", out, final / "301.xlsx")
    assert code == 0
    assert text.count("与批复一致") == 2
    assert text.count("不是批复表") == 1
    workbook = openpyxl.load_workbook(out / FILES[0])
    workbook["项目1"]["C4"] = 1300000
    workbook.save(out / FILES[0])
    code, text = run("verify", out)
    assert code == 1
    assert "批复后被改动" in text
    assert "项目1" in text
    assert run("verify", out / FILES[1])[0] == 0
    assert run("verify", final)[0] == 2


def test_an_approved_workbook_without_its_digest_is_named(final: Path) -> None:
    _, _, out = approve(final)
    register = final.parent / "登记.json"
    (out / "批复登记.json").rename(register)
    (final / "302.xlsx").replace(out / FILES[1])
    code, text = run("verify", out)
    assert code == 1
    assert text.count("叫批复表，却没有校验码") == 1
    (out / FILES[1]).rename(out / "302.xlsx")
    assert run("verify", out)[0] == 0
    register.write_text(register.read_text("utf-8").replace(FILES[1], "302.xlsx"), "utf-8")
    assert run("verify", out, "--register", register)[0] == 1


def test_departments_that_are_approved_later_join_those_of_the_register(final: Path) -> None:
    _, _, out = approve(final)
    (final / "301.xlsx").rename(final.parent / "301.xlsx")
    settings = final.parent / "批复.toml"
    settings.write_text(settings.read_text("utf-8").replace("3号", "9号"), "utf-8")
    code, text, _ = approve(final, "--force")
    assert code == 0
    assert f"以前批复的 1 个部门这次没有批复，仍在登记里：{FILES[0]}" in text
    register = json.loads((out / "批复登记.json").read_text("utf-8"))["approved"]
    numbers = {one["file"]: one["approval"]["number"] for one in register}
    assert numbers == {FILES[1]: "示财绩〔2020〕9号", FILES[0]: "示财绩〔2020〕3号"}
    assert run("verify", out, "--register", out / "批复登记.json")[0] == 0


def test_approved_workbooks_that_no_register_holds_are_named(final: Path) -> None:
    _, _, out = approve(final)
    (final / "301.xlsx").unlink()
    (out / "批复登记.json").unlink()
    code, text, _ = approve(final, "--force")
    assert code == 0
    assert f"这次没有批复，也不在登记里：{FILES[0]}" in text
    assert run("verify", out, "--register", out / "批复登记.json")[0] == 1


def test_a_registered_workbook_that_was_moved_away_stays_registered_with_a_word(final: Path) -> None:
    _, _, out = approve(final)
    (final / "301.xlsx").unlink()
    (out / FILES[0]).unlink()
    code, text, _ = approve(final, "--force")
    assert code == 0
    assert "已不在" in text
    register = json.loads((out / "批复登记.json").read_text("utf-8"))
    assert [one["file"] for one in register["approved"]] == [FILES[1], FILES[0]]


def test_a_file_that_is_no_register_is_not_replaced(final: Path) -> None:
    _, _, out = approve(final)
    (out / "批复登记.json").write_text("[]", "utf-8")
    code, text, _ = approve(final, "--force")
    assert code == 2
    assert "不是批复登记" in text
    assert (out / "批复登记.json").read_text("utf-8") == "[]"


def test_a_workbook_made_up_with_a_digest_of_its_own_is_not_in_the_register(final: Path) -> None:
    _, _, out = approve(final)
    other = final.parent / "另"
    water(final, budget="1100000", fiscal="1100000")
    run("approve", final, "--out", other, *(["--despite", "A09", "--despite", "B02"]))
    register = out / "批复登记.json"
    assert run("verify", out, "--register", register)[0] == 0
    forged = other / FILES[1]
    assert forged.exists()
    code, text = run("verify", forged, "--register", register)
    assert code == 1
    assert "登记里没有" in text
    code, text = run("verify", forged, "--register", forged)
    assert code == 2
    assert "不是批复登记" in text


# --- what they are good for -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "sheet"), [("monitor", "监控1"), ("self-evaluation", "自评1")])
def test_the_sheets_of_the_year_are_made_of_them(final: Path, form: str, sheet: str) -> None:
    _, _, out = approve(final)
    progress = final.parent / form
    code, text = run("template", "--form", form, "--from", out, "--out", progress)
    assert code == 0, text
    book = read_book(next(path for path in progress.iterdir() if path.name.startswith("302"))).book
    plan = read_book(out / FILES[1]).book
    assert book is not None
    assert plan is not None
    assert [one.place.sheet for one in book.progress_sheets] == [sheet]
    assert book.progress_sheets[0].amounts["initial"].value == plan.projects[0].budget.value
    assert [row.target.text for row in book.progress_sheets[0].indicators] == [
        row.target.text for row in plan.projects[0].indicators
    ]


def test_next_year_starts_from_them(final: Path) -> None:
    _, _, out = approve(final)
    new = final.parent / "下年"
    code, text = run("template", "--from", out, "--year", "2021", "--out", new)
    assert code == 0, text
    assert "去年的工作簿 2 个，3 张表" in text


def test_they_differ_in_nothing_from_what_was_approved(final: Path) -> None:
    _, _, out = approve(final)
    code, text = run("diff", final, out)
    assert code == 0, text
    assert "没有变动" in text
    water(final, budget="1300000", fiscal="1300000")
    assert run("diff", final, out)[0] == 1


def test_they_are_consolidated_with_the_same_sums(final: Path, tmp_path: Path) -> None:
    _, _, out = approve(final)
    totals = []
    for number, folder in enumerate((final, out)):
        target = tmp_path / f"{number}.json"
        run("consolidate", folder, "--out", tmp_path / f"{number}.xlsx", "--json", target, "--no-record")
        totals.append(json.loads(target.read_text("utf-8"))["totals"])
    assert totals[0] == totals[1]
    assert totals[0]["projects"] == 2


def test_they_are_published(final: Path) -> None:
    _, _, out = approve(final)
    code, text = run("publish", out, "--out", final.parent / "公开", "--text")
    assert code == 0
    assert "2 个部门，3 张表" in text


def test_departments_without_code_and_name_have_a_workbook_each(tmp_path: Path) -> None:
    nameless(tmp_path)
    out = tmp_path / "批复"
    code, text = run("approve", tmp_path / "终审", "-r", "--out", out, "--despite", "B01", "--despite", "R11")
    assert code == 0, text
    assert names(out) == ["批复登记.json", "表(2)批复表.xlsx", "表批复表.xlsx"]
    assert run("verify", out, "--register", out / "批复登记.json")[1].count("与批复一致") == 2


def nameless(folder: Path) -> None:
    """Write two workbooks of the same name, of departments that state neither a code nor a name."""
    for part, project in (("甲", "水库除险"), ("乙", "道路硬化")):
        place = folder / "终审" / part
        place.mkdir(parents=True)
        sheet = build_sheet(code="", unit="", name=project)
        write_department(build_book(sheet, department_code="", department_name=""), place / "表.xlsx")


def test_overall_targets_of_all_workbooks_of_a_department_are_approved(tmp_path: Path) -> None:
    folder = tmp_path / "终审"
    folder.mkdir()
    department = {"department_code": "302", "department_name": "示范县水利局", "overall": "水库安全"}
    for number, changes in enumerate(({}, {"overall": "渠道通畅"}, {"overall": "水库 安全"}), 1):
        sheet = build_sheet(code=f"302-0401-YXN-1AB{number}", unit="302001示范县水利局", name=f"水库除险{number}")
        write_department(build_book(sheet, **{**department, **changes}), folder / f"{number}.xlsx")
    code, text = run("approve", folder, "--out", tmp_path / "批复")
    assert code == 0, text
    assert "1 个部门的几个工作簿写了不同的部门整体绩效目标，各段依次列出，请核对：302示范县水利局" in text
    book = read_book(tmp_path / "批复" / "302示范县水利局批复表.xlsx").book
    assert book
    assert book.overall.overall.text == "水库安全\n渠道通畅"


def test_an_approved_workbook_that_cannot_be_read_is_no_success(final: Path) -> None:
    _, _, out = approve(final)
    whole = (out / FILES[0]).read_bytes()
    (out / FILES[0]).write_bytes(whole[: len(whole) // 2])
    code, text = run("verify", out)
    assert code == 1
    assert "打不开，不能核对" in text
    assert text.count("与批复一致") == 1


@pytest.mark.parametrize("command", ["approve", "publish"])
def test_a_file_that_cannot_be_read_is_no_whole_success(final: Path, command: str) -> None:
    whole = (final / "302.xlsx").read_bytes()
    (final / "302.xlsx").write_bytes(whole[: len(whole) // 2])
    code, text = run(command, final, "--out", final.parent / "出")
    assert code == 1
    assert "1 个文件没有采用" in text
    assert len(names(final.parent / "出")) >= 2
