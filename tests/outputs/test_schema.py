"""One schema for all outputs, and the documents list it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.outputs.schema_document import BLOCK, DOCUMENTS, listing
from xltools.outputs.schema import TABLES, OutputTable, ValueType


@pytest.mark.parametrize("language", DOCUMENTS)
def test_the_documents_list_the_tables(language: str) -> None:
    block = BLOCK.search(DOCUMENTS[language].read_text(encoding="utf-8"))
    assert block
    assert block[0] == listing(language), "run: python -m tests.outputs.schema_document"


def test_the_tables_and_their_order() -> None:
    names = ["files", "departments", "projects", "special_funds", "plans", "indicators"]
    names += ["department_sheets", "department_tasks", "department_indicators", "doubtful_amounts"]
    names += ["results", "result_indicators", "project_lives", "findings"]
    assert [table.name for table in TABLES] == names


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_have_names_meanings_and_units(table: OutputTable) -> None:
    names = [column.name for column in table.columns]
    assert {"file", "sheet", "cell"} <= set(names)
    for keys in (names, [column.json_key for column in table.columns if column.in_json]):
        assert max(Counter(keys).values()) == 1
    for column in table.columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.meaning.zh
        assert column.meaning.en
        assert (column.type is ValueType.MONEY) == (column.unit == "元"), column.name
