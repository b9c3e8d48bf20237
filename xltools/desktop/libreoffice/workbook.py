"""The workbooks of one office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from xlwings import base_classes

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.addresses import CellBlock
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.cell_values import EPOCH
from xltools.desktop.libreoffice.defined_names import OfficeNames
from xltools.desktop.libreoffice.errors import LibreOfficeError, MacroWorkbookError
from xltools.desktop.libreoffice.formula_parser import FormulaParser
from xltools.desktop.libreoffice.number_formats import NumberFormats
from xltools.desktop.libreoffice.protocols import AppLike
from xltools.desktop.libreoffice.range import OfficeRange
from xltools.desktop.libreoffice.sheet import OfficeSheet, OfficeSheets
from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument, UnoRangeAddress

__all__ = ["FILTERS", "OfficeBook", "OfficeBooks"]

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".csv": "Text - txt - csv (StarCalc)",
}
"""The office's export filter for each file name extension."""

_CSV = "44,34,{},1"  # comma, quotation marks, encoding, from row 1
_UTF8, _GB18030 = 76, 85  # the office's numbers
_NO_MACROS, _MACROS_BY_SETTINGS = 0, 5  # never, and as the user's settings say, without asking
_NO_LINK_UPDATE, _LINK_UPDATE = 0, 3


@translate_uno_errors
class OfficeBook(base_classes.Book):
    """One open workbook."""

    def __init__(self, app: AppLike, document: UnoDocument) -> None:
        """Stand for an open workbook of an office."""
        self._app = app
        self.uno = document

    @property
    def api(self) -> UnoDocument:
        """The office's object for the workbook."""
        return self.uno

    @property
    def app(self) -> AppLike:
        """The office."""
        return self._app

    @property
    def fullname(self) -> str:
        """The path of the file, or the title of a workbook that was never saved."""
        return uno_bridge.path_of(self.uno.URL) or str(self.uno.Title)

    @property
    def name(self) -> str:
        """The name of the file."""
        return Path(self.fullname).name

    @property
    def sheets(self) -> OfficeSheets:
        """The sheets."""
        return OfficeSheets(self)

    @property
    def names(self) -> OfficeNames:
        """The defined names of the workbook and of all its sheets."""
        return OfficeNames(self)

    @property
    def controller(self) -> Uno:
        """The office's object that shows the workbook; a hidden workbook has it too."""
        return self.uno.CurrentController

    @cached_property
    def parser(self) -> FormulaParser:
        """The parser of the workbook's formulas, in Excel's grammar."""
        return FormulaParser(self.uno, self._app.function_names)

    @cached_property
    def formats(self) -> NumberFormats:
        """The number formats of the workbook."""
        return NumberFormats(self.uno)

    @cached_property
    def epoch(self) -> dt.datetime:
        """The day 0 of the workbook's dates."""
        day = self.uno.NullDate
        return dt.datetime(day.Year, day.Month, day.Day)

    @property
    def day_shift(self) -> int:
        """The days to add to a date's usual number: not 0 where the workbook counts from 1904."""
        return (EPOCH - self.epoch).days

    def range_of(self, address: UnoRangeAddress) -> OfficeRange:
        """Return the cells at a UNO address."""
        return OfficeRange(OfficeSheet(self, self.uno.Sheets.getByIndex(address.Sheet)), CellBlock.of(address))

    def activate(self) -> None:
        """Bring the workbook to the front."""
        self._app.show_first(self.uno)

    def save(self, path: str | None = None, password: str | None = None, *, lose_buttons: bool = False) -> None:
        """Save the workbook, at ``path`` if given, in the format of that name's extension.

        :param lose_buttons: write over an ``.xlsm`` all the same. LibreOffice writes one without buttons that it
            (and for some, Excel) would find again.
        :raises MacroWorkbookError: an ``.xlsm`` would be written over.
        :raises NotImplementedError: LibreOffice writes no such format.
        """
        target = self._save_path(path)
        if target.suffix.lower() == ".xlsm" and target.exists() and not lose_buttons:
            raise MacroWorkbookError(
                f"{target.name}：LibreOffice 保存 .xlsm 会丢失其中的按钮，因此没有保存。"
                f"请另存为 {target.stem}.ods，或换一个文件名另存一份。",
                f"{target.name}: saving it from LibreOffice would lose its buttons, so it was not saved. "
                f"Save it as {target.stem}.ods, or a copy under another name.",
            )
        if path is None and self.uno.URL and password is None:
            self._store(target, self.uno.store)
            return
        options = {"FilterName": _filter_of(target), "Overwrite": True}
        if target.suffix.lower() == ".csv":
            options["FilterOptions"] = _CSV.format(_UTF8)
        if password is not None:
            options["Password"] = password
        url = uno_bridge.url_of(target)
        self._store(target, lambda: self.uno.storeAsURL(url, uno_bridge.properties(**options)))

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print all visible sheets into a PDF file. The office has one quality only."""
        url = uno_bridge.url_of(Path(path).absolute())
        self.uno.storeToURL(url, uno_bridge.properties(FilterName="calc_pdf_Export"))

    def close(self) -> None:
        """Close the workbook without saving."""
        self.uno.setModified(False)
        self.uno.close(True)

    def _save_path(self, path: str | None) -> Path:
        if path is not None:
            return Path(path).absolute()
        return Path(self.fullname) if self.uno.URL else Path(f"{self.name}.xlsx").absolute()

    def _store(self, target: Path, store: Callable[[], None]) -> None:
        if not target.parent.is_dir():  # the office would make folders, or fall over a file of that name
            raise LibreOfficeError(
                f"{target}：无法保存，文件夹不存在。", f"{target} could not be saved: there is no such folder."
            )
        try:
            store()
        except uno_bridge.error("io.IOException") as problem:
            raise LibreOfficeError(
                f"{target}：无法保存。文件夹可能只读，文件可能被其他程序占用，或打开时为只读。",
                f"{target} could not be "
                f"saved: is the folder read-only, the file open elsewhere, or the workbook read-only? {problem}",
            ) from problem


@translate_uno_errors
class OfficeBooks(base_classes.Books):
    """The open workbooks of one office."""

    def __init__(self, app: AppLike) -> None:
        """Stand for the workbooks of an office."""
        self._app = app

    @property
    def api(self) -> Uno:
        """The office's desktop object."""
        return self._app.office.desktop

    @property
    def app(self) -> AppLike:
        """The office."""
        return self._app

    @property
    def active(self) -> OfficeBook | None:
        """The workbook in front, or None."""
        document = self._app.front_document()
        return None if document is None else OfficeBook(self._app, document)

    def __call__(self, name_or_index: int | str) -> OfficeBook:
        """Return a workbook by its name, its path or its position."""
        books = list(self)
        if isinstance(name_or_index, str):
            wanted = name_or_index.lower()
            for book in books:
                if wanted in (book.name.lower(), book.fullname.lower()):
                    return book
        elif 1 <= name_or_index <= len(books):
            return books[name_or_index - 1]
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        """Return the number of open workbooks."""
        return len(self._app.documents())

    def __iter__(self) -> Iterator[OfficeBook]:
        """Go through the open workbooks."""
        for document in self._app.documents():
            yield OfficeBook(self._app, document)

    def add(self) -> OfficeBook:
        """Create a workbook."""
        return self._load("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,
        password: str | None = None,
        *_others: object,
    ) -> OfficeBook:
        """Open a file. Its macros may run if the user's settings say so for its folder; links are left alone.

        Those of a file that is opened to read only never run.
        """
        options: dict[str, object] = {
            "MacroExecutionMode": _NO_MACROS if read_only else _MACROS_BY_SETTINGS,
            "UpdateDocMode": _LINK_UPDATE if update_links else _NO_LINK_UPDATE,
        }
        if read_only:
            options["ReadOnly"] = True
        if password is not None:
            options["Password"] = password
        path = Path(fullname).absolute()
        if path.suffix.lower() == ".csv":
            options |= {"FilterName": FILTERS[".csv"], "FilterOptions": _CSV.format(_encoding_of(path))}
        return self._load(uno_bridge.url_of(path), **options)

    def _load(self, url: str, **options: object) -> OfficeBook:
        arguments = uno_bridge.properties(Hidden=not self._app.visible, **options)
        document = self._app.office.desktop.loadComponentFromURL(url, "_blank", 0, arguments)
        if document is None:
            raise LibreOfficeError(
                f"{uno_bridge.path_of(url)}：LibreOffice 打不开这个文件。它可能已损坏、需要密码，或旁边留有锁定文件"
                f"（.~lock…#）。",
                "LibreOffice could not open it: is it damaged, in need of a password, or locked by "
                "a file .~lock…# beside it?",
            )
        self._app.show_first(document)
        return OfficeBook(self._app, document)


def _encoding_of(path: Path) -> int:
    """Return the encoding of a text file: UTF-8 if it is that, else the one that Chinese programs write."""
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return _GB18030
    return _UTF8


def _filter_of(path: Path) -> str:
    try:
        return FILTERS[path.suffix.lower()]
    except KeyError:
        raise NotImplementedError(f"LibreOffice cannot write {path.suffix or 'a file without extension'}") from None
