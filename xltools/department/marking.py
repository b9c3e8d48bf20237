"""Marks of a check on a copy of a workbook: the sheet 校验结果, coloured cells with notes, a record of the findings."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from xltools.department.replies import ACCEPTED, ACTIONS, REPLY_HEADINGS, mended_in_vain
from xltools.department.resubmission import findings_sheet
from xltools.editor import AddedCell, AddedSheet, CellRole, CopyLoss, EditableWorkbook, Edits, Mark, Refusal
from xltools.glossary import Term
from xltools.messages.for_departments import department_remedy
from xltools.model import Finding, Place, Reply, Severity, Since
from xltools.rules.engine import FindingGroup, group_findings
from xltools.rules.settings import DEFAULT, Settings
from xltools.sheet_names import RESULT_SHEET
from xltools.text import show_controls
from xltools.writer.row_heights import RowHeights

__all__ = [
    "COLOURS",
    "CellMark",
    "Marked",
    "accepted",
    "cell_marks",
    "is_check_mark",
    "mark_cells",
    "mark_workbook",
    "result_sheet",
    "result_workbook",
    "shortened",
]

COLOURS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.NOTE: "E4DFEC"}
"""The background of a marked cell by the worst of its findings, ``RRGGBB``."""

_LOOKS = {Severity.ERROR: CellRole.ERROR, Severity.WARNING: CellRole.WARNING, Severity.NOTE: CellRole.NOTE}
_DUTIES = {Severity.ERROR: "必须改正", Severity.WARNING: "应当改正", Severity.NOTE: "请核对"}
_HEADINGS = ("级别", "规则", "位置", "项目", "问题", "现为", "应为", "怎么改")
_WIDTHS = (7, 7, 24, 26, 44, 20, 20, 44)
_SINCE_HEADING, _SINCE_WIDTH = "与上次相比", 16
_REPLY_WIDTHS = (11, 30, 6)
_HEADING_ROW = 5
_POINTS, _LEAST_HEIGHT, _TITLE_HEIGHT = 11, 18, 30
_HELP = (
    "点“位置”跳到单元格；有颜色的单元格带批注。在“处理”里选“已改”或“说明不改”，不改的在“部门说明”里写明理由，"
    "再把本文件报回，不必删除颜色、批注和本表。"
)
_LIST_HELP = "在原来的工作簿里按“位置”改好，把改好的原工作簿报回；本清单不必报回。"
"""Advice for findings that are not marked in a copy."""
_CELLS_SHOWN = 30
_LONGEST_SUBJECT = 36
_NOTE_HEAD = "【校验】"
_FILL_HEAD = "【填充"
_NOTE_FINDINGS = 8
_TAB_COLOUR = "C00000"
_PINNED = datetime(2020, 1, 1)
"""A constant time, so that the same findings give the same bytes."""


class CellMark(NamedTuple):
    """The mark of one cell: a background colour (``RRGGBB``) and the text of a note."""

    sheet: str
    row: int
    column: int
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked copy. ``refused`` names marks that could not be made safely, ``notices`` are further remarks."""

    data: bytes
    cells: int
    refused: tuple[Refusal, ...]
    notices: tuple[CopyLoss, ...]


def mark_workbook(
    data: bytes, name: str, findings: Sequence[Finding], mended: int = 0, settings: Settings = DEFAULT
) -> Marked:
    """Mark the findings of a workbook on a copy of it; marks of an earlier check are removed first.

    Fills and what people wrote stay. ``mended`` is how many earlier findings are gone, and ``settings`` are
    the rule settings that the sheet 校验结果 names.

    Raises:
        EditRefusedError: the file cannot be changed part by part.
    """
    package = EditableWorkbook.open(data, name)
    edits = Edits()
    for mark in package.marks.cells:
        if is_check_mark(mark):
            edits.restore(mark)
    marked = _mark(edits, [one for one in findings if not accepted(one)], package.sheet_names)
    ours = frozenset(package.marks.sheets)
    taken = {sheet.casefold() for sheet in package.sheet_names if sheet not in ours}
    result = result_sheet(findings, package.sheet_names, mended, settings)
    edits.add_sheet(replace(result, name=_free_name(result.name, taken)))
    edits.add_sheet(findings_sheet(findings))
    done = package.apply(edits)
    return Marked(done.data, marked, done.refused, done.notices)


def mark_cells(data: bytes, name: str, findings: Sequence[Finding]) -> tuple[bytes, int]:
    """Return a workbook with the cells of findings marked, and their number; no list of the findings is added.

    Raises:
        EditRefusedError: the file cannot be changed part by part.
    """
    package, edits = EditableWorkbook.open(data, name), Edits()
    marked = _mark(edits, findings, package.sheet_names)
    return package.apply(edits).data, marked


def _mark(edits: Edits, findings: Iterable[Finding], sheets: Iterable[str]) -> int:
    """Give each cell with findings its colour and note; return the number of these cells."""
    marks = cell_marks(findings, sheets)
    for one in marks:
        edits.fill(one.sheet, one.row, one.column, one.colour)
        edits.note(one.sheet, one.row, one.column, one.text)
    return len(marks)


def result_workbook(findings: Sequence[Finding], reason: str, mended: int = 0, settings: Settings = DEFAULT) -> bytes:
    """Return a separate workbook with the sheet 校验结果; ``reason`` says why the findings are not marked in a copy."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("说明")
        sheet.set_column(0, 0, 90)
        sheet.write_string(0, 0, reason, workbook.add_format({"text_wrap": True}))
        workbook.set_properties({"author": "xltools", "created": _PINNED})
    edits = Edits()
    edits.add_sheet(result_sheet(findings, (), mended, settings))
    return EditableWorkbook.open(buffer.getvalue()).apply(edits).data


def is_check_mark(mark: Mark) -> bool:
    """Return whether the mark is that of a check, and not of a fill."""
    if mark.note is not None:
        return _FILL_HEAD not in mark.note.text
    return mark.fill is not None and mark.fill.colour in COLOURS.values()


def _free_name(name: str, taken: Iterable[str]) -> str:
    """Return the name, with a number if there is a sheet of that name already."""
    names, free, number = set(taken), name, 1
    while free.casefold() in names:
        number += 1
        free = f"{name}{number}"
    return free


# --- cells -----------------------------------------------------------------------------------------------------------


def cell_marks(findings: Iterable[Finding], sheets: Iterable[str]) -> tuple[CellMark, ...]:
    """Return a mark for each cell of ``sheets`` with findings, in their order; the most severe gives the colour."""
    known = frozenset(sheets)
    by_cell: dict[Place, list[Finding]] = {}
    for finding in findings:
        if finding.place.cell and finding.place.sheet in known:
            by_cell.setdefault(finding.place, []).append(finding)
    return tuple(
        CellMark(place.sheet, place.row, place.column, COLOURS[_worst(here)], _note_text(here))
        for place, here in by_cell.items()
    )


def _worst(findings: Iterable[Finding]) -> Severity:
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank)


def _note_text(findings: Sequence[Finding]) -> str:
    lines = [_NOTE_HEAD]
    for finding in findings[:_NOTE_FINDINGS]:
        lines.append(f"{finding.severity.term.zh} {finding.rule}：{finding.message.zh}")
        if remedy := department_remedy(finding):
            lines.append(f"→ {remedy}")
    if len(findings) > _NOTE_FINDINGS:
        lines.append(f"还有 {len(findings) - _NOTE_FINDINGS} 处，见“{RESULT_SHEET}”表")
    return show_controls("\n".join(lines))


# --- the sheet 校验结果 ------------------------------------------------------------------------------------------


def result_sheet(
    findings: Sequence[Finding], sheets: Iterable[str], mended: int = 0, settings: Settings = DEFAULT
) -> AddedSheet:
    """Return the table of the findings, a row for each group, errors first. Places on ``sheets`` are links."""
    known = frozenset(sheets)
    compared = mended > 0 or any(finding.since for finding in findings)
    since = [_SINCE_HEADING] if compared else []
    # A list beside a workbook that cannot be marked does not come back: there is nothing to answer in it.
    headings = (*_HEADINGS, *since, *(REPLY_HEADINGS if known else []))
    rows = (
        (AddedCell(RESULT_SHEET, CellRole.TITLE),),
        (
            AddedCell(
                f"{_summary(findings, mended, compared=compared)}。规则设置：{settings.shown_name.zh}", CellRole.DEFAULT
            ),
        ),
        _counts(findings),
        (AddedCell(_HELP if known else _LIST_HELP, CellRole.DEFAULT),),
        tuple(AddedCell(heading, CellRole.HEADER) for heading in headings),
        *(_row(line, group, known, compared=compared) for line, group in enumerate(group_findings(findings), 1)),
    )
    widths = (*_WIDTHS, *([_SINCE_WIDTH] if compared else []), *(_REPLY_WIDTHS if known else []))
    return AddedSheet(
        RESULT_SHEET,
        rows,
        widths=widths,
        heights=_heights(rows, widths),
        active=True,
        heading=_HEADING_ROW,
        filter=True,
        tab_colour=_TAB_COLOUR,
        choices={headings.index(REPLY_HEADINGS[0]) + 1: ACTIONS} if known else {},
    )


def accepted(finding: Finding) -> bool:
    """Return whether the county has accepted the department's explanation of a finding."""
    return finding.reply is not None and finding.reply.accepted


def _heights(rows: Sequence[tuple[AddedCell, ...]], widths: Sequence[float]) -> tuple[float, ...]:
    fit = RowHeights([int(width * 7 + 5) for width in widths], [_POINTS] * len(widths), least=_LEAST_HEIGHT)
    heads = [_TITLE_HEIGHT, *[_LEAST_HEIGHT] * (_HEADING_ROW - 1)]
    return (*heads, *(fit([str(cell.value or "") for cell in row]) for row in rows[_HEADING_ROW:]))


def _summary(findings: Sequence[Finding], mended: int, *, compared: bool) -> str:
    text = f"共 {len(findings)} 处问题"
    if compared:
        counts = [(since.term, sum(finding.since is since for finding in findings)) for since in Since]
        parts = (f"{term.zh} {count} 处" for term, count in (*counts, (Term.MENDED, mended)))
        text += f"；与上次退回相比：{'，'.join(parts)}"
    if vain := sum(mended_in_vain(finding.reply) for finding in findings):
        text += f"；答“已改”而仍在 {vain} 处"
    if settled := sum(map(accepted, findings)):
        text += f"；其中{ACCEPTED} {settled} 处，不必再改"
    return text


def _counts(findings: Sequence[Finding]) -> tuple[AddedCell, ...]:
    """Return the row with the number of each severity in its colour, which also explains the colours."""
    columns = dict(zip((3, 4, 5), Severity, strict=True))
    cells = []
    for column in range(1, len(_HEADINGS) + 1):
        severity = columns.get(column)
        if severity is None:
            cells.append(AddedCell(None, CellRole.DEFAULT))
        else:
            count = sum(finding.severity is severity for finding in findings)
            cells.append(AddedCell(f"{severity.term.zh} {count} 处：{_DUTIES[severity]}", _LOOKS[severity]))
    return tuple(cells)


def _row(line: int, group: FindingGroup, known: frozenset[str], *, compared: bool) -> tuple[AddedCell, ...]:
    first = group.first
    single = group.count == 1
    linked = first.place.sheet in known
    cells = (
        AddedCell(first.severity.term.zh, _LOOKS[first.severity]),
        AddedCell(first.rule),
        AddedCell(_where(group), CellRole.LINK if linked else CellRole.TEXT, first.place if linked else None),
        AddedCell(shortened(first.subject)),
        AddedCell(_message(group)),
        AddedCell(first.found if single else ""),
        AddedCell(first.expected if single else ""),
        AddedCell(department_remedy(first)),
    )
    return (*cells, *([AddedCell(_since(group))] if compared else []), *(_reply(line, group) if known else []))


def _reply(line: int, group: FindingGroup) -> tuple[AddedCell, ...]:
    """Return the cells for the department's answer, with the last one as far as it still stands."""
    replies = [finding.reply for finding in group.findings if finding.reply]
    reply = replies[0] if replies else Reply()
    action = "" if mended_in_vain(reply) else reply.action
    if all(map(accepted, group.findings)):
        action = ACCEPTED
    return (
        AddedCell(action or None, CellRole.INPUT),
        AddedCell(reply.text or None, CellRole.INPUT),
        AddedCell(line, CellRole.INTEGER),
    )


def shortened(subject: str) -> str:
    """Return a project's name for a narrow column: some are as long as the title of a document."""
    return subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[: _LONGEST_SUBJECT - 1]}…"


def _where(group: FindingGroup) -> str:
    """Return sheet and cell, the first of several, or the whole sheet or file without a cell.

    It is short, because LibreOffice breaks no lines in cells that are links.
    """
    cells = group.cells
    shown = (*cells[:1], *([f"等 {len(cells)} 格"] if len(cells) > 1 else []))
    return " ".join((group.first.place.sheet or "全文件", *shown))


def _message(group: FindingGroup) -> str:
    """Return the message, with the cells if there are several."""
    cells = group.cells
    if len(cells) < 2:
        return group.message.zh
    more = " 等" if len(cells) > _CELLS_SHOWN else ""
    return f"{group.message.zh}：{'、'.join(cells[:_CELLS_SHOWN])}{more}"


def _since(group: FindingGroup) -> str:
    counts = Counter(finding.since for finding in group.findings if finding.since)
    vain = "（上次答“已改”）" if any(mended_in_vain(finding.reply) for finding in group.findings) else ""
    if len(counts) == 1:
        return "".join(since.term.zh for since in counts) + vain
    return "、".join(f"{since.term.zh} {counts[since]}" for since in Since if since in counts) + vain
