"""Family A, 资金: budget, fiscal and other money, purpose, special funds and the projects they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.derive import contained_projects, sheet_fills
from xltools.form_identity import Capability
from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, MoneyUnit, Place, Severity, TargetSheet
from xltools.rules.entry_checks import garbled, missing
from xltools.rules.plausibility import TINY_YUAN
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text
from xltools.values import format_amount, squeeze

ZERO = Decimal(0)

_UNITS = {unit: Text(unit.value, "yuan" if unit is MoneyUnit.YUAN else f"{unit.factor:,f} yuan") for unit in MoneyUnit}
_TYPED_WAN = re.compile(r"[0-9０-９]\s*[(（]?\s*([百千十]?万)")
"""An amount in digits with 万 behind them; numerals such as 壹佰贰拾万元整 hold the word, and no unit."""
_UNITS_STATED = {unit: Text(name.zh, f"{name.en} ({name.zh})") for unit, name in _UNITS.items()}
"""The unit as printed on the form; the English text also gives the Chinese words to look for."""


def _expected(sheet: TargetSheet, rule: str) -> str:
    """Return what the blank amount that ``rule`` reports should be by the other two, or an empty text."""
    for fill in sheet_fills(sheet):
        if fill.rule == rule and isinstance(fill.value, Decimal):
            return format_amount(fill.value, sheet.money_unit)
    return ""


@rule(
    "A01",
    Severity.ERROR,
    zh=Words("预算数缺失或无效", "预算数{what}", "按预算批复填写大于 0 的金额，只写数字"),
    en=Words("Budget missing or invalid", "The budget {what}", "Enter the approved amount, above 0, in digits"),
    needs=frozenset({Capability.BUDGET}),
    source="《中共中央 国务院关于全面实施预算绩效管理的意见》（绩效目标与预算同步批复）",
    fires=Example(budget="空"),
    clean=Example(budget="1200000.00"),
)
def budget_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a budget that is blank, not an amount, or not above 0."""
    entry = sheet.budget
    if missing(entry):
        yield Hit(entry, "budget", expected=_expected(sheet, "A01"), values={"what": Text("没有填写", "is blank")})
    elif garbled(entry):
        what = entry.text.strip()
        yield Hit(entry, "budget", values={"what": Text(f"“{what}”不是金额", f'"{what}" is not an amount')})
    elif entry.value is not None and entry.value <= ZERO:
        what = entry.text.strip()
        yield Hit(entry, "budget", values={"what": Text(f" {what} 不是正数", f"{what} is not above 0")})


@rule(
    "A03",
    Severity.NOTE,
    zh=Words("其他资金空白", "其他资金没有填，按预算数减财政资金为 {expected}", "填 {expected}；没有其他资金的填 0"),
    en=Words(
        "Other money is blank",
        "Other money is blank; budget less fiscal money is {expected}",
        "Enter {expected}; enter 0 if there is no other money",
    ),
    needs=frozenset({Capability.SOURCES}),
    source="表内勾稽",
    silenced_by=("A01",),
    fires=Example(budget="725000.00", fiscal="725000.00", other="空"),
    clean=Example(other="0.00"),
)
def other_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report blank other money if budget and fiscal money determine it: an error unless the difference is 0."""
    if missing(sheet.other) and (expected := _expected(sheet, "A03")):
        severity = None if sheet.budget.value == sheet.fiscal.value else Severity.ERROR
        related = (sheet.budget.place, sheet.fiscal.place)
        yield Hit(sheet.other, "other", expected=expected, severity=severity, related=related)


@rule(
    "A04",
    Severity.ERROR,
    zh=Words("资金用途空白", "资金用途没有填写", "写明资金用在什么事项上、数量多少、按什么标准"),
    en=Words(
        "Purpose is blank", "The purpose of the money is blank", "Say what is paid for, how much of it, at what rate"
    ),
    needs=frozenset({Capability.PURPOSE}),
    source="表样要求：资金用途为必填项",
    fires=Example(purpose="空"),
    clean=Example(purpose="对3家企业的120万元贷款补助利息"),
)
def purpose_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a blank purpose."""
    if missing(sheet.purpose):
        yield Hit(sheet.purpose, "purpose")


_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_NUMBER = LazyPattern(r"\d|[一二三四五六七八九十百千]+[个名户人次条座处所公亩]")
_FILLER = re.compile(r"[,、;。.]|用于|主要|资金|项目|支出|等")


@rule(
    "A05",
    Severity.NOTE,
    zh=Words(
        "资金用途过于简单",
        "资金用途“{found}”{what}",
        "写明具体内容、数量和标准，如“硬化村道路12公里，每公里补助10万元”",
    ),
    en=Words(
        "Purpose says too little",
        'The purpose "{found}" {what}',
        "Say what exactly is paid for, how much of it and at what rate",
    ),
    needs=frozenset({Capability.PURPOSE}),
    source="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（目标细化分解）",
    parameters={"large_budget": Decimal(1_000_000), "short": Decimal(15)},
    labels={
        "large_budget": Text("算作大额的预算元数", "yuan from which a budget is a large one"),
        "short": Text("少于多少字算简短", "characters below which a purpose is short"),
    },
    fires=Example(name="2020年脱贫办工作经费", purpose="脱贫办工作经费"),
    clean=Example(purpose="200个村道路硬化32公里"),
)
def purpose_thin(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a purpose that only repeats the name, and for a ``large_budget`` (元) a short one without a number."""
    text = _bare(sheet.purpose.value or "", sheet.unit_name)
    if not text:
        return
    rest = _FILLER.sub("", text)
    if rest in _FILLER.sub("", _bare(sheet.name.value or "", sheet.unit_name)):
        what = Text("只是重复项目名称", "only repeats the name")
    elif (
        sheet.budget.value is not None
        and sheet.budget.value >= context.number("large_budget")
        and len(text) < context.number("short")
        and not _NUMBER.search(text)
    ):
        what = Text("没有写出数量和标准", "gives neither amount nor rate")
    else:
        return
    yield Hit(sheet.purpose, "purpose", values={"what": what})


def _bare(text: str, unit: str) -> str:
    """Return the text without blanks, years and the name of the unit."""
    bare = _YEAR.sub("", squeeze(text))
    return bare.replace(squeeze(unit), "") if unit else bare


@rule(
    "A13",
    Severity.ERROR,
    zh=Words("资金为负数", "{label} {found} 是负数", "按预算批复填写不小于 0 的金额；没有的填 0"),
    en=Words(
        "Negative money", "{label} {found} is negative", "Enter the approved amount, not below 0; 0 if there is none"
    ),
    source="表内勾稽",
    silenced_by=("A01",),
    fires=Example(budget="1200000.00", fiscal="1200005.00", other="-5.00"),
    clean=Example(other="0.00"),
)
def money_negative(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report fiscal or other money below 0; A01 judges the budget."""
    for field, entry in (("fiscal", sheet.fiscal), ("other", sheet.other)):
        if entry.value is not None and entry.value < ZERO:
            yield Hit(entry, field, values={"label": field_term(field)})


@rule(
    "A06",
    Severity.WARNING,
    zh=Words(
        "专项资金包含预算项目",
        "专项资金“{fund}”包含项目{projects}，两处相加会重复计算 {amount} 元",
        "确认对应关系：汇总时只计项目，不再计该专项资金",
    ),
    en=Words(
        "Special fund contains projects",
        'The special fund "{fund}" contains {projects}; adding both counts {amount} yuan twice',
        "Confirm it: sums then count the projects and leave the fund out",
    ),
    source="汇总勾稽",
    scope=Scope.DEPARTMENT,
    fires=Example(
        sheets=[
            Example(kind="special_fund", name="扶贫工作经费", budget="1573060.00", fiscal="1573060.00"),
            Example(name="2020年扶贫办综合经费", budget="1073060.00", fiscal="1073060.00"),
            Example(name="2020年脱贫办工作经费", budget="500000.00", fiscal="500000.00"),
        ]
    ),
    clean=Example(
        sheets=[
            Example(kind="special_fund", name="产业贴息", budget="725000.00", fiscal="725000.00"),
            Example(name="2020年扶贫办综合经费", budget="1073060.00", fiscal="1073060.00"),
            Example(name="2020年脱贫办工作经费", budget="500000.00", fiscal="500000.00"),
        ]
    ),
)
def fund_contains_projects(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a fund that holds the project of its name, or projects whose budgets add up to its own to the fen.

    A fund whose purpose or goals name its projects says itself what it holds.
    """
    for fund, projects in context.once("contained projects", book, lambda: contained_projects(book)):
        if projects and not _names_projects(fund, projects):
            total = sum((project.budget.value or ZERO for project in projects), ZERO)
            zh = "、".join(f"“{project.label}”" for project in projects)
            en = ", ".join(f'"{project.label}"' for project in projects)
            yield Hit(
                fund.budget,
                "budget",
                related=tuple(project.budget.place for project in projects),
                values={"fund": fund.label, "projects": Text(zh, en), "amount": format_amount(total)},
            )


_YEAR_OR_KIND = re.compile(r"(?:19|20)\d\d年?度?|项目$|经费$|资金$|补助$|工程$")


def _names_projects(fund: TargetSheet, projects: Sequence[TargetSheet]) -> bool:
    text = squeeze(f"{fund.purpose.text} {fund.goal.entry.text}")
    names = (_YEAR_OR_KIND.sub("", squeeze(project.name.text)) for project in projects)
    return all(name and name in text for name in names)


@rule(
    "A07",
    Severity.NOTE,
    zh=Words("专项资金与项目不对应", "{what}", "核对是否漏报；确实没有的，在说明中写明"),
    en=Words("Special funds and projects do not match", "{what}", "Check whether one was left out; explain if not"),
    source="汇总勾稽",
    scope=Scope.DEPARTMENT,
    parameters={"levels": WordList("higher_levels"), "money": WordList("money")},
    fires=Example(
        sheets=[
            Example(kind="special_fund", name="产业贴息", budget="725000.00", fiscal="725000.00", rows=[]),
            Example(name="2020年脱贫办工作经费", budget="500000.00", fiscal="500000.00"),
        ]
    ),
    clean=Example(
        sheets=[
            Example(kind="special_fund", name="扶贫工作经费", budget="500000.00", fiscal="500000.00"),
            Example(name="2020年脱贫办工作经费", budget="500000.00", fiscal="500000.00"),
        ]
    ),
)
def fund_without_project(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report funds without a project, and projects named after money of a higher level that belong to no fund.

    A fund with indicators of its own says itself what it is spent on. All such projects are one hit: a department
    decides once whether such funds have sheets of their own.
    """
    contained = context.once("contained projects", book, lambda: contained_projects(book))
    for fund, projects in contained:
        if not projects and not fund.indicators:
            zh, en = (
                f"专项资金“{fund.label}”没有对应的预算项目",
                f'No budget project belongs to the fund "{fund.label}"',
            )
            yield Hit(fund.name, "name", values={"what": Text(zh, en)})
    held = {project.place for _, projects in contained for project in projects}
    levels, money = context.words("levels"), context.words("money")
    without_fund = [
        project
        for project in book.projects
        if project.place not in held
        and any(word in project.name.text for word in levels)
        and any(word in project.name.text for word in money)
    ]
    if without_fund:
        zh = f"{len(without_fund)} 个使用上级专项资金的项目没有对应的专项资金表"
        en = f"{len(without_fund)} project(s) paid from special funds of a higher level have no sheet of such a fund"
        yield Hit(
            without_fund[0].name,
            "name",
            related=tuple(project.name.place for project in without_fund[1:]),
            values={"what": Text(zh, en)},
        )


@rule(
    "A08",
    Severity.WARNING,
    zh=Words("金额单位疑似混淆", "表上单位为{unit}，预算数 {found} {what}", "核对金额单位是元还是万元，改正单位或金额"),
    en=Words(
        "Money unit may be wrong",
        "The form states {unit}, but the budget {found} {what}",
        "Check whether the amounts are in yuan (元) or in 10,000 yuan (万元), and correct the unit or the amounts",
    ),
    source="汇总勾稽",
    scope=Scope.DEPARTMENT,
    silenced_by=("A09", "R33"),
    parameters={"smallest": Decimal(10_000), "largest": Decimal(100_000)},
    labels={
        "smallest": Text("单位为元时，最大的预算数不应小于", "what the largest budget in yuan should reach"),
        "largest": Text("单位为万元时，预算数不应大于", "what no budget in 10,000 yuan should exceed"),
    },
    fires=Example(budget="6500", fiscal="6500"),
    clean=Example(budget="500000.00", fiscal="500000.00"),
)
def money_unit_mixed(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report four signs of a wrong money unit.

    No budget in 元 reaches ``smallest``; one in 万元 exceeds ``largest``; one on a form in 元 is typed with 万元,
    unless its parts agree and it is the department's habit, for others are typed so, too; two of one code
    differ 10,000-fold.
    """
    budgets = [(sheet, sheet.budget.value) for sheet in book.sheets if sheet.budget.value and sheet.budget.value > ZERO]
    yuan = [(sheet, amount) for sheet, amount in budgets if sheet.money_unit is MoneyUnit.YUAN]
    if yuan and max(amount for _, amount in yuan) < context.number("smallest"):
        yuan.sort(key=lambda pair: pair[1] < TINY_YUAN)  # those of which A09 speaks come last
        others = tuple(sheet.budget.place for sheet, _ in yuan[1:])
        zh = "过小，可能是万元" if len(yuan) == 1 else "等各表金额都过小，可能是万元"
        small = "is very small" if not others else "and all others are very small"
        en = f"{small}: {_UNITS_STATED[MoneyUnit.WAN].en} may be meant"
        yield _unit_hit(yuan[0][0], others, Text(zh, en))
    largest = context.number("largest") * MoneyUnit.WAN.factor
    typed_so = sum(_TYPED_WAN.search(sheet.budget.text) is not None for sheet, _ in yuan)
    for sheet, amount in budgets:
        if sheet.money_unit is MoneyUnit.WAN and amount > largest:
            what = Text("过大，可能是元", "is very large: yuan (元) may be meant")
            yield _unit_hit(sheet, (), what, Severity.ERROR)
        if sheet.money_unit is MoneyUnit.YUAN and (typed := _TYPED_WAN.search(sheet.budget.text)):
            what = Text(
                f"写了“{typed[1]}元”，与表上的单位不同",
                f"is written in another unit ({typed[1]}元) than that of the form",
            )
            agrees = "百万" not in sheet.budget.text and amount == (sheet.fiscal.value or ZERO) + (
                sheet.other.value or ZERO
            )
            # Parts typed in the same way are added up by A02; the unit is not what is wrong there.
            alike = _TYPED_WAN.search(sheet.fiscal.text) is not None and "百万" not in sheet.budget.text
            worth_a_word = typed_so == 1 if agrees else not alike
            if worth_a_word:
                severity = Severity.NOTE if agrees else None
                yield _unit_hit(sheet, (), what, severity, found=sheet.budget.text.strip())
    by_code: dict[str, tuple[TargetSheet, Decimal]] = {}
    for sheet, amount in budgets:
        twin, twins = by_code.setdefault(sheet.code.value or "", (sheet, amount))
        if sheet.code.value and max(amount, twins) == min(amount, twins) * MoneyUnit.WAN.factor:
            zh = "与同一编码的另一张表正好相差一万倍"
            en = "is exactly 10,000 times that of the same code elsewhere, or a ten thousandth of it"
            yield _unit_hit(sheet, (twin.budget.place,), Text(zh, en))


def _unit_hit(
    sheet: TargetSheet, related: tuple[Place, ...], what: Text, severity: Severity | None = None, found: str = ""
) -> Hit:
    found = found or format_amount(sheet.budget.value or ZERO, sheet.money_unit)
    values = {"unit": _UNITS_STATED[sheet.money_unit], "what": what}
    return Hit(sheet.budget, "budget", found, severity=severity, related=related, values=values)
