"""Family B, 基本信息: project codes, reporting units, titles and names, years, and document numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from xltools.derive import only_unit
from xltools.form_identity import Capability
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity, SheetKind, TargetSheet
from xltools.rules.entry_checks import missing
from xltools.rules.explained_years import explained_year
from xltools.rules.field_texts import FieldEntry, document_numbers, sheet_texts
from xltools.rules.patterns import bare_text, whole_numbers
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text
from xltools.values import DocumentNumber, find_years, normalise, squeeze
from xltools.values.text import fold

__all__ = ["code_of", "is_placeholder"]

_CODE = re.compile(r"(?P<department>\d{3})-\d{4}-[A-Z]{3}-[0-9A-Z]{4}")
_LONG_CODE = re.compile(r"\d{6}\d{2}[A-Z]\d{11}[0-9A-Z]")
"""Codes of the integrated budget system: region, year, a letter, a number, a check character."""
_PLACEHOLDER = "000-9999-"


def code_of(text: str) -> str:
    """Return a project code in the form in which codes are compared: widths, case and blanks folded."""
    return "".join(normalise(text).upper().split())


def is_placeholder(code: str) -> bool:
    """Return whether the code is a placeholder, such as special funds have, and not that of a project."""
    return code.startswith(_PLACEHOLDER)


@rule(
    "B01",
    Severity.ERROR,
    zh=Words("项目编码缺失或格式不规范", "项目编码{what}", "向财政局预算股核对编码，按预算批复填写"),
    en=Words(
        "Project code missing or malformed",
        "The project code {what}",
        "Ask the budget section for the code and enter it as approved",
    ),
    needs=frozenset({Capability.CODE}),
    source="公开的县级预算绩效文本和一体化系统的项目编码样式",
    fires=Example(code="475-0501-YXN6RWU"),
    clean=Example(code="301-0501-YXN-6RWU"),
)
def code_malformed(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a missing code, a code of neither known form (a warning) and a project's placeholder (a note).

    Special funds have placeholders instead of codes.
    """
    code = code_of(sheet.code.text)
    if missing(sheet.code):
        yield Hit(sheet.code, "code", values={"what": Text("没有填", "is blank")})
    elif is_placeholder(code) and sheet.kind is SheetKind.PROJECT:
        what = Text(f" {code} 是占位编码", f"{code} is a placeholder")
        yield Hit(sheet.code, "code", severity=Severity.NOTE, values={"what": what})
    elif code and not is_placeholder(code) and not (_CODE.fullmatch(code) or _LONG_CODE.fullmatch(code)):
        typed = sheet.code.text.strip()
        what = Text(f" {typed} 格式不规范", f"{typed} is malformed")
        expected = "如 475-0501-YXN-6RWU"
        yield Hit(sheet.code, "code", expected=expected, severity=Severity.WARNING, values={"what": what})


@rule(
    "B02",
    Severity.ERROR,
    zh=Words("项目编码重复", "项目编码 {found} 同时用于：{sheets}", "逐个核对编码后改正；如是同一项目，合并为一张表"),
    en=Words(
        "Project code used twice",
        "The project code {found} is used by: {sheets}",
        "Check each code and correct it; if it is one project, merge the sheets",
    ),
    needs=frozenset({Capability.CODE}),
    source="编码唯一性惯例",
    scope=Scope.DEPARTMENT,
    fires=Example(sheets=[Example(code="301-0401-YXN-A2WI"), Example(code="301-0401-YXN-A2WI", name="2020年县道养护")]),
    clean=Example(sheets=[Example(code="301-0401-YXN-A2WI"), Example(code="301-0401-YXN-6RWU", name="2020年县道养护")]),
)
def code_repeated(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report each code that several project sheets of the department have; placeholders may repeat.

    C03 reports codes that several departments share, and leaves a department's own duplicates to this rule.
    """
    users: dict[str, list[TargetSheet]] = defaultdict(list)
    for sheet in book.projects:
        code = code_of(sheet.code.text)
        if code and not is_placeholder(code):
            users[code].append(sheet)
    for code, sheets in users.items():
        if len(sheets) > 1:
            first, second, *others = sheets
            names = Text(
                "、".join(f"{sheet.place.sheet}《{sheet.label}》" for sheet in sheets),
                ", ".join(f'{sheet.place.sheet} "{sheet.label}"' for sheet in sheets),
            )
            related = tuple(sheet.code.place for sheet in (first, *others))
            yield Hit(second.code, "code", code, related=related, values={"sheets": names})


@rule(
    "B03",
    Severity.WARNING,
    zh=Words(
        "项目编码与单位编码不一致",
        "项目编码的部门段 {found} 与单位编码 {unit} 不一致",
        "核对项目编码和单位编码，改正填错的一个",
    ),
    en=Words(
        "Project code and unit code disagree",
        "The department part {found} of the project code does not fit the unit code {unit}",
        "Check both codes and correct the wrong one",
    ),
    needs=frozenset({Capability.CODE}),
    source="公开的县级预算绩效文本的编码规律",
    fires=Example(code="320-0501-YXN-6RWU"),
    clean=Example(code="301-0501-YXN-6RWU"),
)
def code_of_another_department(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a code whose first part differs from the head of the unit code; 000 fits every department."""
    match = _CODE.fullmatch(code_of(sheet.code.text))
    unit = sheet.unit_code
    if match and len(unit) >= 3 and match["department"] not in ("000", unit[:3]):
        related = (sheet.unit.place,)
        yield Hit(sheet.code, "code", match["department"], unit[:3], related=related, values={"unit": unit})


@rule(
    "B04",
    Severity.WARNING,
    zh=Words("单位编码或名称空白", "{what}", "填写单位编码和名称，如 475002某某县某某局"),
    en=Words(
        "Unit code or name missing",
        "{what}",
        "Enter the code and the name of the reporting unit",
    ),
    needs=frozenset({Capability.UNIT}),
    source="表样要求：项目表填写用款单位",
    fires=Example(unit="空"),
    clean=Example(unit="301001示范县交通运输局"),
)
def unit_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a missing unit, and one with only a code or only a name; a special fund without a unit gets a note."""
    expected = only_unit(context.book)
    if missing(sheet.unit):
        severity = Severity.NOTE if sheet.kind is SheetKind.SPECIAL_FUND else None
        what = Text("单位（部门）没有填", "The reporting unit is blank")
        yield Hit(sheet.unit, "unit", "", expected, severity, values={"what": what})
    elif not sheet.unit.blank and not sheet.unit_code and Capability.UNIT_CODE in sheet.form.capabilities:
        what = Text("单位（部门）缺编码", "The reporting unit has no code")
        yield Hit(sheet.unit, "unit", values={"what": what})
    elif not sheet.unit.blank and not sheet.unit_name:
        what = Text("单位（部门）缺名称", "The reporting unit has no name")
        yield Hit(sheet.unit, "unit", values={"what": what})


_NUMBERING = re.compile(
    r"^(?:附(?:件|表)\s*[一二三四五六七八九十\d-]*[:：、\s]?)?(?:[(（][一二三四五六七八九十\d]{1,3}[)）][、.．]?|第?[一二三四五六七八九十\d]{1,3}[、.．:：\s])?\s*"
)
_TITLE_END = re.compile(r"(?:绩效目标(?:申报)?表?|绩效目标及指标表|申报表)(?:[(（][^()（）]*[)）])?$")
_GENERIC = re.compile(
    r"20\d\d年?度?|项目支出|部门预算|预算项目|专项资金|转移支付|财政|项目|年度|支出|预算|县级|市级|省级|的"
)
"""Words of a title that do not name a project: 2020年部门预算项目绩效目标表."""


@rule(
    "B05",
    Severity.WARNING,
    zh=Words("表题与项目名称不一致", "{what}", "以预算批复的项目名称为准，改为“{expected}”"),
    en=Words(
        "Title and project name disagree",
        "{what}",
        'Go by the name in the approved budget: "{expected}"',
    ),
    needs=frozenset({Capability.TITLE}),
    source="公开样本的填报说明：与部门预算项目名称一致",
    fires=Example(title="1、2020年扶贫工作经费绩效目标表", name="2020年扶贫综合经费"),
    clean=Example(title="1、2020年 扶贫综合经费绩效目标表", name="2020年扶贫综合经费"),
)
def title_is_not_the_name(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a title that names another project than the name does, and a missing name (an error)."""
    title = _TITLE_END.sub("", _NUMBERING.sub("", normalise(sheet.title.text)))
    name = normalise(sheet.name.text)
    if missing(sheet.name):
        what = Text("项目名称没有填", "The project name is blank")
        yield Hit(sheet.name, "name", "", title or "预算批复的名称", Severity.ERROR, values={"what": what})
    elif name and bare_text(_GENERIC.sub("", title)) and bare_text(title) != bare_text(name):
        what = Text(f"表题写“{title}”，项目名称写“{name}”", f'The title says "{title}", the name is "{name}"')
        yield Hit(sheet.title, "title", title, name, related=(sheet.name.place,), values={"what": what})


_DOCUMENT_TITLE = re.compile(r"关于.*(?:通知|意见|办法|批复|函|方案|决定)")
_MAX_NAME_LENGTH = 300
_REPEATED_END = re.compile(r"(项目|工程|经费|资金)[^()]*\1$")


@rule(
    "B06",
    Severity.NOTE,
    zh=Words(
        "项目名称不简明",
        "{what}",
        "名称写成“资金名称—具体事项”，文件标题和文号移到指标值确定依据",
    ),
    en=Words(
        "Project name is not concise",
        "{what}",
        "Name the money and what it is for; move the document's title and number to the basis",
    ),
    source="项目命名惯例",
    fires=Example(name="冀财农〔2019〕137号关于提前下达2020年专项资金预算的通知"),
    clean=Example(name="2020年脱贫办工作经费"),
)
def name_is_a_document(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a name that is a document's title, or that ends with a word that it has already used."""
    name = squeeze(sheet.name.text)[:_MAX_NAME_LENGTH]
    if _DOCUMENT_TITLE.search(name):
        what = Text("项目名称是文件标题", "The project name is the title of a document")
        yield Hit(sheet.name, "name", values={"what": what})
    elif match := _REPEATED_END.search(name):
        what = Text(f"项目名称里“{match[1]}”重复", f'The project name repeats "{match[1]}"')
        yield Hit(sheet.name, "name", values={"what": what})


@rule(
    "B07",
    Severity.ERROR,
    zh=Words(
        "年度不一致",
        "预算年度是 {budget_year} 年，{label}却写“{found}”",
        "改为 {budget_year} 年；确属往年事项的，写明结转、尾款等原因",
    ),
    en=Words(
        "Wrong year",
        'The budget year is {budget_year}, but the {label} says "{found}"',
        "Change it to {budget_year}; if an earlier year is meant, say why (carried over, final payment)",
    ),
    source="表样要求：年度填写预算所属年份",
    silenced_by=("K12",),
    parameters={
        "reach": Decimal(3),
        "before": WordList("other_year_before"),
        "after": WordList("other_year_after"),
    },
    labels={"reach": Text("相差几年以内才报", "years apart up to which it is reported")},
    fires=Example(name="2020年扶贫综合经费", purpose="2019年扶贫工作综合经费，用于下乡交通"),
    clean=Example(name="2020年扶贫综合经费", purpose="按冀财农〔2019〕137号提前下达2020年资金，含2019年结转5万元"),
)
def year_of_another_budget(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report purpose or goals that speak of another year than name and budget without giving a reason.

    These years are not reported: a document's year; a year explained by a word before it (较, 由, 截至) or after it
    (结转, 年底, 脱贫的); one that a sentence sets beside the budget year, as in two-year works; the end of a span;
    a year more than ``reach`` years away, which is history or a long-term aim.
    """
    year = context.budget_year
    named = {named_year for named_year, _, _ in find_years(sheet.name.text)}
    if year is None:
        return
    if named and year not in named:
        if max(named) == year - 1 and not _NAMED_LATER.search(sheet.name.text):
            quote = f"{year - 1}年"
            yield Hit(sheet.name, "name", quote, f"{year}年", Severity.WARNING, values={"budget_year": year})
        return
    reach = context.number("reach")
    for field, entry in (("purpose", sheet.purpose), ("goals", sheet.goal.entry)):
        text = entry.text
        for other_year, start, end in find_years(text):
            if other_year == year or abs(other_year - year) > reach or explained_year(text, start, end, context):
                continue
            if _beside_budget_year(text, start, year):
                continue
            quote = whole_numbers(text, start, end + 12)
            quote = _CLAUSE_END.split(quote, maxsplit=1)[0]
            yield Hit(entry, field, quote, f"{year}年", values={"budget_year": year})
            break


_NAMED_LATER = LazyPattern(
    r"结转|结余|续建|尾款|质保|清算|决算|欠|跨年|提前下达|水毁|第二批|补发|奖励|奖补|考核|学年|冬"
)
"""Words of a name that say why the budget pays for the year before."""


def _beside_budget_year(text: str, position: int, year: int) -> bool:
    """Return whether the sentence names the budget year as well, as one of two."""
    first = max((text.rfind(mark, 0, position) for mark in "。；;\n"), default=-1) + 1
    last = min((found for mark in "。；;\n" if (found := text.find(mark, position)) >= 0), default=len(text))
    return any(other == year for other, _, _ in find_years(text[first:last]))


_CLAUSE_END = LazyPattern(r"[\s，,。；;、：:（(]")
_ODD_NUMBER = re.compile(r"[\[［【〖(（]\s*(?:19|20)\d\d|第\s*\d+\s*号$")


@rule(
    "B08",
    Severity.NOTE,
    zh=Words("文号格式不规范", "文号“{found}”格式不规范", "年份用六角括号〔〕，写成 {expected}"),
    en=Words(
        "Document number not in the standard form",
        'The document number "{found}" is not in the standard form',
        "Put the year in the brackets 〔〕: {expected}",
    ),
    source="《党政机关公文格式》（GB/T 9704-2012）",
    grouped=True,
    fires=Example(purpose="按冀财农【2019】150号硬化村道路12公里"),
    clean=Example(purpose="按冀财农〔2019〕150号硬化村道路12公里"),
)
def document_number_odd(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report each number of the sheet whose year is not in the brackets 〔〕, once for all its cells."""
    uses_by_number: dict[str, dict[FieldEntry, list[DocumentNumber]]] = defaultdict(dict)
    for text, numbers in document_numbers(sheet, context):
        for number in numbers:
            if _ODD_NUMBER.search(number.original):
                uses_by_number[squeeze(number.original)].setdefault(text, []).append(number)
    for uses in uses_by_number.values():
        (field, entry), parallel = next(iter(uses.items()))
        expected = "、".join(dict.fromkeys(number.standard for number in parallel))
        related = tuple(other.place for _, other in uses if other is not entry)
        yield Hit(entry, field, parallel[0].original, expected, related=related)


_COMPLETE = re.compile(r"[\[［【〔〖(（](?:19[4-9]|20[0-4])\d[\]］】〕〗)）]\d{1,5}号")
"""A document number that lacks nothing, from behind its agency."""
_NO_NUMBER = LazyPattern(r"[一-龥]{2,8}[\[［【〔〖(（]\s*(?:19|20)\d\d\s*[\]］】〕〗)）]\s*第?\s*(?:号|[xXＸ×*_＿]+号)")


@rule(
    "B10",
    Severity.WARNING,
    zh=Words("文号不完整或年份不对", "{label}里的文号“{found}”{what}", "核对文件原文，写完整的文号"),
    en=Words(
        "Document number incomplete, or of an impossible year",
        'The document number "{found}" in the {label} {what}',
        "Look at the document and write its whole number",
    ),
    source="文号与文件一一对应的惯例",
    grouped=True,
    fires=Example(pick="受益人口", basis="示交〔2019〕号"),
    clean=Example(pick="受益人口", basis="示交〔2019〕36号"),
)
def document_number_incomplete(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report document numbers with agency and year but without the number, and years that cannot be (20201, 202)."""
    for field, entry in sheet_texts(sheet, context):
        if field == "title" or "号" not in entry.text or "号" not in _COMPLETE.sub("", entry.text):
            continue
        if match := _NO_NUMBER.search(entry.text):
            yield Hit(entry, field, match[0], values={"what": Text("缺序号", "lacks the number itself")})
        elif match := _ODD_YEAR.search(fold(entry.text)):
            what = Text(f"年份“{match['year']}”不对", f"has an impossible year ({match['year']})")
            yield Hit(entry, field, match[0], values={"what": what})


_ODD_YEAR = LazyPattern(
    r"[一-龥]{2,8}[\[［【〔〖]\s*(?P<year>(?!(?:19[4-9]|20[0-4])\d[\]］】〕〗\s年])\d{1,6})\s*年?\s*[\]］】〕〗]\s*第?\s*\d{1,5}\s*号"
)
"""A document number in square or angled brackets whose year is not one of four digits from 1940 to 2049."""


_MAX_COMPARED_NUMBERS = 30
"""Numbers of one text that are compared with each other: a text with more of them is a list of documents."""
_SIDE_BY_SIDE = re.compile(r"[\s,，、;；和及与以并]*")


@rule(
    "B09",
    Severity.ERROR,
    zh=Words(
        "同一处文号互相矛盾",
        "{label}里同一机关、同一年份有两个文号：{found}",
        "核对文件原文，保留正确的一个；确是两份文件的，用顿号并列",
    ),
    en=Words(
        "Contradicting document numbers",
        "The {label} gives two numbers of one agency and year: {found}",
        "Look at the document and keep the right number; if there are two documents, list them side by side",
    ),
    source="文号与文件一一对应的惯例",
    fires=Example(name="冀财农〔2019〕150号下达2020年驻村工作经费 冀财农〔2019〕50号"),
    clean=Example(name="冀财农〔2019〕137号、149号2020年专项资金"),
)
def document_numbers_contradict(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report two numbers of one agency and year that are not listed side by side.

    A name is reported in every case. A longer text may well cite two documents, so there it is reported only if one
    number is part of the other, as if a digit had been lost.
    """
    for (field, entry), numbers in document_numbers(sheet, context):
        if field == "title":
            continue
        for first, second in combinations(numbers[:_MAX_COMPARED_NUMBERS], 2):
            if (first.agency, first.year) != (second.agency, second.year) or first.number == second.number:
                continue
            between = entry.text[first.end : second.start]
            if first.start == second.start or _SIDE_BY_SIDE.fullmatch(between) or set("《；\n") & set(between):
                continue
            if field == "name" or _digit_lost(first.number, second.number):
                yield Hit(entry, field, f"{first.original}／{second.original}")
                break


def _digit_lost(first: int, second: int) -> bool:
    shorter, longer = sorted((str(first), str(second)), key=len)
    return len(shorter) < len(longer) and shorter in longer
