"""The names of the worksheets of target sheets, in the workbooks that the tools make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from xltools.form_identity import FormPurpose, FormSubject
from xltools.model import SheetKind, TargetSheet

__all__ = ["sheet_names"]

_PURPOSE_NAMES = {FormPurpose.MONITORING: "监控", FormPurpose.SELF_EVALUATION: "自评"}
_KIND_NAMES = {SheetKind.SPECIAL_FUND: "专项", SheetKind.PROJECT: "项目"}
_DEPARTMENT_NAME = "部门整体"


def sheet_names(sheets: Sequence[TargetSheet]) -> Iterator[str]:
    """Go through the names of the worksheets: 专项1, 专项2, … and 项目1, 项目2, … in the order of the book."""
    counts: Counter[str] = Counter()
    for sheet in sheets:
        name = _PURPOSE_NAMES.get(sheet.form.purpose) or _KIND_NAMES[sheet.kind]
        if sheet.form.subject is FormSubject.DEPARTMENT:
            name = _DEPARTMENT_NAME
        counts[name] += 1
        yield f"{name}{counts[name]}"
