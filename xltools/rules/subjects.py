"""The subjects of quantities: what the words around a number are about, and whether two of them are about one thing.

Words are compared without a dictionary of the language. What both have in common is taken away; they are about one
thing if nothing is left that tells them apart: neither another kind (护理型床位, 床位) nor another action (新建, 维修).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.quick_dataclass import dataclass
from xltools.values import squeeze
from xltools.values.dates import DATE_WORDS
from xltools.values.rate_words import FOR_EACH

__all__ = [
    "Likeness",
    "Subject",
    "actions_fit",
    "actions_in",
    "compare_subjects",
    "cores_overlap",
    "covers_subject",
    "head_behind",
    "subject_of",
]

_ACTIONS: Final = {
    "建": "新建 建设 建成 修建 兴建 新修 建造 打造 设立 设置 布设 搭建 安装 架设 铺设 敷设 埋设 新铺 续建",
    "增": "新增 增加 增设",
    "硬": "硬化 油化 黑化 浇筑",
    "修": "维修 修缮 修复 整修 翻修 加固 检修 抢修",
    "养": "养护 维护 管护 保养",
    "改": "改扩建 改造 改建 扩建 提升 升级 更新 更换",
    "拆": "拆除 拆迁",
    "购": "购置 采购 购买 配备 配置 添置 配发 新购",
    "训": "培训 轮训 集训",
    "发": "发放 补助 补贴 拨付 奖励 奖补 资助 救助 慰问 走访 表彰 扶持 扶助 发给 兑付 兑现",
    "查": "检查 抽查 督查 监测 检测 抽检 巡查 排查 监督 执法",
    "评": "评选",
    "聘": "聘用 招聘 选聘 聘请 招录",
    "演": "举办 召开 演出 放映",
    "种": "种植 栽植 栽种 造林 绿化 补植 培育 播种",
    "治": "治理 整治 清理 清运 处置 处理",
    "护": "保护 防护",
    "惠": "服务 保障 覆盖 惠及 受益 改善 解决 受惠 享受 帮助 接待",
    "印": "印制 印发 印刷 发送",
    "养殖": "养殖 饲养",
    "清退": "退出 减少 减量 压减 关停 淘汰",
}
_GROUP_OF: Final = {word: group for group, words in _ACTIONS.items() for word in words.split()}
_ACTION: Final = re.compile(f"(?:{'|'.join(sorted(_GROUP_OF, key=len, reverse=True))})(?![率度])")
_AFTERWARDS: Final = LazyPattern(f"(?:{_ACTION.pattern})[^,;。]{{0,4}}?后(?![勤备期续])(?=.)")
"""培训后就业人数 is about the jobs and not about the training."""
_MAYBE_DATE: Final = re.compile(r"[年月日号季底末终]|[0-9][-./][0-9]")
"""One of these is in every date: words without them are spared the long pattern of dates."""
_FITTING: Final = frozenset(
    frozenset(pair) for pair in ("建硬", "建增", "建购", "增购", "硬改", "发惠", "修改", "购印", "发购", "增种", "增发")
)
_INCREASE: Final = frozenset({"增", "清退"})
"""An increase is not what there is in all: 新增床位 is not 床位."""

_NEUTRAL: Final = re.compile(
    r"(?<![提上下])[降升增减](?:[至到]|$)|当年|本年度?|直接|带动|拉动|全年|年内|年度|今年|完成|实现|达到|达|确保|力争|争取|计划|预计|继续|全面|做好|落实|用于|安排|投入|支持|实际|"
    r"活动(?=$|场|次|数|频)|开展|组织|实施|推进|不少于|不低于|不超过|不高于|控制在|其中|主要|包括|包含|含|以上|以内|左右|全部|全县|县域|县内|我县|辖区内?|"
    r"行政(?=村)|进行|任务|项目(?=区|数|个|$)|工程(?=$|数|量|个)|给予|提供|免费|累计|共计|合计|总计|总(?=投|长|面|里|人|户|量|数)|共|"
    rf"^[一二三四五六七八九十]是|建档立卡|形成|具备|一次性|单个|平均|稳定在|保持在|维持在|做到|涉及|先行|财政|资金|月(?=人均)|年(?=人均)|同比|环比|[较比]上年|[较比]去年|每?人均|件均|户均|亩均|{FOR_EACH}|按照?|标准|水平|符合|通过|得到|获得|参加|参与|纳入|列入|建档(?!立卡|率)"
)
_MEASURE: Final = re.compile(
    r"总?数量|总数|(?<=.)批次数?|总?人数|(?<!农)总?户数|人次数?|户次数?|个数|次数|天数|(?<![案文稿信邮])件数|[期册页宗眼顶盏块片篇卷张本亩棵枚幅只头羽尾例笔项]数|频次|频率|场次数?|场数|台数|套数|座数|处数|家数|所数|条数|份数|株数|"
    r"辆数|栋数|路数|单价|造价|费用|成本|总?里程|总?长度?(?!期)|总?面积|规模|总量|数额|额度|金额|情况|时限|时间|数$|(?<=[人户村校站场点])数"
)
_PEOPLE: Final = re.compile(r"人口|人员|群众|居民|百姓|村民|农民|人(?!大|社|民|工|才|均|居|防)")
_CHANGE: Final = re.compile(r"(?:提高|提升|增加|增长|上升|下降|降低|减少|缩短|压减)率?|增幅|降幅|增速|百分点|[至到]$")
_FROM: Final = re.compile(r"[由从][^由从]{0,4}$")
_SPELLINGS: Final = (
    ("村庄", "村"), ("节约", "节省"), ("满意率", "满意度"), ("队员", "队"), ("队伍", "队"),
    ("公交车辆", "公交"), ("公交车", "公交"),
    ("以奖代补", "补助"), ("先建后补", "补助"),
    ("新改扩建", ""), ("新改建", ""), ("新扩建", ""),
)  # fmt: skip
"""Words with the usual one; 新改扩建 is new and altered together."""
_SEASONS: Final = re.compile(r"[春夏秋冬]季?|[上下]半年|[一二三四]季度|首次|新")
_HEADS: Final = re.compile(r"(?:自然|行政|贫困)?村|乡镇|社区|学校|小区|县")
_PAIRED: Final = LazyPattern("就业创业|创业就业|种植养殖|养老托育|托育养老")
"""Two kinds in one word, of which a figure for one alone is a part."""
_PARTICLES: Final = frozenset(
    "的了等和及与在对为向将使让由从到至于以按各全均已总其约近该本并地得是有个名被把所达中内数率度量额新"
)
_ENDING_PARTICLES: Final = "".join(_PARTICLES - set("率度地"))
_LEADING_PARTICLES: Final = "".join(_PARTICLES - set("率度数量新"))
_CUT_BEHIND: Final = re.compile(r"各|每|分别|提供|进行|开展|实施|完成|达到|实现|给予|用于|并|均|按|全|免费")
_BRACKETS: Final = re.compile(r"[(][^()]*[)]?")
_MARKS: Final = re.compile(r"[\s0-9.,;:%‰≥≤<>=“”\"'\-—~、。/·]+")
_MIN_COMMON: Final = 2
"""Adjacent characters that two subjects have to share."""


class Likeness(Enum):
    """The relation of two subjects: the first is the same, a kind of the second, more general, or another one."""

    SAME = "same"
    NARROWER = "narrower"
    WIDER = "wider"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Subject:
    """The words of a subject without numbers and filling words (``core``), its groups of actions, and all its words."""

    core: str
    actions: frozenset[str]
    words: str


def subject_of(
    words: str, *, behind: bool = False, people: bool = False, change: bool = False, duration: bool = False
) -> Subject:
    """Return the subject of the words before a number or ``behind`` it, or of an indicator's name.

    ``people``: the unit counts people, so that 群众 and 人口 add nothing. ``change``: something changes by the number.
    ``duration``: the number is how long an action takes, so that the action is the subject.
    """
    return _subject(squeeze(words), behind, people, change, duration)


def head_behind(words: str) -> Subject | None:
    """Return the subject that the first word behind 个 makes by itself: 30个村生活污水治理 counts 村."""
    match = _HEADS.match(words)
    return Subject(match[0][-1] if match[0].endswith("村") else match[0], frozenset(), words) if match else None


_THAN_IN_YEAR: Final = LazyPattern(r"[较比](?:20\d\d年|上一?年)(?:度|同期|底|末|的)*")


@lru_cache(maxsize=1 << 13)
def _subject(words: str, behind: bool, people: bool, change: bool, duration: bool) -> Subject:
    text = DATE_WORDS.sub("", _THAN_IN_YEAR.sub("", words)) if _MAYBE_DATE.search(words) else words
    text = _BRACKETS.sub("", text) if "(" in text else text
    for written, usual in _SPELLINGS:
        text = text.replace(written, usual)
    if behind and (match := _CUT_BEHIND.search(text)):
        text = text[: match.start()]
    text = _NEUTRAL.sub("", _AFTERWARDS.sub("后", text) if "后" in text else text)
    if change:
        text = _CHANGE.sub("", text)
    text = _FROM.sub("", text)
    actions = actions_in(text)
    core = _MARKS.sub("", _MEASURE.sub("", text if duration else _ACTION.sub("", text)))
    if people:
        core = _PEOPLE.sub("", core)
    return Subject(core.rstrip(_ENDING_PARTICLES).lstrip(_LEADING_PARTICLES), actions, words)


def actions_in(text: str) -> frozenset[str]:
    """Return the groups of actions that a text names, without those after which something else happens."""
    text = _AFTERWARDS.sub("", text) if "后" in text else text
    return frozenset(_GROUP_OF[word] for word in _ACTION.findall(text))


def actions_fit(first: Subject, second: Subject) -> bool:
    """Return whether the actions of two subjects may be one: 新建 and 建设, or 新建 and none, but not 新建 and 维修."""
    if first.actions and second.actions:
        return bool(first.actions & second.actions) or any(
            frozenset((one, other)) in _FITTING for one in first.actions for other in second.actions
        )
    return not (first.actions | second.actions) & _INCREASE


def compare_subjects(first: Subject, second: Subject, context: str = "") -> Likeness:
    """Return the relation of two subjects by their cores; actions are for :func:`actions_fit`.

    Words that only one of them has do not tell them apart if they are in the other's words or in the ``context``, such
    as the name of the project.
    """
    return _compare(first, second, context)


@lru_cache(maxsize=1 << 14)
def _compare(first: Subject, second: Subject, context: str) -> Likeness:
    relation = _relation(first, second, context)
    if relation is not Likeness.OTHER and _is_half_of(second.core, first.core):
        return Likeness.WIDER
    if relation is not Likeness.OTHER and _is_half_of(first.core, second.core):
        return Likeness.NARROWER
    return relation


def _is_half_of(part: str, whole: str) -> bool:
    """Return whether one subject has one half of a pair that the other has whole: 创业 of 就业创业."""
    match = _PAIRED.search(whole)
    return match is not None and match[0] not in part and (match[0][:2] in part or match[0][2:] in part)


def _relation(first: Subject, second: Subject, context: str) -> Likeness:
    one, other = first.core, second.core
    if one == other:
        return Likeness.SAME if one or first.actions & second.actions else Likeness.OTHER
    if not one or not other:
        shared_action = first.actions & second.actions
        return Likeness.OTHER if not shared_action else Likeness.NARROWER if one else Likeness.WIDER
    shared = _shared(one, other)
    if not shared:
        return Likeness.OTHER
    left, right = _left_over(one, shared), _left_over(other, shared)
    if left and right:
        return Likeness.SAME if _abbreviates(one, other) else Likeness.OTHER
    if _known(left, context + second.words) and _known(right, context + first.words):
        return Likeness.SAME
    return Likeness.NARROWER if left else Likeness.WIDER


def _abbreviates(one: str, other: str) -> bool:
    """Return whether the shorter name is made of letters of the longer one, with its beginning and end: 非编工作站."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    ends = short[0] == long[0] and short[-_MIN_COMMON:] == long[-_MIN_COMMON:]
    return len(short) >= _MIN_SHORT and ends and all(letter in letters for letter in short)


_MIN_SHORT: Final = 4
"""Characters of a name that is an abbreviation of another."""


def cores_overlap(first: Subject, second: Subject) -> bool:
    """Return whether two subjects have a word in common."""
    core, other = first.core, second.core
    return any(core[start : start + _MIN_COMMON] in other for start in range(len(core) - _MIN_COMMON + 1))


def covers_subject(text: str, subject: Subject) -> bool:
    """Return whether a text speaks of most of a subject, and of what is done with it."""
    if not subject.core or not subject.actions - _INCREASE <= actions_in(text):
        return False
    rest = subject.core
    while common := _longest_common(rest, text):
        rest = rest.replace(common, "\0", 1)
    return 2 * len(rest.replace("\0", "")) <= len(subject.core)


def _shared(one: str, other: str) -> tuple[str, ...]:
    """Return the substrings that two texts share, the longest first, none overlapping another."""
    if min(len(one), len(other)) == 1:  # 村, 桥
        head = min(one, other, key=len)
        return (head,) if one.endswith(head) and other.endswith(head) else ()
    shared: list[str] = []
    while True:
        common = _longest_common(one, other)
        if len(common) < _MIN_COMMON:
            return tuple(shared)
        shared.append(common)
        one, other = one.replace(common, "\0", 1), other.replace(common, "\1", 1)


def _longest_common(one: str, other: str) -> str:
    """Return the first of the longest texts that are in both, or an empty text if none has two characters."""
    longest = ""
    for start in range(len(one) - _MIN_COMMON + 1):
        end = start + max(len(longest) + 1, _MIN_COMMON)
        while end <= len(one) and one[start:end] in other:
            longest = one[start:end]
            end += 1
    return longest


def _left_over(text: str, shared: Iterable[str]) -> tuple[str, ...]:
    for part in shared:
        text = text.replace(part, "\0", 1)
    pieces = ("".join(mark for mark in piece if mark not in _PARTICLES) for piece in text.split("\0"))
    return tuple(piece for piece in pieces if piece)


def _known(pieces: Iterable[str], context: str) -> bool:
    """Return whether pieces are made of words of the context, or only say when."""
    for piece in pieces:
        rest = _SEASONS.sub("", piece)
        while rest and (common := _longest_common(rest, context)):
            rest = rest.replace(common, "", 1)
        if rest and rest not in context:
            return False
    return True
