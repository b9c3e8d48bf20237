"""Fields of work: indicators, goals and overall targets that belong to another field than project and department."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import add
from typing import Final, NamedTuple

from xltools.form_identity import Capability
from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Indicator, Severity, TargetSheet
from xltools.rules.field_texts import filled_rows, narrative
from xltools.rules.overall_texts import name_pairs
from xltools.rules.patterns import any_of
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text

__all__: list[str] = []


class _Domain(NamedTuple):
    """A field of work: its name, words that occur in no other field, and words of what belongs to it.

    ``in_names`` are found in names of departments and units only, ``anywhere`` also in those of projects,
    in purposes and in goals.
    """

    name: str
    own: tuple[str, ...]
    in_names: tuple[str, ...]
    anywhere: tuple[str, ...]

    def fits(self, names: str, texts: str = "") -> bool:
        """Return whether names or texts show that a project or a department belongs to the field."""
        return any(word in names for word in self.in_names) or any(word in texts for word in self.anywhere)


class _FieldWord(NamedTuple):
    """A word of a field of work in a text, and where it begins."""

    start: int
    word: str
    domain: _Domain


class _FieldWords:
    """The words of all fields of work, found in texts; most texts have none of them."""

    def __init__(self, domains: Sequence[_Domain]) -> None:
        self.domains = domains
        self._beginning: dict[str, list[tuple[str, _Domain]]] = {}
        """words by their first two characters, the longest first"""
        domain_of = {word: domain for domain in domains for word in domain.own if word}
        for word in sorted(domain_of, key=len, reverse=True):
            self._beginning.setdefault(word[:2], []).append((word, domain_of[word]))

    def find(self, text: str) -> Iterator[_FieldWord]:
        """Yield the words of a text in their order; of those that begin together the longest comes first."""
        pairs = [*map(add, text, f"{text[1:]}\n")]
        begin = self._beginning
        if begin.keys().isdisjoint(pairs) and begin.keys().isdisjoint(text):
            return
        for start, pair in enumerate(pairs):
            for word, domain in (*begin.get(pair, ()), *begin.get(pair[0], ())):
                if text.startswith(word, start):
                    yield _FieldWord(start, word, domain)


@lru_cache(maxsize=8)
def _words_of(lines: tuple[str, ...]) -> _FieldWords:
    """Return the words of a word list; lines without three parts are ignored."""
    parts = [[part.strip() for part in line.replace("|", "｜").split("｜")] for line in lines]
    return _FieldWords([_domain(*part) for part in parts if len(part) == 3])


def _domain(name: str, own: str, fitting: str) -> _Domain:
    words, fit = tuple(own.split("、")), fitting.split("、")
    in_names = (*words, *(word.removeprefix("~") for word in fit))
    return _Domain(name, words, in_names, (*words, *(word for word in fit if not word.startswith("~"))))


def _foreign(words: Iterator[_FieldWord], sheet: TargetSheet, context: Context, texts: str) -> Iterator[_FieldWord]:
    """Yield the words that neither names nor texts fit; none for units whose duties cover every field."""
    first = next(words, None)
    if first is None:
        return
    names = f"{sheet.unit.text} {context.book.name.text}"
    if any_of(context.words("broad")).search(f"{names} {sheet.name.text}"):
        return
    texts = f"{sheet.name.text} {texts}"
    yield from (word for word in chain((first,), words) if not word.domain.fits(names, texts))


@rule(
    "I09",
    Severity.WARNING,
    zh=Words("指标与项目无关", "“{word}”属于{domain}领域，与{what}不符", "换成反映本项目内容的指标"),
    en=Words(
        "Indicator of another field",
        '"{word}" belongs to another field ({domain}) than {what}',
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
    """Report indicators with words of a domain that neither project, purpose, unit nor department belongs to.

    A basis is of another domain if it is a standard or a plan of that domain, of which nothing on the sheet speaks.
    """
    words = _words_of(context.words("domains"))
    for row in filled_rows(sheet, context):
        for field, entry in (("level3", row.level3), ("description", row.description)):
            named = words.find(entry.text)
            if first := next(_foreign(named, sheet, context, f"{sheet.purpose.text} {sheet.goal.entry.text}"), None):
                yield Hit(entry, field, values={"word": first.word, "domain": first.domain.name, "what": _BOTH})
                break
        else:
            if first := _neighbouring(words, row, sheet, context):
                values = {"word": first.word, "domain": first.domain.name, "what": _PROJECT}
                yield Hit(row.level3, "level3", values=values)
            elif asked := _asked_elsewhere(row, sheet, context):
                word, domain = asked
                yield Hit(row.level3, "level3", values={"word": word, "domain": domain, "what": _PROJECT})
        if match := _STANDARD.search(row.basis.text) or _PLAN.search(row.basis.text):
            rows = " ".join(f"{one.level3.text} {one.description.text}" for one in filled_rows(sheet, context))
            domain = next((name for name, text in match.groupdict().items() if text), "")
            named = (_FieldWord(0, match[domain], one) for one in words.domains if one.name == domain)
            if first := next(
                _foreign(named, sheet, context, f"{sheet.purpose.text} {sheet.goal.entry.text} {rows}"), None
            ):
                yield Hit(row.basis, "basis", values={"word": first.word, "domain": domain, "what": _BOTH})


def _neighbouring(words: _FieldWords, row: Indicator, sheet: TargetSheet, context: Context) -> _FieldWord | None:
    """Return a word of another duty of the department, if nothing else on the sheet speaks of what the row is about.

    The sheet has to be about one of the department's duties.
    """
    first = next(words.find(row.level3.text), None)
    if first is None or any_of(context.words("broad")).search(f"{sheet.unit.text} {context.book.name.text}"):
        return None
    others = (f"{one.level3.text} {one.description.text}" for one in filled_rows(sheet, context) if one is not row)
    texts = " ".join((sheet.name.text, sheet.purpose.text, sheet.goal.entry.text, *others))
    names = f"{sheet.unit.text} {context.book.name.text}"
    duties = (word.domain for word in words.find(f"{sheet.name.text} {sheet.purpose.text}"))
    if first.domain.fits(sheet.name.text, texts) or not any(duty.fits(names) for duty in duties):
        return None
    return None if any(pair in texts for pair in name_pairs(_OF_RATES.sub(" ", row.level3.text))) else first


def _asked_elsewhere(row: Indicator, sheet: TargetSheet, context: Context) -> tuple[str, str] | None:
    """Return whom a survey asks, and their field, if nothing else on the sheet has a character of that field."""
    match = _ASKED.match(row.level3.text.strip()) if "满意" in row.level3.text else None
    if match is None:
        return None
    domain = match.lastgroup or ""
    others = (
        f"{one.level3.text} {one.description.text}" for one in filled_rows(sheet, context) if one is not row
    )  # fmt: skip
    names = (context.book.name.text, sheet.unit.text, sheet.name.text)
    texts = "".join((*names, sheet.purpose.text, sheet.goal.entry.text, *others))
    return None if {*_SIGNS[domain]} & {*texts} else (match[0], domain)


_ASKED: Final = LazyPattern(
    r"(?:受访|被访|全体|广大)?(?:(?P<培训>参训(?:学员|人员|教师|农民|职工|群众)|受训(?:学员|人员)|培训(?:学员|对象|人员)|学员)"
    r"|(?P<医疗>患者|病人|(?:就诊|住院)(?:患者|病人|群众|人员))|(?P<旅游>游客)|(?P<客运>乘客|旅客)|(?P<图书>读者)|(?P<演出>观众))(?=满意|对)"
)
"""People who are asked in a survey, by the field that alone has them."""
_SIGNS: Final = {
    "培训": "训学班课讲教校师习",
    "医疗": "医诊病药疾卫健疗疫院护康",
    "旅游": "旅游景园文博展馆区节赛宿馆",
    "客运": "客车运路站交港船机",
    "图书": "书读馆报刊阅文",
    "演出": "演出戏影剧文艺节赛展播馆视",
}
"""Characters one of which stands somewhere on a sheet about the field."""


_BOTH: Final = Text("本项目和单位", "the project and the unit")
_PROJECT: Final = Text("本项目的内容", "what the project is about")
_OF_RATES: Final = LazyPattern(
    r"合格|达标|及时|准确|完成|满意|[率度数量]|面积|人次|情况|次数|比例|不|处置|处理|开展|群众"
)
"""Words of measures, which any indicator may have."""
_STANDARD: Final = LazyPattern(
    r"《[^《》]{0,8}?(?:(?P<交通>公路工程|公路养护|公路桥涵|公路路基|公路水泥)|(?P<水利>水利水电|堤防工程|水库大坝|灌溉与排水)|(?P<林业>造林技术|森林防火|封山育林)"
    r"|(?P<教育>义务教育|中小学|幼儿园工作|学校体育)|(?P<公共卫生>医疗机构|基本公共卫生|预防接种|传染病)|(?P<畜牧>动物防疫|畜禽|生猪))[^《》]*》"
)
"""Titles of standards and laws that belong to one domain, by its name in the word list."""
_PLAN: Final = LazyPattern(
    r"(?:(?P<公共卫生>(?:新冠|肺炎|传染病)[一-龥]{0,8}防[控治]|疫情防控)|(?P<林业>森林防火|造林绿化)|(?P<水利>防汛抗旱|河长制)"
    r"|(?P<教育>义务教育|学前教育)|(?P<畜牧>动物防疫|动物疫病)|(?P<交通>公路养护))[一-龥]{0,6}(?:方案|规划|计划|预案|办法|细则)"
)
"""Plans that belong to one domain."""
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
        "目标或用途有其他领域的内容",
        "{label}写“{quote}”，“{word}”属于{domain}领域，与本项目和单位不符",
        "删去与本项目无关的内容，写本项目的产出和效果",
    ),
    en=Words(
        "Goal or purpose of another field",
        'The {label} says "{quote}": "{word}" belongs to another field ({domain}) than the project and the unit',
        "Take out what is not of this project, and write what it does and brings about",
    ),
    needs=frozenset({Capability.GOALS}),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    parameters={"domains": WordList("domains"), "broad": WordList("broad_departments")},
    fires=Example(goals="1、硬化4个村道路12公里，改善3200人出行条件。\n2、带动全县能繁母猪存栏增加。"),
    clean=Example(goals="1、硬化4个村道路12公里，改善3200人出行条件。\n2、带动沿线村庄发展。"),
)
def goal_of_another_field(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report goals with words of a domain that neither project, purpose, indicators, unit nor department belongs to.

    Or a purpose that has no word of its project's name, and of whose field neither goals nor indicators speak.
    """
    rows = " ".join(f"{row.level3.text} {row.description.text}" for row in filled_rows(sheet, context))
    goal, purpose = sheet.goal.entry, sheet.purpose
    for field, entry, others in (
        ("goals", goal, f"{rows} {purpose.text}"),
        ("purpose", purpose, f"{rows} {goal.text}"),
    ):
        if field == "purpose" and any(pair in entry.text for pair in name_pairs(sheet.name.text)):
            continue
        named = _words_of(context.words("domains")).find(entry.text)
        if first := next(_foreign(named, sheet, context, others), None):
            quote = _quote(*_sentence_at(entry.text, first.start))
            values = {
                "label": field_term(field), "quote": quote, "word": first.word, "domain": first.domain.name
            }  # fmt: skip
            yield Hit(entry, field, values=values)


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
        "{label}写“{quote}”，“{word}”属于{domain}，与本部门和所报项目都不符",
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
    if (overall := book.overall.overall).text and (other := _other_body(overall.text, names)):
        quote = _quote(*_sentence_at(overall.text, overall.text.index(other)))
        values = {
            "label": field_term("overall"),
            "quote": quote,
            "word": other,
            "domain": Text("别的单位", "another body"),
        }
        yield Hit(overall, "overall", values=values)
        return
    texts = [(field, entry) for field, entry in narrative(book) if entry.text]
    if not texts or not names.strip() or any_of(context.words("broad")).search(names):
        return
    words = _words_of(context.words("domains"))
    named = [
        (field, entry, [word for word in words.find(entry.text) if not word.domain.fits(names)])
        for field, entry in texts
    ]
    candidates = {word.domain.name for _, _, words_named in named for word in _apart(words_named)}
    if not candidates:
        return
    projects = " ".join(sheet.name.text for sheet in book.sheets)
    purposes = " ".join(f"{sheet.purpose.text} {sheet.goal.entry.text}" for sheet in book.sheets)

    def foreign(domain: _Domain) -> bool:
        fits = any(word in projects for word in domain.anywhere) or any(word in purposes for word in domain.own)
        return domain.name in candidates and not fits

    for field, entry, words_named in named:
        if first := next((word for word in words_named if foreign(word.domain)), None):
            values = {
                "label": field_term(field),
                "quote": _quote(*_sentence_at(entry.text, first.start)),
                "word": first.word,
                "domain": Text(f"{first.domain.name}领域", first.domain.name),
            }
            yield Hit(entry, field, severity=Severity.WARNING if field == "safeguards" else None, values=values)


_BODY_SPEAKS: Final = LazyPattern(
    r"(?:^|[\n。；;])\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]\s*)?(?:20\d\d年(?:度|全年)?)?[，,]?"
    r"(?:[一-龥]{2,3}?)?(?<!全)[县区市](?P<body>妇联|残联|总工会|团委|科协|文联|工商联|红十字会|供销社|[一-龥]{1,6}局)"
    r"(?:将|要|拟|计划|围绕|紧扣|紧紧围绕|继续|坚持|全面)",
    needs="妇联 残联 总工会 团委 科协 文联 工商联 红十字会 供销社 局将 局要 局拟 局计划 局围绕 局紧 局继续 "
    "局坚持 局全面",
)
"""A body that says at the beginning of a sentence what it will do: 2021年，县妇联将."""


def _other_body(text: str, names: str) -> str:
    """Return the body that speaks in an overall target, if its short name is not one of the department's."""
    match = _BODY_SPEAKS.search(text)
    if match is None or not names.strip():
        return ""
    left = iter(names)
    return "" if all(character in left for character in match["body"]) else match["body"]


def _apart(words: Iterable[_FieldWord]) -> Iterator[_FieldWord]:
    """Yield the words that no earlier or longer one covers."""
    end = 0
    for word in words:
        if word.start >= end:
            yield word
            end = word.start + len(word.word)
