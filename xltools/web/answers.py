"""The JSON that the service answers with. Every text is in both languages; the page shows the Chinese one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from xltools.model import Finding, Place, Severity
from xltools.rules.engine import group_findings
from xltools.services.copies import WorkbookCopy
from xltools.services.county_desk import BoardRow, Receipt, SummaryMade
from xltools.services.self_check import SelfCheckResult, SheetView
from xltools.services.several import ReadTogether, SeveralResult
from xltools.services.similar_indicators import SimilarIndicators
from xltools.text import Text

__all__ = ["board_answer", "check_answer", "copy_answer", "receipt_answer", "several_answer", "summary_answer"]


def check_answer(result: SelfCheckResult) -> dict[str, Any]:
    """Return one checked file: its findings in the order of the workbook, and its sheets to draw."""
    checked = result.checked
    code, name = checked.department
    return {
        "name": checked.name,
        "department": {"code": code, "name": name},
        "forms": checked.sheets,
        "others": dict(checked.others),
        "rules": checked.rules,
        "mended": checked.mended,
        "reason": _text(result.reason),
        "counts": _counts(checked.findings),
        "findings": _findings(checked.findings),
        "sheets": [_sheet(sheet) for sheet in result.sheets],
        "fillable": result.fillable,
        "transferable": result.transferable,
        "similar": [_similar(one) for one in result.similar],
    }


def several_answer(result: SeveralResult) -> dict[str, Any]:
    """Return several files with the fate of each, and their sums."""
    return {"files": [_fate(file) for file in result.files], "sums": _text(result.sums)}


def copy_answer(copy: WorkbookCopy, *, with_data: bool) -> dict[str, Any]:
    """Return a copy: its content in base64 (without it this is a preview), and its changes."""
    return {
        "file_name": copy.file_name,
        "data": b64encode(copy.data).decode() if with_data else None,
        "changes": [{**_place(one.place), "text": one.text, "why": one.why} for one in copy.changes],
        "notices": [_text(notice) for notice in copy.notices],
    }


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt."""
    return asdict(receipt)


def board_answer(rows: Iterable[BoardRow], problem: Text) -> dict[str, Any]:
    """Return the departments with what they have handed in, and what is wrong with the county's own files."""
    return {"departments": [asdict(row) for row in rows], "problem": _text(problem)}


def summary_answer(made: SummaryMade) -> dict[str, Any]:
    """Return what came out of a consolidation."""
    return {
        "written": made.output is not None,
        "sums": _text(made.sums),
        "notices": [_text(notice) for notice in made.notices],
        "fates": dict(made.fates),
        "missing": list(made.missing),
    }


def _fate(file: ReadTogether) -> dict[str, Any]:
    return {
        "name": file.name,
        "fate": {"key": file.fate.value, **_text(file.fate.term)},
        "reason": _text(file.reason),
        "department": {"code": file.department_code, "name": file.department_name},
        "forms": file.forms,
        "counts": _counts(file.findings),
        "findings": _findings(file.findings),
    }


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return the findings; those that say the same of several cells are one, with all its cells."""
    return [
        {
            "rule": group.first.rule,
            "severity": group.first.severity.value,
            **_place(group.first.place),
            "cells": list(group.cells),
            "field": group.first.field,
            "subject": group.first.subject,
            "message": _text(group.message),
            "found": group.first.found if group.count == 1 else "",
            "expected": group.first.expected if group.count == 1 else "",
            "suggestion": _text(group.first.suggestion),
            "related": [_place(place) for place in group.first.related],
            "since": group.first.since.value if group.first.since else None,
        }
        for group in group_findings(findings)
    ]


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    counts = dict.fromkeys((severity.value for severity in Severity), 0)
    for finding in findings:
        counts[finding.severity.value] += 1
    return counts


def _sheet(sheet: SheetView) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "form": _text(sheet.form),
        "rows": list(sheet.rows),
        "columns": list(sheet.columns),
        "cells": [list(cell) for cell in sheet.cells],
        "cut": sheet.cut,
    }


def _similar(similar: SimilarIndicators) -> dict[str, Any]:
    """Return what the library has for a row, without the projects: they may be those of another department."""
    entries = [
        {
            "level2": entry.level2,
            "name": entry.name,
            "unit": entry.unit,
            "values": list(entry.values),
            "bases": list(entry.bases),
            "used": entry.used,
        }
        for entry in similar.entries
    ]
    return {"sheet": similar.sheet, "row": similar.row, "text": similar.text, "entries": entries}


def _place(place: Place) -> dict[str, Any]:
    return {"sheet": place.sheet, "cell": place.cell, "row": place.row, "column": place.column}


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
