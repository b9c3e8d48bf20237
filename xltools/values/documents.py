"""Document numbers (文号) such as 冀财农〔2019〕137号, and years, found in running text."""

from __future__ import annotations

import re

from xltools.quick_dataclass import dataclass
from xltools.remembered_texts import remember_texts
from xltools.values.text import fold

__all__ = ["DocumentNumber", "find_document_numbers", "find_years"]

_NUMBERS = re.compile(
    r"(?P<agency>[一-龥]{1,12})\s*[\[［【〔〖(（]\s*(?P<year>(?:19|20)[0-9]{2})\s*年?\s*[\]］】〕〗)）]\s*第?\s*"
    r"(?P<numbers>[0-9]{1,5}(?:\s*号?\s*[、,，和及]\s*[0-9]{1,5})*)\s*号"
)
_ONE_NUMBER = re.compile(r"[0-9]+")
# Words that may precede an agency's short name in a sentence without a break.
_LEAD_IN = re.compile(
    r".*(?:根据|依据|按照|依照|参照|遵照|执行|印发|下达|转发|转|落实|贯彻|关于|文件|通知|规定|文号|[的及与按见据以由于和]|(?<=年)度?)(?=.{2})"
)
# A look behind the first characters, and not before them, so that places are tried only where these are.
_YEARS = re.compile(r"((?:19|20)(?<![0-9.,][0-9]{2})[0-9]{2})(?=\s*年|\s*[-—–~～至到]+\s*(?:19|20)[0-9]{2}\s*年)")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One document number in a text: ``text[start:end]`` as written, ``standard`` in the standard form.

    Parallel numbers (137、149号) are several values that share their positions and original text.
    """

    agency: str
    year: int
    number: int
    original: str
    start: int
    end: int

    @property
    def standard(self) -> str:
        """The number with the brackets required by GB/T 9704."""
        return f"{self.agency}〔{self.year}〕{self.number}号"


@remember_texts
def find_document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Return all document numbers in ``text`` in their order, with any kind of brackets and digit widths."""
    if "号" not in text:
        return ()
    numbers: list[DocumentNumber] = []
    for match in _NUMBERS.finditer(fold(text)):
        agency = match["agency"]
        lead_in = _LEAD_IN.match(agency)
        start = match.start() + (lead_in.end() if lead_in else 0)
        agency = agency[start - match.start() :]
        numbers.extend(
            DocumentNumber(agency, int(match["year"]), int(number), text[start : match.end()], start, match.end())
            for number in _ONE_NUMBER.findall(match["numbers"])
        )
    return tuple(numbers)


@remember_texts
def find_years(text: str) -> tuple[tuple[int, int, int], ...]:
    """Return the years in ``text`` (2020年, both ends of 2020—2022年) as year, start and end of the digits.

    The year of a document number is left out: it tells when the document was written, and not what the text is about.
    """
    if "年" not in text:
        return ()
    years = list(_YEARS.finditer(fold(text)))
    if not years:
        return ()
    taken = [(number.start, number.end) for number in find_document_numbers(text)]
    return tuple(
        (int(match[1]), match.start(1), match.end(1))
        for match in years
        if not any(start <= match.start(1) < end for start, end in taken)
    )
