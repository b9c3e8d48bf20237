"""The base class of every error that an officer sees.

Each error says what is wrong in both languages (``error.text``), and is raised by the part of the package that knows
why. The whole tree::

    XltoolsError
    ├── NotFoundError            a path that was named does not exist
    ├── RefusedError             a file cannot be read, or is not safe to read
    ├── EditRefusedError         a workbook cannot be changed without losing something in it
    ├── SaveError                a file was not written; what was there before is unharmed
    ├── ComparisonError          a file that cannot be compared: neither a summary nor the JSON of one
    ├── LibraryError             a file that is not an indicator library
    ├── TablesError              the county's tables cannot be written
    ├── ClusterError             the cluster cannot be used, or has no workers any more
    ├── StoreError               a store of many counties cannot be written or read
    ├── RequestError             a request that cannot be carried out as it is
    ├── MissingExtraError        the packages of an extra are not installed
    ├── JobEndedError            the process that read a file died, or took too long and was ended
    ├── ClockError               SOURCE_DATE_EPOCH is not a time
    ├── SettingsError            rule settings that cannot be followed
    ├── FormError                a form description that cannot be used, with the file, the key and what to write
    ├── RosterError              a roster that cannot be used, with everything that is wrong with it
    ├── NoSummaryError           a file that is not a county summary
    ├── TextError                a published text without a form in it
    ├── ActionError              a click that cannot be carried out as things are
    ├── BusyError                the spreadsheet program takes no calls at the moment
    ├── SheetPasswordError       a sheet is protected with another password
    ├── NoExcelError             this computer's system has no Excel
    ├── NoWpsError               the add-in for WPS cannot be installed here
    ├── ExtensionError           the LibreOffice extension could not be installed or removed
    └── LibreOfficeError         LibreOffice cannot do what it was told
        ├── OfficeMissingError   no LibreOffice is installed where one was looked for
        ├── BridgeMissingError   LibreOffice's Python bridge is missing, or was built for another Python
        ├── OfficeStartError     an office did not start, or did not answer in time
        ├── ProtectedCellsError  a change of locked cells on a protected sheet
        └── MacroWorkbookError   a save that would take the buttons out of a macro workbook
"""

from __future__ import annotations

from xltools.text import Text

__all__ = ["XltoolsError"]


class XltoolsError(Exception):
    """Something that an officer can do something about; ``text`` says what, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Say what is wrong, and what to do about it."""
        super().__init__(zh, en)
        self.text = Text(zh, en)

    def __str__(self) -> str:
        """Return both texts, the Chinese one first."""
        return "\n".join(self.text)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle what the error holds: a subclass may be made from other arguments than its texts."""
        return _restore, (type(self), self.__dict__)


def _restore(error: type[XltoolsError], state: dict[str, object]) -> XltoolsError:
    restored = error.__new__(error)
    restored.args = tuple(state["text"])  # type: ignore[arg-type]
    restored.__dict__.update(state)
    return restored
