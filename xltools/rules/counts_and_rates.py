"""Family K, 前后一致: totals against what is done for each or in each month, and against the share of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from math import prod
from typing import Final

from xltools.derive import level2_class
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity, TargetSheet
from xltools.rules.contradictions import contradicted
from xltools.rules.likeness import likeness
from xltools.rules.row_views import AT_LEAST, AT_MOST
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.slipped_figures import is_earned, words_overlap
from xltools.rules.statements import Statement, counts_unit, sheet_statements
from xltools.rules.subjects import Likeness, cores_overlap
from xltools.text import Text
from xltools.values import squeeze
from xltools.values.numbers import format_decimal
from xltools.values.quantities import QuantityRole
from xltools.values.rate_words import IN_A_YEAR, PART_OF_THE_YEAR
from xltools.values.unit_kinds import base_unit

__all__: list[str] = []

_UNCOUNTED: Final = frozenset(("", "%", "百分点", "元", "分钟", "岁", "级", "分", "倍", "度", "千瓦时"))
_PEOPLE: Final = frozenset(("人", "人次"))
_YEARLY: Final = LazyPattern("全年|年度|合计|累计|总计|总数|12个月")
_IN_ALL: Final = re.compile(r"^(?:总共|一共|共计|合计|总计|共)")
"""Words of a total that stands behind what makes it: 办班30期，每期60人，共培训1800人."""
_FAR: Final = Decimal(10)
"""A total that differs by more is not of the same thing."""
_NEAR_CLAUSES: Final = 2
_LABELS: Final = {
    "purpose": Text("资金用途", "purpose"),
    "goals": Text("绩效目标", "goals"),
    "target": Text("指标", "indicator"),
}


@rule(
    "K25",
    Severity.ERROR,
    zh=Words(
        "总数与分摊数相乘的结果不符",
        "{label}写“{found}”，按{other_label}的“{quote}”（{where}）乘{times}计算为 {product}",
        "复核每个（每月）的数量、个数和总数，改正写错的一个",
    ),
    en=Words(
        "A total is not the product of its parts",
        'The {label} says "{found}", but "{quote}" in the {other_label} ({where}) times {times} is {product}',
        "Check the number for each or for each month, how many there are, and the total; correct the one that is wrong",
    ),
    source="数据前后一致的惯例",
    scope=Scope.DEPARTMENT,
    silenced_by=("K01", "K02"),
    per_row=True,
    fires=Example(
        goals="1、硬化4个村道路12公里，每月检查道路2次。",
        row="产出指标|数量指标|道路检查次数|全年检查道路的次数|≥20次|示交〔2019〕36号",
    ),
    clean=Example(
        goals="1、硬化4个村道路12公里，每月检查道路2次。",
        row="产出指标|数量指标|道路检查次数|全年检查道路的次数|≥24次|示交〔2019〕36号",
    ),
)
def total_is_not_the_product(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a total that the number for each, or for each month, does not make with the counts of the sheet.

    Nothing is said where a part of the year is meant, or where fewer factors give the total.
    """
    known = contradicted(book, context)
    for sheet in book.sheets:
        statements = [one for one in sheet_statements(sheet, context) if one.field != "description" and _plain(one)]
        doubtful = [one for one in statements if (one.entry.place, Decimal(one.quantity.start)) in known]
        for rate in (one for one in statements if one.quantity.per):
            factors = _factors(rate, statements, sheet)
            if not factors or _in_doubt(rate, doubtful):
                continue
            product = rate.number * prod(factors.values())
            totals = [one for one in statements if not one.quantity.per and _is_total(one, rate)]
            made = {rate.number * prod(some) for some in _subsets([*factors.values()])}
            agreeing = {one.quantity.unit for one in totals if one.number in made}
            for total in (one for one in totals if one.quantity.unit not in agreeing):
                if total not in doubtful and _off(total, rate, product):
                    yield _product_hit(total, rate, factors, product)
                    break


def _in_doubt(rate: Statement, doubtful: Sequence[Statement]) -> bool:
    """Return whether a count that a rate needs is contradicted, and no two texts of the sheet say it."""
    counts = [one for one in doubtful if any(_counts(one, unit, rate) for unit in rate.quantity.per)]
    return bool(counts) and len({one.field for one in counts}) < 2


def _plain(one: Statement) -> bool:
    quantity = one.quantity
    stated = quantity.role not in (QuantityRole.BASELINE, QuantityRole.CHANGE, QuantityRole.PART)
    return stated and quantity.number > 0 and quantity.upper is None and not quantity.about


def _subsets(factors: Sequence[Decimal]) -> Iterator[tuple[Decimal, ...]]:
    for size in range(len(factors) + 1):
        yield from combinations(factors, size)


def _factors(rate: Statement, statements: Sequence[Statement], sheet: TargetSheet) -> dict[str, Decimal]:
    """Return how many there are of each unit that a rate is for, empty if one of them is not known."""
    if rate.quantity.unit in _UNCOUNTED and not (rate.quantity.unit == "元" and is_earned(rate)):
        return {}
    factors: dict[str, Decimal] = {}
    for unit in rate.quantity.per:
        times = IN_A_YEAR.get(unit)
        if times is None:
            numbers = {one.number for one in statements if one is not rate and _counts(one, unit, rate)}
            times = numbers.pop() if len(numbers) == 1 else None
            name = base_unit(unit)[0] if times else unit
            factor = base_unit(unit)[1]
            times = times / factor if times else None
        elif times > 1 and PART_OF_THE_YEAR.search(sheet.purpose.text + sheet.goal.entry.text):
            return {}
        else:
            name = {"月": "个月", "季": "个季度"}.get(unit, unit)
        if times is None:
            return {}
        if times != 1:
            factors[name] = times
    return factors


def _counts(one: Statement, unit: str, rate: Statement) -> bool:
    """Return whether a count is of what a rate is for: 60个监测点 for 每点; for 各, the count beside it."""
    quantity = one.quantity
    if quantity.per:
        return False
    if unit == "个":
        beside = one.entry is rate.entry and quantity.sentence == rate.quantity.sentence
        return beside and 0 <= rate.quantity.clause - quantity.clause <= 1 and quantity.start < rate.quantity.start
    return counts_unit(quantity, unit)


def _is_total(one: Statement, rate: Statement) -> bool:
    """Return whether a figure without 每 may be the total of a rate: in its unit and its words, or beside it."""
    units = {one.quantity.unit, rate.quantity.unit}
    if "元" in units and not is_earned(one):
        return False
    clauses = rate.quantity.clause - one.quantity.clause
    beside = (
        one.entry is rate.entry
        and one.quantity.sentence == rate.quantity.sentence
        and (0 < clauses <= _NEAR_CLAUSES or (clauses == -1 and bool(_IN_ALL.search(one.quantity.before))))
    )
    if len(units) == 1 or units == _PEOPLE:
        bare = not any(subject.core or subject.actions for subject in rate.subjects)
        return (
            beside
            if bare
            else likeness(one, rate)[0] is not Likeness.OTHER or ("元" in units and words_overlap(one, rate))
        )
    # 每月审核420家企业月报, 全年审核报表4200份
    whole = one.row is not None and bool(_YEARLY.search(one.row.level3.text + one.row.description.text))
    multiple = one.number > rate.number and not one.number % rate.number and one.quantity.unit not in _UNCOUNTED
    return whole and multiple and any(cores_overlap(left, right) for left in one.subjects for right in rate.subjects)


def _off(total: Statement, rate: Statement, product: Decimal) -> bool:
    if total.number > product and rate.quantity.operator in AT_LEAST and (total.row or not _is_average(rate)):
        return False
    if total.number < product and rate.quantity.operator in AT_MOST:
        return False
    return product / _FAR <= total.number <= product * _FAR


def _is_average(rate: Statement) -> bool:
    """Return whether a target is what each makes on average, so that all together have to reach the goal by it."""
    return rate.row is not None and bool(_AVERAGE.search(f"{rate.row.level3.text}{rate.row.description.text}"))


_AVERAGE: Final = re.compile("平均|[场户人家亩次站点村]均")


def _product_hit(total: Statement, rate: Statement, factors: dict[str, Decimal], product: Decimal) -> Hit:
    written = total.quantity.written_unit
    made = format_decimal(product / base_unit(written)[1])
    if "万" in total.quantity.text and not written.startswith("万"):
        made = f"{format_decimal(product / base_unit(written)[1] / 10_000)}万"
    times = " × ".join(f"{format_decimal(number)}{unit}" for unit, number in factors.items())
    return Hit(
        total.entry,
        total.field,
        total.quote,
        related=(rate.entry.place,) if rate.entry.place != total.entry.place else (),
        values={
            "label": _LABELS[total.field],
            "other_label": _LABELS[rate.field],
            "quote": rate.quote,
            "where": rate.where,
            "times": times,
            "product": f"{made}{written}",
        },
    )


# --- a share of a whole -----------------------------------------------------------------------------------------------

_SHARE_OF: Final = re.compile(r"占([^，,。；;]{2,14}?)的?(?:比例|比重|百分比|$)")
_NOT_ALL: Final = LazyPattern("新增|提高|增长|下降|带动|辐射|受益")
_FAR_POINTS: Final = Decimal(5)
"""Points by which the share of two counts may differ from the target of the rate before it is a warning."""


@rule(
    "K26",
    Severity.ERROR,
    zh=Words(
        "人数与比率对不上",
        "“{found}”与“{whole}”（{where}）相除是 {share}%，“{rate}”（{rate_where}）{what}",
        "核对总数、其中的人数和比率，改正写错的一个",
    ),
    en=Words(
        "Two counts do not make the share",
        '"{found}" of "{whole}" ({where}) is {share} %, and "{rate}" ({rate_where}) {what}',
        "Check the whole, the part and the share, and correct the one that is wrong",
    ),
    source="数据前后一致的惯例",
    silenced_by=("K01", "K02", "V05", "V12"),
    per_row=True,
    fires=Example(
        rows=[
            "产出指标|数量指标|培训人数|参加培训的人数|≥300人|示交〔2019〕36号",
            "产出指标|质量指标|取证率|取得证书人数占参训人数的比例|≥90%|示交〔2019〕36号",
            "效益指标|社会效益指标|取证人数|取得证书的人数|≥320人|示交〔2019〕36号",
        ]
    ),
    clean=Example(
        rows=[
            "产出指标|数量指标|培训人数|参加培训的人数|≥300人|示交〔2019〕36号",
            "产出指标|质量指标|取证率|取得证书人数占参训人数的比例|≥90%|示交〔2019〕36号",
            "效益指标|社会效益指标|取证人数|取得证书的人数|≥270人|示交〔2019〕36号",
        ]
    ),
)
def counts_do_not_make_the_share(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a count that is more than its whole, and a warning where the two make another share than the rate."""
    statements = [one for one in sheet_statements(sheet, context) if _plain(one) and not one.quantity.per]
    rates = [one for one in statements if one.row and one.quantity.unit == "%"]
    for rate in rates:
        name = squeeze(rate.row.level3.text) if rate.row else ""
        stem = name[:-1]
        if not name.endswith("率") or len(stem) < 2:
            continue
        parts = [one for one in statements if one.row and _is_part(one, stem)]
        wholes = _wholes(rate, parts, statements)
        if len({one.number for one in parts}) != 1 or len({one.number for one in wholes}) != 1:
            continue
        part, whole = parts[0], wholes[0]
        share = part.number / whole.number * 100
        above = part.number > whole.number
        if above or abs(share - rate.number) > _FAR_POINTS:
            yield _share_hit(part, whole, rate, share, above)


def _is_part(one: Statement, stem: str) -> bool:
    name = squeeze(one.row.level3.text) if one.row else ""
    return one.quantity.unit not in _UNCOUNTED and name.startswith(stem) and not _NOT_ALL.search(name)


def _wholes(rate: Statement, parts: Sequence[Statement], statements: Sequence[Statement]) -> list[Statement]:
    """Return the counts of the same unit that a rate may be a share of, those of its description first."""
    if not parts:
        return []
    unit = parts[0].quantity.unit
    counts = [
        one
        for one in statements
        if one.quantity.unit == unit and one not in parts and one.row and level2_class(one.row) == "数量"
    ]
    described = _SHARE_OF.search(rate.row.description.text) if rate.row else None
    if described is None:
        return []
    named = [one for one in counts if one.row and _names_whole(described[1], one.row.level3.text)]
    return named


def _names_whole(words: str, name: str) -> bool:
    """Return whether a name is that of what a share is taken of: 参训人数 and 培训人数 have 训 in common."""
    rest = re.sub("总?人数|总?户数|人次|人员|人|数量|总数|数", "", squeeze(words))
    return any(mark in name for mark in rest.removeprefix("参").removeprefix("应")[:4])


def _share_hit(part: Statement, whole: Statement, rate: Statement, share: Decimal, above: bool) -> Hit:
    more = Text("对应的部分多于总数", "is of a part that is more than the whole")
    other = Text("与此不一致", "does not agree with it")
    return Hit(
        part.entry,
        part.field,
        part.quote,
        severity=None if above else Severity.WARNING,
        related=(whole.entry.place, rate.entry.place),
        values={
            "whole": whole.quote,
            "where": whole.where,
            "share": format_decimal(share.quantize(Decimal("0.1"))),
            "rate": rate.quote,
            "rate_where": rate.where,
            "what": more if above else other,
        },
    )
