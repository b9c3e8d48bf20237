"""Values between Python and cells, without an office."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.desktop.libreoffice.cell_values import (
    EPOCH,
    UNNAMED_ERROR,
    CellError,
    OfficeFormatKind,
    SerialMoment,
    clean,
    error_text,
    from_serial,
    prepare,
    to_serial,
)

DATE, TIME = OfficeFormatKind.DATE, OfficeFormatKind.TIME


@pytest.mark.parametrize(
    ("moment", "serial"),
    [
        (dt.date(1900, 3, 1), 61.0),
        (dt.date(2024, 1, 2), 45293.0),
        (dt.datetime(2024, 1, 2, 12), 45293.5),
        (dt.datetime(2024, 1, 2, 12, tzinfo=dt.UTC), 45293.5),
        (dt.time(6), 0.25),
    ],
)
def test_to_serial(moment: dt.date | dt.time, serial: float) -> None:
    assert to_serial(moment) == serial


def test_a_workbook_may_count_from_another_day() -> None:
    epoch_1904 = dt.datetime(1904, 1, 1)
    assert to_serial(dt.date(2024, 1, 2), epoch_1904) == 45293 - 1462
    assert from_serial(45293.0 - 1462, epoch_1904) == dt.datetime(2024, 1, 2)


@given(st.datetimes(EPOCH, dt.datetime(9999, 12, 31)))
def test_moments_come_back_to_the_millisecond(moment: dt.datetime) -> None:
    back = from_serial(to_serial(moment))
    assert isinstance(back, dt.datetime)
    assert abs(back - moment) <= dt.timedelta(milliseconds=1)


@pytest.mark.parametrize("serial", [-1.0, 2958466.0, 1e300])
def test_a_number_outside_the_calendar_stays_one(serial: float) -> None:
    assert from_serial(serial) == serial


@pytest.mark.parametrize(
    ("given_value", "cell"),
    [
        (None, ""),
        ("", ""),
        ("绩效", "绩效"),
        (True, True),
        (3, 3.0),
        (2**40, float(2**40)),
        (1.5, 1.5),
        (float("nan"), ""),
        (Decimal("12.34"), 12.34),
        (Fraction(1, 4), 0.25),
        (np.float64(1.5), 1.5),
        (np.int32(7), 7.0),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (np.nan, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (np.datetime64("NaT", "us"), ""),
        (b"x", "b'x'"),
    ],
)
def test_prepare(given_value: object, cell: str | float | bool) -> None:
    ready = prepare(given_value)
    assert ready == cell
    assert type(ready) is type(cell)


@pytest.mark.parametrize(
    ("moment", "serial", "kind"),
    [
        (dt.date(2024, 1, 2), 45293.0, DATE),
        (dt.datetime(2024, 1, 2), 45293.0, DATE),
        (dt.datetime(2024, 1, 2, 12), 45293.5, DATE | TIME),
        (dt.time(12), 0.5, TIME),
        (pd.Timestamp("2024-01-02 12:00"), 45293.5, DATE | TIME),
        (np.datetime64("2024-01-02T12:00"), 45293.5, DATE | TIME),
    ],
)
def test_prepare_moments(moment: object, serial: float, kind: OfficeFormatKind) -> None:
    ready = prepare(moment)
    assert isinstance(ready, SerialMoment)
    assert (float(ready), ready.kind) == (serial, kind)
    assert prepare(ready) is ready


@pytest.mark.parametrize(
    ("options", "row"),
    [
        ({}, [None, None, "x", 1.0, True, dt.datetime(2024, 1, 2), None]),
        ({"empty_as": "空"}, ["空", "空", "x", 1.0, True, dt.datetime(2024, 1, 2), None]),
        ({"number_builder": int}, [None, None, "x", 1, True, dt.datetime(2024, 1, 2), None]),
        ({"err_to_str": True}, [None, None, "x", 1.0, True, dt.datetime(2024, 1, 2), "#N/A"]),
        ({"datetime_builder": lambda year, month, day, **_: dt.date(year, month, day)},
         [None, None, "x", 1.0, True, dt.date(2024, 1, 2), None]),
    ],
)  # fmt: skip
def test_clean(options: dict[str, Any], row: list[object]) -> None:
    defaults: dict[str, Any] = {
        "datetime_builder": dt.datetime, "empty_as": None, "number_builder": None, "err_to_str": False,
    }  # fmt: skip
    read = [None, "", "x", 1.0, True, dt.datetime(2024, 1, 2), CellError("#N/A")]
    cleaned = clean([read], **(defaults | options))
    assert cleaned == [row]
    assert [type(value) for value in cleaned[0]] == [type(value) for value in row]


@pytest.mark.parametrize(
    ("code", "text"),
    [(532, "#DIV/0!"), (32767, "#N/A"), (525, "#NAME?"), (524, "#REF!"), (502, "#VALUE!"), (999, "Err:999")],
)
def test_error_text(code: int, text: str) -> None:
    assert error_text(code) == text
    assert isinstance(error_text(code), CellError)


def test_an_error_that_nobody_named_is_not_blank() -> None:
    assert clean([[UNNAMED_ERROR]], dt.datetime, "空", None, True) == [["#ERROR!"]]
