"""Wrong uses: each is refused with exit code 2 and says what to do, and doing that works."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.test_commands import run
from tests.documents.test_published_text import TEXT
from tests.fixtures.legacy import ods, xls
from xltools.readers import read_file
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

Remedy = Callable[[Path], None]


def saved_as_xlsx(place: Path) -> None:
    """What Excel does on 另存为: the same content in the new format, here by the workbook it came from."""
    shutil.copy(place / "报送/301.xlsx", place / "旧.xlsx")


def unpacked(place: Path) -> None:
    with zipfile.ZipFile(place / "报送.zip") as archive:
        archive.extractall(place / "解压")


def unpacked_from_rar(place: Path) -> None:
    (place / "解压").mkdir()
    shutil.copy(place / "报送/301.xlsx", place / "解压/301.xlsx")


def summary_written(place: Path) -> None:
    assert run("consolidate", place / "报送", "--out", place / "上次.xlsx")[0] < 2


def nothing(place: Path) -> None:
    """The remedy is another command line."""


class WrongUse(NamedTuple):
    """A command line, what its refusal says, and what follows its advice: something done, then command lines."""

    command: str
    said: str
    then: str
    remedy: Remedy = nothing


WRONG = {
    "fill of an old workbook, saved anew": WrongUse(
        "fill 旧.xls --out 填.xlsx", "另存为 .xlsx", "fill 旧.xlsx --out 填.xlsx", saved_as_xlsx
    ),
    "fill of an old workbook, moved": WrongUse(
        "fill 旧.xls --out 填.xlsx", "xltools transfer 旧.xls --out 旧.xlsx",
        "transfer 旧.xls --out 旧.xlsx; fill 旧.xlsx --out 填.xlsx",
    ),
    "fill of .ods": WrongUse(
        "fill 旧.ods --dry-run", "xltools transfer 旧.ods --out 旧.xlsx",
        "transfer 旧.ods --out 旧.xlsx; fill 旧.xlsx --dry-run",
    ),
    "fill of a folder": WrongUse("fill 报送 --dry-run", "请给出其中的文件", "fill 报送/301.xlsx --dry-run"),
    "fill of a zip": WrongUse(
        "fill 报送.zip --dry-run", "请先解压，再给出其中的工作簿", "fill 解压/301.xlsx --dry-run", unpacked
    ),
    "fill of a rar": WrongUse(
        "fill 报送.rar --dry-run", "请先解压，再给出其中的工作簿", "fill 解压/301.xlsx --dry-run", unpacked_from_rar
    ),
    "fill of a PDF": WrongUse("fill 扫描.pdf --dry-run", "（.xlsx 或 .xlsm）", "fill 报送/301.xlsx --dry-run"),
    "fill without a copy": WrongUse("fill 报送/301.xlsx", "--dry-run", "fill 报送/301.xlsx --dry-run"),
    "fill into another kind": WrongUse(
        "fill 报送/301.xlsx --out 填.xls", "要以 .xlsx 结尾", "fill 报送/301.xlsx --out 填.xlsx"
    ),
    "undo of an old workbook": WrongUse(
        "undo 旧.xls", "xltools transfer 旧.xls --out 旧.xlsx", "transfer 旧.xls --out 旧.xlsx; undo 旧.xlsx"
    ),
    "transfer of a zip": WrongUse(
        "transfer 报送.zip --out 新.xlsx", "请先解压，再给出其中的工作簿",
        "transfer 解压/301.xlsx --out 新.xlsx", unpacked
    ),
    "transfer of a folder": WrongUse(
        "transfer 报送 --out 新.xlsx", "请给出其中的文件", "transfer 报送/301.xlsx --out 新.xlsx"
    ),
    "transfer into an old format": WrongUse(
        "transfer 旧.xls --out 新.xls", "要以 .xlsx 结尾", "transfer 旧.xls --out 新.xlsx"
    ),
    "transfer of a PDF": WrongUse(
        "transfer 扫描.pdf --out 新.xlsx", "请给出填写了绩效目标表的工作簿", "transfer 报送/301.xlsx --out 新.xlsx"
    ),
    "check of an empty folder": WrongUse("check 空", "请给出部门工作簿", "check 报送"),
    "return among the sent files": WrongUse(
        "return 报送 --out 报送", "--out 给出另一个文件夹", "return 报送 --out 退回"
    ),
    "return into a file": WrongUse("return 报送 --out 名单.csv", "指定一个文件夹", "return 报送 --out 退回"),
    "consolidation of an empty folder": WrongUse(
        "consolidate 空 --out 汇总.xlsx", "请给出部门工作簿，或存放它们的文件夹", "consolidate 报送 --out 汇总.xlsx"
    ),
    "a year of two digits": WrongUse(
        "consolidate 报送 --out 汇总.xlsx --year 26", "--year 2020", "consolidate 报送 --out 汇总.xlsx --year 2020"
    ),
    "a year of two digits in templates": WrongUse(
        "template --blank 空白.xlsx --year 26", "--year 2020", "template --blank 空白.xlsx --year 2020"
    ),
    "a summary in an old format": WrongUse(
        "consolidate 报送 --out 汇总.xls", "要以 .xlsx 结尾", "consolidate 报送 --out 汇总.xlsx"
    ),
    "a summary in a folder that is not there": WrongUse(
        "consolidate 报送 --out 结果/汇总.xlsx", "请先建立", "consolidate 报送 --out 结果/汇总.xlsx",
        lambda place: (place / "结果").mkdir(),
    ),
    "an earlier summary that is not there": WrongUse(
        "consolidate 报送 --out 汇总.xlsx --previous 上次.xlsx", "找不到 上次.xlsx，请检查路径",
        "consolidate 报送 --out 汇总.xlsx --previous 上次.xlsx", summary_written,
    ),
    "an earlier summary in an old format": WrongUse(
        "consolidate 报送 --out 汇总.xlsx --previous 旧.xls", "另存为 .xlsx",
        "consolidate 报送 --out 汇总.xlsx --previous 上次.xlsx", summary_written,
    ),
    "an earlier summary that is none": WrongUse(
        "consolidate 报送 --out 汇总.xlsx --previous 报送/301.xlsx", "没有的不写 --previous",
        "consolidate 报送 --out 汇总.xlsx"
    ),
    "a roster that is not there": WrongUse(
        "consolidate 报送 --out 汇总.xlsx --roster 应报.csv", "找不到 应报.csv",
        "consolidate 报送 --out 汇总.xlsx --roster 名单.csv"
    ),
    "a roster in a zip": WrongUse(
        "template --roster 报送.zip --out 下发", "再给出其中的名册", "template --roster 名单.csv --out 下发"
    ),
    "a roster without a folder": WrongUse(
        "template --roster 名单.csv", "--out 指定", "template --roster 名单.csv --out 下发"
    ),
    "rule settings that are not there": WrongUse("check 报送 --rules 规则.toml", "找不到 规则.toml", "check 报送"),
    "a blank workbook with buttons": WrongUse(
        "template --blank 空白.xlsx --macros", "要以 .xlsm 结尾", "template --blank 空白.xlsm --macros"
    ),
    "a text that is a workbook": WrongUse(
        "import 报送/301.xlsx --out 新.xlsx", "工作簿不用导入", "import-text 公开.txt --out 新.xlsx"
    ),
    "a rule that does not exist": WrongUse("rules X99", "xltools rules", "rules"),
    "a file that is not there": WrongUse("check 没有.xlsx", "找不到 没有.xlsx，请检查路径", "check 报送/301.xlsx"),
    "over a file": WrongUse(
        "transfer 旧.xls --out 公开.xlsx", "请换一个文件名", "transfer 旧.xls --out 新.xlsx"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what people name by mistake."""
    folder = tmp_path_factory.mktemp("made")
    workbook = folder / "报送/301.xlsx"
    workbook.parent.mkdir()
    write_department(build_book(build_sheet()), workbook)
    sent = read_file(workbook, workbook.name).workbook
    assert sent
    form = next(grid for grid in sent.sheets if grid.sheet == "项目1")
    (folder / "旧.xls").write_bytes(xls(form))
    (folder / "旧.ods").write_bytes(ods(form))
    with zipfile.ZipFile(folder / "报送.zip", "w") as archive:
        archive.write(workbook, "301.xlsx")
    (folder / "报送.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(100))
    (folder / "扫描.pdf").write_bytes(b"%PDF-1.7\n" + bytes(100))
    (folder / "名单.csv").write_text("部门编码,部门名称\n301,示范县交通运输局\n", encoding="utf-8-sig")
    (folder / "公开.txt").write_text(TEXT, encoding="utf-8")
    (folder / "公开.xlsx").write_bytes(b"mine")
    (folder / "空").mkdir()
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, and the commands run in it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG)
def test_what_a_refusal_advises_works(use: WrongUse, place: Path) -> None:
    code, text = run(*use.command.split())
    assert code == 2
    assert use.said in text
    use.remedy(place)
    for command in use.then.split("; "):
        code, text = run(*command.split())
        assert code < 2, text


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG)
def test_a_refusal_in_english_has_no_chinese(use: WrongUse, place: Path) -> None:
    code, text = run(*use.command.split(), "--lang", "en")
    assert code == 2
    names = {part for path in place.rglob("*") for part in (path.stem, path.name)} | set(
        use.command.replace("/", " ").split()
    )
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    assert not any("一" <= letter <= "鿿" for letter in text), text
