"""Data validations and conditional formats."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tests.auditor.areas import overlaps, parse_area
from tests.auditor.book import COMPATIBILITY, MAIN, Book, integer
from tests.auditor.formulas import formula_problems
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_conditional_formats", "check_validations"]

MAX_LIST = 255
MAX_TEXTS = {"error": 255, "prompt": 255, "errorTitle": 32, "promptTitle": 32}


def check_validations(book: Book) -> Iterator[Problem]:
    """Check every data validation."""
    sheet_names = {sheet.name.casefold() for sheet in book.sheets}
    for sheet, root in book.worksheets:
        areas = []
        for validation in root.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
            place = f"dataValidation {validation.get('sqref')}"
            for what, source in _check_texts(validation):
                yield Problem(sheet.part, place, what, Effect.REPAIRED, source)
            for what, effect in _check_formulas(validation, sheet_names):
                yield Problem(sheet.part, place, what, effect, Source.FORMULAS)
            for address in validation.get("sqref", "").split():
                area = parse_area(address)
                if area is None:
                    what = f"{address} is not an area of a sheet"
                    yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.WORKSHEETS)
                else:
                    areas.append(area)
        for first, second in overlaps(areas):
            what = f"two validations for the same cells: {tuple(first)} and {tuple(second)}"
            yield Problem(sheet.part, "dataValidations", what, Effect.WRONG, Source.REPORTED)


def _check_texts(validation: etree._Element) -> Iterator[tuple[str, Source]]:
    for key, limit in MAX_TEXTS.items():
        if len(validation.get(key, "")) > limit:
            yield f"the {key} is longer than {limit} characters", Source.LIMITS
    entries = validation.findtext(f"{MAIN}formula1") or ""
    if validation.get("type") == "list" and entries.startswith('"') and len(entries) - 2 > MAX_LIST:
        yield f"a list of {len(entries) - 2} characters; {MAX_LIST} are possible", Source.REPORTED


def _check_formulas(validation: etree._Element, sheet_names: set[str]) -> Iterator[tuple[str, Effect]]:
    # Excel wraps a list with commas in its entries, so that older programs get another one.
    wrapped = validation.find(f"{COMPATIBILITY}AlternateContent") is not None
    if validation.get("type", "none") != "none" and not wrapped:
        yield from formula_problems(validation.findtext(f"{MAIN}formula1"), sheet_names)
        second = validation.findtext(f"{MAIN}formula2")
        if second:
            yield from formula_problems(second, sheet_names)


def check_conditional_formats(book: Book) -> Iterator[Problem]:
    """Check every rule of every conditional format."""
    sheet_names = {sheet.name.casefold() for sheet in book.sheets}
    _, styles = book.first("styles")
    formats = 0 if styles is None else len(styles.findall(f"{MAIN}dxfs/{MAIN}dxf"))
    for sheet, root in book.worksheets:
        for group in root.iterchildren(f"{MAIN}conditionalFormatting"):
            place = f"conditionalFormatting {group.get('sqref')}"
            if any(parse_area(area) is None for area in group.get("sqref", "").split()):
                what = "not an area of a sheet"
                yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.WORKSHEETS)
            for rule in group.iterchildren(f"{MAIN}cfRule"):
                if integer(rule.get("dxfId"), -1) >= formats:
                    what = f"the format {rule.get('dxfId')} is not there"
                    yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.STYLES)
                for number, formula in enumerate(rule.iterchildren(f"{MAIN}formula")):
                    if number and not formula.text:
                        continue  # LibreOffice writes empty ones behind the last
                    for what, effect in formula_problems(formula.text, sheet_names):
                        yield Problem(sheet.part, place, what, effect, Source.FORMULAS)
