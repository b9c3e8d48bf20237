"""Amounts that cannot be: they stand apart from all totals until one of three ways settles them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.books import open_to_change
from tests.summary.summary_reader import Summary
from xltools.model import SheetKind
from xltools.rules.examples import build_book, build_sheet
from xltools.services.check import CheckRequest, check
from xltools.services.consolidate import ConsolidateRequest, ConsolidateResult, IfExists, consolidate
from xltools.services.contract import RequestError
from xltools.template import write_department

SLIPPED, RIGHT = "120", "1200000"
WORDS = "安排资金120万元，硬化村道路12公里"
OTHER = "500000"


def money(amount: str, **changes: Any) -> dict[str, Any]:
    return {"budget": amount, "fiscal": amount, "other": "0", **changes}


def send(folder: Path, budget: str = SLIPPED, name: str = "301.xlsx") -> None:
    folder.mkdir(exist_ok=True)
    sheets = (
        build_sheet(1, **money(budget, name="2020年农村道路硬化项目", purpose=WORDS)),
        build_sheet(2, **money(OTHER, name="2020年公路养护项目")),
    )
    (folder / name).unlink(missing_ok=True)
    write_department(build_book(*sheets), folder / name)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder with a workbook of two projects, the first of them ten thousand times too small."""
    send(tmp_path / "报送")
    return tmp_path / "报送"


def run(sent: Path, **changes: Any) -> ConsolidateResult:
    output = sent.parent / "汇总.xlsx"
    request = {"paths": (sent,), "output": output, "jobs": 1, "if_exists": IfExists.REPLACE, **changes}
    return consolidate(ConsolidateRequest(**request))


def total(result: ConsolidateResult) -> Decimal:
    return sum((row.budget or Decimal(0) for file in result.data.accepted for row in file.sheets), Decimal(0))


def sheet_rows(result: ConsolidateResult, name: str) -> list[list[Any]]:
    assert result.output is not None
    return Summary(result.output.read_bytes()).rows(name)


def proofs(result: ConsolidateResult) -> dict[str, tuple[Any, Any, Any]]:
    return {row[1]: (row[2], row[3], row[5]) for row in sheet_rows(result, "勾稽核对") if isinstance(row[0], float)}


SUM = "项目和专项合计 ＋ 存疑金额 ＝ 报送数"


def test_a_doubtful_amount_stands_apart(sent: Path) -> None:
    result = run(sent, json_file=sent.parent / "汇总.json")
    assert total(result) == Decimal(OTHER)
    [doubt] = result.data.doubtful
    assert (doubt.amount, doubt.expected, doubt.counted) == (Decimal(SLIPPED), "1,200,000.00", False)
    header, row = (one for one in sheet_rows(result, "存疑金额")[2:4])
    seen = dict(zip(header, row, strict=True))
    assert seen["读到的金额（元）"] == seen["未计入合计（元）"] == 120
    assert (seen["可能应为（元）"], seen["处理"]) == ("1,200,000.00", None)
    assert "安排资金120万元" in seen["依据"]
    assert proofs(result)[SUM] == (500_120, 500_120, "通过")
    document = json.loads((sent.parent / "汇总.json").read_text("utf-8"))
    assert document["totals"]["project_budget"] == "500000.00"
    assert document["totals"]["doubtful_budget"] == "120.00"
    assert [one["expected"] for one in document["doubtful_amounts"]] == ["1,200,000.00"]


def test_without_doubt_there_is_no_such_sheet(sent: Path) -> None:
    send(sent, RIGHT)
    result = run(sent)
    assert result.output is not None
    assert "存疑金额" not in Summary(result.output.read_bytes()).names
    assert proofs(result)[SUM][2] == "通过"


def test_a_new_submission_settles_it(sent: Path) -> None:
    run(sent)
    send(sent, RIGHT)
    result = run(sent)
    assert (result.data.doubtful, total(result)) == ((), Decimal(RIGHT) + Decimal(OTHER))


@pytest.mark.parametrize("file", ["301.xlsx", "报送/301.xlsx"])
def test_the_option_settles_it(sent: Path, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sent.parent)
    result = run(Path("报送"), output=sent.parent / "汇总.xlsx", accept=(f"{file}!项目1",))
    assert total(result) == Decimal(SLIPPED) + Decimal(OTHER)
    assert [doubt.handling for doubt in result.data.doubtful] == ["计入"]
    assert proofs(result)[SUM] == (500_120, 500_120, "通过")
    assert result.notices == ()


@pytest.mark.parametrize("accept", ["301.xlsx!项目2", "302.xlsx!项目1"])
def test_an_option_that_settles_nothing_is_said(sent: Path, accept: str) -> None:
    result = run(sent, accept=(accept,))
    assert [accept in notice.zh for notice in result.notices] == [True]
    assert total(result) == Decimal(OTHER)


@pytest.mark.parametrize("accept", ["项目1", "301.xlsx!", "!项目1"])
def test_an_option_without_file_or_sheet_is_refused(sent: Path, accept: str) -> None:
    with pytest.raises(RequestError, match="文件名!工作表名"):
        run(sent, accept=(accept,))


@pytest.mark.parametrize(("handling", "counts"), [("计入", True), ("不计入", False), ("更正", False)])
def test_the_entry_in_the_earlier_summary_settles_it_and_is_carried_over(
    sent: Path, handling: str, counts: bool
) -> None:
    output = run(sent).output
    assert output is not None
    book = open_to_change(output)
    header = [cell.value for cell in book["存疑金额"][3]]
    book["存疑金额"].cell(4, header.index("处理") + 1).value = handling
    book["存疑金额"].cell(4, header.index("备注") + 1).value = "已电话核实"
    book.save(output)
    for _ in range(2):  # the second time it comes from the summary that took it over
        result = run(sent)
        assert total(result) == Decimal(OTHER) + (Decimal(SLIPPED) if counts else 0)
        assert [(doubt.handling, doubt.remark) for doubt in result.data.doubtful] == [(handling, "已电话核实")]


def test_an_entry_holds_for_the_same_amount_only_and_is_not_lost(sent: Path) -> None:
    output = run(sent, accept=("301.xlsx!项目1",)).output
    assert output is not None
    send(sent, "121")
    result = run(sent)
    assert total(result) == Decimal(OTHER)
    assert [row[0] for row in sheet_rows(result, "上次未对应")].count("存疑金额") == 1
    send(sent)
    assert total(run(sent)) == Decimal(OTHER) + Decimal(SLIPPED)


def last_year(folder: Path) -> Path:
    earlier = folder.parent / "2019"
    earlier.mkdir()
    sheets = (
        build_sheet(1, **money("11500000", name="2019年农村道路硬化项目")),
        build_sheet(2, kind=SheetKind.SPECIAL_FUND, **money("80000", name="养护资金", code="000-9999-JSN-PTH6")),
    )
    write_department(build_book(*sheets, year="2019"), earlier / "301.xlsx")
    result = run(earlier, output=folder.parent / "2019汇总.xlsx")
    assert result.output is not None
    return result.output


def test_last_years_summary_speaks_against_an_amount(sent: Path) -> None:
    write_department(
        build_book(build_sheet(1, **money("1200", name="2020年农村道路硬化项目", purpose="硬化道路12公里"))),
        sent / "a.xlsx",
    )
    (sent / "301.xlsx").unlink()
    assert run(sent).data.doubtful == ()
    [doubt] = run(sent, last_year=last_year(sent)).data.doubtful
    assert (doubt.expected, doubt.evidence_place.sheet) == ("12,000,000.00", "项目明细")
    assert "11,500,000.00" in doubt.evidence


def test_a_file_that_is_no_summary_is_refused_as_last_years(sent: Path) -> None:
    with pytest.raises(RequestError, match="上年的汇总读不了"):
        run(sent, last_year=sent / "301.xlsx")


def roster(folder: Path, amount: str) -> Path:
    path = folder.parent / "应报名单.csv"
    rows = [
        "部门编码,部门名称,项目编码,项目名称,预算数（元）",
        f"301,示范县交通运输局,301-0401-YXN-0001,2020年农村道路硬化项目,{amount}",
        f"301,示范县交通运输局,301-0401-YXN-0002,2020年公路养护项目,{OTHER}",
    ]
    path.write_text("\n".join(rows), "utf-8-sig")
    return path


@pytest.mark.parametrize(
    ("amount", "rules", "doubtful"),
    [(SLIPPED, [], 0), (RIGHT, ["A09"], 1), ("60", ["A09"], 1)],
)
def test_the_register_confirms_or_contradicts_in_check_and_consolidate(
    sent: Path, amount: str, rules: list[str], doubtful: int
) -> None:
    path = roster(sent, amount)
    family = {"A09", "A10", "A11", "A12"}
    checked = check(CheckRequest((sent / "301.xlsx",), roster=path)).findings
    assert [one.rule for one in checked if one.rule in family] == rules
    result = run(sent, roster=path)
    assert [one.rule for one in result.data.findings if one.rule in family] == rules
    assert len(result.data.doubtful) == doubtful


AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(AMOUNTS, st.booleans()), min_size=1, max_size=4))
def test_what_was_written_is_the_total_and_the_doubtful_to_the_fen(
    tmp_path: Path, projects: list[tuple[Decimal, bool]]
) -> None:
    folder = tmp_path / "报送"
    folder.mkdir(exist_ok=True)
    sheets = [
        build_sheet(n, **money(f"{amount}", name=f"项目{n}", purpose=f"安排资金{amount}万元" if slipped else "养护"))
        for n, (amount, slipped) in enumerate(projects, 1)
    ]
    (folder / "301.xlsx").unlink(missing_ok=True)
    write_department(build_book(*sheets), folder / "301.xlsx")
    result = run(folder)
    apart = sum((doubt.amount for doubt in result.data.doubtful), Decimal(0))
    assert total(result) + apart == sum(amount for amount, _ in projects) == result.data.reported
    assert sum(slipped for _, slipped in projects) <= len(result.data.doubtful)
    assert proofs(result)[SUM][2] == "通过"


def test_a_doubtful_part_of_a_budget_is_in_no_sum_of_its_kind(sent: Path) -> None:
    sheets = (
        build_sheet(1, budget="1200000", fiscal="100", other="200000", name="2020年农村道路硬化项目"),
        build_sheet(2, **money(OTHER, name="2020年公路养护项目")),
    )
    (sent / "301.xlsx").unlink()
    write_department(build_book(*sheets), sent / "301.xlsx")
    result = run(sent)
    rows = [row for file in result.data.accepted for row in file.sheets]
    assert [(row.budget, row.fiscal, row.other) for row in rows] == [
        (Decimal(1_200_000), None, Decimal(200_000)),
        (Decimal(OTHER), Decimal(OTHER), Decimal(0)),
    ]
    remark = {row[1]: row[6] for row in sheet_rows(result, "勾稽核对")}["预算数 ＝ 财政资金 ＋ 其他资金"]
    assert "A09" in remark
    assert proofs(result)[SUM] == (1_700_000, 1_700_000, "通过")
    [row] = [row for row in sheet_rows(result, "存疑金额") if row[0] == 1]
    assert row[7:11] == ["财政资金", 100, "1,000,000.00", 100]
    accepted = run(sent, accept=("301.xlsx!项目1",))
    assert next(row.fiscal for file in accepted.data.accepted for row in file.sheets) == Decimal(100)
    assert not any("--accept" in notice.zh for notice in accepted.notices)


def test_a_book_slipped_as_a_whole_stands_apart_without_a_word_of_money(sent: Path) -> None:
    sheets = (build_sheet(n, **money(amount, name=f"项目{n}")) for n, amount in enumerate(("350", "4177"), 1))
    (sent / "301.xlsx").unlink()
    write_department(build_book(*sheets), sent / "301.xlsx")
    result = run(sent)
    assert total(result) == 0
    assert [doubt.expected for doubt in result.data.doubtful] == ["3,500,000.00", "41,770,000.00"]


def test_a_county_of_honest_small_projects_is_all_in_the_total(sent: Path) -> None:
    (sent / "301.xlsx").unlink()
    amounts = range(1000, 10_000, 450)
    sheets = [build_sheet(n, **money(str(amount), name=f"项目{n}")) for n, amount in enumerate(amounts, 1)]
    write_department(build_book(*sheets), sent / "301.xlsx")
    result = run(sent)
    assert (total(result), result.data.doubtful) == (sum(amounts), ())


def test_an_amount_that_does_not_show_as_stored_stands_apart(sent: Path) -> None:
    send(sent, RIGHT)
    book = openpyxl.load_workbook(sent / "301.xlsx")
    book["项目1"]["C4"].number_format = "0!.0,"
    book.save(sent / "301.xlsx")
    result = run(sent)
    assert (total(result), [doubt.amount for doubt in result.data.doubtful]) == (Decimal(OTHER), [Decimal("120.00")])
    assert proofs(result)[SUM][2] == "通过"
