"""汇总 and 重新汇总: the workbooks of a folder into one county summary, which then opens.

The settings stand on the cover of the county's workbook, and so does what came out; without that workbook in front
(the ribbon and the menu are there for every workbook) a folder is consolidated with the defaults.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.county.data import CountyData, DepartmentEntry, Fate, FileRecord
from xltools.county.gather import find_files, gather, subfolders
from xltools.desktop.hosts import choose_folder, is_libreoffice
from xltools.desktop.protection import unprotected
from xltools.desktop.session import session, tell
from xltools.desktop.tables import plain_text
from xltools.glossary import chinese
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.outputs.json_report import sums_in_words
from xltools.rosters.read import RosterError, read_roster
from xltools.sheet_names import COUNTY_BUTTONS_SHEET
from xltools.summary import write_summary
from xltools.summary.changes import Changes
from xltools.summary.previous import NoSummaryError, PreviousSummary, read_previous
from xltools.template.county import LABEL_COLUMN, VALUE_COLUMN, YES, CountyCell
from xltools.writer.save import SaveError, SaveProblem, save_atomically

if TYPE_CHECKING:
    import xlwings

__all__ = ["Cover", "consolidate", "consolidate_again"]

_NAME = "绩效目标汇总"
_NAMED = 8
"""How many missing departments a message names."""
_MOST_COPIES = 999


# --- the cover -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of the county's workbook as it stands: its values and their rows. Empty for any other workbook."""

    values: dict[CountyCell, Any]
    rows: dict[CountyCell, int]

    @classmethod
    def of(cls, book: xlwings.Book) -> Cover:
        """Read the cover in one block; labels are looked up, so rows may have been inserted."""
        values: dict[CountyCell, Any] = {}
        rows: dict[CountyCell, int] = {}
        if COUNTY_BUTTONS_SHEET in {sheet.name for sheet in book.sheets}:
            sheet = book.sheets[COUNTY_BUTTONS_SHEET]
            last = max(sheet.used_range.last_cell.row, 2)
            block = sheet.range((1, LABEL_COLUMN), (last, VALUE_COLUMN)).options(ndim=2).value
            labels = {key.value: key for key in CountyCell}
            for row, (label, value) in enumerate(block, 1):
                if (key := labels.get(label)) is not None:
                    values[key], rows[key] = value, row
        return cls(values, rows)

    def text(self, key: CountyCell) -> str:
        """What stands in a cell, as text."""
        value = self.values.get(key)
        return str(int(value) if isinstance(value, float) and value.is_integer() else value or "").strip()

    def path(self, key: CountyCell) -> Path | None:
        """A path, which Windows copies with quotation marks around it."""
        text = self.text(key).strip('"“”')
        return Path(text) if text else None

    @property
    def year(self) -> int | None:
        """The budget year, if one is set."""
        text = self.text(CountyCell.YEAR).removesuffix("年")
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) == 4):
            raise ValueError(f"“{CountyCell.YEAR}”填的是“{text}”：请填四位数的年度，如 2020，或者不填。")
        return int(text)

    def write(self, book: xlwings.Book, values: dict[CountyCell, str]) -> None:
        """Write neighbouring cells in one block. Nothing happens where the workbook has no such cover."""
        rows = [self.rows[key] for key in values if key in self.rows]
        if not rows:
            return
        sheet = book.sheets[COUNTY_BUTTONS_SHEET]
        texts = {self.rows[key]: plain_text(text) for key, text in values.items() if key in self.rows}
        with unprotected(sheet):
            if len(texts) == max(rows) - min(rows) + 1:
                block = sheet.range((min(rows), VALUE_COLUMN), (max(rows), VALUE_COLUMN))
                block.value = [[texts[row]] for row in sorted(texts)]
            else:  # somebody has put rows between them
                for row, text in texts.items():
                    sheet.range((row, VALUE_COLUMN)).value = text


# --- the actions -----------------------------------------------------------------------------------------------------


def consolidate(book: xlwings.Book) -> None:
    """Ask for a folder and consolidate it. Nothing happens if none is chosen."""
    cover = Cover.of(book)
    start = cover.path(CountyCell.FOLDER) or _folder_of(book)
    folder = choose_folder(book.app, "选择存放各部门工作簿的文件夹", start)
    if folder is not None:
        _consolidate(book, cover, folder)


def consolidate_again(book: xlwings.Book) -> None:
    """Consolidate the folder that the cover names, with the settings as they are now."""
    cover = Cover.of(book)
    if not cover.rows:
        raise ValueError(f"“重新汇总”要在县级汇总工作簿（有“{COUNTY_BUTTONS_SHEET}”表的那一个）里点。这里请点“汇总”。")
    folder = cover.path(CountyCell.FOLDER)
    if folder is None:
        raise ValueError("还没有汇总过：请先点“汇总”，选择存放各部门工作簿的文件夹。")
    if not folder.is_dir():
        raise ValueError(
            f"找不到上一次的文件夹：{folder}\n它可能移走、改名了，或者移动盘没有接上。请点“汇总”重新选择。"
        )
    _consolidate(book, cover, folder)


def _consolidate(book: xlwings.Book, cover: Cover, folder: Path) -> None:
    with session(book, "正在查找文件……"):
        data = _gather(book, cover, folder)
        target: Path | None = None
        changes: Changes | None = None
        lost: tuple[str, ...] = ()
        if data.accepted:
            book.app.status_bar = "正在写汇总工作簿……"
            previous, lost = _previous(cover, folder)
            target, changes = _save(data, folder, previous)
        lines = [*_told(data, cover, folder), *_compared(changes), *lost]
        cover.write(
            book,
            {
                CountyCell.FOLDER: str(folder),
                CountyCell.SUMMARY: str(target or ""),
                CountyCell.WHEN: data.generated.strftime("%Y-%m-%d %H:%M"),
                CountyCell.RESULT: "\n".join(lines),
            },
        )
    if target is None:
        tell(book, "\n".join(("没有可以汇总的文件，没有生成汇总工作簿。", *lines, *_reasons(data))))
        return
    book.app.books.open(str(target))
    tell(book, "\n".join(("汇总完成，汇总工作簿已经打开。", *lines, f"保存在：{target}")))


def _gather(book: xlwings.Book, cover: Cover, folder: Path) -> CountyData:
    roster_file = _roster_file(book, cover, folder)
    files = find_files(
        [folder],
        recursive=cover.text(CountyCell.SUBFOLDERS) == YES,
        skip=[path for path in (roster_file, _path_of(book)) if path],
    )
    if not files:
        raise ValueError(f"文件夹里没有文件：{folder}\n请选择存放各部门工作簿的文件夹。")
    return gather(
        files,
        roster=_roster(roster_file),
        county=cover.text(CountyCell.COUNTY),
        year=cover.year,
        # Inside LibreOffice the running program is the office itself, which cannot be started as a worker.
        jobs=1 if is_libreoffice(book.app) else 0,
        progress=_progress(book, len(files)),
    )


def _progress(book: xlwings.Book, total: int) -> Callable[[FileRecord], None]:
    """Tells the status bar which file was read."""
    read = 0

    def show(record: FileRecord) -> None:
        nonlocal read
        read += 1
        book.app.status_bar = f"正在读取 {read}/{total}：{Path(record.path).name}"

    return show


def _roster_file(book: xlwings.Book, cover: Cover, folder: Path) -> Path | None:
    """The roster that the cover names; by its name alone it is looked for beside the workbook, then in the folder."""
    named = cover.path(CountyCell.ROSTER)
    if named is None:
        return None
    places = [place / named for place in (_folder_of(book), folder) if place is not None]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise ValueError(f"找不到“{CountyCell.ROSTER}”：{named}\n请检查封面上填写的位置，或者清空这一格。")
    return found


def _roster(path: Path | None) -> tuple[DepartmentEntry, ...]:
    if path is None:
        return ()
    try:
        roster = read_roster(path)
    except RosterError as error:
        raise ValueError(f"应报部门名单读不了：{error.zh}") from error
    return tuple(DepartmentEntry(entry.code, entry.name, entry.projects) for entry in roster.departments)


def _path_of(book: xlwings.Book) -> Path | None:
    """Where the workbook lies; None if it was never saved, or lies in a cloud that xlwings finds no folder for."""
    try:
        path = Path(book.fullname)
    except Exception:
        return None
    return path if path.is_absolute() else None


def _folder_of(book: xlwings.Book) -> Path | None:
    path = _path_of(book)
    return path.parent if path is not None else None


def _previous(cover: Cover, folder: Path) -> tuple[PreviousSummary | None, tuple[str, ...]]:
    """The last summary of the same folder, whose entries are taken over, or why it cannot be read."""
    path = cover.path(CountyCell.SUMMARY)
    if path is None or cover.path(CountyCell.FOLDER) != folder or not path.is_file():
        return None, ()
    try:
        return read_previous(path), ()
    except NoSummaryError as error:
        return None, (f"上次的汇总读不了，其中填写的内容没有带入：{error.zh}",)


def _save(data: CountyData, folder: Path, previous: PreviousSummary | None) -> tuple[Path, Changes | None]:
    """Write the summary beside the folder, under the first name that is free."""
    beside = folder.resolve().parent
    buffer = io.BytesIO()
    try:
        changes = write_summary(data, buffer, base=beside, previous=previous)
    except NoSummaryError as error:
        raise ValueError(
            f"上次的汇总读不了：{error.zh}\n请修好它，或者清空封面上的“{CountyCell.SUMMARY}”再汇总。"
        ) from error
    for name in _names(folder.name):
        try:
            save_atomically(buffer.getvalue(), beside / name)
        except SaveError as error:
            if error.problem is not SaveProblem.EXISTS:
                raise ValueError(f"汇总工作簿没有写成：{error.zh}") from error
        else:
            return beside / name, changes
    raise ValueError(f"{beside} 里已经有太多份汇总，请移走一些再试。")


def _names(folder: str) -> Iterator[str]:
    yield f"{folder}{_NAME}.xlsx"
    yield from (f"{folder}{_NAME}（{number}）.xlsx" for number in range(2, _MOST_COPIES + 1))


# --- in words --------------------------------------------------------------------------------------------------------


def _told(data: CountyData, cover: Cover, folder: Path) -> Iterator[str]:
    fates = Counter(file.fate for file in data.files)
    counted = "、".join(f"{chinese(fate.value)} {fates[fate]} 个" for fate in Fate if fates[fate])
    yield f"文件 {len(data.files)} 个：{counted}。"
    if data.accepted:
        yield f"{sums_in_words(data).zh}。"
    found = count_severities(data.findings)
    yield f"问题：{'、'.join(f'{chinese(one.value)} {found[one]} 处' for one in Severity)}。"
    if data.missing:
        names = "、".join(entry.name or entry.code for entry in data.missing[:_NAMED])
        rest = "等" if len(data.missing) > _NAMED else ""
        yield f"没有收到 {len(data.missing)} 个部门的有效文件：{names}{rest}。"
    if cover.text(CountyCell.SUBFOLDERS) != YES and (folders := subfolders([folder])):
        yield f"另有 {folders} 个子文件夹没有查看；需要时把封面上的“{CountyCell.SUBFOLDERS}”填“{YES}”。"


def _compared(changes: Changes | None) -> Iterator[str]:
    """What has changed since the last summary, and what became of its entries."""
    if changes is None:
        return
    counts = "、".join(f"{chinese(key)} {count} 处" for key, count in changes.counts)
    yield f"与上次汇总相比：{counts}。上次保存的状态、说明和审核意见已带入。"
    if changes.unmatched_entries:
        yield f"上次填写的内容有 {len(changes.unmatched_entries)} 行没有对应的问题或项目，列在“上次未对应”表。"


def _reasons(data: CountyData) -> Iterator[str]:
    """Why the first few files were not taken."""
    for file in data.files[:_NAMED]:
        yield f"  {Path(file.path).name}：{file.reason.zh or chinese(file.fate.value)}"
