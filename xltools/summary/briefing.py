"""简报: the county's summary on one page for the meeting, ten sentences made of figures and three charts.

Every figure is one of the summary's; amounts are told in 万元, shares in percent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from xltools.county.data import Fate
from xltools.derive import FUND_LEVELS
from xltools.model import PERIODS, Severity
from xltools.quick_dataclass import dataclass
from xltools.rules.catalogue import RULES
from xltools.rules.settings import Settings
from xltools.summary.answers import Answers
from xltools.summary.charts import FAMILIES, SCHEDULE, count_families
from xltools.summary.counties import RETURNED, department_state
from xltools.summary.departments import Department
from xltools.summary.facts import Facts
from xltools.summary.names import department_name
from xltools.summary.receipts import received_words

__all__ = ["Briefing", "BriefingChart", "brief"]

ZERO = Decimal(0)
WAN = Decimal(10000)
_MOST = 3
"""The departments and kinds of findings that a sentence names."""
_MOST_NAMED = 5
_BARS = 10


@dataclass(frozen=True, slots=True)
class BriefingChart:
    """A chart: its title, the labels of its bars or points, and its series of values by name.

    Values are 万元, shares (``percent``) or numbers of findings.
    """

    title: str
    kind: Literal["column", "line", "bar"]
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal, ...]], ...]
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Briefing:
    """The page: title, a line below it, sentences, charts."""

    title: str
    aside: str
    sentences: tuple[str, ...]
    charts: tuple[BriefingChart, ...]


def brief(facts: Facts, settings: Settings, answers: Answers) -> Briefing:
    """Make the briefing of a county."""
    data = facts.data
    heading = f"{department_name(data.county)}{f'{data.year}年' if data.year else ''}"
    sentences = (
        _received(facts),
        _projects(facts),
        _funds(facts),
        _levels(facts),
        _largest(facts),
        _plans(facts),
        _indicators(facts),
        _findings(facts),
        _kinds(facts, settings),
        _to_do(facts, answers),
    )
    day = data.generated
    aside = "　".join(filter(None, (settings.letters.sender, f"{day.year}年{day.month}月{day.day}日")))
    return Briefing(f"{heading}部门预算绩效目标审核简报", aside, sentences, tuple(_charts(facts)))


# --- sentences --------------------------------------------------------------------------------------------------------


def _received(facts: Facts) -> str:
    files = facts.data.files
    fates = Counter(file.fate for file in files)
    others = "，".join(f"{fate.term.zh} {fates[fate]} 个" for fate in Fate if fates[fate])
    missing = facts.missing
    names = f"，尚未报送的是{_names(missing)}" if missing else ""
    return f"{received_words(facts)}{names}；共收到文件 {len(files)} 个{f'（{others}）' if others else ''}。"


def _projects(facts: Facts) -> str:
    sums = facts.projects
    if not sums.count:
        return "没有读到预算项目。"
    beyond = sums.fiscal + sums.other - sums.budget
    than = f"两者之和比预算合计{'多' if beyond > 0 else '少'} {_wan(abs(beyond))} 万元"
    gap = f"（{than}：有项目的预算数空白或与资金来源不符）" if beyond else ""
    return (
        f"预算项目共 {sums.count} 个，预算合计 {_wan(sums.budget)} 万元，其中财政资金 {_wan(sums.fiscal)} 万元、"
        f"其他资金 {_wan(sums.other)} 万元{gap}。"
    )


def _funds(facts: Facts) -> str:
    total = _wan(facts.projects.budget + facts.counted_funds)
    if not facts.funds.count:
        return f"没有专项资金，全县合计 {total} 万元。"
    return (
        f"专项资金 {facts.funds.count} 项、{_wan(facts.funds.budget)} 万元，其中计入合计的 "
        f"{_wan(facts.counted_funds)} 万元；去重后全县合计 {total} 万元。"
    )


def _levels(facts: Facts) -> str:
    whole = facts.projects.budget
    parts = [
        f"{level} {_wan(amount)} 万元（{_percent(amount, whole)}）"
        for level in FUND_LEVELS
        if (amount := facts.level(level))
    ]
    return f"项目预算按资金级次分：{'、'.join(parts)}。" if parts else "项目预算没有可以按资金级次分的金额。"


def _largest(facts: Facts) -> str:
    largest = _by_budget(facts)[:_MOST]
    if not largest:
        return "各部门的项目预算都是空白或 0。"
    told = "、".join(f"{one.name}（{_wan(one.project_sums.budget)} 万元）" for one in largest)
    share = _percent(sum((one.project_sums.budget for one in largest), ZERO), facts.projects.budget)
    return f"项目预算最多的部门是{told}，占全部项目预算的 {share}。"


def _plans(facts: Facts) -> str:
    shares = _shares(facts)
    if not shares:
        return "没有可以汇总的累计支出计划。"
    told = "、".join(f"{int(period)}月底 {share:.2%}" for period, share in zip(PERIODS, shares, strict=True))
    behind, period = max((due - share, period) for share, due, period in zip(shares, SCHEDULE, PERIODS, strict=True))
    gap = (
        f"比序时进度落后最多的是{int(period)}月底，差 {behind * 100:.2f} 个百分点"
        if behind > 0
        else "各期都不低于序时进度"
    )
    without = facts.projects.without_plan
    return f"累计支出计划：{told}；{gap}{f'（另有 {without} 个项目的表式没有支出计划）' if without else ''}。"


def _indicators(facts: Facts) -> str:
    projects = facts.projects
    if not projects.count:
        return "没有读到绩效指标。"
    satisfied = sum(department.satisfied for department in facts.departments)
    each = Decimal(projects.indicators) / projects.count
    return (
        f"项目绩效指标共 {projects.indicators} 条，平均每个项目 {each:.1f} 条；"
        f"设有满意度指标的项目 {satisfied} 个，占 {_percent(Decimal(satisfied), Decimal(projects.count))}。"
    )


def _findings(facts: Facts) -> str:
    counts = facts.issues.findings
    if not counts.total():
        return "审核没有发现问题。"
    told = "、".join(f"{level.term.zh} {counts[level]} 处" for level in Severity)
    touched = sum(1 for department in facts.departments if department.findings)
    return f"审核发现问题 {counts.total()} 处（{told}），涉及 {touched} 个部门。"


def _kinds(facts: Facts, settings: Settings) -> str:
    counts: Counter[str] = Counter()
    for department in facts.all_with_unassigned:
        for (severity, rule), number in department.findings.items():
            if severity is not Severity.NOTE:
                counts[rule] += number
    if not counts:
        return "没有错误和警告。"
    titles = {name: rule.zh.title for name, rule in RULES.items()} | {own.id: own.title for own in settings.own_rules}
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    told = "、".join(f"“{titles.get(rule, rule)}”（{number} 处）" for rule, number in most)
    return f"错误和警告中最多的是{told}。"


def _to_do(facts: Facts, answers: Answers) -> str:
    back = [one for one in facts.departments if department_state(one, answers) == RETURNED]
    apart = [doubt for doubt in facts.data.doubtful if not doubt.counted]
    first = f"有错误、需退回修改的部门 {len(back)} 个" + (f"：{_names(back)}" if back else "")
    if not apart:
        return f"{first}；没有存疑金额。"
    amount = sum((doubt.budget_apart for doubt in apart), ZERO)
    return f"{first}；存疑金额 {len(apart)} 处，其中预算 {_wan(amount)} 万元处理前不计入以上合计。"


def _names(departments: Sequence[Department]) -> str:
    named = "、".join(department.name for department in departments[:_MOST_NAMED])
    return f"{named}等" if len(departments) > _MOST_NAMED else named


def _by_budget(facts: Facts) -> list[Department]:
    """Return the departments with money, the largest budget first."""
    with_money = (department for department in facts.departments if department.project_sums.budget)
    return sorted(with_money, key=lambda department: (-department.project_sums.budget, department.number))


def _shares(facts: Facts) -> tuple[Decimal, ...]:
    budget = facts.projects.plan_budget
    return tuple(planned / budget for planned in facts.projects.planned) if budget else ()


def _wan(amount: Decimal) -> str:
    return f"{amount / WAN:,.2f}"


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{part / whole:.1%}" if whole else "—"


# --- charts -----------------------------------------------------------------------------------------------------------


def _charts(facts: Facts) -> Iterator[BriefingChart]:
    largest = _by_budget(facts)[:_BARS]
    if largest:
        budgets = tuple(one.project_sums.budget / WAN for one in largest)
        county = department_name(facts.data.county)
        names = tuple(one.name.removeprefix(county) or one.name for one in largest)
        yield BriefingChart(
            f"部门项目预算（前 {len(largest)} 名，万元）", "column", names, (("预算（万元）", budgets),)
        )
    shares = _shares(facts)
    if shares:
        ends = tuple(f"{int(period)}月底" for period in PERIODS)
        series = (("累计支出计划", shares), ("序时进度", SCHEDULE))
        yield BriefingChart("累计支出计划与序时进度", "line", ends, series, percent=True)
    families = count_families(facts)
    if families:
        names = tuple(FAMILIES[letter] for letter in families)
        levels = tuple(
            (level.term.zh, tuple(Decimal(families[letter][level]) for letter in families)) for level in Severity
        )
        yield BriefingChart("审核问题按类别和级别（处）", "bar", names, levels)
