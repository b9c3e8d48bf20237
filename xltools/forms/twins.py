"""Forms with the same labels: the code and the levels of a book tell which of them it is on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xltools.forms.description import FormDescription
from xltools.model import TargetSheet
from xltools.values import squeeze

__all__ = ["resolve_twins"]


def resolve_twins(
    sheets: Sequence[TargetSheet], forms: Sequence[FormDescription], stamped: str = ""
) -> tuple[TargetSheet, ...]:
    """Return the sheets with their forms, where another form with the same labels has signs that one of them shows.

    All sheets of a book are on the same one of such forms. ``stamped`` are the ids that our template says, separated by
    commas; they decide.
    """
    ids = {form.id for form in forms}
    drawn = ids.intersection(stamped.split(","))
    result = list(sheets)
    for form in forms:
        if not form.signs or form.based_on not in ids or (drawn and form.id not in drawn):
            continue
        alike = [number for number, sheet in enumerate(result) if sheet.form.id == form.based_on]
        if form.id in drawn or any(_shows(result[number], form) for number in alike):
            for number in alike:
                result[number] = replace(result[number], form=form.identity)
    return tuple(result)


def _shows(sheet: TargetSheet, form: FormDescription) -> bool:
    texts = {
        "code": [sheet.code.text],
        "level1": [row.level1.text for row in sheet.indicators],
        "level2": [row.level2.text for row in sheet.indicators],
    }
    return any(
        re.fullmatch(pattern, squeeze(text)) for key, pattern in form.signs.items() for text in texts.get(key, ())
    )
