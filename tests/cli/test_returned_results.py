"""Monitoring and self-evaluation go back like target sheets: marked, with findings, and what was mended is seen."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import run
from tests.county.results import EVALUATED, MONITORED, TARGET, write_county
from xltools.model import SheetKind
from xltools.rosters.read import Roster, RosterDepartment, RosterProject, RosterUnit
from xltools.rosters.write import write_roster

MISSED = MONITORED.replace("36条 | 36条 | 无", "20条 | 30条 | 无")
FULL = EVALUATED.replace("38万人次 | 30 | 28", "38万人次 | 30 | 30").replace("100 | 97.75", "100 | 99.75")


def found(path: Path, *options: object) -> list[str]:
    target = path.with_suffix(".json")
    run("check", path, "--json", target, "--force", *options)
    return sorted(row["rule"] for row in json.loads(target.read_text("utf-8"))["findings"])


@pytest.mark.parametrize(
    ("text", "rule", "cell", "mended"),
    [(MISSED, "E05", "H10", "两条线路停运，9月恢复"), (FULL, "E06", "H13", 28)],
    ids=["monitoring", "self-evaluation"],
)
def test_a_marked_copy_goes_back_and_is_read_again(
    tmp_path: Path, text: str, rule: str, cell: str, mended: object
) -> None:
    sent = write_county(tmp_path / "报送", {"320": text})
    assert found(sent / "320.xlsx") == [rule]
    code, out = run("return", sent, "--out", tmp_path / "退回")
    assert code == 1, out
    (copy,) = (path for path in (tmp_path / "退回").iterdir() if path.name.startswith("320"))
    book = openpyxl.load_workbook(copy)
    assert "校验结果" in book.sheetnames
    assert any(rule in str(value) for row in book["校验结果"].values for value in row)
    assert found(copy) == [rule], "the marks are not read as content"
    book["表1"][cell] = mended
    if rule == "E06":
        book["表1"]["H15"] = 97.75
    book.save(copy)
    _, out = run("check", copy)
    assert "已改 1" in out, out
    assert found(copy) == []


def test_what_is_otherwise_than_approved_is_found_by_both_commands(tmp_path: Path) -> None:
    approved = write_county(tmp_path / "批复", {"320": TARGET})
    lower = MONITORED.replace("≥36条 | 36条", "≥30条 | 36条")
    sent = write_county(tmp_path / "报送", {"320": lower})
    assert found(sent / "320.xlsx") == []
    assert found(sent / "320.xlsx", "--approved", approved) == ["E14"]
    (sent / "320.json").unlink()
    target = tmp_path / "汇总.json"
    arguments = ("consolidate", sent, "--approved", approved, "--out", tmp_path / "汇总.xlsx", "--json", target)
    assert run(*arguments)[0] == 1
    document = json.loads(target.read_text("utf-8"))
    assert [row["rule"] for row in document["findings"]] == ["E14"]
    assert [(row["due"], row["planned"]) for row in document["results"]] == [("60.0000", True)]
    assert document["totals"]["project_budget"] == "0.00"
    assert run("check", sent, "--approved", tmp_path / "没有")[0] == 2
    assert run("check", sent, "--approved", sent)[0] == 2, "no target sheets there"


RIDES = "2024年城乡客运补贴"
OTHER = TARGET.replace(RIDES, "公交车更新").replace("13068324P00320110001A", "13068324P00320110002B")
TWIN = TARGET.replace("13068324P00320110001A", "13068324P00320110003C")
LEFT = "批复的项目有 1 个没有报来监控表：320示范县交通运输局 “公交车更新”。"


@pytest.mark.parametrize(
    ("approved", "sent", "left"),
    [
        ({"320": TARGET}, {"320": MONITORED}, ""),
        ({"320": TARGET, "320续": OTHER}, {"320": MONITORED}, LEFT),
        ({"320": TARGET, "320续": OTHER}, {"320": MONITORED, "自评": EVALUATED}, LEFT),
        ({"320": TARGET, "320续": OTHER}, {"320": MONITORED.replace(RIDES, "公交车更新")}, f"“{RIDES}”"),
        ({"320": TARGET, "321": OTHER.replace("320", "321")}, {"320": MONITORED}, ""),
        ({"320": TARGET, "320续": TWIN}, {"320": MONITORED}, ""),
    ],
    ids=["all", "one left", "self-evaluation too", "the other left", "another department's", "two of one name"],
)  # fmt: skip
def test_approved_projects_without_a_sheet_are_told_by_both_commands(
    tmp_path: Path, approved: dict[str, str], sent: dict[str, str], left: str
) -> None:
    folders = write_county(tmp_path / "报送", sent), "--approved", write_county(tmp_path / "批复", approved)
    for command in (("check", *folders), ("consolidate", *folders, "--out", tmp_path / "汇总.xlsx")):
        code, text = run(*command)
        said = "".join(text.split())
        assert ("没有报来监控表" in said) is bool(left)
        assert left.replace(" ", "") in said
        assert ("没有报来自评表" in said) is (len(sent) > 1)
        if left:
            assert code == 1


def test_a_marked_copy_says_what_is_otherwise_than_approved(tmp_path: Path) -> None:
    approved = write_county(tmp_path / "批复", {"320": TARGET})
    lower = MONITORED.replace("≥36条 | 36条", "≥30条 | 36条")
    sent = write_county(tmp_path / "报送", {"320": lower})
    assert run("return", sent, "--out", tmp_path / "无")[0] == 0, "alone it has no finding"
    assert not (tmp_path / "无").exists()
    code, out = run("return", sent, "--out", tmp_path / "退回", "--approved", approved)
    assert code == 1, out
    (copy,) = (path for path in (tmp_path / "退回").iterdir() if path.name.startswith("320"))
    listed = [row for row in openpyxl.load_workbook(copy)["校验结果"].values if "E14" in row]
    assert len(listed) == 1
    assert any("36" in str(value) for value in listed[0]), "the approved target is named"
    assert found(copy, "--approved", approved) == ["E14"]
    assert run("return", sent, "--out", tmp_path / "退回2", "--approved", sent)[0] == 2, "no target sheets there"


def test_target_workbooks_among_the_files_are_what_results_are_held_against(tmp_path: Path) -> None:
    sent = write_county(
        tmp_path / "报送", {"320": TARGET, "320监控": MONITORED.replace("≥36条 | 36条", "≥30条 | 36条")}
    )
    target = tmp_path / "汇总.json"
    run("consolidate", sent, "--out", tmp_path / "汇总.xlsx", "--json", target)
    said = [row["rule"] for row in json.loads(target.read_text("utf-8"))["findings"] if "监控" in row["file"]]
    assert said == ["E14"]
    run("return", sent, "--out", tmp_path / "退回")
    (copy,) = (path for path in (tmp_path / "退回").iterdir() if "监控" in path.name)
    assert [row for row in openpyxl.load_workbook(copy)["校验结果"].values if "E14" in row]


def test_projects_of_the_roster_are_not_missing_where_results_were_sent(tmp_path: Path) -> None:
    project = RosterProject(SheetKind.PROJECT, "另一个项目", "320-0401-YXN-0001", budget=Decimal(1200000))
    unit = RosterUnit("320001", "示范县交通运输局")
    roster = tmp_path / "应报名单.xlsx"
    write_roster(Roster((RosterDepartment("320", "示范县交通运输局", (unit,), (project,)),)), roster)
    sent = write_county(tmp_path / "报送", {"320": MONITORED})
    assert "A12" not in found(sent / "320.xlsx", "--roster", roster)
    (sent / "320.json").unlink()
    target = tmp_path / "汇总.json"
    run("consolidate", sent, "--roster", roster, "--out", tmp_path / "汇总.xlsx", "--json", target)
    assert "A12" not in {row["rule"] for row in json.loads(target.read_text("utf-8"))["findings"]}
    (sent / "320.xlsx").unlink()
    targets = write_county(tmp_path / "目标", {"320": TARGET})
    assert "A12" in found(targets / "320.xlsx", "--roster", roster), "the roster's department is this one"
