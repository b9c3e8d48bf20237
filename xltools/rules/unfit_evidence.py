"""Family T, 依据和文字: a basis from which the target value cannot follow."""

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
from xltools.text import Text
from xltools.values import squeeze

__all__: list[str] = []

_PLANS: Final = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
"""Last years of the five-year plans."""
_PLAN: Final = LazyPattern(
    rf"(?<!二)(?P<plan>{'|'.join(_PLANS)})[”\"]?[一-龥]{{0,20}}(?:规划|计划|纲要|方案|目标)",
    needs="十一五 十二五 十三五 十四五 十五五",
)
_YEARS_OF_A_PLAN: Final = LazyPattern(
    r"(?:规划|计划|纲要|方案|行动)[^，,。；;]{0,6}?20\d\d年?[—–\-～~至到]+(20\d\d)年?"
    r"|20\d\d年?[—–\-～~至到]+(20\d\d)年?[^，,。；;]{0,16}?(?:规划|计划|纲要|方案|行动)",
    needs="规划 计划 纲要 方案 行动",
)
_CENSUSES: Final = {
    "人口": 7, "经济": 5, "农业": 3, "水利": 1, "污染源": 2, "土壤": 3,
    "文物": 4, "自然灾害": 1, "地名": 2, "工业": 3, "基本单位": 2,
    "体育场地": 7, "森林资源": 9,
}  # fmt: skip
"""The number of the last census of its kind that was begun."""
_CENSUS: Final = LazyPattern(
    r"(?:全国|国家|国务院)?第(?P<number>[一二三四五六七八九十]{1,2})次(?:全国|全省)?(?P<what>[一-龥、]{2,12}?)普查",
    needs="普查",
)
_NUMERALS: Final = "一二三四五六七八九"
_LATER: Final = LazyPattern(
    r"(20\d\d)年度?(?![—–\-～~至到])[^，,。；;—–-]{0,12}?(?:统计|数据|总结|年鉴|台账|报表|通报|公报|考核|检查|抽查|走访|座谈|普查|排名)",
    needs="统计 数据 总结 年鉴 台账 报表 通报 公报 考核 检查 抽查 走访 座谈 普查 排名",
)
_TARGET_OF_A_YEAR: Final = LazyPattern(
    r"(?<![至到—–\-～~])(20\d\d)年度?(?![—–\-～~至到起前])[^，,。；;—–至到前-]{0,12}(?:目标|计划|任务|要求|安排|方案|通知|批复|工作要点|调度|文件|标准|办法|规定|意见|细则)$"
)
_END_OF_THE_YEAR: Final = LazyPattern(
    r"(20\d\d)年(?:度|全年)?(?:工作)?[一-龥]{0,6}(?:总结|年报|决算|公报|年鉴|年终)",
    needs="总结 年报 决算 公报 年鉴 年终",
)
_CONTRACT: Final = LazyPattern(
    r"^[^，,。；;]{0,10}(?:施工|采购|购置|维护|维保|安装|监理|工程|供货|租赁)(?:合同|协议)(?:书)?$|^(?:施工|设计)图(?:纸|设计)?$|^中标通知书$"
)
_STATISTICS: Final = LazyPattern(r"^[^，,。；;]{0,12}(?:统计年报|统计年鉴|统计公报|决算报表|财务报表)$")
_OPINION: Final = LazyPattern(r"满意|认识|认可|知晓|意识|获得感|幸福感|安全感|认同|口碑|影响力")
_OF_A_COUNT: Final = LazyPattern(
    r"^[^〔《\d\[（(]{2,}的(?:总)?(?:[人户宗件个份处台套条座家所株辆批项场篇]?数量?|[人户]次|比例|比率|占比|比重|百分比)$",
    needs="数 人次 户次 比例 比率 占比 比重 百分比",
)
_RESEARCH: Final = LazyPattern(r"调查|统计|台账|资料|记录|报告|登记|测算")


@rule(
    "T05",
    Severity.WARNING,
    zh=Words(
        "依据不能说明指标值", "“{indicator}”的依据写“{found}”，{what}", "换成能说明这个指标值怎样来的文件、数据或测算"
    ),
    en=Words(
        "A basis from which the target cannot follow",
        'The basis of "{indicator}" is "{found}", {what}',
        "Name a document, figures or a calculation from which the target follows",
    ),
    needs=frozenset({Capability.BASIS}),
    source="指标值确定依据的填报要求",
    silenced_by=("K13",),
    fires=Example(pick="受益人口", basis="第九次全国公路普查"),
    clean=Example(pick="受益人口", basis="第七次全国人口普查"),
)
def basis_unfit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a plan that has ended, a census that was never held, figures of a time to come, and what is not a basis.

    A contract for works or goods does not say what people think: that is a note. Words that define a count belong to
    the description.
    """
    year = context.budget_year
    for row in filled_rows(sheet, context):
        basis = squeeze(row.basis.text)
        if not basis:
            continue
        what, severity = _unfit(row, basis, year)
        if what:
            values = {"indicator": (row.level3.text or row.description.text).strip(), "what": what}
            yield Hit(row.basis, "basis", row.basis.text.strip(), severity=severity, values=values)


def _unfit(row: Indicator, basis: str, year: int | None) -> tuple[Text | None, Severity | None]:
    """Return why the target cannot follow from the basis, and how grave it is if not as usual."""
    if year is not None and (answer := _unfit_for(basis, year))[0]:
        return answer
    if (match := _CENSUS.search(basis)) and not _was_held(match):
        return Text("没有这项普查", "a census that was never held"), None
    if (_CONTRACT.search(basis) or _STATISTICS.search(basis)) and _OPINION.search(row.level3.text):
        return Text("说明不了群众的看法", "which does not say what people think"), Severity.NOTE
    if _OF_A_COUNT.search(basis) and not _RESEARCH.search(basis):
        return Text(
            "是统计口径，不是依据，像是填串了栏", "which defines a count, as if it belonged to another column"
        ), None
    return None, None


def _unfit_for(basis: str, year: int) -> tuple[Text | None, Severity | None]:
    """Return why the target of a year cannot follow from the basis, by the years of the basis."""
    last = _last_year_of_a_plan(basis)
    if last and last + 1 < year:
        return Text(f"这一规划到 {last} 年为止", f"a plan that ended in {last}"), None
    if (match := _LATER.search(basis)) and int(match[1]) > year:
        what = Text(f"编 {year} 年预算时还没有", f"which is not there when the budget of {year} is made")
        return what, Severity.ERROR
    if (match := _TARGET_OF_A_YEAR.search(basis)) and int(match[1]) > year and "提前" not in basis:
        return Text(f"是 {match[1]} 年的，不是 {year} 年的", f"which is of {match[1]} and not of {year}"), None
    if (match := _END_OF_THE_YEAR.search(basis)) and int(match[1]) == year:
        return Text("到年底才有", "which is there at the end of the year only"), None
    return None, None


def _last_year_of_a_plan(basis: str) -> int | None:
    """Return the year in which the plan that the basis names ends, by its number or by its own years."""
    if plan := _PLAN.search(basis):
        return _PLANS[plan["plan"]]
    years = _YEARS_OF_A_PLAN.search(basis)
    return int(years[1] or years[2]) if years else None


def _was_held(match: re.Match[str]) -> bool:
    """Return whether a census of this kind and number has been held, or is the next one."""
    last = next((held for word, held in _CENSUSES.items() if word in match["what"]), 0)
    number = match["number"]
    tens, _, ones = number.rpartition("十")
    value = (
        (_NUMERALS.find(tens) + 1 or 1) * 10 + _NUMERALS.find(ones) + 1
        if "十" in number
        else _NUMERALS.find(number) + 1
    )
    return bool(last) and value <= last + 1
