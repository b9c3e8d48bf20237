"""Years in running text that differ from the budget's for a reason that the words around them give."""

from __future__ import annotations

import re
from collections.abc import Callable

from xltools.lazy_pattern import LazyPattern
from xltools.rules.patterns import any_of
from xltools.rules.rule import Context

__all__ = ["explained_year"]

_SPAN_BEFORE = LazyPattern(r"(?:20\d\d\s*年?度?\s*(?:[-—–~～至到、和及,，]|以及)+\s*|[至到])$")
_SPAN_AFTER = LazyPattern(r"\s*年?度?(?:\d{1,2}月(?:\d{1,2}日)?)?\s*(?:[-—–~～至到、和及,，]|以及)+\s*20\d\d")


def explained_year(text: str, start: int, end: int, context: Context) -> bool:
    """Return whether the words around ``text[start:end]``, a year, explain why it differs from the budget year.

    The rule's parameters ``before`` and ``after`` list such words.
    """
    if _SPAN_BEFORE.search(text[max(0, start - 20) : start]) or _SPAN_AFTER.match(text, end):
        return True
    before, after = text[:start].rstrip(), text[end : end + 14].split("。", 1)[0].lstrip("年度 ")
    if (
        _REWARDED.match(text, end)
        or _PEOPLE_OF_A_YEAR.match(after)
        or _NEXT_ARRANGED.match(after)
        or (before and _VALUE_OF_A_YEAR.match(after))
    ):
        return True
    if before.endswith(("(", "（")):
        return True
    return _has_explanation(before[-6:], context.words("before"), before.endswith) or _has_explanation(
        after, context.words("after"), after.startswith
    )


_PEOPLE_OF_A_YEAR = LazyPattern(
    r"[一-龥]{0,5}(?:毕业生|退役(?:士兵|军人)|退伍|脱贫(?:户|人口|村|人员|群众)|建档|出列|识别|新生儿|考取|退役|认定|认证|入规|入库|获评|评定|命名|通过|立项|注册|备案|录取|入学|招录|选派)"
    r"|末(?:常住|户籍)人口"
)
_REWARDED = LazyPattern(
    r"\s*年?度?[一-龥]{0,8}(?:获|取得|授权|新评|建成|创建|成功|新增|完成|达标|入围)[^，,。；;、]{0,8}的[^，,。；;]{0,30}"
    r"(?:给予|予以|进行)[^，,。；;]{0,10}(?:奖|补|资助)"
)
"""Words of results of a year that are rewarded in the next: 对2021年获得授权的发明专利25件给予奖励."""
_VALUE_OF_A_YEAR = re.compile(r"(?:为|是|仅?有|约|仅|只有)为?\s*\d")
_NEXT_ARRANGED = re.compile(r"(?:再|另行?|预算)?(?:安排|支付|拨付|列支|解决|补足|兑付)")


def _has_explanation(text: str, words: tuple[str, ...], adjacent: Callable[[tuple[str, ...]], bool]) -> bool:
    """Return whether one of the words is near the year.

    A single character may be part of any word, so it has to stand directly beside the year.
    """
    longer = tuple(word for word in words if len(word) > 1)
    return adjacent(words) or bool(any_of(longer).search(text))
