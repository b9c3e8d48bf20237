"""xltools: budget performance targets (预算绩效目标) in Excel workbooks.

Departments fill in target sheets (绩效目标表). xltools reads and checks them, fills in values that follow from others,
and consolidates many departments into one county summary::

    import xltools

    check = xltools.check_workbook("475.xlsx")
    for finding in check.findings:
        print(finding.severity, finding.place, finding.message.zh)

    result = xltools.consolidate(["报送"], "汇总.xlsx")
    projects = xltools.frames(result.data)["projects"]

What this module offers by name (``xltools.__all__``) is the public interface. It is provisional until version 1.0: a
minor version may change it, with an entry in the changelog that says what to do. Every other module of the package is
private, whatever its name, and may change at any time. The errors are drawn as a tree in :mod:`xltools.errors`.

Importing this module loads nothing else: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing has it, which takes long to load: every command begins here

__all__ = [
    "ActionError",
    "BridgeMissingError",
    "BusyError",
    "Changes",
    "ClockError",
    "ClusterError",
    "ComparisonError",
    "ConsolidateResult",
    "CountyData",
    "CountyFile",
    "DepartmentBook",
    "EditRefusedError",
    "Entry",
    "ExitStatus",
    "ExtensionError",
    "Fate",
    "FileCheck",
    "Fill",
    "FillResult",
    "Finding",
    "Form",
    "FormError",
    "Indicator",
    "IndicatorRow",
    "JobEndedError",
    "LibraryError",
    "LibreOfficeError",
    "Limits",
    "MacroWorkbookError",
    "MissingExtraError",
    "NoExcelError",
    "NoSummaryError",
    "NoWpsError",
    "NotFoundError",
    "OfficeMissingError",
    "OfficeStartError",
    "OverallTargets",
    "Place",
    "Progress",
    "ProtectedCellsError",
    "ReadBook",
    "RefusedError",
    "RequestError",
    "RosterError",
    "SaveError",
    "Settings",
    "SettingsError",
    "Severity",
    "SheetKind",
    "SheetPasswordError",
    "SheetRow",
    "Since",
    "SpendingPlan",
    "StoreError",
    "TablesError",
    "TargetSheet",
    "TargetValue",
    "Text",
    "TextError",
    "XltoolsError",
    "__version__",
    "check_workbook",
    "consolidate",
    "fill_workbook",
    "frames",
    "known_forms",
    "load_settings",
    "read_county",
    "read_workbook",
]

if TYPE_CHECKING:
    from xltools._api import (
        check_workbook,
        consolidate,
        fill_workbook,
        known_forms,
        load_settings,
        read_county,
        read_workbook,
    )
    from xltools.county.clock import ClockError
    from xltools.county.cluster import ClusterError
    from xltools.county.data import CountyData, CountyFile, Fate, IndicatorRow, SheetRow
    from xltools.county.gather import NotFoundError
    from xltools.county.kept_files import StoreError
    from xltools.department.read import ReadBook
    from xltools.department.review import FileCheck
    from xltools.derive.fills import Fill
    from xltools.desktop.addin import NoExcelError
    from xltools.desktop.libreoffice.errors import (
        BridgeMissingError,
        LibreOfficeError,
        MacroWorkbookError,
        OfficeMissingError,
        OfficeStartError,
        ProtectedCellsError,
    )
    from xltools.desktop.office_extension import ExtensionError
    from xltools.desktop.protection import SheetPasswordError
    from xltools.desktop.session import ActionError, BusyError
    from xltools.desktop.wps import NoWpsError
    from xltools.documents.published_text import TextError
    from xltools.editor.refusal import EditRefusedError
    from xltools.errors import XltoolsError
    from xltools.forms.layout import Form
    from xltools.forms.loading import FormError
    from xltools.limits import Limits
    from xltools.model import (
        DepartmentBook,
        Entry,
        Finding,
        Indicator,
        OverallTargets,
        Place,
        Severity,
        SheetKind,
        Since,
        SpendingPlan,
        TargetSheet,
        TargetValue,
    )
    from xltools.outputs.comparison_sources import ComparisonError
    from xltools.outputs.frames import frames
    from xltools.outputs.library_workbook import LibraryError
    from xltools.outputs.parquet import TablesError
    from xltools.readers.refusal import RefusedError
    from xltools.rosters.table import RosterError
    from xltools.rules.settings import Settings, SettingsError
    from xltools.services.consolidate import ConsolidateResult
    from xltools.services.contract import ExitStatus, MissingExtraError, Progress, RequestError
    from xltools.services.fill import FillResult
    from xltools.services.one_job import JobEndedError
    from xltools.summary.changes import Changes
    from xltools.summary.previous import NoSummaryError
    from xltools.text import Text
    from xltools.version import __version__
    from xltools.writer.save import SaveError
else:
    # Hidden from type checkers, which would otherwise accept any name.
    _MODULES = {
        "xltools._api": (
            "check_workbook",
            "consolidate",
            "fill_workbook",
            "known_forms",
            "load_settings",
            "read_county",
            "read_workbook",
        ),
        "xltools.county.clock": ("ClockError",),
        "xltools.county.cluster": ("ClusterError",),
        "xltools.county.data": ("CountyData", "Fate", "CountyFile", "IndicatorRow", "SheetRow"),
        "xltools.county.gather": ("NotFoundError",),
        "xltools.department.read": ("ReadBook",),
        "xltools.department.review": ("FileCheck",),
        "xltools.derive.fills": ("Fill",),
        "xltools.desktop.addin": ("NoExcelError",),
        "xltools.desktop.libreoffice.errors": (
            "BridgeMissingError",
            "LibreOfficeError",
            "MacroWorkbookError",
            "OfficeMissingError",
            "OfficeStartError",
            "ProtectedCellsError",
        ),
        "xltools.desktop.office_extension": ("ExtensionError",),
        "xltools.desktop.protection": ("SheetPasswordError",),
        "xltools.desktop.session": ("ActionError", "BusyError"),
        "xltools.desktop.wps": ("NoWpsError",),
        "xltools.documents.published_text": ("TextError",),
        "xltools.editor.refusal": ("EditRefusedError",),
        "xltools.errors": ("XltoolsError",),
        "xltools.forms.layout": ("Form",),
        "xltools.forms.loading": ("FormError",),
        "xltools.limits": ("Limits",),
        "xltools.model": (
            "DepartmentBook",
            "Entry",
            "Finding",
            "Indicator",
            "OverallTargets",
            "Place",
            "Severity",
            "SheetKind",
            "Since",
            "SpendingPlan",
            "TargetSheet",
            "TargetValue",
        ),
        "xltools.outputs.frames": ("frames",),
        "xltools.outputs.comparison_sources": ("ComparisonError",),
        "xltools.outputs.library_workbook": ("LibraryError",),
        "xltools.outputs.parquet": ("TablesError",),
        "xltools.county.kept_files": ("StoreError",),
        "xltools.readers.refusal": ("RefusedError",),
        "xltools.rosters.table": ("RosterError",),
        "xltools.rules.settings": ("Settings", "SettingsError"),
        "xltools.services.consolidate": ("ConsolidateResult",),
        "xltools.services.fill": ("FillResult",),
        "xltools.services.one_job": ("JobEndedError",),
        "xltools.services.contract": ("ExitStatus", "MissingExtraError", "Progress", "RequestError"),
        "xltools.summary.changes": ("Changes",),
        "xltools.summary.previous": ("NoSummaryError",),
        "xltools.text": ("Text",),
        "xltools.version": ("__version__",),
        "xltools.writer.save": ("SaveError",),
    }
    _HOME = {name: module for module, names in _MODULES.items() for name in names}

    def __getattr__(name):
        """Load a public name when it is first used (PEP 562)."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value

    def __dir__():
        """Return the public names, loaded or not."""
        return sorted({*globals(), *__all__})
