"""The steps of the self-test in their order: a department's buttons, the county's, and the officer's own book."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.desktop.actions.consolidating import SUMMARY_SUFFIX
from xltools.desktop.actions.problem_file import target_of
from xltools.desktop.blocks import block_values
from xltools.desktop.county_cover import CountyCover
from xltools.desktop.hosts import is_saved, path_of, selected_cell
from xltools.desktop.protection import is_protected
from xltools.desktop.self_test.steps import Bench, Compared, Step
from xltools.editor.address import cell_name
from xltools.model import Finding
from xltools.services.check import CheckRequest, check
from xltools.sheet_names import (
    CONTENTS_SHEET,
    COUNTY_SHEET,
    FILL_LOG_SHEET,
    ISSUES_SHEET,
    PROJECT_LIST_SHEET,
    RESULT_SHEET,
)

if TYPE_CHECKING:
    import xlwings

__all__ = ["STEPS", "watch_own_book"]

_SHEETS = "封面、目录、部门整体绩效目标、专项1、项目1、项目2、项目3、项目4"
_FILLED = {"I4": "200000", "E7": "100", "I7": "100"}
"""The fills on 项目3."""
_MARKED = {"error": "红底、有批注", "warning": "黄底、有批注", "note": "紫底、有批注"}
_PLAIN, _FILLED_LOOK = "无底色、无批注", "蓝底、有批注"
_COLOURS = {"FFC7CE": "红底", "FFEB9C": "黄底", "E4DFEC": "紫底", "DDEBF7": "蓝底", "FFFFFF": "无底色", "": "无底色"}
"""Words for what hosts say of a background."""
_MAX_ROWS, _MAX_COLUMNS = 2000, 100
"""The part of a sheet of the officer's own book that is compared."""


# --- a department's book ---------------------------------------------------------------------------------------------


def _opening(bench: Bench) -> Iterator[Compared]:
    book = bench.open(bench.files.department)
    names = [sheet.name for sheet in book.sheets if not sheet.name.startswith("_")]
    yield Compared("工作表", _SHEETS, "、".join(names))
    yield Compared("目录中的“预算项目合计”", "3600000", _contents(book, "预算项目合计"))
    yield Compared("目录中的“待核对合计”", "5", _contents(book, "待核对合计"))


def _reading(bench: Bench) -> Iterator[Compared]:
    book = bench.open(bench.files.department)
    said = bench.click("read", book)
    yield _said("已读取 3 张绩效目标表：预算项目 3 个，专项资金 0 项。", said)
    yield _said("项目预算合计 3,600,000.00 元。", said)
    rows = block_values(book.sheets[PROJECT_LIST_SHEET].used_range)[2:5]
    listed = "；".join(f"{row[3]} {_shown(row[4])}" for row in rows)
    projects = "2020年农村道路硬化项目 1200000；2020年县道养护项目 1200000；2020年危桥改造项目 1200000"
    yield Compared(f"“{PROJECT_LIST_SHEET}”表", projects, listed)


def _checking(bench: Bench) -> Iterator[Compared]:
    book, findings = bench.open(bench.files.department), _findings(bench.files.department)
    said = bench.click("check", book)
    yield _said("检查了 3 张绩效目标表", said)
    rows = block_values(book.sheets[RESULT_SHEET].used_range)[3:]
    listed = (f"{row[2]} {row[4]}" for row in rows if row[4])
    expected = (f"{one.place.sheet} {one.rule}" for one in findings)
    yield Compared(f"“{RESULT_SHEET}”表，与直接检查文件相同", _many(expected), _many(listed))
    marked = {(one.place.sheet, one.place.cell): _MARKED[one.severity.value] for one in reversed(findings)}
    yield _looks(book, marked)


def _clearing(bench: Bench) -> Iterator[Compared]:
    book = bench.open(bench.files.department)
    plain = {(one.place.sheet, one.place.cell): _PLAIN for one in _findings(bench.files.department)}
    yield _said(f"已清除 {len(plain)} 个单元格的校验标记", bench.click("clear-marks", book))
    yield _looks(book, plain)


def _filling(bench: Bench) -> Iterator[Compared]:
    book = bench.open(bench.files.department)
    said = bench.click("fill", book)
    yield _said("可以填充 3 个空白单元格", said)
    yield _said("已填充 3 个单元格", said)
    yield Compared("项目3 的 I4、E7、I7", "、".join(_FILLED.values()), "、".join(_project_3(book)))
    yield _looks(book, {("项目3", cell): _FILLED_LOOK for cell in _FILLED})
    yield Compared("填充以后，目录中的“待核对合计”", "2", _contents(book, "待核对合计"))


def _undoing(bench: Bench) -> Iterator[Compared]:
    book = bench.open(bench.files.department)
    yield _said("已撤销 3 处填充。", bench.click("undo-fill", book))
    yield Compared("项目3 的 I4、E7、I7", "空、空、空", "、".join(_project_3(book)))
    yield _looks(book, {("项目3", cell): _PLAIN for cell in _FILLED})
    yield Compared("撤销以后，目录中的“待核对合计”", "5", _contents(book, "待核对合计"))
    there = FILL_LOG_SHEET in {sheet.name for sheet in book.sheets}
    yield Compared(f"“{FILL_LOG_SHEET}”表", "没有了", "还在" if there else "没有了")


def _adding(bench: Bench) -> Iterator[Compared]:
    book = bench.open(bench.files.department)
    yield _said("已新增“项目5”", bench.click("add-project", book))
    sheet = book.sheets["项目5"]
    yield Compared(
        "项目5 的名称和预算数（E3、C4）", "空、空", "、".join(_shown(sheet.range(at).value) for at in ("E3", "C4"))
    )
    yield Compared("项目5 的保护", "受保护", "受保护" if is_protected(sheet) else "没有保护")
    listed = "、".join(str(row[2]) for row in block_values(book.sheets[CONTENTS_SHEET].used_range) if _is_project(row))
    yield Compared("目录中的预算项目", "项目1、项目2、项目3、项目4、项目5", listed)
    yield Compared("新增以后，目录中的“预算项目合计”", "3600000", _contents(book, "预算项目合计"))


def _sending(bench: Bench) -> Iterator[Compared]:
    said = bench.click("ready-to-send", bench.open(bench.files.department))
    yield _said("报送之前还有 3 件事：", said)
    yield _said("有错误 3 处：项目2 2 处、项目3 1 处。", said)


def _saving(bench: Bench) -> Iterator[Compared]:
    book, copy = bench.open(bench.files.department), bench.folder / "自检另存.xlsx"
    bench.timed(lambda: book.save(str(copy)))
    before, after = (_many(map(_in_words, _findings(path))) for path in (bench.files.department, copy))
    yield Compared("重新读存下来的文件，检查结果与原来的相同", before, after)


# --- the county's book -----------------------------------------------------------------------------------------------


def _consolidating(bench: Bench) -> Iterator[Compared]:
    county = bench.open(bench.files.county)
    before = _digests(bench.files.sent)
    said = bench.click("consolidate", county)
    yield _said("文件 3 个：已汇总 2 个、未采用 1 个。", said)
    yield _said("预算项目 4 个 4,800,000.00 元", said)
    yield from _summary(bench, county, f"{bench.files.sent.name}{SUMMARY_SUFFIX}")
    same = _digests(bench.files.sent) == before
    yield Compared("各部门的文件", "一个字节都没有变", "一个字节都没有变" if same else "变了")


def _consolidating_again(bench: Bench) -> Iterator[Compared]:
    county = bench.open(bench.files.county)
    first = bench.files.sent.with_name(f"{bench.files.sent.name}{SUMMARY_SUFFIX}")
    before = first.read_bytes()
    yield _said("预算项目 4 个 4,800,000.00 元", bench.click("consolidate-again", county))
    yield from _summary(bench, county, f"{first.stem}（2）.xlsx")
    same = first.read_bytes() == before
    yield Compared("上一次的汇总工作簿", "没有被覆盖", "没有被覆盖" if same else "变了")


def _summary(bench: Bench, county: xlwings.Book, name: str) -> Iterator[Compared]:
    """Compare what the cover and the open summary of this name say."""
    cover = CountyCover.of(county)
    recorded = next((path.name for key in cover.rows if (path := cover.path(key)) and path.name == name), "没有")
    yield Compared("封面记下的汇总工作簿", name, recorded)
    summary = bench.opened(name)
    yield Compared("打开着的汇总工作簿", name, name if summary else "没有打开")
    if summary is not None:
        rows = block_values(summary.sheets[COUNTY_SHEET].used_range)
        total = next((_shown(row[5]) for row in rows if row[2] == "合  计"), "没有合计行")
        yield Compared(f"“{COUNTY_SHEET}”合计（万元）", "480", total)


def _problem_file(bench: Bench) -> Iterator[Compared]:
    name = bench.files.sent_book.name
    summary = bench.opened(f"{bench.files.sent.name}{SUMMARY_SUFFIX[:-5]}（2）.xlsx")
    if summary is None:
        yield Compared("汇总工作簿", "打开着", "没有打开")
        return
    issues = summary.sheets[ISSUES_SHEET]
    used = issues.used_range
    formulas: Any = used.formula
    links = ((row, target_of(str(text))) for row, line in enumerate(formulas, used.row) for text in line)
    row, target = next((row, one) for row, one in links if one is not None and one.file.endswith(name) and one.cell)
    issues.activate()
    issues.range((row, 1)).select()
    bench.click("open-problem-file", summary)
    book = bench.opened(name)
    yield Compared("打开的文件", name, book.name if book else "没有打开")
    if book is not None:
        yield Compared("所在的工作表", target.sheet, book.sheets.active.name)
        cell = selected_cell(book)
        yield Compared("选中的单元格", target.cell, cell_name(cell.row, cell.column) if cell else "没有选中")


# --- the officer's own book ------------------------------------------------------------------------------------------


def watch_own_book(book: xlwings.Book) -> Step:
    """Return the step, to be carried out last, that shows that the officer's own book is as it is now."""
    before = _own_state(book)

    def compare(bench: Bench) -> Iterator[Compared]:
        for (what, expected), (_, found) in zip(before, _own_state(book), strict=True):
            yield Compared(what, expected, found)

    return Step("您的工作簿", "点“自检”时打开着的工作簿没有被改动", compare)


def _own_state(book: xlwings.Book) -> list[tuple[str, str]]:
    """Return what is compared; the result is sent on, so it quotes nothing of the book."""
    cell = selected_cell(book)
    path = path_of(book)
    return [
        (
            "工作表和用到的区域（指纹）",
            _digest(str([(one.name, one.used_range.address) for one in book.sheets]).encode()),
        ),
        ("单元格的值（指纹）", _digest(repr([_values(sheet) for sheet in book.sheets]).encode())),
        ("所在的工作表", f"第 {[one.name for one in book.sheets].index(book.sheets.active.name) + 1} 张"),
        ("选中的单元格", cell_name(cell.row, cell.column) if cell else "没有选中单元格"),
        ("有没有未保存的修改", "没有" if is_saved(book) else "有"),
        ("磁盘上的文件（指纹）", _digest(path.read_bytes()) if path is not None and path.is_file() else "不在本机"),
    ]


def _values(sheet: xlwings.Sheet) -> list[list[Any]]:
    """Return what a sheet holds; of one that is formatted down to its last row, only the beginning."""
    last = sheet.used_range.last_cell
    return block_values(sheet.range((1, 1), (min(last.row, _MAX_ROWS), min(last.column, _MAX_COLUMNS))))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


# --- helpers ---------------------------------------------------------------------------------------------------------


def _said(expected: str, said: str) -> Compared:
    """Compare what a button said with a part of it that must be there."""
    return Compared("提示中有", expected, expected if expected in said else said or "没有提示")


def _findings(path: Path) -> tuple[Finding, ...]:
    """Return the findings of a file, read without the program that is tested."""
    return check(CheckRequest((path,))).findings


def _in_words(finding: Finding) -> str:
    return f"{finding.place.sheet}!{finding.place.cell} {finding.rule}"


def _many(texts: Iterable[str]) -> str:
    """Return texts in one, sorted, with how many there are of each and in all."""
    counts = sorted(Counter(texts).items())
    lines = (f"{text}（{count} 处）" if count > 1 else text for text, count in counts)
    return f"{sum(count for _, count in counts)} 处：{'；'.join(lines)}"


def _contents(book: xlwings.Book, label: str) -> str:
    """Return the last number in a row of 目录, as the program has calculated it."""
    for row in block_values(book.sheets[CONTENTS_SHEET].used_range):
        if row[0] == label:
            return next((_shown(value) for value in reversed(row[1:]) if value is not None), "空")
    return f"没有“{label}”这一行"


def _is_project(row: list[Any]) -> bool:
    return bool(row[1] == "预算项目")


def _project_3(book: xlwings.Book) -> list[str]:
    return [_shown(book.sheets["项目3"].range(cell).value) for cell in _FILLED]


def _shown(value: Any) -> str:
    if value is None:
        return "空"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _looks(book: xlwings.Book, expected: Mapping[tuple[str, str], str]) -> Compared:
    """Compare the look of cells: their background, and whether they have a note."""
    found = {}
    for sheet, cell in expected:
        place = book.sheets[sheet].range(cell)
        colour = "".join(f"{part:02X}" for part in place.color or ())
        found[sheet, cell] = f"{_COLOURS.get(colour, colour)}、{'有' if place.note else '无'}批注"
    return Compared("单元格的底色和批注", _grouped(expected), _grouped(found))


def _grouped(looks: Mapping[tuple[str, str], str]) -> str:
    """Return each look with its cells."""
    cells: dict[str, list[str]] = {}
    for (sheet, cell), look in sorted(looks.items()):
        cells.setdefault(look, []).append(f"{sheet}!{cell}")
    return "；".join(f"{look}：{'、'.join(cells[look])}" for look in sorted(cells))


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: _digest(path.read_bytes()) for path in folder.iterdir()}


_WORK: tuple[tuple[str, str, Callable[[Bench], Iterator[Compared]]], ...] = (
    ("打开", "打开内置的部门工作簿，表内公式算出结果", _opening),
    ("读取", "读出三张绩效目标表，列出项目清单", _reading),
    ("校验", "找出问题，列出来，在单元格上做标记", _checking),
    ("清除标记", "去掉标记，恢复原样", _clearing),
    ("填充", "填上三个可以推算的空格", _filling),
    ("撤销填充", "三个空格恢复原样", _undoing),
    ("新增项目", "新增一张空白表，加入目录", _adding),
    ("报送前检查", "列出报送之前还缺什么", _sending),
    ("另存", "存成文件，再直接读这个文件", _saving),
    ("汇总", "汇总一个有三个文件的文件夹", _consolidating),
    ("重新汇总", "再汇总一次，不覆盖上一次的", _consolidating_again),
    ("打开问题文件", "从问题清单跳到部门文件出问题的单元格", _problem_file),
)
STEPS: tuple[Step, ...] = tuple(Step(*work) for work in _WORK)
