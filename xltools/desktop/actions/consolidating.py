"""汇总 and 重新汇总: the workbooks of a folder into one county summary, which then opens.

The settings stand on the cover of the county's workbook, and so does what came out; without that workbook in front
(the ribbon and the menu are there for every workbook) a folder is consolidated with the defaults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.county.data import CountyData, Fate
from xltools.desktop.county_cover import CountyCover
from xltools.desktop.hosts import is_libreoffice, path_of
from xltools.desktop.session import ActionError, choose_folder, session, tell
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.services.consolidate import Changes, ConsolidateRequest, ConsolidateResult, IfExists, RunOrigin
from xltools.services.consolidate import consolidate as run_consolidation
from xltools.services.contract import Progress, Stage
from xltools.sheet_names import COUNTY_BUTTONS_SHEET
from xltools.template.county import YES, CountyCell
from xltools.text import first_names

if TYPE_CHECKING:
    import xlwings

__all__ = ["consolidate", "consolidate_again"]

SUMMARY_SUFFIX = "绩效目标汇总.xlsx"
MAX_NAMES = 8
"""Missing departments and files that a message names."""


# --- the actions -----------------------------------------------------------------------------------------------------


def consolidate(book: xlwings.Book) -> None:
    """Ask for a folder and consolidate it. Nothing happens if none is chosen."""
    cover = CountyCover.of(book)
    start = cover.path(CountyCell.FOLDER) or _folder_of(book)
    folder = choose_folder(book, "选择存放各部门工作簿的文件夹", start)
    if folder is not None:
        _consolidate(book, cover, folder)


def consolidate_again(book: xlwings.Book) -> None:
    """Consolidate the folder that the cover names, with the settings as they are now."""
    cover = CountyCover.of(book)
    if not cover.rows:
        raise ActionError(
            f"“重新汇总”要在县级汇总工作簿（有“{COUNTY_BUTTONS_SHEET}”表的那一个）里点。这里请点“汇总”。",
            f"Click 重新汇总 in the county's workbook (with the sheet {COUNTY_BUTTONS_SHEET}). Here, click 汇总.",
        )
    folder = cover.path(CountyCell.FOLDER)
    if folder is None:
        raise ActionError(
            "还没有汇总过：请先点“汇总”，选择存放各部门工作簿的文件夹。",
            "Nothing was consolidated yet: click 汇总 first and choose the folder with the departments' workbooks.",
        )
    if not folder.is_dir():
        raise ActionError(
            f"找不到上一次的文件夹：{folder}\n它可能移走、改名了，或者移动盘没有接上。请点“汇总”重新选择。",
            f"The last folder {folder} is not there: moved, renamed, or on a drive that is not connected. "
            "Click 汇总 and choose again.",
        )
    _consolidate(book, cover, folder)


def _consolidate(book: xlwings.Book, cover: CountyCover, folder: Path) -> None:
    with session(book, "正在查找文件……"):
        result = run_consolidation(_request(book, cover, folder), _status_bar(book))
        lines = list(_lines(result))
        cover.write(
            book,
            {
                CountyCell.FOLDER: str(folder),
                CountyCell.SUMMARY: str(result.output or ""),
                CountyCell.WHEN: result.data.generated.strftime("%Y-%m-%d %H:%M"),
                CountyCell.RESULT: "\n".join(lines),
            },
        )
    if result.output is None:
        tell(book, "\n".join(("没有可以汇总的文件，没有生成汇总工作簿。", *lines, *_reasons(result.data))))
        return
    book.app.books.open(str(result.output))
    tell(book, "\n".join(("汇总完成，汇总工作簿已经打开。", *lines, f"保存在：{result.output}")))


def _request(book: xlwings.Book, cover: CountyCover, folder: Path) -> ConsolidateRequest:
    """Translate the cover into a request: the summary is written beside the folder, under the first free name."""
    own_file = path_of(book)
    return ConsolidateRequest(
        paths=(folder,),
        output=folder.resolve().parent / f"{folder.name}{SUMMARY_SUFFIX}",
        if_exists=IfExists.NUMBER,
        roster=_named_file(book, cover, CountyCell.ROSTER, folder),
        county=cover.text(CountyCell.COUNTY),
        year=cover.year,
        recursive=cover.text(CountyCell.SUBFOLDERS) == YES,
        skip=(own_file,) if own_file else (),
        # Not looked for in the folder: a settings file there may be one that a department sent.
        rules=_named_file(book, cover, CountyCell.RULES),
        # Inside LibreOffice the running program is the office itself, which cannot be started as a worker.
        jobs=1 if is_libreoffice(book.app) else 0,
        previous=_previous_files(cover, folder),
        previous_optional=True,
        record=RunOrigin.BUTTON,
        pages=cover.text(CountyCell.PAGES) == YES,
    )


def _status_bar(book: xlwings.Book) -> Callable[[Progress], None]:
    """Return a callback that shows the progress in the status bar."""

    def show(progress: Progress) -> None:
        if progress.stage is Stage.WRITING:
            book.app.status_bar = "正在写汇总工作簿……"
        else:
            book.app.status_bar = f"正在读取 {progress.done}/{progress.total}：{progress.file}"

    return show


def _named_file(book: xlwings.Book, cover: CountyCover, key: CountyCell, *folders: Path) -> Path | None:
    """Return the file that a cell names; a name without a folder is looked for beside the workbook, then in others."""
    named = cover.path(key)
    if named is None:
        return None
    places = [place / named for place in (_folder_of(book), *folders) if place is not None]
    path = next((path for path in places if path.is_file()), None)
    if path is None:
        raise ActionError(
            f"找不到“{key}”：{named}\n请检查封面上填写的位置，或者清空这一格。",
            f"{key}: there is no {named}; check what the cover says, or empty the cell.",
        )
    return path


def _previous_files(cover: CountyCover, folder: Path) -> tuple[Path, ...]:
    """Return the last summary of the same folder, whose entries are taken over, if there is one."""
    path = cover.path(CountyCell.SUMMARY)
    if path is None or cover.path(CountyCell.FOLDER) != folder or not path.is_file():
        return ()
    return (path,)


def _folder_of(book: xlwings.Book) -> Path | None:
    path = path_of(book)
    return path.parent if path is not None else None


# --- in words --------------------------------------------------------------------------------------------------------


def _lines(result: ConsolidateResult) -> Iterator[str]:
    data = result.data
    fates = Counter(file.fate for file in data.files)
    counted = "、".join(f"{fate.term.zh} {fates[fate]} 个" for fate in Fate if fates[fate])
    yield f"文件 {len(data.files)} 个：{counted}。"
    if data.accepted:
        yield f"{result.sums.zh}。"
    counts = count_severities(data.findings)
    yield f"问题：{'、'.join(f'{level.term.zh} {counts[level]} 处' for level in Severity)}。"
    if data.missing:
        names = first_names([entry.name or entry.code for entry in data.missing])
        yield f"没有收到 {len(data.missing)} 个部门的有效文件：{names}。"
    yield f"规则设置：{result.settings.shown_name.zh}。"
    if result.changes:
        yield from _compared(result.changes)
    yield from (notice.zh for notice in result.notices)


def _compared(changes: Changes) -> Iterator[str]:
    """Tell what has changed since the last summary, and what became of its entries."""
    counts = "、".join(f"{term.zh} {count} 处" for term, count in changes.counts)
    yield f"与上次汇总相比：{counts}。上次保存的状态、说明和审核意见已带入。"
    if changes.unmatched_entries:
        yield f"上次填写的内容有 {len(changes.unmatched_entries)} 行没有对应的问题或项目，列在“上次未对应”表。"


def _reasons(data: CountyData) -> Iterator[str]:
    """Tell why the first few files were not taken."""
    for file in data.files[:MAX_NAMES]:
        yield f"  {Path(file.path).name}：{file.reason.zh or file.fate.term.zh}"
