"""Family I, 绩效指标: whether the indicators' words repeat each other, fit the project and are complete."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xltools.bounded_cache import BoundedCache
from xltools.form_identity import Capability
from xltools.grids.error_values import is_error_value
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Indicator, Place, Severity, TargetSheet
from xltools.rules.described_rates import (
    about_another_project,
    blank_among_others,
    copied_description,
    of_another_number,
    of_another_rate,
    same_rate,
    swapped,
)
from xltools.rules.entry_checks import applies
from xltools.rules.field_texts import FieldEntry, about_money, filled_rows, narrative
from xltools.rules.patterns import any_of, bare_text
from xltools.rules.row_views import AT_MOST
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text

__all__: list[str] = []


@rule(
    "I07",
    Severity.WARNING,
    zh=Words("同一张表指标重复", "“{found}”与第 {row} 行重复", "合并重复的指标，或写明各自考核什么"),
    en=Words(
        "Indicator given twice",
        '"{found}" repeats row {row}',
        "Merge the two, or say what each one measures",
    ),
    source="指标设置惯例",
    grouped=True,
    fires=Example(
        row="|服务对象满意度指标|受益群众满意度|受访群众中表示满意的人数占受访人数的比例|≥85%|2019年满意度调查"
    ),
    clean=Example(row="|服务对象满意度指标|沿线企业满意度|受访企业中表示满意的占比|≥85%|2019年满意度调查"),
)
def indicator_repeated(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report rows of one level 2 with the same name and nothing to distinguish them, or without names the same words.

    Rows with one name and one target are the same wherever they stand.

    Two standards, or the parts of one matter, may share a description: their names tell them apart.
    """
    first_rows: dict[_RowKey, Indicator] = {}
    alike: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    named: dict[tuple[str, str], Indicator] = {}
    for row in filled_rows(sheet, context):
        own, matching = _row_keys(row)
        candidates = (first_rows[key] for key in matching if key in first_rows)
        earlier = min(candidates, key=lambda candidate: candidate.place, default=None)
        of_one_target = alike[bare_text(row.level2.text), bare_text(row.target.text)]
        earlier = earlier or next((one for one in of_one_target if _says_the_same(one, row)), None)
        if any([first_rows.setdefault(key, row) is row for key in own]):
            of_one_target.append(row)
        name_and_target = bare_text(row.level3.text), bare_text(row.target.text)
        if all(name_and_target) and applies(row):
            earlier = earlier or named.get(name_and_target)
            named.setdefault(name_and_target, row)
        if earlier:
            entry, field = (row.description, "description") if row.level3.blank else (row.level3, "level3")
            yield Hit(entry, field, related=(earlier.level3.place,), values={"row": earlier.place.row})


def _says_the_same(one: Indicator, other: Indicator) -> bool:
    """Return whether two rows of one level 2 with one target name and describe the same in other words.

    Names with a part of their own (城市低保, 农村低保) are of two things.
    """
    if not bare_text(one.target.text):
        return False
    if (
        bare_text(one.description.text) == bare_text(other.description.text) != ""
        and "满意" in one.level3.text + one.level2.text
    ):
        return True
    pairs = ((one.level3, other.level3), (one.description, other.description))
    if all(same_rate(left.text, right.text) for left, right in pairs):
        return True
    return all(
        {*_core(left.text)} <= {*_core(right.text)} or {*_core(right.text)} <= {*_core(left.text)}
        for left, right in pairs
    )


def _core(text: str) -> str:
    """Return the characters of a name or description without those that only measure."""
    return _MEASURES.sub("", bare_text(text)) or "\0"


_MEASURES = LazyPattern(
    r"家次|人次|户次|台次|批次|场次|全年|当年|数量|个数|座数|台数|套数|处数|件数|周期|时间|时限|期限|数|量|的|并|有|中心|负责|多少|日内|把|给|后|专人|情况|开放|免费"
)


_RowKey = tuple[str, str | None, str | None]
"""Level 2, name and description; None stands for any."""
_MIN_DESCRIPTION_LENGTH = 4
"""Shorter descriptions may be the same by chance."""


def _row_keys(row: Indicator) -> tuple[list[_RowKey], list[_RowKey]]:
    """Return the keys that the row is filed under, and those under which a repeated earlier row would be filed."""
    level2, name, words = (bare_text(entry.text) for entry in (row.level2, row.level3, row.description))
    own: list[_RowKey] = []
    matching: list[_RowKey] = []
    if name:
        own += [(level2, name, words), (level2, name, None)]
        matching += [(level2, name, words), (level2, name, "")] if words else [(level2, name, None)]
    elif len(words) >= _MIN_DESCRIPTION_LENGTH:
        own.append((level2, None, words))
        matching.append((level2, None, words))
    return own, matching


@rule(
    "I14",
    Severity.WARNING,
    zh=Words("指标描述没有说明指标", "“{indicator}”的指标描述{what}", "写明这条指标统计什么、怎样计算"),
    en=Words(
        "Description does not describe the indicator",
        'The description of "{indicator}" {what}',
        "Say what the indicator counts and how it is worked out",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="表样要求：指标描述说明指标的内涵",
    per_row=True,
    fires=Example(row="产出指标|数量指标|护栏长度|培训人员的数量|≥3公里|施工设计"),
    clean=Example(row="产出指标|数量指标|护栏长度|临水路段安装护栏的长度|≥3公里|施工设计"),
)
def description_unfit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a description of something else than the indicator, and as a note one that only repeats its name.

    It is of something else if no character of it that means anything is in the name, and it measures another kind of
    thing (a length, people) or names another indicator of the sheet, and if it defines another rate.
    """
    rows = filled_rows(sheet, context)
    yield from blank_among_others(rows)
    for row in rows:
        name, words = bare_text(row.level3.text), bare_text(row.description.text)
        if not name or not words or any(is_error_value(one.text.strip()) for one in (row.level3, row.description)):
            continue
        values: dict[str, object] = {"indicator": row.level3.text.strip()}
        if _ONLY_A_VALUE.fullmatch(words) and row.description.text.strip() != row.target.text.strip():
            what = Text("只是一个数值", "is only a number")
            yield Hit(row.description, "description", values={**values, "what": what})
            continue
        content = {*_content(words)}
        good = row.target.value is not None and row.target.value.operator not in AT_MOST
        if good and _GOOD_RATE.search(name) and _BAD_SHARE.search(words) and not _BAD_NAME.search(name):
            what = Text(f"“{row.description.text.strip()}”与名称正相反", "is the opposite of its name")
            yield Hit(row.description, "description", related=(row.target.place,), values={**values, "what": what})
        elif (words == name and not _PLAIN_COUNT.search(name)) or (
            name.endswith(("率", "度")) and _bare_name(words) == _bare_name(name)
        ):
            what = Text("与名称相同", "only repeats its name")
            yield Hit(row.description, "description", severity=Severity.NOTE, values={**values, "what": what})
        elif _SATISFIED.search(name) and _ONLY_A_GRADE.fullmatch(words):
            what = Text(f"只写“{row.description.text.strip()}”，没有口径", "is only a word of praise")
            yield Hit(row.description, "description", severity=Severity.NOTE, values={**values, "what": what})
        elif (
            _unheard(row, words, sheet, rows)
            or (_SATISFIED.search(name) and _OTHER_RATE.search(words))
            or of_another_rate(name, words)
            or swapped(name, words)
            or of_another_number(row, words)
            or about_another_project(row, words, sheet, context.book)
            or copied_description(row, rows)
        ):
            yield _foreign_hit(row)
        elif len(content) >= _MIN_CONTENT and {*words}.isdisjoint(_content(name)):
            others = (_content(bare_text(other.level3.text)) for other in rows if other is not row)
            kinds = _kinds(name), _kinds(words)
            another_kind = (all(kinds) and kinds[0].isdisjoint(kinds[1])) or bool(_OUTCOME.search(words))
            begins = _content(words).startswith
            named = not _WHOSE.search(words) and any(len(other) > _MIN_CONTENT and begins(other) for other in others)
            if another_kind or (named and len(_content(name)) > _MIN_CONTENT):
                yield _foreign_hit(row)


def _foreign_hit(row: Indicator) -> Hit:
    text = row.description.text.strip()
    what = Text(f"“{text}”说的是别的事", f'"{text}" is about something else')
    return Hit(row.description, "description", values={"indicator": row.level3.text.strip(), "what": what})


def _said(words: str) -> str:
    """Return words without those of every survey."""
    return _OF_EVERY_SURVEY.sub("", words)


def _unheard(row: Indicator, words: str, sheet: TargetSheet, rows: Sequence[Indicator]) -> bool:
    """Return whether a description is about people or firms of whom nothing else on the sheet speaks.

    No two neighbouring characters of it that mean something are in name, purpose, goals and the other rows: it was
    copied from another trade.
    """
    name = row.level3.text
    who = _WHO.search(words)
    if who is None or who[0] in name or not name.strip().endswith(("率", "度")):
        return False
    if "满意" in name and not _WHO.search(name):
        return False
    if not {*_said(_content(words))}.isdisjoint(_said(_content(bare_text(name)))):
        return False
    pieces = re.findall(r"[一-龥]{2,}", _OF_EVERY_SURVEY.sub(" ", _NEUTRAL.sub(" ", words)))
    pairs = {piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1)}
    own = (sheet.name.text, sheet.purpose.text, sheet.goal.entry.text, sheet.unit.text, name)
    others = (f"{one.level3.text} {one.description.text}" for one in rows if one is not row)
    text = " ".join((*own, *others))
    return len(pairs) >= _MIN_PAIRS and not any(pair in text for pair in pairs)


_PLAIN_COUNT = LazyPattern(r"(?:数量?|[人场户批频]次|次|面积|里程|长度|人口|户|重量|产量)$")
"""Names of counts, which say what is counted."""
_ONLY_A_GRADE = LazyPattern(r"(?:很|非常|基本|比较|较为|群众|较)?(?:满意|良好|好)")
_SATISFIED = LazyPattern(r"满意[率度]$")
_OTHER_RATE = LazyPattern(
    r"^(?!.*(?:满意|受访|问卷|调查|评价|好评|认可|认同|测评|评议|反映|投诉|回访|感受|随访|打分|评分|知晓)).*"
    r"(?:成绩合格|考试|验收|完成|达标|到位|按期|按时|办结|覆盖|参保|入库|发放|安装|抽检|竣工).*(?:占|比例|比率|比重)"
)
"""Descriptions of a share of something that was done, by words that no survey has."""
_WHO = LazyPattern(
    r"学生|家长|教师|师生|幼儿|学员|患者|病人|孕产妇|农户|农民|养殖户|种植户|残疾|老年人|老人|企业|商户|经营户|纳税人|游客|读者|观众|旅客|乘客|"
    r"退役|优抚|军人|职工|民警|司机|业主|租户|矿工|渔民|牧民|僧|教职工"
)
"""Whom descriptions are about."""
_MIN_PAIRS = 3
_OF_EVERY_SURVEY = LazyPattern(
    r"满意|受访|问卷|调查|群众|居民|公众|对象|人员|单位|部门|社会|有关|相关|评价|测评|回访|结果|平均|统计|表示|占"
)
_ONLY_A_VALUE = re.compile(
    r"(?:[≥≤<>=＞＜＝]|大于|小于|不低于|不少于|不超过|达到)*\d+(?:\.\d+)?(?:%|％|‰|[个起件次人户处座台套天])?(?:以上|以内|以下)?"
)
_GOOD_RATE = re.compile(
    r"(?:按[时期]|及时|准时|合格|达标|准确|完好|完成|正确|满意|成功|优良|有效|运行|在线|可用|通过|到位|规范|成活|就业|覆盖|办结|整改|达成|兑现|保存|巩固|保障|正常)[一-龥]{0,2}[率度]$"
)
_BAD_NAME = re.compile(r"[不未非]|差错|错误|故障|失误|事故|投诉")
_BAD_SHARE = LazyPattern(
    r"(?<![无零])(?:延误|逾期|超期|超时|不合格|不达标|未达标|错误|差错|损坏|故障|未完成|失败|不满意|返工|死亡|流失|缺勤|离线|停机|中断|未通过|未整改|未办结|"
    r"未兑现|未就业|失业|未覆盖|缺失|破损|枯死)[一-龥]{0,8}(?:占|比例|比重|比率|占比)",
    needs="延误 逾期 超期 超时 不合格 不达标 未达标 错误 差错 损坏 故障 未完成 失败 不满意 返工 死亡 流失 "
    "缺勤 离线 停机 中断 未通过 未整改 未办结 未兑现 未就业 失业 未覆盖 缺失 破损 枯死",
)


def _bare_name(text: str) -> str:
    return text.replace("的", "")


_OUTCOME = LazyPattern(
    r"(?:就业|升学|入学|参保|脱贫|接种|签约|知晓|成活|治愈|获奖|取证|复发|参训|结业|巩固|入住|到校|参赛|投保|增收|就诊|转化|办结|整改|验收|竣工|发放|出栏|配备)"
    r"的?[一-龥]{0,3}(?:占.{1,12}的?)?(?:比例|占比|比重|百分比)$"
)
"""Descriptions of a share of those with whom something came about."""
_WHOSE = re.compile(r"平均|均值|合计|总和$")
"""Words that say of whom, or how, a value is taken."""
_NEUTRAL = re.compile(
    r"里程|长度|面积|数量|比率|比例|占比|比重|总数|完成|实际|实施|工作|项目|指标|情况|全年|当年|年度|本年|所有|全部|各类|抽查|抽检|无误|符合|条件|对象|受访|验收|"
    r"合格|享受|政策|表示|时间|时限|[的数率占总之和与及或等为是在对按各个及每名人户次场座处里长度面积]"
)
"""Words of names and descriptions that do not mention what is counted."""
_MIN_CONTENT = 3
"""Characters that mean something which a description needs to be compared."""
_KINDS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("people", re.compile(r"人数|人次|人员的?数|户数|人员数")),
    ("length", re.compile(r"长度|里程|公里")),
    ("area", re.compile(r"面积|亩数")),
    ("share", re.compile(r"[^效频]率$|比例|占比|满意度|[/／÷]|占.{1,8}的?比")),
    ("time", re.compile(r"时间|时限|工期|日期")),
)


@lru_cache(maxsize=1 << 13)
def _content(text: str) -> str:
    return _NEUTRAL.sub("", text)


def _kinds(text: str) -> set[str]:
    return {kind for kind, pattern in _KINDS if pattern.search(text)}


class _Wording(NamedTuple):
    """Words and value of an indicator; rows of several sheets that agree in them are the same indicator."""

    level3: str
    description: str
    target: Hashable


@rule(
    "I08",
    Severity.WARNING,
    zh=Words(
        "指标跨项目雷同", "“{found}”的名称、描述和目标值在 {count}/{total} 张表里都相同", "按各项目的内容重写指标"
    ),
    en=Words(
        "The same indicator in many projects",
        '"{found}" has the same name, description and target in {count} of {total} sheets',
        "Rewrite it for what each project does",
    ),
    source="绩效目标审核常见问题",
    scope=Scope.DEPARTMENT,
    parameters={"share": Decimal(60), "least": Decimal(3), "common": WordList("common_indicators")},
    labels={
        "share": Text("出现在百分之几以上的表里才报", "per cent of the sheets that have to agree"),
        "least": Text("至少几张表相同才报", "sheets that have to agree"),
    },
    fires=Example(
        sheets=[Example(name=f"2020年农村道路硬化{n}标段") for n in "一二三"],
    ),
    clean=Example(sheets=[Example(name="2020年农村道路硬化一标段"), Example(name="2020年农村道路硬化二标段")]),
)
def indicator_in_every_sheet(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report each indicator whose name, description and value are the same in most sheets of the department.

    Satisfaction, pass rates and other common indicators may well be the same and get a note. C04 reports departments
    that copy each other.
    """
    rows_by_wording: dict[_Wording, dict[Place, Indicator]] = defaultdict(dict)
    tables = [(sheet.place, rows) for sheet in book.sheets if (rows := filled_rows(sheet, context))]
    if len(tables) < context.number("least"):
        return
    for place, rows in tables:
        for row in filter(applies, rows):
            rows_by_wording[_wording(row)].setdefault(place, row)
    least = max(context.number("least"), context.number("share") * len(tables) / 100)
    for wording, same in rows_by_wording.items():
        if wording.level3 and len(same) >= least:
            first, *others = same.values()
            common = any_of(context.words("common")).search(first.level3.text)
            yield Hit(
                first.level3,
                "level3",
                severity=Severity.NOTE if common else None,
                related=tuple(row.level3.place for row in others),
                values={"count": len(same), "total": len(tables)},
            )


def _wording(row: Indicator) -> _Wording:
    value = row.target.value
    target: Hashable = bare_text(row.target.text)
    if value and value.number is not None:
        target = (value.operator, value.number, value.upper)
    return _Wording(bare_text(row.level3.text), bare_text(row.description.text), target)


@rule(
    "I10",
    Severity.NOTE,
    zh=Words(
        "投入、过程类指标当作产出",
        "“{found}”反映资金投入或过程，不是产出",
        "改为完成数量、合格率、完工及时率等产出指标",
    ),
    en=Words(
        "Input or process given as output",
        '"{found}" is about money going in, not about what comes out',
        "Ask for an output instead: quantity done, pass rate, completion on time",
    ),
    source="绩效目标审核常见问题：投入数量不能作为绩效目标",
    grouped=True,
    parameters={"rates": WordList("input_rates"), "money": WordList("money")},
    fires=Example(row="产出指标|时效指标|扶助资金到位率|实际到位资金占应到位资金的比例|=100%|示交〔2019〕36号"),
    clean=Example(row="产出指标|时效指标|工程完工及时率|按期完工的路段占全部路段的比例|=100%|施工合同"),
)
def input_as_output(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report rates of money received or spent given as indicators; what people are paid (补助到位率) is output."""
    rates, money = any_of(context.words("rates")), any_of(context.words("money"))
    for row in filled_rows(sheet, context):
        name = row.level3.text
        if rates.search(name) and about_money(row, rates, money) and not _PAID_TO_PEOPLE.search(name):
            yield Hit(row.level3, "level3")


_PAID_TO_PEOPLE = LazyPattern(
    r"补助|补贴|补偿|救助|奖励|奖补|低保|助学|抚恤|慰问|资助|工资|津贴|报酬|养老金|生活费|兑付|发放"
)


_FILLER_SIGNS = (
    r"[*＊]{2,}|(?<![A-Za-z0-9])[xXＸ×]{2,}(?![A-Za-z0-9])|[_＿]{2,}|指标\s*[\d一二三四五六七八九十]+\s*[:：]"
)
_ONLY_SIGNS = r"^\s*[-—－_＿*＊×/、.…]+\s*$|…{2,}|\.{4,}"
"""Only signs, or dots for a continuation: not acceptable as a name or a target, but as part of longer texts."""
_IN_FILLERS = {False: "* ＊ x X Ｘ × _ ＿ 指标", True: "* ＊ x X Ｘ × _ ＿ 指标 - — － / 、 . …"}


@lru_cache(maxsize=8)
def _placeholders(words: tuple[str, ...], alone: bool) -> BoundedCache[str, str]:
    """Return a cache of the placeholder in a text, empty if there is none; ``alone`` for names and targets."""
    expression = "|".join((_FILLER_SIGNS, any_of(words).pattern, *((_ONLY_SIGNS,) if alone else ())))
    pattern = LazyPattern(expression, needs=" ".join((_IN_FILLERS[alone], *words)))
    return BoundedCache(lambda text: match[0].strip() if (match := pattern.search(text)) else "")


@rule(
    "I11",
    Severity.ERROR,
    zh=Words("模板占位内容没有替换", "{label}里的“{mark}”是模板占位内容", "换成本项目的实际内容；多余的行删去"),
    en=Words(
        "Placeholder of the template left in",
        'The {label} still has the placeholder "{mark}"',
        "Replace it by what this project does; delete rows that are not needed",
    ),
    source="一体化系统的录入校验：指标值不得含占位符号",
    grouped=True,
    parameters={"placeholders": WordList("placeholders")},
    fires=Example(pick="道路硬化里程", level3="旅游景点开发数量（≥**个）"),
    clean=Example(pick="道路硬化里程", level3="旅游景点开发数量"),
)
def placeholder_left(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report signs or words to be replaced in any text of the sheet, and in the department's overall targets."""
    words = context.words("placeholders")
    anywhere, alone = _placeholders(words, alone=False), _placeholders(words, alone=True)
    for field, entry in _texts_to_fill_in(sheet, context.book):
        marks = alone if field in ("level3", "target") else anywhere
        if mark := marks[entry.text]:
            yield Hit(entry, field, values={"mark": mark})


def _texts_to_fill_in(sheet: TargetSheet, book: DepartmentBook) -> Iterator[FieldEntry]:
    if book.sheets and sheet is book.sheets[0]:  # the overall targets belong to no sheet of their own
        yield from narrative(book)
    yield "name", sheet.name
    yield "purpose", sheet.purpose
    yield "goals", sheet.goal.entry
    for row in sheet.indicators:
        yield "level3", row.level3
        yield "description", row.description
        yield "target", row.target
        yield "basis", row.basis
