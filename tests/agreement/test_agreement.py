"""Live checks, cover, command, buttons and 报送前检查 agree on what is wrong, state by state, in a real program."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.agreement.states import PAGE, STATES, State, table
from tests.desktop.fakes import FakeBook
from tests.template.books import looked_at, written
from tests.template.test_recalculation import recalculated
from xltools.department.review import check_file
from xltools.desktop.actions.sending import ready_to_send
from xltools.desktop.live import read_book
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding, Severity
from xltools.rules.examples import build_book, build_sheet

BESIDE = {"I08", "P09"}
"""Rules about likeness of the forms, and about pace: not what a state is about."""


def test_the_page_has_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(table()), "run: python -m tests.agreement.states"


@dataclass(frozen=True)
class Outcome:
    """What everybody says of the workbook with all states: findings by sheet, and the text of 报送前检查."""

    book: Workbook
    command: dict[str, list[Finding]]
    button: dict[str, list[Finding]]
    sent: str


def sheet_of(number: int, state: State) -> str:
    return state.at or f"项目{number}"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    forms = [build_sheet(number, name=f"2020年第{number}段农村道路硬化项目") for number in range(1, len(STATES) + 1)]
    book = openpyxl.load_workbook(io.BytesIO(written(build_book(*forms))))
    for number, state in enumerate(STATES, 1):
        sheet = book[sheet_of(number, state)]
        for cell, value in state.cells.items():
            sheet[cell] = value[0] if isinstance(value, tuple) else value
            if isinstance(value, tuple):
                sheet[cell].number_format = value[1]
            if isinstance(value, str) and value.startswith("#"):
                sheet[cell].data_type = "e"
        if state.change:
            state.change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    folder = tmp_path_factory.mktemp("agreement")
    path = folder / "301.xlsx"
    path.write_bytes(recalculated(buffer.getvalue(), folder))
    open_book = FakeBook.of(path)
    ready_to_send(open_book)  # type: ignore[arg-type]
    return Outcome(
        looked_at(path.read_bytes(), values=True),
        by_sheet(check_file(path, path.name).findings),
        by_sheet(read_book(open_book).check().findings),  # type: ignore[arg-type]
        open_book.app.shown[-1],
    )


def by_sheet(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    sheets = defaultdict(list)
    for finding in findings:
        if finding.rule not in BESIDE:
            sheets[finding.place.sheet].append(finding)
    return sheets


def rules(findings: list[Finding]) -> list[str]:
    return sorted({finding.rule for finding in findings})


@pytest.mark.desktop
@pytest.mark.parametrize(("number", "state"), list(enumerate(STATES, 1)), ids=[state.name for state in STATES])
def test_all_say_the_same(number: int, state: State, outcome: Outcome) -> None:
    name = sheet_of(number, state)
    sheet = outcome.book[name]
    column = 3 if state.at else 10
    shown = "".join(str(sheet.cell(row, column).value or "") for row in range(2 + (not state.at), 26))
    count = sheet["D1" if state.at else "J2"].value
    listed = next(row[5].value for row in outcome.book["目录"].iter_rows(min_row=3) if row[2].value == name)
    if state.live == ("目录",) or "核对公式缺失" in state.live:
        assert listed == 1, "目录 counts a sheet without its checks"
    else:
        assert [text for text in state.live if text not in shown] == []
        assert (shown.count("；"), count, listed) == (len(state.live),) * 3
    if state.name.startswith("a long text"):
        assert sheet["J8"].value == "绩效目标较长，请把本行拖高到显示全部文字。", "a hint, which is not counted"
    assert rules(outcome.command[name]) == sorted(state.rules)
    if set(state.rules) - {*STRUCTURE, "R08"}:  # an open book does not tell of these
        assert rules(outcome.button[name]) == sorted(state.rules)
    worst = min((finding.severity.rank for finding in outcome.button[name]), default=9)
    if worst == Severity.ERROR.rank and number <= 8:
        assert f"{name} " in outcome.sent


@pytest.mark.desktop
def test_the_cover_counts_them_all(outcome: Outcome) -> None:
    counts = [row[5].value for row in outcome.book["目录"].iter_rows(min_row=3) if row[2].value]
    assert outcome.book["封面"]["C8"].value == f"有 {sum(counts)} 处需要核对"
    assert outcome.sent.startswith("报送之前还有")
