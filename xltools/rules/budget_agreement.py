"""Family K, 前后一致: sums of money that a sheet states, its prices and its cost ceilings against the budget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xltools.derive import contained_projects, level1_class, level2_class
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Operator, Severity, TargetSheet
from xltools.rules.contradictions import contradicted
from xltools.rules.row_views import AT_MOST
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.statements import Statement, sheet_statements
from xltools.rules.subjects import Likeness, compare_subjects
from xltools.text import Text
from xltools.values import format_amount, squeeze
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.unit_kinds import base_unit

__all__: list[str] = []

ZERO = Decimal(0)
ROUNDING: Final = Decimal("0.005")
"""The part of an amount that words leave out: 434.4万元 for 4,343,640."""
PARTS_RANGE: Final = (Decimal("0.6"), Decimal("1.6"))
"""Items of a purpose that make less or more than this part of the budget are not a list of what it is spent on."""
CEILING_TOLERANCE: Final = Decimal("0.05")
SMALL_PART: Final = Decimal("0.01")
"""A smaller part of the budget is a rate whose unit is not written."""

_NOT_SPENT: Final = re.compile(
    r"增收|收入|产值|销售|营业|带动|撬动|引导|贷款|授信|担保|收益|节约|节省|资产|监管|评审|审计|检查|监督|罚|债|累计|历年|上年|去年|"
    r"往年|税|损失|挽回|追回|清欠|赔|利润|效益|以上的|以下的|限额|另行|不在本|省级承担|成交|利息"
)
_ALL_OF_IT: Final = re.compile(
    r"总经费|总费用|总预算|总成本|总金额|项目资金|项目经费|预算(?:资金|数|总额|安排)?$|所需(?:资金|经费)|需(?:要)?(?:资金|经费)|"
    r"(?:安排|申请|下达)(?:(?:本)?(?:年度?|项目|专项|财政|预算)){0,3}(?:资金|经费)?$"
)
_INVESTMENT: Final = re.compile(r"总投资|投资|概算|总造价|工程造价|合同价")
"""Sums of works of several years; only one that is less than the budget is wrong."""
_OPEN_LIST: Final = re.compile(r"等|其余|剩余|另|主要|其他|其它")
_SEVERAL_YEARS: Final = re.compile(
    r"分[两二三四五六七八九2-9]年|跨年|本年度?安排|当年安排|今年安排|20\d\d年(?:度)?(?:安排|投资|下达)|续建|[一二三]期"
)


def _money(entry: Entry[str]) -> list[StatedQuantity]:
    """Return the sums of money to be spent that a text states, without rates."""
    if "元" not in entry.text:
        return []
    return [
        one
        for one in find_quantities(entry.text)
        if one.unit == "元"
        and not one.per
        and one.upper is None
        and one.role is not QuantityRole.BASELINE
        and not _NOT_SPENT.search(one.before + one.after)
    ]


def _same(amount: Decimal, other: Decimal, about: bool = False) -> bool:
    return abs(amount - other) <= max(amount, other) * (Decimal("0.1") if about else ROUNDING)


def _whole(one: StatedQuantity) -> bool:
    return one.role is QuantityRole.SUM or bool(_ALL_OF_IT.search(one.before))


def _quote(one: StatedQuantity) -> str:
    return f"{one.before[-14:]}{one.text}"


@rule(
    "K04",
    Severity.ERROR,
    zh=Words(
        "写明的金额与预算数不符",
        "{label}写“{found}”，{what}，预算数是 {budget} 元（{where}）",
        "对照预算批复和测算，改正金额或预算数",
    ),
    en=Words(
        "Amounts in words do not make the budget",
        'The {label} says "{found}": {what}, and the budget is {budget} yuan ({where})',
        "Check the approved budget and how it was worked out; correct the words or the budget",
    ),
    source="资金用途与预算数相互勾稽",
    silenced_by=("A09",),
    fires=Example(purpose="硬化4个村道路12公里，共130万元"),
    clean=Example(purpose="硬化4个村道路12公里120万元，其中材料费80万元、人工费40万元"),
)
def stated_sum_is_not_the_budget(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a sum for the whole project that is not the budget, and items of the purpose that do not make it.

    A total investment above the budget may be that of several years.
    """
    budget = sheet.budget.value
    if not budget or budget <= ZERO:
        return
    amounts = [amount for amount in (budget, sheet.fiscal.value, sheet.other.value) if amount]
    for field, entry in (("purpose", sheet.purpose), ("goals", sheet.goal.entry)):
        money = _money(entry)
        if any(_same(one.number, amount, one.about) for one in money for amount in amounts):
            continue
        if _SEVERAL_YEARS.search(entry.text):
            continue
        wholes = [one for one in money if _whole(one)]
        investments = [one for one in money if _INVESTMENT.search(one.before) and one.number < budget]
        if len(wholes) == 1 or (not wholes and len(investments) == 1):
            one = (wholes or investments)[0]
            yield _budget_hit(sheet, entry, field, _quote(one), Text("与预算数不一致", "it is not the budget"))
            return
        if field == "purpose" and not wholes and (made := _made_by_items(entry.text, money, budget)):
            quote = "、".join(_quote(one) for one in money if one.role is QuantityRole.AMOUNT)
            amount = format_amount(made)
            what = Text(f"各项合计 {amount} 元", f"its items make {amount} yuan")
            yield _budget_hit(sheet, entry, field, quote, what)
            return


def _budget_hit(sheet: TargetSheet, entry: Entry[str], field: str, quote: str, what: Text) -> Hit:
    return Hit(
        entry,
        field,
        quote,
        related=(sheet.budget.place,),
        values={"what": what, "budget": format_amount(sheet.budget.value or ZERO), "where": _where(sheet)},
    )


def _where(sheet: TargetSheet) -> str:
    return f"{sheet.budget.place.sheet} {sheet.budget.place.cell}".strip()


def _made_by_items(text: str, money: Sequence[StatedQuantity], budget: Decimal) -> Decimal | None:
    """Return the sum of the items of a purpose if it is a closed list that should make the budget and does not."""
    items = [one for one in money if one.role is QuantityRole.AMOUNT]
    if len(items) < 2 or _OPEN_LIST.search(text) or any(one.about or one.operator for one in items):
        return None
    made = sum((one.number for one in items), ZERO)
    least, most = PARTS_RANGE
    if any(one.number < budget * SMALL_PART for one in items) or not least <= made / budget <= most:
        return None
    return None if _same(made, budget) else made


# --- cost ceilings ----------------------------------------------------------------------------------------------------

_WHOLE_COST: Final = re.compile(
    r"总成本|总投资|总费用|总造价|总支出|总经费|总金额|投资总额|资金总额|成本总额|项目(?:建设|实施|资金|预算)?(?:成本|费用|支出|投资)|"
    r"(?:成本|预算|投资|经费)控制|控制数|^(?:工程|采购|建设|活动)?(?:成本|造价)$"
)
_TOTAL_COST: Final = re.compile(r"总(?:成本|投资|费用|造价|支出|经费)|(?:投资|资金|成本)总额")


@rule(
    "K05",
    Severity.ERROR,
    zh=Words(
        "成本指标与预算数不符",
        "“{found}”{what}预算数 {budget} 元（{where}）",
        "成本控制数按预算批复填写，不得超过预算数",
    ),
    en=Words(
        "Cost target and budget do not match",
        '"{found}" is {what} the budget of {budget} yuan ({where})',
        "Set the cost target by the approved budget, and not above it",
    ),
    source="绩效目标与预算相匹配的要求",
    silenced_by=("A09",),
    fires=Example(row="产出指标|成本指标|项目总成本|项目实施的全部费用|≤200万元|测算"),
    clean=Example(row="产出指标|成本指标|项目总成本|项目实施的全部费用|≤120万元|测算"),
)
def cost_is_not_the_budget(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a cost target above the budget, and a warning for a total cost that is clearly less than it."""
    budget = sheet.budget.value
    if not budget or budget <= ZERO:
        return
    for statement in _cost_targets(sheet, context):
        row = statement.row
        words = row.level3.text + row.description.text if row else ""
        if statement.number > budget * (1 + CEILING_TOLERANCE) and not _NOT_SPENT.search(words):
            yield _cost_hit(sheet, statement, Text("高于", "above"), None)
        elif (
            _TOTAL_COST.search(words)
            and not _NOT_SPENT.search(words)
            and statement.number < budget * (1 - CEILING_TOLERANCE)
            and not (sheet.fiscal.value and _same(statement.number, sheet.fiscal.value))
        ):
            yield _cost_hit(sheet, statement, Text("低于", "below"), Severity.WARNING)


def _cost_targets(sheet: TargetSheet, context: Context) -> Iterator[Statement]:
    for statement in sheet_statements(sheet, context):
        row, quantity = statement.row, statement.quantity
        if row and quantity.unit == "元" and not quantity.per and quantity.operator not in (Operator.GE, Operator.GT):
            name = squeeze(row.level3.text)
            cost = "成本" in (level1_class(row), level2_class(row))
            if (cost or _WHOLE_COST.search(name)) and not re.search(r"单|每|均|/|标准", name + row.description.text):
                yield statement


def _cost_hit(sheet: TargetSheet, statement: Statement, what: Text, severity: Severity | None) -> Hit:
    return Hit(
        statement.entry,
        "target",
        statement.quote,
        severity=severity,
        related=(sheet.budget.place,),
        values={"what": what, "budget": format_amount(sheet.budget.value or ZERO), "where": _where(sheet)},
    )


# --- price × quantity -------------------------------------------------------------------------------------------------

_TIMES: Final = {"年": Decimal(1), "月": Decimal(12), "季": Decimal(4)}
_RATE: Final = re.compile(r"补助|补贴|标准|单价|成本|造价|费用|投资|经费|奖励|资助|发放|救助|价格|工资|报酬")
_SHARED: Final = re.compile(r"配套|分担|按比例|承担|差额|部分|缺口")
_PEOPLE: Final = frozenset({"人", "户"})
_LEAST_USED: Final = Decimal("0.5")
_EXACT: Final = Decimal("0.03")
_MOST_USED: Final = Decimal(2)


@rule(
    "K06",
    Severity.WARNING,
    zh=Words(
        "单价与数量相乘不等于预算数",
        "“{price}”乘“{quantity}”（{where}）为 {product} 元，预算数是 {budget} 元",
        "复核单价、数量和预算的测算过程，改正写错的一个",
    ),
    en=Words(
        "Price times quantity is not the budget",
        '"{price}" times "{quantity}" ({where}) is {product} yuan, but the budget is {budget} yuan',
        "Check how price, quantity and budget were worked out, and correct the one that is wrong",
    ),
    source="绩效目标与预算相匹配的要求",
    scope=Scope.DEPARTMENT,
    silenced_by=("A09", "K04"),
    fires=Example(purpose="硬化4个村道路12公里，每公里补助8万元", pick="每公里补助标准", target="≤8万元/公里"),
    clean=Example(purpose="硬化4个村道路12公里，每公里补助10万元"),
)
def price_times_quantity(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report the one price of a sheet times its one quantity, if the product is not the budget.

    An exact price and its quantity in the purpose have to make the budget. Elsewhere a price for each person may be one
    of several costs, and a ceiling may leave up to half of the budget unused. A sheet with several prices or other sums
    is left alone, and so is money to which others add their part.
    """
    known = contradicted(book, context)
    for sheet in book.sheets:
        budget = sheet.budget.value
        if not budget or budget <= ZERO:
            continue
        statements = sheet_statements(sheet, context)
        prices = [one for one in statements if _is_price(one)]
        others = [one for one in _money(sheet.purpose) if not _same(one.number, budget)]
        if (
            not prices
            or others
            or _SHARED.search(sheet.purpose.text + sheet.name.text)
            or len({(one.number, one.quantity.per) for one in prices}) > 1
        ):
            continue
        price = prices[0]
        hit = _product_hit(sheet, price, statements, budget)
        if hit and not any((one.entry.place, Decimal(one.quantity.start)) in known for one in prices):
            yield hit


def _is_price(statement: Statement) -> bool:
    quantity = statement.quantity
    if quantity.unit != "元" or not quantity.per or quantity.role is QuantityRole.BASELINE or quantity.upper:
        return False
    row = statement.row
    words = f"{quantity.lead}{quantity.before}{quantity.after}"
    if _NOT_SPENT.search(words):
        return False
    cost = row is not None and "成本" in (level1_class(row), level2_class(row))
    return statement.field == "purpose" or (row is not None and (cost or bool(_RATE.search(words))))


def _product_hit(sheet: TargetSheet, price: Statement, statements: Sequence[Statement], budget: Decimal) -> Hit | None:
    units = [unit for unit in price.quantity.per if unit not in _TIMES]
    if len(units) != 1:
        return None
    base, factor = base_unit(units[0])
    alike = {base, "人次"} if base == "人" else {base}
    counts = [one for one in statements if one.quantity.unit in alike and not one.quantity.per and _counts(one)]
    if len({one.number for one in counts}) != 1:
        return None
    count = next((one for one in counts if one.field == "purpose"), counts[0])
    if not _price_of(price, count, sheet.name.text):
        return None
    times = Decimal(1)
    for unit in price.quantity.per:
        times *= _times(unit, statements)
    product = price.number * count.number / factor * times
    if not _off(product / budget, price, count, sheet, units[0] in _PEOPLE):
        return None
    return Hit(
        price.entry,
        price.field,
        price.quote,
        severity=Severity.ERROR if price.field == "purpose" else None,
        related=(count.entry.place, sheet.budget.place),
        values={
            "price": price.quote,
            "quantity": count.quote,
            "where": count.where,
            "product": format_amount(product),
            "budget": format_amount(budget),
        },
    )


def _price_of(price: Statement, count: Statement, name: str) -> bool:
    """Return whether the price is for all that is counted: 城市低保标准 is not for every 低保对象."""
    return not any(one.core for one in price.subjects) or any(
        compare_subjects(one, other, name) in (Likeness.SAME, Likeness.WIDER)
        for one in price.subjects
        for other in count.subjects
    )


def _counts(statement: Statement) -> bool:
    return statement.quantity.role not in (QuantityRole.BASELINE, QuantityRole.CHANGE, QuantityRole.PART)


def _times(unit: str, statements: Sequence[Statement]) -> Decimal:
    """Return how often a rate for each month or season is paid: as stated, else for the whole year."""
    stated = {one.number for one in statements if one.quantity.unit == unit and one.field == "purpose"}
    return stated.pop() if len(stated) == 1 and unit == "月" else _TIMES.get(unit, Decimal(1))


def _off(ratio: Decimal, price: Statement, count: Statement, sheet: TargetSheet, people: bool) -> bool:
    """Return whether the product is too far from the budget for what the sheet says of price and quantity."""
    ceiling = price.quantity.operator in AT_MOST
    if price.field == count.field == "purpose" and not _OPEN_LIST.search(sheet.purpose.text) and not ceiling:
        return abs(ratio - 1) > _EXACT
    too_little = not people and ratio < _LEAST_USED
    return too_little or ratio > (_MOST_USED if ceiling else 1 + _EXACT)


# --- a fund and its parts ---------------------------------------------------------------------------------------------

_NAME_NOISE: Final = re.compile(r"20\d\d年?度?|项目|工程|资金|经费|专项|补助|建设")
_MIN_NAME: Final = 3
_FUND_RANGE: Final = (Decimal("0.8"), Decimal("1.25"))


@rule(
    "K07",
    Severity.WARNING,
    zh=Words(
        "专项资金与所含项目不符",
        "专项资金“{fund}”预算数 {amount} 元，所含项目{projects}合计 {total} 元",
        "核对专项资金与项目的对应关系，改正金额或补报漏掉的项目",
    ),
    en=Words(
        "A fund is not the sum of its projects",
        'The budget of the fund "{fund}" is {amount} yuan, but its projects {projects} make {total} yuan',
        "Check which projects the fund pays for; correct the amounts, or report the project that is missing",
    ),
    source="专项资金与项目预算相互勾稽",
    scope=Scope.DEPARTMENT,
    silenced_by=("A09",),
    fires=Example(
        sheets=[
            Example(
                kind="special_fund", name="公路建养资金", budget="1800000.00", fiscal="1800000.00",
                purpose="用于农村道路硬化、县道日常养护", rows=[],
            ),
            Example(name="2020年农村道路硬化项目"),
            Example(name="2020年县道日常养护项目", budget="500000.00", fiscal="500000.00", purpose="养护县道", rows=[]),
        ]
    ),
    clean=Example(
        sheets=[
            Example(
                kind="special_fund", name="公路建养资金", budget="1700000.00", fiscal="1700000.00",
                purpose="用于农村道路硬化、县道日常养护", rows=[],
            ),
            Example(name="2020年农村道路硬化项目"),
            Example(name="2020年县道日常养护项目", budget="500000.00", fiscal="500000.00", purpose="养护县道", rows=[]),
        ]
    ),
)  # fmt: skip
def fund_is_not_its_projects(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a fund whose text names projects of the book whose budgets do not make its own, but nearly do."""
    if not book.special_funds:
        return
    contained = context.once("contained projects", book, lambda: contained_projects(book))
    for fund, projects in contained:
        amount = fund.budget.value
        if projects or not amount or amount <= ZERO:
            continue
        named = [project for project in book.projects if project.budget.value and _names(fund, project)]
        total = sum((project.budget.value or ZERO for project in named), ZERO)
        least, most = _FUND_RANGE
        if len(named) > 1 and total != amount and least <= total / amount <= most:
            zh = "、".join(f"“{project.label}”" for project in named)
            en = ", ".join(f'"{project.label}"' for project in named)
            yield Hit(
                fund.budget,
                "budget",
                related=tuple(project.budget.place for project in named),
                values={
                    "fund": fund.label,
                    "amount": format_amount(amount),
                    "projects": Text(zh, en),
                    "total": format_amount(total),
                },
            )


def _names(fund: TargetSheet, project: TargetSheet) -> bool:
    """Return whether the fund's purpose or goals name the project."""
    name = _NAME_NOISE.sub("", squeeze(project.name.text))
    return len(name) >= _MIN_NAME and name in _NAME_NOISE.sub("", squeeze(fund.purpose.text + fund.goal.entry.text))
