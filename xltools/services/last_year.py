"""Last year's workbooks, as templates start from them: which of them were read, and what came along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xltools.department.read import read_book
from xltools.model import DepartmentBook
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rosters.read import Roster
from xltools.rules.settings import Settings
from xltools.services.contract import RequestError
from xltools.template.last_year import LastYear
from xltools.text import Text, first_names

__all__ = ["ReadLastYear", "read_last_year"]

"""Names that a notice lists."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReadLastYear:
    """Last year's projects, how many workbooks they are from, and the files that gave none."""

    projects: LastYear
    files: int
    unread: tuple[str, ...]

    def notices(self, roster: Roster) -> Iterator[Text]:
        """Yield what came along and what did not."""
        count = sum(len(sheets) for sheets in self.projects.sheets.values())
        yield Text(
            f"去年的工作簿 {self.files} 个，{count} 张表：带来项目名称、编码、单位、资金用途和"
            "指标（级别、名称、描述、权重）；金额、支出计划、绩效目标、指标值和依据留空，由部门重新填写。",
            f"Last year: {self.files} workbooks, {count} sheets. Names, codes, units, purposes and indicators (levels, "
            "names, descriptions, weights) came along; amounts, plans, goals, target values and bases are left blank.",
        )
        ended = [name for department in roster.departments for name in self.projects.ended(department)]
        if ended:
            yield Text(
                f"去年的 {len(ended)} 项不在名单里，没有带来：{first_names(ended)}",
                f"{len(ended)} projects of last year are not in the roster and were left out: {first_names(ended)}",
            )
        gone = [f"{one.code}{one.name}" for one in self.projects.left_out(roster.departments)]
        if gone:
            yield Text(
                f"去年的 {len(gone)} 个部门不在名单里，没有生成工作簿：{first_names(gone)}",
                f"{len(gone)} departments of last year are not in the roster and got no workbook: {first_names(gone)}",
            )
        if self.unread:
            yield Text(
                f"文件夹里有 {len(self.unread)} 个文件没有用上：{first_names(self.unread)}",
                f"{len(self.unread)} files of the folder were not used: {first_names(self.unread)}",
            )


def read_last_year(folder: Path, year: int | None, settings: Settings) -> ReadLastYear:
    """Return the projects in the workbooks of a folder; of two workbooks with a project the one saved last counts."""
    if not folder.is_dir():
        raise RequestError(f"{folder} 不是文件夹，请给出去年工作簿的文件夹。", f"{folder} is not a folder.")
    books: list[tuple[datetime, DepartmentBook]] = []
    unread: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in WORKBOOK_SUFFIXES or path.name.startswith(("~$", ".")):
            continue
        read = read_book(path, limits=settings.limits, forms=settings.forms)
        if read.book is None or not read.book.sheets:
            unread.append(path.name)
            continue
        moment = read.saved.moment
        books.append((_EARLIEST if moment is None else _aware(moment), read.book))
    if not books:
        raise RequestError(
            f"文件夹 {folder} 里没有读到绩效目标表，请检查是否选对了文件夹。",
            f"No target sheets were read in {folder}; is it the right folder?",
        )
    books.sort(key=lambda item: item[0])
    projects = LastYear.of((book for _, book in books), year)
    return ReadLastYear(projects, len(books), tuple(unread))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
