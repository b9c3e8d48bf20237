"""What type checkers see of the public interface; mypy reads this file with the package, nothing runs it."""

from __future__ import annotations

from typing import assert_type

import pandas as pd

import xltools


def types() -> None:
    """State the types of the public interface."""
    reading = assert_type(xltools.read_workbook("a.xlsx"), xltools.ReadBook)
    assert_type(reading.book, xltools.DepartmentBook | None)
    check = assert_type(xltools.check_workbook("a.xlsx", settings=xltools.load_settings("b.toml")), xltools.FileCheck)
    assert_type(check.findings, tuple[xltools.Finding, ...])
    assert_type(check.findings[0].message, xltools.Text)
    assert_type(check.findings[0].severity, xltools.Severity)
    assert_type(xltools.fill_workbook("a.xlsx", "b.xlsx"), xltools.FillResult)
    result = assert_type(xltools.consolidate(["a"], "b.xlsx"), xltools.ConsolidateResult)
    assert_type(result.data, xltools.CountyData)
    assert_type(xltools.frames(xltools.read_county(["a"])), dict[str, pd.DataFrame])
    assert_type(xltools.known_forms(), tuple[xltools.Form, ...])
    try:
        xltools.check_workbook("a.xlsx")
    except xltools.XltoolsError as error:
        assert_type(error.text, xltools.Text)
    xltools.chekc_workbook  # type: ignore[attr-defined]  # noqa: B018 - a typing error is found
