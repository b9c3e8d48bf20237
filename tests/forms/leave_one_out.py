"""Learn each layout from its blank while its own description is unknown, and count what was guessed right.

``python -m tests.forms.leave_one_out`` prints the table of docs/forms.md, with ``-v`` also what was wrong.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from statistics import median

from tests.forms.blanks import FILLED, as_text, blank_form
from tests.forms.evidence import first_sheet
from tests.forms.layouts import LAYOUTS
from xltools.forms.description import FormDescription
from xltools.forms.label_text import label_key
from xltools.forms.learn import LearntForm, learn_form, unit_is_stated
from xltools.forms.learn_toml import description_toml
from xltools.forms.learn_words import printed_label
from xltools.forms.loading import built_in_forms, read_form
from xltools.readers import read_content

__all__ = ["Score", "score"]

UNMERGED = "pandas"
"""The library that writes no merged cells."""
FORMS = {form.id: form for form in built_in_forms()}


@dataclass(frozen=True)
class Score:
    """What was guessed of one layout: the labels that its description knows, those guessed right, and the questions."""

    form: str
    labels: int
    right: int
    questions: int
    wrong: tuple[str, ...]


def others(form: str) -> tuple[FormDescription, ...]:
    """Return the known forms without this one and those that share its labels."""
    base = FORMS[form].based_on or form
    return tuple(one for one in FORMS.values() if base not in (one.id, one.based_on))


@cache
def learnt(form: str, writer: str = "openpyxl") -> LearntForm:
    """Return what is learnt of a layout, as a library writes its blank, from the words of the other forms."""
    return learn_form(first_sheet(as_text(blank_form(form)), writer), others(form))


def expected(form: FormDescription) -> dict[tuple[str, str], set[str]]:
    """Return the keys that each label of a description may have, by the kind of label and its text."""
    keys: dict[tuple[str, str], set[str]] = {}

    def add(kind: str, texts: tuple[str, ...], key: str) -> None:
        for text in texts:
            keys.setdefault((kind, label_key(text)), set()).add(key)

    for section in form.sections:
        for item in section.fields:
            add("field", (*item.labels, *item.fund_labels), item.key)
        if section.matrix:
            for row in section.matrix.rows:
                add("row", row.labels, row.key)
            for column in section.matrix.columns:
                add("column", column.labels, column.key)
        for table in section.tables:
            for one in table.columns:
                add("head", one.labels, one.key)
    return keys


def score(form: str, writer: str = "openpyxl") -> Score:
    """Return how well a layout is learnt: every label of the blank that the built-in description knows counts."""
    result = learnt(form, writer)
    described = read_form(tomllib.loads(description_toml(result, "learnt", {}, "blank")), "learnt.toml")
    guessed, keys, texts = expected(described), expected(FORMS[form]), _texts(form)
    wrong: list[str] = []
    counted = [(kind, word) for kind, word in keys if word in texts]
    for kind, word in counted:
        if not guessed.get((kind, word), set()) & keys[kind, word]:
            guess = "/".join(sorted(guessed.get((kind, word), {"nothing"})))
            wrong.append(f"{word} ({kind}): {guess}, not {'/'.join(sorted(keys[kind, word]))}")
    questions = len(result.questions) + (not unit_is_stated(result)) + len(result.missing)
    return Score(form, len(counted), len(counted) - len(wrong), questions, tuple(wrong))


@cache
def _texts(form: str) -> set[str]:
    file = read_content(blank_form(form), ".xlsx", "blank.xlsx").workbook
    assert file is not None
    texts = [text for _, _, text in file.sheets[0].texts()]
    return {printed_label(text.rstrip(":："))[0] for text in texts}


def main() -> None:
    """Print the table of the documents, and what was wrong."""
    scores = [score(form) for form in FILLED]
    plain = [score(form, UNMERGED) for form in FILLED]
    lines = ["| form | labels | right | questions | right, unmerged | questions |", f"|---|{'--:|' * 5}"]
    for one, other in zip(scores, plain, strict=True):
        counts = (one.form, one.labels, one.right, one.questions, other.right, other.questions)
        lines.append(f"| {' | '.join(map(str, counts))} |")
    for name, rows in (("the thirteen", len(LAYOUTS)), ("all", len(FILLED))):
        labels = sum(one.labels for one in scores[:rows])
        cells = [str(labels)]
        for column in (scores[:rows], plain[:rows]):
            right = sum(one.right for one in column)
            cells += [f"{right} ({right / labels:.1%})", f"{median(one.questions for one in column):g} (median)"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    for one in (*scores, *plain):
        lines += [f"<!-- {one.form}: {text} -->" for text in one.wrong] if "-v" in sys.argv else []
    print("\n".join(lines))


if __name__ == "__main__":
    main()
