"""Family K, 前后一致: sums of money that a sheet states, its prices and its cost ceilings against the budget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xltools.derive import contained_projects, level1_class, level2_class
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Operator, Severity, TargetSheet
from xltools.rules.itemised_purposes import priced_items
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.statements import Statement, clause_around, sheet_statements
from xltools.text import Text
from xltools.values import format_amount, squeeze
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.text import fold
from xltools.values.unit_kinds import base_unit

__all__ = ["NOT_SPENT", "OPEN_LIST", "money_spent", "same_amount"]

ZERO = Decimal(0)
ROUNDING: Final = Decimal("0.005")
"""The part of an amount that words leave out: 434.4万元 for 4,343,640."""
PARTS_RANGE: Final = (Decimal("0.6"), Decimal("1.6"))
"""Items of a purpose that make less or more than this part of the budget are not a list of what it is spent on."""
CEILING_TOLERANCE: Final = Decimal("0.05")
SMALL_PART: Final = Decimal("0.01")
"""A smaller part of the budget is a rate whose unit is not written."""

NOT_SPENT: Final = re.compile(
    r"增收|收入|产值|销售|营业|带动|撬动|引导|贷款|授信|担保|收益|节约|节省|资产|监管|(?:评审|审计|检查|监督|审查)(?!专网|费|经费|业务|购买|中介|服务|软件|系统|设备)"
    r"|罚|债|累计|历年|上年|去年|"
    r"往年|税|损失|挽回|追回|清欠|赔|利润|效益|以上的|以下的|限额|另行|不在本|省级承担|成交|利息"
    r"|研发投入|(?:企业|社会|民间)[^，,。；;]{0,8}(?:投入|投资)"
)
_ALL_OF_IT: Final = LazyPattern(
    r"总经费|总费用|总预算|总成本|总金额|项目资金|项目经费|预算(?:资金|数|总额|安排)?$|所需(?:资金|经费)|需(?:要)?(?:资金|经费)|"
    r"应(?:补助|安排|拨付|发放|支付)$|(?:安排|申请|下达)(?:(?:本)?(?:年度?|项目|专项|财政|预算)){0,3}(?:资金|经费)?$"
)
_INVESTMENT: Final = LazyPattern(r"总投资|投资|概算|总造价|工程造价|合同价")
"""Sums of works of several years; only one that is less than the budget is wrong."""
OPEN_LIST: Final = re.compile(r"等|(?:其余|剩余)(?![^，,。；;、]{0,8}\d)|另|主要|(?<![无没有含])其[他它]")
_SEVERAL_YEARS: Final = LazyPattern(
    r"分[两二三四五六七八九2-9]年|跨年|本年度?安排|当年安排|今年安排|20\d\d年(?:度)?(?:安排|投资|下达)|续建|[一二三]期",
    needs="分两年 分二年 分三年 分四年 分五年 分六年 分七年 分八年 分九年 分2年 分3年 分4年 分5年 分6年 分7年 "
    "分8年 分9年 跨年 年安排 年度安排 年投资 年度投资 年下达 年度下达 续建 一期 二期 三期",
)


def money_spent(entry: Entry[str]) -> list[StatedQuantity]:
    """Return the sums of money to be spent that a text states, without rates."""
    return _money_spent(entry.text)


def _money_spent(text: str) -> list[StatedQuantity]:
    if "元" not in text:
        return []
    return [
        one
        for one in find_quantities(text)
        if one.unit == "元"
        and not one.per
        and one.upper is None
        and (one.role is not QuantityRole.BASELINE or _PAID_NOW.search(one.before))
        and _is_spent(one)
        and not (one.role is QuantityRole.SUM and _EARNED_BEFORE.search(text[: one.start]))
    ]


_PAID_NOW: Final = LazyPattern(r"支付[^，,。；;]*(?:欠款|尾款|进度款|工程款)$")
"""Words of money that is paid this year, also for work of an earlier one."""


_EARNED_BEFORE: Final = LazyPattern(
    r"(?:销售额?|交易额?|营业额?|产值|(?<!低)收入|利润|税收|增收)(?:平?均|各|约|为|达到?|不低于|不少于|超过|[≥>]){0,2}[0-9.]+[万亿]?元(?:以上)?[，,]"
    r"[^，,。；;\n、]{0,4}(?:合计|总计|共计?)[^，,。；;\n、0-9]{0,3}$"
)
"""Words of what is earned right before its sum: 每处交易额不低于120万元，合计达到."""
_SPENT_ANYWAY: Final = LazyPattern(r"(?:贴息|补贴|补助|奖励|奖补|经费|费)(?:资金)?$")


def _is_spent(one: StatedQuantity) -> bool:
    """Return whether a sum is spent by the project: 贷款贴息73万元, and not 发放贷款3000万元."""
    return not NOT_SPENT.search(one.before + one.after) or bool(_SPENT_ANYWAY.search(one.before))


def same_amount(amount: Decimal, other: Decimal, about: bool = False) -> bool:
    """Return whether two amounts are equal as far as words round them."""
    return abs(amount - other) <= max(amount, other) * (Decimal("0.1") if about else ROUNDING)


def _whole(one: StatedQuantity) -> bool:
    return one.role is QuantityRole.SUM or bool(_ALL_OF_IT.search(one.before))


def _of_its_item(text: str, one: StatedQuantity) -> bool:
    """Return whether a sum behind 共 is that of the one item whose count stands right before it: 光度计2台共52万元."""
    if one.role is not QuantityRole.SUM:
        return False
    item = _ITEM_END.split(text[: one.start])[-1]
    return bool(_COUNTED_ITEM.search(item)) and bool(_ITEM_END.search(text[: one.start]))


_ITEM_END: Final = re.compile(r"[，,；;。、\n:：](?![0-9]{3}(?![0-9]))")
_COUNTED_ITEM: Final = re.compile(r"[0-9][^0-9元]{1,3}共计?$")


def _subtotal(one: StatedQuantity, money: Sequence[StatedQuantity]) -> bool:
    """Return whether a sum is followed by sums that are not its parts, or is merely 计."""
    more = any(other.start > one.start and other.role is QuantityRole.AMOUNT for other in money)
    return one.before == "计" or (one.role is QuantityRole.SUM and more)


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
    if rest := _rest_of_nothing(sheet, budget):
        yield rest
        return
    amounts = [amount for amount in (budget, sheet.fiscal.value, sheet.other.value) if amount]
    for field, entry in (("purpose", sheet.purpose), ("goals", sheet.goal.entry)):
        money = money_spent(entry)
        if any(same_amount(one.number, amount, one.about) for one in money for amount in amounts):
            continue
        if _SEVERAL_YEARS.search(entry.text):
            continue
        wholes = [
            one
            for one in money
            if _whole(one) and not _subtotal(one, money) and not (len(money) > 1 and _of_its_item(entry.text, one))
        ]
        investments = [one for one in money if _INVESTMENT.search(one.before) and one.number < budget]
        if len(wholes) == 1 or (not wholes and len(investments) == 1):
            one = (wholes or investments)[0]
            yield _budget_hit(
                sheet, entry, field, clause_around(entry.text, one), Text("与预算数不一致", "it is not the budget")
            )
            return
        if (
            field == "purpose"
            and not wholes
            and (made := _made_by_items(entry.text, money, budget) or _made_by_products(entry.text, budget))
        ):
            prices = [one for one in find_quantities(entry.text) if one.unit == "元"]
            quote = "；".join(dict.fromkeys(clause_around(entry.text, one) for one in prices))
            amount = format_amount(made)
            what = Text(f"各项合计 {amount} 元", f"its items make {amount} yuan")
            yield _budget_hit(sheet, entry, field, quote, what)
            return


_REST: Final = LazyPattern(r"(?:其余|剩余|余下)(?:资金|部分|经费)?(?:用于|作为|安排)[^，,。；;、0-9]+")


def _rest_of_nothing(sheet: TargetSheet, budget: Decimal) -> Hit | None:
    """Return the warning that the items before 其余用于… take up the whole budget already."""
    rest = _REST.search(sheet.purpose.text)
    made = sum((item.amount for item in priced_items(sheet.purpose.text)), ZERO) if rest else ZERO
    if rest is None or made < budget * (1 - ROUNDING) or made > budget * PARTS_RANGE[1]:
        return None
    what = Text(f"其他各项已合计 {format_amount(made)} 元", f"the other items make {format_amount(made)} yuan already")
    return replace(_budget_hit(sheet, sheet.purpose, "purpose", rest[0], what), severity=Severity.WARNING)


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
    if "=" in text or "＝" in text:
        text = fold(text)
        if not all(_product_right(text, match) for match in _PRODUCT.finditer(text)):
            return None  # K06 reports the price
        text = _PRODUCT.sub("", text)
        money = [replace(one, operator=None) for one in _money_spent(text)]
    results = [one for one in money if one.before == "计"]
    if not results and any(one.unit == "元" and one.per for one in find_quantities(text)):
        return None  # some items are given as a price
    items = [
        one
        for one in money
        if one.role is QuantityRole.AMOUNT or one in results or _PAID_NOW.search(one.before) or _of_its_item(text, one)
    ]
    items = items or [one for one in money if one.role is QuantityRole.PART]
    if len(items) < 2 or OPEN_LIST.search(text) or any(one.about or one.operator for one in items):
        return None
    made = sum((one.number for one in items), ZERO)
    least, most = PARTS_RANGE
    if any(one.number < budget * SMALL_PART for one in items) or not least <= made / budget <= most:
        return None
    return None if same_amount(made, budget) else made


_PRODUCT: Final = LazyPattern(r"\d[\d,.]*[^\d，,。；;、=×]{0,5}(?:[×xX*]\s*\d[\d,.]*[^\d，,。；;、=×]{0,8})+=\s*")
"""A price times a count before its result: 200顶×1800元=36万元."""


def _product_right(text: str, product: re.Match[str]) -> bool:
    """Return whether a price times a count is the amount written behind it."""
    made = Decimal(1)
    for one in find_quantities(product[0]):
        made *= one.number if one.unit == "元" else one.number / base_unit(one.written_unit)[1]
    results = find_quantities(text[product.end() :])
    return bool(results) and same_amount(made, results[0].number)


def _made_by_products(text: str, budget: Decimal) -> Decimal | None:
    """Return the sum of the items of a purpose some of which are a price times a count, if it misses the budget."""
    items = priced_items(text)
    if len(items) < 2 or OPEN_LIST.search(text) or not any(item.multiplied for item in items):
        return None
    made = sum((item.amount for item in items), ZERO)
    if same_amount(made, budget) or not _FAR_PARTS < made / budget <= PARTS_RANGE[1]:
        return None
    return made


_FAR_PARTS: Final = Decimal("0.1")
"""The part of the budget that a closed list of items with prices and counts has to make."""


# --- cost ceilings ----------------------------------------------------------------------------------------------------

_WHOLE_COST: Final = LazyPattern(
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
        if statement.quantity.per or _UNIT_PRICE.search(words):
            if statement.number > budget and not NOT_SPENT.search(words) and not _INVESTMENT.search(words):
                yield _cost_hit(sheet, statement, Text("是单价，却高于", "is a price, and yet above"), None)
        elif statement.number > budget * (1 + CEILING_TOLERANCE) and not NOT_SPENT.search(words):
            yield _cost_hit(sheet, statement, Text("高于", "above"), None)
        elif (
            _TOTAL_COST.search(words)
            and not NOT_SPENT.search(words)
            and statement.number < budget * (1 - CEILING_TOLERANCE)
            and not (sheet.fiscal.value and same_amount(statement.number, sheet.fiscal.value))
        ):
            yield _cost_hit(sheet, statement, Text("低于", "below"), Severity.WARNING)


def _cost_targets(sheet: TargetSheet, context: Context) -> Iterator[Statement]:
    for statement in sheet_statements(sheet, context):
        row, quantity = statement.row, statement.quantity
        if row and quantity.unit == "元" and quantity.operator not in (Operator.GE, Operator.GT):
            name = squeeze(row.level3.text)
            cost = "成本" in (level1_class(row), level2_class(row))
            if cost or (_WHOLE_COST.search(name) and not quantity.per and not _UNIT_PRICE.search(_words_of(row))):
                yield statement


def _words_of(row: Indicator) -> str:
    return squeeze(row.level3.text) + row.description.text


_UNIT_PRICE: Final = re.compile(r"单|每|均|/|标准")


def _cost_hit(sheet: TargetSheet, statement: Statement, what: Text, severity: Severity | None) -> Hit:
    return Hit(
        statement.entry,
        "target",
        statement.quote,
        severity=severity,
        related=(sheet.budget.place,),
        values={"what": what, "budget": format_amount(sheet.budget.value or ZERO), "where": _where(sheet)},
    )


# --- a fund and its parts ---------------------------------------------------------------------------------------------

_NAME_NOISE: Final = LazyPattern(r"20\d\d年?度?|项目|工程|资金|经费|专项|补助|建设")
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
