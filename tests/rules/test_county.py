"""Family C: faults that only a comparison of all departments shows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import all_findings
from xltools.messages.message import Example
from xltools.model import Finding, Severity
from xltools.rules.county import department_missing
from xltools.rules.engine import check_county
from xltools.rules.settings import Settings


def department(n: int = 1, **changes: Any) -> Example:
    """Another department than the clean one, with a code of its own."""
    own = {"department_code": f"40{n}", "department_name": f"示范县第{n}局", "code": f"40{n}-0401-YXN-000{n}"}
    return Example(**{**own, **changes})


def hits(rule: str, **changes: Any) -> list[Finding]:
    return [finding for finding in all_findings(**changes) if finding.rule == rule]


def test_a_department_with_two_workbooks() -> None:
    (finding,) = hits("C01", books=[department(1), department(2), department(1, name="2020年县道养护")])
    assert (finding.place.file, finding.place.cell) == ("3.xlsx", "")
    assert [place.file for place in finding.related] == ["1.xlsx"]
    assert finding.message.zh == "示范县第1局报送的 1.xlsx、3.xlsx 没有相同的项目，都计入了合计"


def test_departments_are_told_apart_by_code_or_name() -> None:
    nameless = {"department_code": "空", "department_name": "空", "unit": "空"}
    assert hits("C01", books=[department(1), department(2)]) == []
    assert hits("C01", books=[department(1, **nameless), department(2, **nameless)]) == []
    assert len(hits("C01", books=[department(1, department_code="空"), department(1, department_code="空")])) == 1


def test_a_department_that_is_missing() -> None:
    finding = department_missing("402", "示范县水利局")
    assert (finding.rule, finding.severity, finding.subject) == ("C01", Severity.WARNING, "示范县水利局")
    assert finding.message.zh == "示范县水利局（402）没有可以汇总的文件"
    assert finding.message.en == "示范县水利局 (402) has sent nothing that counts"


def test_who_is_absent_is_told_as_the_county_wants_it() -> None:
    absent = [("402", "示范县水利局"), ("403", "示范县民政局")]
    assert [finding.found for finding in check_county((), absent=absent)] == ["402", "403"]
    assert {finding.severity for finding in check_county((), Settings(severities={"C01": Severity.NOTE}), absent)} == {
        Severity.NOTE
    }
    assert check_county((), Settings(enabled={"C01": False}), absent) == ()


def test_wordings_with_the_same_checksum_are_not_taken_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    several = [*map(department, (1, 2, 3)), department(4, rows=["产出指标|数量指标|修桥座数|修桥的座数|=3座|设计"])]
    before = hits("C04", books=several)
    monkeypatch.setattr("zlib.crc32", lambda _: 0)
    assert before == hits("C04", books=several) != []


FUND = {"kind": "special_fund", "name": "防汛物资储备", "budget": "300000", "fiscal": "300000"}
PROJECT = {"name": "2020年防汛物资储备", "budget": "300000", "fiscal": "300000"}


def test_a_fund_that_is_another_departments_project() -> None:
    (finding,) = hits("C02", books=[department(1, **PROJECT), department(2, **FUND)])
    assert (finding.place.file, finding.found, finding.severity) == ("2.xlsx", "300,000.00", Severity.ERROR)
    assert [place.file for place in finding.related] == ["1.xlsx"]


@pytest.mark.parametrize(
    "books",
    [
        [department(1, **PROJECT), department(2, **{**FUND, "budget": "300000.01"})],
        [department(1, **PROJECT), department(2, **{**FUND, "name": "河道治理"})],
        [department(1, **PROJECT), department(2, **{**FUND, "kind": "project"})],  # two projects may be called alike
        [department(1, sheets=[Example(**PROJECT), Example(**FUND)])],  # A06 knows of it
        [department(1, **PROJECT), department(2, sheets=[Example(**PROJECT), Example(**FUND)])],
    ],
)
def test_money_that_is_not_counted_twice(books: list[Example]) -> None:
    assert hits("C02", books=books) == []


def test_a_code_in_two_departments_is_one_finding() -> None:
    shared = "401-0401-YXN-A2WI"
    books = [department(n, code=shared) for n in (1, 2, 3)]
    (finding,) = hits("C03", books=books)
    assert (finding.place.file, finding.place.cell) == ("2.xlsx", "B3")
    assert [place.file for place in finding.related] == ["1.xlsx", "3.xlsx"]
    assert "示范县第1局、示范县第2局、示范县第3局" in finding.message.zh


def test_no_duplicate_is_reported_twice() -> None:
    twice = [Example(code="401-0401-YXN-A2WI")] * 2
    inside = all_findings(books=[department(1, sheets=twice), department(2)])
    assert [finding.rule for finding in inside if finding.rule in ("B02", "C03")] == ["B02"]
    across = all_findings(books=[department(1, code="401-0401-YXN-A2WI"), department(2, code="401-0401-YXN-A2WI")])
    assert [finding.rule for finding in across if finding.rule in ("B02", "C03")] == ["C03"]


@pytest.mark.parametrize("code", ["000-9999-JSN-PTH6", "空"])
def test_codes_that_say_nothing_may_repeat(code: str) -> None:
    assert hits("C03", books=[department(1, code=code), department(2, code=code)]) == []


POLITICS = ["效益指标|社会效益指标|政治导向正确|不出现通报的问题（个）|=0个|文件"]


def test_an_indicator_copied_across_departments() -> None:
    (finding,) = hits("C04", books=[department(n, rows=POLITICS) for n in (1, 2, 3)])
    assert (finding.severity, finding.place.file, finding.place.cell) == (Severity.NOTE, "1.xlsx", "A11")
    assert [place.file for place in finding.related] == ["2.xlsx", "3.xlsx"]


@pytest.mark.parametrize(
    "books",
    [
        [department(n, rows=POLITICS) for n in (1, 2)],
        [department(1, sheets=[Example(rows=POLITICS)] * 5), department(2, rows=POLITICS)],  # I08 counts sheets
        [department(n, rows=["满意度指标|服务对象满意度指标|群众满意度|满意人数的占比|≥90%|调查"]) for n in (1, 2, 3)],
        [department(n, rows=[f"产出指标|数量指标|工作量|工作的数量|≥{n}个|计划"]) for n in (1, 2, 3)],
    ],
)
def test_indicators_that_departments_may_share(books: list[Example]) -> None:
    assert hits("C04", books=books) == []
