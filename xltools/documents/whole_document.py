"""Checks that take the whole document: titles without a table below them, and a money unit that stands elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xltools.documents.published_text import is_title
from xltools.forms.money_units import stated_unit
from xltools.forms.units_elsewhere import NO_UNIT
from xltools.messages.documents import DOCUMENTS
from xltools.model import Finding, MoneyUnit, Severity
from xltools.readers.published_document import Paragraph, PublishedDocument
from xltools.values import squeeze

__all__ = ["check_titles", "check_units"]

_NUMBERED = re.compile(r"(?:附?表|附件)?\d{1,3}(?:[、.．)]|(?=\D))")
"""The beginning of the title of one form among several; headings of parts are numbered in Chinese numerals."""
_LONGEST_STATEMENT = 60
_UNIT = "单位"
"""The word with which a cell states the money unit of a table; others hold that of one amount."""


def check_titles(document: PublishedDocument, lost: int) -> Iterator[Finding]:
    """Yield a finding for each title of a form that no table follows: a picture, perhaps, or an inserted object.

    ``lost`` are the forms that were missed by their codes; the titles of as many are known.
    """
    open_titles: list[Paragraph] = []
    missing: list[Paragraph] = []
    own: set[str] = set()
    begun = False
    for passage in document.passages:
        if isinstance(passage, Paragraph):
            open_titles += [passage] if is_title(passage.text) else []
            continue
        own |= {squeeze(title.text) for title in open_titles[-1:]}
        missing += [title for title in open_titles[:-1] if _is_numbered(title)]
        open_titles, begun = [], True
    listed = set(map(id, missing))
    missing += [title for title in open_titles if begun and (_is_numbered(title) or squeeze(title.text) in own)]
    # A table of contents stands before the first table and names forms that follow.
    certain = [title for title in missing if id(title) not in listed or squeeze(title.text) not in own]
    for title in certain[lost:]:
        yield DOCUMENTS["R53"].at(title.place, found=title.text.strip())


def check_units(findings: Iterable[Finding], document: PublishedDocument) -> tuple[Finding, ...]:
    """Return the findings with those about forms without a money unit as the whole document has it.

    Where only 元 is stated elsewhere it holds for these forms, too; another unit may, which is an error.
    """
    elsewhere = {unit for text in _statements(document) if (unit := stated_unit(squeeze(text)))}
    other = "、".join(unit.value for unit in MoneyUnit if unit in elsewhere and unit is not MoneyUnit.YUAN)

    def settled(finding: Finding) -> Finding | None:
        certain = not other and finding.severity is Severity.ERROR  # what the form itself says is not clear
        if finding.rule != NO_UNIT or not elsewhere or certain:
            return finding
        place, subject, yuan = finding.place, finding.subject, MoneyUnit.YUAN.value
        return DOCUMENTS["R52"].at(place, found=other, expected=yuan, subject=subject) if other else None

    return tuple(filter(None, map(settled, findings)))


def _statements(document: PublishedDocument) -> Iterator[str]:
    texts: list[str] = [*document.running]
    for passage in document.passages:
        texts += (
            [passage.text]
            if isinstance(passage, Paragraph)
            else (text for _, _, text in passage.grid.texts() if _UNIT in text)
        )
    return (text for text in texts if len(text) <= _LONGEST_STATEMENT)


def _is_numbered(title: Paragraph) -> bool:
    return _NUMBERED.match(squeeze(title.text)) is not None
