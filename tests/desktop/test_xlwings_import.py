"""A click imports xlwings without the data libraries that xlwings loads where they are installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LOADED = "print(*sorted({'PIL', 'matplotlib', 'numpy', 'openpyxl', 'pandas', 'plotly', 'polars'} & set(sys.modules)))"
CLICK = """
import sys
from types import SimpleNamespace
from xltools.desktop import button
from xltools.desktop.actions import ACTIONS

import_xlwings = button.import_xlwings
class Book:
    name = "475.xlsm"
    app = SimpleNamespace(alert=lambda text, **_: sys.exit(text))
    @classmethod
    def caller(cls):
        return cls()
def xlwings_with_a_caller():
    xlwings = import_xlwings()
    xlwings.Book.caller = Book.caller
    return xlwings
button.import_xlwings = xlwings_with_a_caller
ACTIONS["check"] = lambda book: None
button.main(["check"])
"""


def output(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("program", "loaded"),
    [
        pytest.param(f"import sys\n{CLICK}\n{LOADED}", "", id="a click of Excel"),
        pytest.param(
            "import sys\nfrom xltools.desktop.xlwings_import import import_xlwings\n"
            "import_xlwings()\nimport xltools.desktop.libreoffice.engine\n" + LOADED,
            "",
            id="the engine for LibreOffice",
        ),
        pytest.param(
            "import sys\nfrom xltools.desktop.xlwings_import import import_xlwings\n"
            "import_xlwings()\nimport pandas\nprint('pandas' in sys.modules)",
            "True",
            id="what was kept from xlwings can be imported afterwards",
        ),
        pytest.param(
            "import pandas\nfrom xltools.desktop.xlwings_import import import_xlwings\n"
            "print(import_xlwings().conversion.pd is pandas)",
            "True",
            id="a library that is loaded already stays known to xlwings",
        ),
    ],
)
def test_what_is_loaded(program: str, loaded: str) -> None:
    assert output(program) == loaded


VALUES = """
from decimal import Decimal
from types import SimpleNamespace
from xltools.desktop.xlwings_import import import_xlwings

xlwings = import_xlwings()

class Cells:
    max_cells_per_read = max_cells_per_write = None
    shape, address, api = (2, 2), "$A$1:$B$2", object()
    raw_value = ((1.0, "甲"), (None, "乙"))
    row = column = 1
    def __call__(self, *args):
        return self
    @property
    def sheet(self):
        return SimpleNamespace(book=SimpleNamespace(app=app, name="a.xlsx"), name="甲", range=self)

engine = xlwings.Engine(impl=SimpleNamespace(
    name="fake", type="desktop",
    clean_value_data=lambda data, *rest: [list(row) for row in data],
    prepare_xl_data_element=lambda value, *rest: value,
))
app = SimpleNamespace(engine=engine.impl, pid=1)
cells = Cells()
block = xlwings.Range(impl=cells)
"""


def test_values_are_read_and_written_without_them() -> None:
    code = VALUES + "print(block.value)\nblock.value = [[1, 'x'], [None, Decimal(2)]]\nprint(cells.raw_value)"
    assert output(code).splitlines() == ["[[1.0, '甲'], [None, '乙']]", "[[1, 'x'], [None, Decimal('2')]]"]
