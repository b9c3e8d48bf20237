"""What people and programs print around the words of labels does not count: every form is read whole all the same."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest

from tests.forms.clean import CLEAN
from tests.forms.evidence import faults
from tests.forms.layouts import Layout, workbook
from xltools.forms.label_text import label_key
from xltools.forms.loading import built_in_forms
from xltools.forms.vocabulary import vocabulary

FORMS = {form.id: form for form in built_in_forms()}
HALF_WIDTH = str.maketrans("（）：／％", "():/%")
FULL_WIDTH = str.maketrans("():/%AB0123456789", "（）：／％ＡＢ０１２３４５６７８９")

ADORNMENTS: dict[str, Callable[[str], str]] = {
    "a star": lambda label: f"★{label}",
    "a star in front of a number": lambda label: f"*1. {label}",
    "Chinese numbering": lambda label: f"一、{label}",
    "numbering in brackets": lambda label: f"（二）{label}",
    "a number": lambda label: f"3. {label}",
    "blanks": " ".join,
    "wide blanks": "　".join,
    "no-break blanks": lambda label: f"\u00a0{label}\u00a0",
    "zero-width signs": lambda label: f"\ufeff{label[:1]}\u200b{label[1:]}",
    "a line break": lambda label: f"{label[:2]}\n{label[2:]}",
    "a colon": lambda label: f"{label}：",
    "a narrow colon and a blank": lambda label: f"{label}: ",
    "half width": lambda label: label.translate(HALF_WIDTH),
    "full width": lambda label: label.translate(FULL_WIDTH),
    "points": lambda label: label if label.endswith("）") else f"{label}（50分）",
    "a range of points": lambda label: label if label.endswith("）") else f"{label}(0-20)分",
    "required": lambda label: label if label.endswith("）") else f"{label}（必填）",
    "a seal": lambda label: label if label.endswith("）") else f"{label}（盖章）",
    "everything": lambda label: f" ★ 一、{'　'.join(label)} ：\n",
}

_NUMBER = re.compile(r"^\d\.(?=\D)")
"""The number that a label of one form has already."""


def adorned(layout: Layout, change: Callable[[str], str]) -> bytes:
    """The sheet of a layout with every label changed; labels with a unit or a value behind a colon stay."""
    form = FORMS[layout.form]
    columns = {label_key(text) for table in form.tables for column in table.columns for text in column.labels}
    labels = vocabulary(form).label_words | columns
    answers = {label_key(str(value)) for value in (layout.name, layout.unit, *layout.columns.values())}
    book = openpyxl.load_workbook(io.BytesIO(workbook(layout.text)))
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and label_key(cell.value) in labels - answers:
                cell.value = change(_NUMBER.sub("", cell.value.rstrip("：")))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pairs() -> Iterator[Any]:
    """Every form with every adornment; the unit suite takes all of them at once, and another one for each form."""
    for number, form in enumerate(CLEAN):
        for place, adornment in enumerate(ADORNMENTS):
            quick = adornment == "everything" or (number - place) % len(ADORNMENTS) == 0
            yield pytest.param(form, adornment, marks=() if quick else pytest.mark.slow)


@pytest.mark.parametrize(("form", "adornment"), [*pairs()])
def test_labels_are_known_whatever_is_printed_around_them(form: str, adornment: str) -> None:
    assert [*faults(CLEAN[form], adorned(CLEAN[form], ADORNMENTS[adornment]), ".xlsx")] == []
