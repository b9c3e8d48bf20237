"""Every reader gives the same workbook for the same cells, and when it was saved as far as its format tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.fixtures.forms import form, package, parts
from tests.fixtures.legacy import ods, xls
from tests.fixtures.packages import zipped
from tests.fixtures.uof import uof
from xltools.grids.workbook import SavedTime
from xltools.readers import FileKind, read_content

CORE = "docProps/core.xml"
CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(zipped(package(form(301))), FileKind.XLSX, id="xlsx"),
        pytest.param(xls(form(301)), FileKind.XLS, id="xls"),
        pytest.param(ods(form(301)), FileKind.ODS, id="ods"),
        pytest.param(uof(form(301)), FileKind.UOF, id="uof"),
    ],
)
def test_the_same_cells_in_every_format(data: bytes, kind: FileKind) -> None:
    file = read_content(data, f".{kind}", f"报送.{kind}")
    assert (file.kind, file.problem, file.data == data) == (kind, None, True)
    assert file.workbook is not None
    (grid,) = file.workbook.sheets
    cells = form(301)
    for row in range(1, cells.height + 1):
        for column in range(1, cells.width + 1):
            assert grid.text(row, column) == cells.text(row, column)
    assert grid.place(4, 3) == (f"报送.{kind}", "项目1", 4, 3)


@pytest.mark.parametrize(
    ("modified", "saved"),
    [
        ("2020-03-02T08:30:00Z", SavedTime(datetime(2020, 3, 2, 8, 30, tzinfo=UTC), certain=True)),
        ("2020-03-02T08:30:00+08:00", SavedTime(datetime(2020, 3, 2, 8, 30, tzinfo=CHINA), certain=True)),
        ("2020-03-02T08:30:00", SavedTime(datetime(2020, 3, 2, 8, 30))),
        ("昨天", SavedTime()),
        ("", SavedTime()),
        ("</unclosed>", SavedTime()),
    ],
)
def test_when_it_was_saved(modified: str, saved: SavedTime) -> None:
    properties = f'<x:cp xmlns:x="p" xmlns:d="t"><d:modified>{modified}</d:modified></x:cp>'
    workbook = read_content(zipped(parts(301) | {CORE: properties.encode()}), ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.saved == saved


def test_without_properties_nothing_tells_when_it_was_saved() -> None:
    bare = {name: content for name, content in parts(301).items() if name != CORE}
    workbook = read_content(zipped(bare), ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.saved == SavedTime()
