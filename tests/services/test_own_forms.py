"""A county's own forms are known wherever a workbook is read: in every service, and behind the buttons.

A table of ways to read one workbook on a form that only the county's settings describe, and what each of them sees.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.desktop.fakes import FakeBook
from tests.forms.layouts import workbook
from xltools.desktop.live import read_book
from xltools.forms.known import BUILT_IN
from xltools.rules.settings import load_settings
from xltools.services.check import CheckRequest, check
from xltools.services.consolidate import ConsolidateRequest, consolidate
from xltools.services.fill import FillRequest, fill
from xltools.services.forms import read_known_forms, recognise_forms
from xltools.services.import_documents import ImportRequest, import_documents
from xltools.services.return_ import ReturnRequest, return_files
from xltools.services.transfer import TransferRequest, transfer
from xltools.sheet_names import STAMP_SHEET
from xltools.template.settings_stamp import stamp_settings

FORM = """
id = "某县"
name = "某县项目预算目标申报表"
purpose = "plan"
subject = "project"
framework = "2015"
titles = ["项目预算目标申报表"]
[[sections]]
key = "identity"
fields = [
  { key = "name", labels = ["立项名称"] },
  { key = "code", labels = ["立项编号"] },
  { key = "unit", labels = ["承办科室"] },
]
[[sections]]
key = "funding"
fields = [
  { key = "budget", labels = ["安排金额"] },
  { key = "fiscal", labels = ["本级安排"] },
  { key = "other", labels = ["自筹部分"], optional = true },
]
[[sections]]
key = "goals"
fields = [{ key = "goals", labels = ["拟达到的效果"] }]
[[sections]]
key = "indicators"
[[sections.tables]]
key = "indicators"
columns = [
  { key = "level1", labels = ["大类"] },
  { key = "level2", labels = ["小类"] },
  { key = "level3", labels = ["考核点"] },
  { key = "target", labels = ["考核值"] },
]
"""
SHEET = """
某县项目预算目标申报表（单位：元） →4
立项名称 | 农村道路养护 | 立项编号 | 320-0401-YXN-6RWU
承办科室 | 320001示范县交通运输局 →3
安排金额 | 850000 | 本级安排 | 850000
自筹部分 | →3
拟达到的效果 | 养护村道32公里，群众满意度达到90% →3
大类 | 小类 | 考核点 | 考核值
产出指标 | 数量指标 | 养护里程 | ≥32公里
效益指标 | 社会效益指标 | 受益人口 | ≥5600人
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%
"""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A county's folder: settings that name its forms, a folder of forms, and one of workbooks."""
    (tmp_path / "表式").mkdir()
    (tmp_path / "表式" / "某县.toml").write_text(FORM, encoding="utf-8")
    (tmp_path / "本县.toml").write_text('[forms]\nfolder = "表式"\n', encoding="utf-8")
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送" / "320.xlsx").write_bytes(workbook(SHEET))
    return tmp_path


def checked(county: Path) -> object:
    (file,) = check(CheckRequest((county / "报送",), rules=county / "本县.toml")).files
    return file.sheets


def consolidated(county: Path) -> object:
    result = consolidate(ConsolidateRequest((county / "报送",), county / "汇总.xlsx", rules=county / "本县.toml"))
    return [row.budget for file in result.data.accepted for row in file.sheets]


def filled(county: Path) -> object:
    request = FillRequest(county / "报送" / "320.xlsx", county / "填好.xlsx", rules=county / "本县.toml")
    return [(one.field, one.value) for one in fill(request).fills]


def returned(county: Path) -> object:
    result = return_files(ReturnRequest((county / "报送",), county / "退回", rules=county / "本县.toml"))
    return len(result.returned)


def recognised(county: Path) -> object:
    known = read_known_forms(county / "本县.toml")
    return [one.form for one in recognise_forms(county / "报送" / "320.xlsx", known)]


def imported(county: Path) -> object:
    rows = (row.split("|") for row in SHEET.strip().splitlines())
    texts = ["\n".join(f"\t{cell.partition('→')[0].strip()}" for cell in row) for row in rows]
    (county / "文本.txt").write_text("\n\n".join(texts), encoding="utf-8")
    request = ImportRequest((county / "文本.txt",), county / "新.xlsx", rules=county / "本县.toml")
    (department,) = import_documents(request).departments
    return [sheet.form.id for sheet in department.book.sheets]


def transferred(county: Path) -> object:
    request = TransferRequest(county / "报送" / "320.xlsx", county / "转好.xlsx", rules=county / "本县.toml")
    return transfer(request).forms


def behind_the_buttons(county: Path) -> object:
    """Return what the buttons read in a workbook whose stamp brings the county's forms along."""
    path = county / "报送" / "320.xlsx"
    book = openpyxl.load_workbook(path)
    stamp = book.create_sheet(STAMP_SHEET)
    for row in stamp_settings(load_settings(county / "本县.toml")).items():
        stamp.append(row)
    book.save(path)
    live = read_book(FakeBook.of(path))  # type: ignore[arg-type]
    return [(sheet.form.id, sheet.budget.value) for sheet in live.book.sheets]


WAYS: dict[str, tuple[Callable[[Path], object], object]] = {
    "check": (checked, 1),
    "consolidate": (consolidated, [850_000]),
    "fill": (filled, [("other", 0)]),
    "return": (returned, 1),
    "forms check": (recognised, ["某县"]),
    "import": (imported, ["某县"]),
    "transfer": (transferred, 1),
    "buttons": (behind_the_buttons, [("某县", 850_000)]),
}


@pytest.mark.parametrize(("read", "expected"), WAYS.values(), ids=WAYS.keys())
def test_a_form_that_only_the_settings_describe(county: Path, read: Callable[[Path], object], expected: object) -> None:
    assert read(county) == expected


def test_without_the_settings_it_is_not_known(county: Path) -> None:
    (file,) = check(CheckRequest((county / "报送",))).files
    assert file.sheets == 0
    assert {one.form for one in recognise_forms(county / "报送" / "320.xlsx", BUILT_IN)} <= {""}
