"""The auditor catches single faults in a workbook that has no others, and each is caught for what it is."""

from __future__ import annotations

import pytest

from tests.auditor import Effect, audit
from tests.auditor.base_workbook import base_parts, packed
from tests.auditor.faults import FAULTS, Fault

CAUGHT = [fault for fault in FAULTS if fault.caught]
SILENT = [fault for fault in FAULTS if not fault.caught]
GRAVEST = (
    # Excel is sure to refuse or repair these: the parts do not hang together,
    "workbook part missing",
    "[Content_Types].xml missing",
    "_rels/.rels missing",
    "sheet r:id missing in relations",
    "sheet content type wrong",
    "drawing part missing",
    "hyperlink without relation",
    "relation id twice",
    "zip entry twice",
    # they are not XML, or not the XML of a workbook,
    "control character",
    "undeclared prefix",
    "UTF-16 declared as UTF-8",
    "element order (mergeCells before sheetData)",
    "element order (hyperlinks before validations)",
    # or what they say cannot be.
    "style index out of range",
    "shared string out of range",
    "overlapping merges",
    "rows out of order",
    "cells out of order",
    "cell given twice",
    "same sheet name by case",
    "sheet name of 32 characters",
    "sheet name with /",
    "list validation over 255 characters",
    "defined name twice",
    "table column name twice",
    "table column differs from header cell",
    "table under a filter of the sheet",
    "cell formula invalid",
    "calcChain to a cell without formula",
)


def problems(fault: Fault) -> list[str]:
    return [str(problem) for problem in audit(packed(fault.change(base_parts())))]


def test_the_workbook_has_no_fault_to_begin_with() -> None:
    assert audit(packed(base_parts().items())) == ()


@pytest.mark.parametrize("fault", CAUGHT, ids=lambda fault: fault.name)
def test_a_fault_is_caught(fault: Fault) -> None:
    assert any(fault.caught in problem for problem in problems(fault)), problems(fault)


@pytest.mark.parametrize("fault", [fault for fault in CAUGHT if fault.name in GRAVEST], ids=lambda fault: fault.name)
def test_the_gravest_keep_excel_from_opening_the_file_as_it_is(fault: Fault) -> None:
    effects = {problem.effect for problem in audit(packed(fault.change(base_parts())))}
    assert effects & {Effect.REFUSED, Effect.REPAIRED}


@pytest.mark.parametrize("fault", SILENT, ids=lambda fault: fault.name)
def test_what_excel_takes_is_no_problem(fault: Fault) -> None:
    assert fault.silent_because
    assert problems(fault) == []


def test_the_table_is_the_whole_list() -> None:
    names = [fault.name for fault in FAULTS]
    assert (len(names), len(set(names)), len(CAUGHT)) == (139, 139, 131)
    assert len(GRAVEST) == len(set(GRAVEST)) == 30
    assert set(GRAVEST) <= {fault.name for fault in CAUGHT}


@pytest.mark.parametrize("part", [name for name in base_parts() if name != "[Content_Types].xml"])
def test_a_part_cut_in_half_is_caught(part: str) -> None:
    parts = base_parts()
    parts[part] = parts[part][: len(parts[part]) // 2]
    assert any(problem.part == part for problem in audit(packed(parts.items())))


def test_a_file_cut_in_half_is_caught() -> None:
    data = packed(base_parts().items())
    assert [problem.part for problem in audit(data[: len(data) // 2])] == ["", ""]
