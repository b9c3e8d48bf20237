"""A sample of the workbooks that know the standards: every file is read as it says, or told of, and has one fate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.ods_mutations import ODS
from tests.fuzz.spreadsheet_markup import MARKUP
from tests.fuzz.spreadsheet_mutator import MutatorTally, bases, make, run
from tests.fuzz.spreadsheet_structure import STRUCTURE
from tests.fuzz.spreadsheet_values import VALUES

SAMPLE = range(20, 56)


def test_a_sample_is_read_as_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally = MutatorTally()
    run(SAMPLE, tmp_path, tally, jobs=1)
    capsys.readouterr()
    assert tally.violations == []
    assert sum(tally.fates.values()) == len(SAMPLE)
    assert tally.compared.keys() == {"openpyxl", "calamine"}


def test_every_kind_of_workbook_and_most_mutations_are_tried() -> None:
    mutants = [make(seed) for seed in range(150)]
    assert {mutant.base.name for mutant in mutants} == {name for name, _ in bases()}
    kinds = {kind for mutant in mutants for kind in mutant.mutations}
    assert len(kinds) > 0.7 * len({**VALUES, **STRUCTURE, **MARKUP, **ODS})
