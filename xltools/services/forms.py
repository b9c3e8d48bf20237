"""The forms that are known, and which of them the sheets of a workbook are on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.forms.content import sheet_content
from xltools.forms.description import FormDescription
from xltools.forms.find import recognised_regions
from xltools.forms.form_reader import labels_of
from xltools.forms.known import KnownForms
from xltools.forms.loading import load_form
from xltools.readers import read_file
from xltools.services.contract import RequestError
from xltools.services.settings import choose_settings
from xltools.sheet_names import OWN_SHEETS

__all__ = ["RecognisedForm", "find_known_form", "read_known_forms", "recognise_forms"]


@dataclass(frozen=True, slots=True)
class RecognisedForm:
    """One part of a sheet: the form that it is on, how sure that is, and the runner-up.

    ``form`` is empty for a sheet on no known form. ``score`` and ``runner_up_score`` are per cent; ``missing`` are the
    printed labels that were not found.
    """

    sheet: str
    row: int
    form: str = ""
    name: str = ""
    score: int = 0
    runner_up: str = ""
    runner_up_score: int = 0
    missing: str = ""
    title: str = ""


def read_known_forms(rules: Path | None = None) -> KnownForms:
    """Return the known forms; ``rules`` is a settings file that may name a folder with the county's own."""
    return choose_settings(rules, None, ()).settings.forms


def find_known_form(name: str, known: KnownForms) -> FormDescription:
    """Return the form with an id, or that of a file of its own; a RequestError says which there are."""
    if name.lower().endswith(".toml"):
        try:
            return load_form(Path(name))
        except XltoolsError as error:
            raise RequestError(*error.text) from error
    for form in known.forms:
        if form.id.lower() == name.lower():
            return form
    ids = "、".join(form.id for form in known.forms)
    raise RequestError(f"没有表式 {name}；已知的有：{ids}", f"There is no form {name}; known are {ids}")


def recognise_forms(path: Path, known: KnownForms) -> tuple[RecognisedForm, ...]:
    """Return which form each sheet of a workbook is on; sheets with nothing of a form are left out."""
    file = read_file(path, path.name)
    if file.workbook is None:
        problem = file.problem
        raise RequestError(
            problem.message.zh if problem else f"{path.name} 不是工作簿，读不了。",
            problem.message.en if problem else f"{path.name} is not a workbook that can be read.",
        )
    recognised: list[RecognisedForm] = []
    for grid in file.workbook.sheets:
        if grid.sheet in OWN_SHEETS:
            continue
        for region, title, is_known in recognised_regions(sheet_content(grid).grid, known.forms):
            best, second = region.best, region.runner_up
            if best is None:
                continue
            recognised.append(
                RecognisedForm(
                    grid.sheet,
                    region.top,
                    best.form.id if is_known else "",
                    best.form.name if is_known else "",
                    best.percent,
                    second.form.id if second else "",
                    second.percent if second else 0,
                    labels_of(best.missing_fields, best.form),
                    title,
                )
            )
    return tuple(recognised)
