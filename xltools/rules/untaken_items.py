"""Family I, 绩效指标: what is bought, made or held by goals and purpose, and that no indicator takes up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xltools.form_identity import Capability
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Indicator, Severity, TargetSheet
from xltools.rules.field_texts import filled_rows
from xltools.rules.rule import Context, rule
from xltools.values import normalise

__all__: list[str] = []

_MADE: Final = r"(?:新增|购置|采购|新建|建成|安装|引进|推广|消除|配备|印发|编印|出版)"
_COUNTED: Final = LazyPattern(
    rf"{_MADE}(?P<counted>(?P<thing>[一-龥]{{2,8}}?)(?P<figure>\d+(?:\.\d+)?万?)(?:[册盏条台套座处辆块床部间副种]|个(?![月百])))"
)
"""A thing of the goals with its number: 新增学位450个."""
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?万?")
_BEGUN: Final = LazyPattern(
    r"(?:^|\n)\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]\s*)(?P<all>(?:新建|建设|建成|创建|吸纳|引进推广|引进|推广|购置|采购|拍摄|制作|开发|新增)"
    r"(?P<thing>[一-龥]{3,10}?)(?P<figure>\d+(?:\.\d+)?万?)(?:[册盏条台套座处辆块床部间副种项户家场]|个(?![月百])))"
)
"""An item that begins with such a thing."""
_HELD: Final = LazyPattern(
    r"(?P<thing>展会|展销会|展览|推介会|招聘会|运动会|论坛|讲座|夏令营|现场教学|演练|比赛|大赛|"
    r"纪录片|专题片|宣传片|微视频|短视频|公益广告|宣传(?:资料|品|册|单|画)|手册|明白纸|海报|安全鉴定)"
    r"(?:活动)?(?:《[^》]{1,20}》)?(?P<figure>\d+(?:\.\d+)?万?)(?:场次?|次|期|届|部|份|条|册|张|座|处)"
)
"""An event, a film or printed matter with its number, by the word that any indicator of it would have."""
_EXAMINED: Final = LazyPattern(
    r"(?P<figure>\d+)(?:座|处|个|条|栋|幢|件)[一-龥]{2,8}?(?P<thing>(?:安全|质量|等级)?鉴定)"
)
"""Things to be examined, with their number in front."""
_TRAINED: Final = LazyPattern(r"(?:培训|参训)[一-龥、“”]{0,10}?(?P<figure>\d+(?:\.\d+)?万?)(?:人次?|名)")
_LEARNERS: Final = LazyPattern("训|学员")
_PEOPLE: Final = LazyPattern(r"\d万?(?:人次?|名)")


@rule(
    "I18",
    Severity.NOTE,
    zh=Words(
        "绩效目标的内容没有指标",
        "绩效目标写“{found}”，没有相应的指标",
        "补充这项内容的数量指标",
    ),
    en=Words(
        "A thing without an indicator",
        'The goals say "{found}", which no indicator takes up',
        "Add an indicator of its quantity",
    ),
    needs=frozenset({Capability.INDICATORS, Capability.GOALS}),
    source="绩效指标与资金用途、绩效目标相匹配的要求（财预〔2015〕88号）",
    silenced_by=("I01",),
    fires=Example(purpose="硬化4个村道路12公里，新建停车位60个", goals="1、硬化4个村道路12公里，新建停车位60个。"),
    clean=Example(purpose="硬化4个村道路12公里", goals="1、硬化4个村道路12公里，安装护栏60块。"),
)
def thing_without_indicator(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a thing with its number, without an indicator, that begins an item or that other texts have, too.

    The other texts are purpose and overall targets. Rows of satisfaction only ask about a thing. An event, a film,
    printed matter, an examination or people who are trained need neither. A row with the same number takes it up.
    """
    goals = normalise(sheet.goal.entry.text)
    counted, begun = [*_COUNTED.finditer(goals)], [*_BEGUN.finditer(goals)]
    held, trained = [*_HELD.finditer(goals), *_EXAMINED.finditer(goals)], _TRAINED.search(goals)
    if not counted and not begun and not held and not trained:
        return
    overall = context.book.overall
    elsewhere = normalise(f"{sheet.purpose.text} {overall.overall.text} {overall.sub_targets.text}")
    asked = [row for row in filled_rows(sheet, context) if "满意" not in row.level3.text]
    rows = " ".join(f"{row.level3.text} {row.description.text} {row.target.text}" for row in asked)
    numbers = {*_NUMBER.findall(rows)}
    for match in counted:
        if match["counted"] in elsewhere and match["figure"] not in numbers and not _heard(match["thing"], rows):
            yield Hit(sheet.goal.entry, "goals", match[0], related=(sheet.purpose.place,))
            return
    for match in begun:
        if match["figure"] not in numbers and not _heard(match["thing"], rows):
            yield Hit(sheet.goal.entry, "goals", match["all"])
            return
    left = [match for match in held if match["thing"] not in rows and match["figure"] not in numbers]
    if trained and trained["figure"] not in numbers and not any(map(_counts_learners, asked)):
        left.append(trained)
    if left:
        yield Hit(sheet.goal.entry, "goals", left[0][0])


def _counts_learners(row: Indicator) -> bool:
    """Return whether a row counts people who are trained."""
    about = _LEARNERS.search(row.level3.text + row.description.text)
    return bool(about and _PEOPLE.search(normalise(row.target.text)))


def _heard(item: str, texts: str) -> bool:
    """Return whether two neighbouring characters of an item stand in the texts; one without a thing is not asked."""
    pieces = re.findall(r"[一-龥]{2,}", item)
    pairs = [piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1)]
    return not pairs or any(pair in texts for pair in pairs)
