"""Family G, 绩效目标: a thing of the overall targets that no project, sub-target or indicator takes up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltools.form_identity import Capability
from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity, TargetSheet
from xltools.rules.field_texts import filled_rows
from xltools.rules.rule import Context, Scope, rule
from xltools.values import normalise

__all__: list[str] = []

_CLAUSE: Final = re.compile(r"[，,。；;、\n]")
_NUMBERING: Final = LazyPattern(
    r"^\s*(?:[-—·•]|[（(【]?[0-9一二三四五六七八九十]{1,2}[)）】、.．]|[一二三四五六七八九十]是|[①-⑩])\s*"
)
_TIME: Final = LazyPattern(r"20\d\d\s*年度?|\d{1,2}\s*月(?:\d{1,2}\s*日|底|份)?")
_NUMBER: Final = LazyPattern(r"\d+(?:\.\d+)?")
_FIGURE: Final = LazyPattern(r"\d+(?:\.\d+)?(?![\d.]*[%‰])[万亿]?[一-龥]?")
"""A figure with the first character of its unit; equal shares do not show that two clauses are about one thing."""
_NOISE: Final = LazyPattern(
    r"[一-龥]?以[上内下]|完成|达到|实现|开展|组织|实施|推进|推动|促进|全[县市镇乡区]|全年|年度|年底|工作|项目|任务|保持|不低于|不超过|不少于|控制在|左右|提高|提升|改善|加强|"
    r"做好|做到|确保|保障|落实|全面|进一步|不断|持续|有效|切实|更加|服务|发展|建设|群众|人民|水平|能力|质量|县级|新增|新建|管理|以及|继续|围绕|力争|基本|我[局会委校镇乡院站办]|"
    r"年内|稳定|明显|得到|满足|需求|安全|生活|社会|经济|农村|环境|增长|下降|及时|作为|支持|加快|扎实|比例|比率|占比|成功|"
    r"[的了和与及等在为对把让使由将从到各每其是有个率数额量万亿元人次户家件亩]"
)
"""Words that say how much and how, not what."""
_STATE: Final = LazyPattern(
    r"稳定在|守住|坚守|同比|比上年|较上年|较去年|增长|下降|增速|人均|总产|生产总值|增加值|零售额|进出口|覆盖率|工作日内|其中|左右|不突破|惠及|受益|服务全|安排|资金|总额|基本生活|死亡人数|人数比例|各类"
)
"""Words of a state of the whole county, of parts, of people who benefit and of money, which need no project."""
_NOTHING_BAD: Final = LazyPattern(
    r"(?:无|零)(?:返贫|事故|投诉|上访|伤亡|死亡|差错|舆情|拖欠|辍学|感染)|不发生|不出现|(?:事故|伤亡|投诉)为零"
)
_WORKS: Final = LazyPattern(
    r"^(?:开展|实施|完成|建成|新建|改造|修建|举办|建设)[一-龥]{2,10}(?:工程|改造|配套|整治|修缮|治理|建设|演练|普查|培训|活动|大赛|比赛|采购|安装|扩建|维修)$"
)
_SHARE: Final = re.compile(r"[%‰]")
_LEAST_TAKEN_UP: Final = 2
_MOST_LEFT: Final = 2
_HALF, _THIRD = 0.5, 0.34


class _Clause(NamedTuple):
    """A clause of the targets, the share of its characters that nothing takes up, and what becomes of its figures."""

    text: str
    unheard: float
    figures: bool
    repeated: bool


@rule(
    "G13",
    Severity.NOTE,
    zh=Words(
        "整体目标有一项没有着落",
        "{label}写“{found}”，各项目的用途、目标、指标里没有这方面的内容",
        "补充相应的项目和指标；不是本年安排的，从整体目标中删去",
    ),
    en=Words(
        "A target without a project",
        'The {label} says "{found}", of which purposes, goals and indicators of the projects say nothing',
        "Add the project and its indicators, or take it out if it is not planned for the year",
    ),
    needs=frozenset({Capability.GOALS}),
    source="整体绩效目标与项目绩效目标相互衔接的要求",
    scope=Scope.DEPARTMENT,
    silenced_by=("G07",),
    fires=Example(
        overall="2020年硬化道路12公里，改善3200人出行条件，检测机动车尾气900辆。",
        sub_targets="1.道路硬化：硬化道路12公里。",
    ),
    clean=Example(overall="2020年硬化道路12公里，改善3200人出行条件。", sub_targets="1.道路硬化：硬化道路12公里。"),
)
def target_without_project(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report the one thing, or the two, among figures that the projects take up, of which no word is said elsewhere.

    Where most of the overall targets are the department's own business, and not that of its projects, nothing is said.
    It is a note, for a department has duties that take no project.
    """
    if not any(sheet.indicators for sheet in book.sheets):
        return
    if part := _part_without_project(book, context):
        yield Hit(book.overall.sub_targets, "sub_targets", part, values={"label": _SUB_TARGETS})
    sheets = " ".join(_all_texts(sheet, context) for sheet in book.sheets)
    overall, parts = book.overall.overall, book.overall.sub_targets
    elsewhere = f"{sheets} {normalise(parts.text)}"
    clauses = [_weigh(text, elsewhere, book.name.text.strip()[_COUNTY:]) for text in _clauses(overall.text)]
    left = [clause for clause in clauses if _is_left(clause)]
    taken = sum(clause.figures and not _is_left(clause) for clause in clauses)
    if taken >= _LEAST_TAKEN_UP and len(left) <= min(_MOST_LEFT, taken):
        for clause in left:
            if not _STATE.search(clause.text):
                yield Hit(overall, "overall", clause.text, values={"label": field_term("overall")})


_SUB_TARGETS: Final = field_term("sub_targets")
_PART: Final = LazyPattern(
    r"(?:^|[。；;\n])\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]|[一二三四五六七八九十]是|[①-⑩])\s*"
)
_LABEL: Final = LazyPattern(r"^([一-龥]{2,10})[：:]")


def _part_without_project(book: DepartmentBook, context: Context) -> str:
    """Return the one part, of one more than there are projects, whose label no project has a word of."""
    parts = [part.strip() for part in _PART.split(normalise(book.overall.sub_targets.text)) if part.strip()]
    labels = [_LABEL.search(part) for part in parts]
    if len(parts) != len(book.sheets) + 1 or len(parts) < _LEAST_PARTS or not all(labels):
        return ""
    sheets = " ".join(_all_texts(sheet, context) for sheet in book.sheets)
    left = [part for part, label in zip(parts, labels, strict=True) if label and not _is_heard(label[1], part, sheets)]
    return left[0].rstrip("。；;") if len(left) == 1 else ""


def _is_heard(label: str, part: str, sheets: str) -> bool:
    """Return whether projects have a word of a label; without a figure of its part, it has to be a word of its own."""
    own = [piece for piece in _ANY_DUTY.split(label) if len(piece) > 1]
    figures = any(figure in sheets for figure in _FIGURE.findall(part))
    pieces = own if own and not figures else [label]
    return any(piece[n : n + 2] in sheets for piece in pieces for n in range(len(piece) - 1))


_ANY_DUTY: Final = LazyPattern(
    r"防控|防治|管理|治理|建设|工作|服务|保障|培训|宣传|提升|改造|工程|监管|发展|补助|运行|维护|管护"
)
"""Words of what any department does."""


_LEAST_PARTS: Final = 3
_COUNTY: Final = 3
"""Characters of a county's name and its rank."""


def _all_texts(sheet: TargetSheet, context: Context) -> str:
    rows = (f"{row.level3.text} {row.description.text} {row.target.text}" for row in filled_rows(sheet, context))
    return normalise(f"{sheet.name.text} {sheet.purpose.text} {sheet.goal.entry.text} {' '.join(rows)}")


def _clauses(text: str) -> Iterator[str]:
    """Yield the clauses of a text without their numbering."""
    yield from filter(None, (_NUMBERING.sub("", clause).strip() for clause in _CLAUSE.split(normalise(text))))


def _weigh(text: str, elsewhere: str, own: str) -> _Clause:
    undated = _TIME.sub("", text)
    pieces = re.findall(r"[一-龥]{2,}", _NOISE.sub(" ", _NUMBER.sub(" ", undated)))
    unheard = [character for piece in pieces for character in _unheard(piece, elsewhere, own)]
    length = sum(map(len, pieces))
    repeated = any(re.search(rf"(?<![\d.]){re.escape(figure)}", elsewhere) for figure in _FIGURE.findall(undated))
    return _Clause(text, len(unheard) / length if length else 0, bool(_NUMBER.search(undated)), repeated)


def _unheard(piece: str, elsewhere: str, own: str) -> Iterator[str]:
    """Yield the characters of a word of which no pair with a neighbour stands elsewhere."""
    heard = [pair in elsewhere or pair in own for pair in (piece[n : n + 2] for n in range(len(piece) - 1))]
    for index, character in enumerate(piece):
        if not any(heard[max(0, index - 1) : index + 1]):
            yield character


def _is_left(clause: _Clause) -> bool:
    if clause.figures:
        return clause.unheard >= (_THIRD if not clause.repeated and not _SHARE.search(clause.text) else _HALF) and (
            not clause.repeated or clause.unheard == 1
        )
    return clause.unheard == 1 and bool(_NOTHING_BAD.search(clause.text) or _WORKS.search(clause.text))
