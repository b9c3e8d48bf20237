"""Fields of work: indicators, goals and overall targets that belong to another field than project and department."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from xltools.form_identity import Capability
from xltools.glossary import field_term
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity, TargetSheet
from xltools.rules.field_texts import filled_rows, narrative
from xltools.rules.patterns import any_of
from xltools.rules.rule import Context, Scope, WordList, rule

__all__: list[str] = []


class _Domain(NamedTuple):
    """A field of work: its name, words that occur in no other field, and words of what belongs to it.

    ``in_names`` are found in names of departments and units only, ``anywhere`` also in those of projects,
    in purposes and in goals.
    """

    name: str
    own: tuple[str, ...]
    in_names: re.Pattern[str]
    anywhere: re.Pattern[str]

    def fits(self, names: str, texts: str = "") -> bool:
        """Return whether names or texts show that a project or a department belongs to the field."""
        return bool(self.in_names.search(names) or self.anywhere.search(texts))


@lru_cache(maxsize=8)
def _domains(lines: tuple[str, ...]) -> tuple[_Domain, ...]:
    """Return the domains of a word list; lines without three parts are ignored."""
    parts = [[part.strip() for part in line.replace("|", "｜").split("｜")] for line in lines]
    return tuple(_domain(*part) for part in parts if len(part) == 3)


def _domain(name: str, own: str, fitting: str) -> _Domain:
    words, fit = tuple(own.split("、")), fitting.split("、")
    names = any_of((*words, *(word.removeprefix("~") for word in fit)))
    return _Domain(name, words, names, any_of((*words, *(word for word in fit if not word.startswith("~")))))


@lru_cache(maxsize=64)
def _foreign(domains: tuple[_Domain, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for the words of these domains, and the domain's name by each word."""
    fields = {word: domain.name for domain in domains for word in domain.own}
    return any_of(tuple(fields)), fields


def _names(sheet: TargetSheet, context: Context) -> str:
    return f"{sheet.unit.text} {context.book.name.text}"


def _foreign_to(sheet: TargetSheet, context: Context, texts: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """Return the words that neither names nor texts fit; None for units whose duties cover every field."""
    names = _names(sheet, context)
    if any_of(context.words("broad")).search(f"{names} {sheet.name.text}"):
        return None
    domains = _domains(context.words("domains"))
    texts = f"{sheet.name.text} {sheet.purpose.text} {texts}"
    return _foreign(tuple(domain for domain in domains if not domain.fits(names, texts)))


@rule(
    "I09",
    Severity.WARNING,
    zh=Words("指标与项目无关", "“{word}”属于{domain}领域，与本项目和单位不符", "换成反映本项目内容的指标"),
    en=Words(
        "Indicator of another field",
        '"{word}" belongs to another field ({domain}) than the project and the unit',
        "Replace it by an indicator of what this project does",
    ),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    grouped=True,
    parameters={"domains": WordList("domains"), "broad": WordList("broad_units")},
    fires=Example(
        row="产出指标|成本指标|人均财政投入水平|基本公共卫生服务人均财政补助标准|≤1600元/人|示交〔2019〕36号"
    ),
    clean=Example(
        unit="361001示范县卫生健康局",
        department_name="示范县卫生健康局",
        row="产出指标|成本指标|人均财政投入水平|基本公共卫生服务人均财政补助标准|≤1600元/人|示财社〔2019〕36号",
    ),
)
def indicator_of_another_field(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators with words of a domain that neither project, purpose, unit nor department belongs to."""
    foreign = _foreign_to(sheet, context, sheet.goal.entry.text)
    if foreign is None:
        return
    words, domain_of = foreign
    for row in filled_rows(sheet, context):
        for field, entry in (("level3", row.level3), ("description", row.description)):
            if match := words.search(entry.text):
                yield Hit(entry, field, values={"word": match[0], "domain": domain_of[match[0]]})
                break


_SENTENCE: Final = re.compile(r"[。；;！!？?\n]+")
_LONGEST_QUOTE: Final = 30


def _quote(sentence: str, start: int) -> str:
    """Return the clause of a sentence around a position."""
    before = re.split(r"[，,、：:]", sentence[:start])[-1]
    behind = re.split(r"[，,：:]", sentence[start:], maxsplit=1)[0]
    return f"{before}{behind}".strip()[:_LONGEST_QUOTE]


@rule(
    "G08",
    Severity.WARNING,
    zh=Words(
        "绩效目标有其他领域的内容",
        "绩效目标写“{quote}”，“{word}”属于{domain}领域，与本项目和单位不符",
        "删去与本项目无关的目标，写本项目的产出和效果",
    ),
    en=Words(
        "Goal of another field",
        'The goals say "{quote}": "{word}" belongs to another field ({domain}) than the project and the unit',
        "Take out goals that are not those of this project, and write what it does and brings about",
    ),
    needs=frozenset({Capability.GOALS}),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    parameters={"domains": WordList("domains"), "broad": WordList("broad_departments")},
    fires=Example(goals="1、硬化4个村道路12公里，改善3200人出行条件。\n2、带动全县能繁母猪存栏增加。"),
    clean=Example(goals="1、硬化4个村道路12公里，改善3200人出行条件。\n2、带动沿线村庄发展。"),
)
def goal_of_another_field(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report goals with words of a domain that neither project, purpose, indicators, unit nor department belongs to."""
    rows = " ".join(f"{row.level3.text} {row.description.text}" for row in filled_rows(sheet, context))
    foreign = _foreign_to(sheet, context, rows)
    if foreign and (match := foreign[0].search(sheet.goal.entry.text)):
        values = {
            "quote": _quote(*_sentence_at(sheet.goal.entry.text, match.start())),
            "word": match[0],
            "domain": foreign[1][match[0]],
        }
        yield Hit(sheet.goal.entry, "goals", values=values)


def _sentence_at(text: str, position: int) -> tuple[str, int]:
    """Return the sentence around a position, and the position in it."""
    start = max((match.end() for match in _SENTENCE.finditer(text, 0, position)), default=0)
    end = match.start() if (match := _SENTENCE.search(text, position)) else len(text)
    return text[start:end], position - start


@rule(
    "G07",
    Severity.ERROR,
    zh=Words(
        "整体目标有其他部门的内容",
        "{label}写“{quote}”，“{word}”属于{domain}领域，与本部门和所报项目都不符",
        "按本部门的职责和项目重写",
    ),
    en=Words(
        "Overall targets of another department",
        'The {label} says "{quote}": "{word}" belongs to another field ({domain}) than the department and its projects',
        "Rewrite it for what this department does",
    ),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    scope=Scope.DEPARTMENT,
    parameters={"domains": WordList("domains"), "broad": WordList("broad_departments")},
    fires=Example(overall="2020年全面提升教学质量，义务教育巩固率达到97%。"),
    clean=Example(overall="2020年硬化道路12公里，改善群众出行条件。"),
)
def overall_of_another_department(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report words of a field that neither the department nor any of its projects belongs to; a warning in safeguards.

    Departments whose duties cover many fields are left out.
    """
    names = " ".join((book.name.text, *(sheet.unit.text for sheet in book.sheets)))
    texts = [(field, entry) for field, entry in narrative(book) if entry.text]
    if not texts or not names.strip() or any_of(context.words("broad")).search(names):
        return
    domains = _domains(context.words("domains"))
    candidates = _possible(tuple(domain for domain in domains if not domain.fits(names)), (e.text for _, e in texts))
    if not candidates:
        return
    projects = " ".join(sheet.name.text for sheet in book.sheets)
    purposes = " ".join(f"{sheet.purpose.text} {sheet.goal.entry.text}" for sheet in book.sheets)
    words, domain_of = _foreign(
        tuple(
            domain
            for domain in candidates
            if not domain.anywhere.search(projects) and not any(word in purposes for word in domain.own)
        )
    )
    for field, entry in texts:
        if match := words.search(entry.text):
            values = {
                "label": field_term(field),
                "quote": _quote(*_sentence_at(entry.text, match.start())),
                "word": match[0],
                "domain": domain_of[match[0]],
            }
            yield Hit(entry, field, severity=Severity.WARNING if field == "safeguards" else None, values=values)


def _possible(domains: tuple[_Domain, ...], texts: Iterable[str]) -> tuple[_Domain, ...]:
    """Return the domains of which a text has a word."""
    words, domain_of = _foreign(domains)
    named = {domain_of[word] for text in texts for word in words.findall(text)}
    return tuple(domain for domain in domains if domain.name in named)
