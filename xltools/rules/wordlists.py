"""The word lists of the rules and their titles.

The lists are text files in ``rules/words/`` with one word a line, which a county can extend or replace.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from xltools.text import Text

__all__ = ["TITLES", "word_list_names", "words"]

TITLES: Final[Mapping[str, Text]] = {
    "annual_costs": Text("全年均衡发生的经费", "costs of the whole year"),
    "bad_events": Text("不应发生的事项", "what is not to happen"),
    "broad_departments": Text("业务涉及许多领域的部门", "departments whose work touches many fields"),
    "broad_units": Text("职责涉及各领域的单位", "units whose duties cover every field"),
    "common_indicators": Text("各项目相同也属正常的指标", "indicators that may well be the same"),
    "counted_units": Text("应有指标承接的计量单位", "units whose numbers have to appear in an indicator"),
    "domains": Text("指标所属领域", "fields of work"),
    "good_rates": Text("越高越好的比率", "rates of which more is better"),
    "grades": Text("等于没有说明的等次", "grades that say nothing"),
    "growth_rates": Text("可以超过 100% 的比率", "rates that may be above 100%"),
    "higher_levels": Text("上级资金的用语", "words of money from a higher level"),
    "households": Text("按户计量的对象", "what counts households"),
    "input_rates": Text("投入、过程类用语", "words of input and process"),
    "later_spending": Text("用款有季节或时点的用语", "words of spending that has its own time"),
    "livelihood": Text("扶贫衔接和民生类用语", "words of poverty relief and livelihoods"),
    "money": Text("说的是资金的用语", "words of money"),
    "never": Text("要求不发生的说法", "words that forbid something"),
    "other_year_after": Text("年份后面表示别的年度的用语", "words behind another year that explain it"),
    "other_year_before": Text("年份前面表示别的年度的用语", "words before another year that explain it"),
    "people": Text("按人计量的对象", "what counts people"),
    "placeholders": Text("模板占位内容", "what templates leave to be replaced"),
    "plain_words": Text("通用词语", "words that fit anything"),
    "slips": Text("常见错别字和用语", "slips of the pen"),
    "slogans": Text("不算量化的固定提法", "set phrases without a quantity"),
    "spending_rates": Text("资金到位、支出进度用语", "words of money received or spent"),
    "vague_basis": Text("笼统依据的用语", "words of a vague basis"),
    "vague_grades": Text("没有考核标准的说法", "words that give no standard"),
    "works": Text("工程建设类用语", "words of building works"),
}
"""The title of each list."""


@cache
def words(name: str) -> tuple[str, ...]:
    """Read the words of the list ``name`` in the order of its file; lines that begin with # are comments.

    An unknown name is a programming error (FileNotFoundError): the settings check the names that people write.
    """
    lines = (files("xltools.rules") / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if (word := line.strip()) and not word.startswith("#"))


@cache
def word_list_names() -> tuple[str, ...]:
    """Return the names of all lists, sorted."""
    folder = files("xltools.rules") / "words"
    return tuple(sorted(file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt")))
