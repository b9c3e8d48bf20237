"""The marked copy of a blank form: a sheet lists every label with its guess, is edited, and is read back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.editor import AddedCell, AddedSheet, CellRole, EditableWorkbook, EditRefusedError, Edits
from xltools.forms.learn import FORM_UNIT, LearntForm, LearntLabel, unit_is_stated
from xltools.forms.learn_terms import known_meanings, meaning_of
from xltools.forms.learn_words import LabelPart
from xltools.grids.grid import Address, Grid
from xltools.model import Place, column_letters, column_number
from xltools.services.contract import RequestError
from xltools.values import squeeze

__all__ = ["GUESS_SHEET", "marked_copy", "read_answers"]

GUESS_SHEET = "栏目标注"
"""The sheet that lists the labels."""
_HEADER = ("单元格", "栏目", "代码（可改）", "含义", "把握", "内容在", "", "可用的代码", "含义")
_UNIT_ROW = "金额单位"
_UNKNOWN = "?"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_KEY_COLUMN = 3
_POSITIONS = {LabelPart.ROW: "右侧（矩阵）", LabelPart.COLUMN: "下方（矩阵）", LabelPart.HEAD: "下方（指标表）"}
_WHERE = {"right": "右侧", "below": "下方", "near": "右侧或下方", "section": "本栏其余各行", "heading": "表头"}
_WIDTHS = (10, 28, 20, 22, 14, 16, 3, 20, 22)


def marked_copy(data: bytes, grid: Grid, form: LearntForm, name: str) -> bytes:
    """Return the bytes of a copy of a blank .xlsx with the sheet of guesses."""
    rows = [tuple(AddedCell(text, CellRole.HEADER) for text in _HEADER)]
    body = list(_rows(grid, form))
    keys = list(known_meanings().items())
    for number in range(max(len(body), len(keys))):
        left = body[number] if number < len(body) else tuple(AddedCell() for _ in range(6))
        key, meaning = keys[number] if number < len(keys) else ("", "")
        rows.append((*left, AddedCell(), AddedCell(key or None), AddedCell(meaning or None)))
    edits = Edits()
    edits.add_sheet(AddedSheet(GUESS_SHEET, tuple(rows), _WIDTHS, first=False, active=True, heading=1, landscape=True))
    try:
        result = EditableWorkbook(data, name).apply(edits)
    except EditRefusedError as error:
        raise RequestError(f"{name}：{error.text.zh}", f"{name}: {error.text.en}") from error
    if result.refused:
        reason = result.refused[0].text
        raise RequestError(f"{name}：{reason.zh}", f"{name}: {reason.en}")
    return result.data


def _rows(grid: Grid, form: LearntForm) -> Iterator[tuple[AddedCell, ...]]:
    if not unit_is_stated(form):
        texts = (_UNIT_ROW, "表上没有写金额单位", _UNKNOWN, "填 元 或 万元", "请填写", "")
        yield tuple(AddedCell(text) for text in texts)
    for one in form.labels:
        if one.label.part is LabelPart.SECTION:
            continue
        row, column = one.address
        guess = (
            " ".join(one.label.text.split()),
            one.key if one.known else _UNKNOWN,
            meaning_of(one.key) if one.known else "",
            "" if one.sure else "请核对" if one.known else "不认识，请填写",
            _position(one),
        )
        link = AddedCell(f"{column_letters(column)}{row}", CellRole.LINK, Place(grid.file, grid.sheet, row, column))
        yield (link, *(AddedCell(text) for text in guess))


def _position(one: LearntLabel) -> str:
    return _POSITIONS.get(one.label.part) or _WHERE[one.label.where]


def read_answers(grid: Grid) -> dict[Address, str]:
    """Return the keys on the sheet of guesses by the address of their labels; blank ones and ``?`` stay questions.

    A key may be written as its meaning (主管部门).
    """
    by_meaning = {squeeze(meaning): key for key, meaning in known_meanings().items()}
    answers: dict[Address, str] = {}
    for row in range(2, grid.height + 1):
        cell, text = grid.text(row, 1).strip(), grid.text(row, _KEY_COLUMN).strip()
        match = _ADDRESS.fullmatch(cell.upper())
        address = FORM_UNIT if cell == _UNIT_ROW else (int(match[2]), column_number(match[1])) if match else None
        if address is not None and text.strip("?？"):
            answers[address] = by_meaning.get(squeeze(text), text)
    return answers
