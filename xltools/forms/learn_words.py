"""The meaning of a label that is not described yet, guessed from the words of all known forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from xltools.form_identity import FormPurpose
from xltools.forms.description import (
    INDICATORS,
    LONG_TERM,
    FieldKind,
    FormDescription,
    FormField,
    FormMatrix,
    ValuePosition,
)
from xltools.forms.label_text import label_key
from xltools.forms.money_units import unit_behind
from xltools.values import squeeze

__all__ = [
    "MIN_SURE_SCORE",
    "LabelPart",
    "Meaning",
    "MeaningWords",
    "label_as_printed",
    "meaning_words",
    "printed_label",
]

MIN_SURE_SCORE = 0.8
"""A guess with a lower score is put to the officer."""
_EXACT, _WITHOUT_EXTRAS, _BY_RULE = 1.0, 0.9, 0.85
_MIN_RATIO = 0.72
"""Texts that are less alike are not taken for variants of each other."""
_SAME_PURPOSE, _PER_FORM = 0.02, 0.005
"""Points for a form of the same purpose, and for each form that gives the label this meaning."""

_SELDOM_PRINTED = -0.3
"""Points for the label of a value that usually has none: 资金用途 stands in the rest of its section."""

_EXTRAS = re.compile(r"^(?:其中|本年度?|当年|项目)(?=..)|[(][^()]*[)]$|名称$")
"""Words around a label that seldom change its meaning."""


class LabelPart(StrEnum):
    """The part that a label plays on a form."""

    FIELD = "field"
    """its value stands beside or below it"""
    ROW = "row"
    """it begins a row of a matrix"""
    COLUMN = "column"
    """it heads a column of a matrix"""
    HEAD = "head"
    """it heads a column of the table of indicators"""
    TASK = "task"
    """it heads a column of another table"""
    SECTION = "section"
    """it stands beside several labels"""
    PLAIN = "plain"
    """it has no value"""


class Meaning(NamedTuple):
    """A key that a label may have, how likely that is (0 to about 1), and such a field of a known form."""

    key: str
    score: float
    like: FormField | None = None


_RULES: dict[LabelPart, tuple[tuple[str, str], ...]] = {
    LabelPart.FIELD: (
        (r"^(?:0?3|三)月(?:底|末)|一季度", "plan_03"),
        (r"^(?:0?6|六)月(?:底|末)|二季度|上半年", "plan_06"),
        (r"^(?:10|十)月(?:底|末)", "plan_10"),
        (r"^(?:12|十二)月(?:底|末)|四季度|年底", "plan_12"),
        (r"一级项目", "program"),
        (r"(?:项目|专项|支付|任务|资金)(?:支出|资金)?[)]?(?:名称|全称)$|^名称$", "name"),
        (r"^(?:部门|单位)(?:[(].*[)])?(?:名称|全称)$", "name"),
        (r"(?:负责人|联系人)及", "contact"),
        (r"^填[报表](?:日期|时间)", "filled_on"),
        (r"^(?:评价|自评|填报|预算|项目)?年[度份]$", "year"),
        (r"电话|联系方式|手机", "phone"),
        (r"负责人|联系人|经办人|填[报表]人", "contact"),
        (r"(?:部门|主管单位).*(?:编码|代码)$", "department_code"),
        (r"中央.*部门", "central_department"),
        (r"(?:归口|管理).*[科股处]室", "office"),
        (r"(?:主管|业务|归口|地方|承办|牵头).*(?:部门|单位|科室|股室|处室)", "department"),
        (r"^(?:填报|填表|编报|申报|报送|编制)(?:单位|部门)", "reporting_unit"),
        (r"^预算单位", "budget_unit"),
        (r"预算部门$|(?:实施|承办).*(?:村|社区|乡|镇)", "unit"),
        (r"(?:实施|使用|用款|承担|执行|项目|建设|受益).*单位|^单位(?:名称)?$|^乡镇|^街道", "unit"),
        (r"项目.*(?:编码|代码|编号)|^(?:编码|代码|编号)$", "code"),
        (r"起止|周期|期限|实施期$|项目期$|年限|时限|实施时间", "duration"),
        (r"开始|起始", "begin"),
        (r"(?:结束|终止|完成)(?:日期|时间|年)", "end"),
        (r"属性", "attribute"),
        (r"类型|类别", "type"),
        (r"分类", "category"),
        (r"资金性质", "nature"),
        (r"资金用途", "use"),
        (r"职能|职责", "duties"),
        (r"概况|概述|简介|(?:主要|建设|项目|工作|实施)内容", "overview"),
        (r"必要性", "necessity"),
        (r"可行性", "feasibility"),
        (r"进度|计划$", "schedule"),
        (r"依据|审批|文号|理由|立项背景", "grounds"),
        (r"实际完成|完成情况", "goals_done"),
        (r"(?:长期|中期|实施期|三年).*目标", "goals_long"),
        (r"目标", "goals"),
        (r"总体.*目标|总目标", "goals_long"),
        (r"^上年(?!结转|结余)|去年|以前年度|^20\d\d年", "previous"),
        (r"^基本支出", "basic_spending"),
        (r"^项目支出(?:[(]|预算|金额|数|$)", "project_spending"),
        (r"上级", "upper"),
        (r"结转|结余", "carried"),
        (r"专户", "account_money"),
        (r"自有|自筹", "own_money"),
        (r"单位资金", "own_money"),
        (r"(?:当年|本年|年度).*(?:预算|资金)", "budget"),
        (r"总(?:预算|投资|规模)|实施期.*总|项目.*总额", "total"),
        (r"中央.*(?:资金|补助|安排)", "central"),
        (r"省级?.*(?:资金|补助|安排|配套)", "provincial"),
        (r"市级?.*(?:资金|补助|安排|配套)", "city"),
        (r"县区?级?.*(?:资金|补助|安排|配套)|本级", "county"),
        (r"其[他它].*", "other"),
        (r"财政|一般公共预算", "fiscal"),
        (r"年初.*预算|预算批复", "initial"),
        (r"执行数|支出数|支出金额", "spent"),
        (r"预算|资金总额|总额|金额|合计", "budget"),
    ),
    LabelPart.ROW: (
        (r"结转|结余", "carried"),
        (r"专户", "account_money"),
        (r"自有|自筹|单位资金", "own_money"),
        (r"地方", "local"),
        (r"省", "provincial"),
        (r"市", "city"),
        (r"县|本级", "county"),
        (r"中央|财政|一般公共预算|拨款", "fiscal"),
        (r"其[他它]", "other"),
        (r"总额|合计|总计|总投资|预算", "all"),
    ),
    LabelPart.COLUMN: (
        (r"上年(?!结转|结余)|去年|以前年度|20\d\d年", "previous"),
        (r"增减.*(?:原因|说明)", "execution_reason"),
        (r"增减|变动", "change"),
        (r"执行率|完成率|完成比", "execution_rate"),
        (r"预计.*(?:执行|支出|完成)|全年预计", "forecast_spent"),
        (r"年初", "initial"),
        (r"执行|支出|到位", "spent"),
        (r"^(?!.*(?:执行|支出|完成)).*(?:调整|全年|预算)", "budget"),
        (r"财政", "fiscal"),
        (r"其[他它]", "other"),
        (r"分值|权重|标准分|满分", "execution_weight"),
        (r"得分|自评分|评分", "execution_score"),
        (r"原因|说明", "execution_reason"),
        (r"总额|合计|金额", "budget"),
    ),
    LabelPart.HEAD: (
        (r"^序号$", "number"),
        (r"值类型|指标类型", "value_kind"),
        (r"一级|指标(?:类别|大类)", "level1"),
        (r"二级|指标(?:细类|小类)|类别细分", "level2"),
        (r"三级|指标名称|具体指标|指标内容", "level3"),
        (r"分标准|扣分|计分|计算方法", "scoring"),
        (r"分值|权重|标准分|满分", "weight"),
        (r"预计.*(?:完成|情况)", "forecast"),
        (r"可能性", "likelihood"),
        (r"偏差|原因", "reason"),
        (r"改进|措施", "improvement"),
        (r"实际|完成值|完成情况|执行情况|自评结果", "actual"),
        (r"得分|[自评]分$", "score"),
        (r"方向", "direction"),
        (r"性质|符号|运算", "operator"),
        (r"度量|计量|^单位$", "measure"),
        (r"依据|标准|来源", "basis"),
        (r"解释|描述|说明|内容|内涵", "description"),
        (r"备注", "note"),
        (r"指标值|目标值|计划值|预期值|实现值|目标", "target"),
        (r"项目名称", "name"),
        (r"^乡镇|^街道|单位$|^部门", "unit"),
        (r"预算|金额", "budget"),
    ),
    LabelPart.TASK: (
        (r"任务|名称", "name"),
        (r"开始", "begin"),
        (r"完成|结束|时限", "end"),
        (r"内容|步骤", "content"),
        (r"其[他它]", "other"),
        (r"财政", "fiscal"),
        (r"总额|合计|金额|预算|资金|经费", "budget"),
    ),
}
"""Patterns of squeezed labels in the words of the field, the most special ones first."""


def printed_label(text: str) -> tuple[str, str]:
    """Return a label without what does not count, and the money unit behind it."""
    label = unit_behind(squeeze(text))
    if label and label[0]:
        return label_key(label[0]), label[1]
    return label_key(text), ""


def label_as_printed(text: str) -> str:
    """Return a label as a description writes it: as printed, in one line, without unit, points and last colon."""
    whole = "".join(text.split()).rstrip(":：")
    word = printed_label(text)[0]
    return whole if label_key(whole) == word else word


class MeaningWords:
    """The labels of several forms with their meanings, by the part that they play."""

    def __init__(self, forms: Sequence[FormDescription]) -> None:
        """Take the words from these forms."""
        self._entries: dict[LabelPart, dict[str, list[tuple[Meaning, FormPurpose]]]] = {part: {} for part in LabelPart}
        for form in forms:
            for part, text, meaning in _entries_of(form):
                self._entries[part].setdefault(label_key(text), []).append((meaning, form.purpose))
        self.aliases = {name: usual for form in forms for name, usual in form.levels.aliases.items()}
        """Names of levels that a form prints in its own way, with the usual ones."""
        self.optional = {item.key for form in forms for item in form.fields if item.optional}
        """The keys of values that some form lets be blank."""
        self.parts = tuple({column.parts for form in forms for column in form.table.columns if column.parts})
        """The labels of second header rows whose cells together hold one value."""

    def knows(self, text: str) -> bool:
        """Return whether some form prints the text as a label."""
        word = printed_label(text)[0]
        return any(word in entries for entries in self._entries.values())

    def meanings(self, text: str, part: LabelPart, purpose: FormPurpose) -> tuple[Meaning, ...]:
        """Return what a label may mean, the most likely first; nothing if it is like no other."""
        word = printed_label(text)[0]
        ranked: dict[str, Meaning] = {}
        for meaning in (*self._known(word, part, purpose), *_by_rule(word, part), *self._alike(word, part, purpose)):
            if meaning.key not in ranked or meaning.score > ranked[meaning.key].score:
                ranked[meaning.key] = meaning
        return tuple(sorted(ranked.values(), key=lambda meaning: -meaning.score))

    def _known(self, word: str, part: LabelPart, purpose: FormPurpose) -> Iterator[Meaning]:
        yield from self._of(word, part, purpose, _EXACT)
        bare = _EXTRAS.sub("", word)
        if bare != word:
            yield from self._of(bare, part, purpose, _WITHOUT_EXTRAS)
        for other in self._entries[part]:
            if other != word and _EXTRAS.sub("", other) in (word, bare):
                yield from self._of(other, part, purpose, _WITHOUT_EXTRAS)

    def _of(self, word: str, part: LabelPart, purpose: FormPurpose, score: float) -> Iterator[Meaning]:
        entries = self._entries[part].get(word, ())
        counts = Counter(meaning.key for meaning, _ in entries)
        for meaning, known_for in entries:
            points = _PER_FORM * counts[meaning.key] + (_SAME_PURPOSE if known_for is purpose else 0)
            yield meaning._replace(score=score + points + meaning.score)

    def _alike(self, word: str, part: LabelPart, purpose: FormPurpose) -> Iterator[Meaning]:
        for other in self._entries[part]:
            matcher = SequenceMatcher(None, word, other, autojunk=False)
            if matcher.real_quick_ratio() < _MIN_RATIO or matcher.quick_ratio() < _MIN_RATIO:
                continue
            ratio = matcher.ratio()
            if _MIN_RATIO <= ratio < 1:
                yield from self._of(other, part, purpose, ratio * (MIN_SURE_SCORE - 0.05))


def _by_rule(word: str, part: LabelPart) -> Iterator[Meaning]:
    matching = [key for pattern, key in _RULES.get(part, ()) if re.search(pattern, word)]
    for number, key in enumerate(dict.fromkeys(matching)):
        yield Meaning(key, _BY_RULE - 0.1 * number)


def _entries_of(form: FormDescription) -> Iterator[tuple[LabelPart, str, Meaning]]:
    """Yield the labels of a form as what they are, and the money of plain fields as rows of a matrix too."""
    for section in form.sections:
        yield from ((LabelPart.SECTION, text, Meaning(section.key, 0)) for text in section.labels)
        yield from ((LabelPart.PLAIN, text, Meaning("-", 0)) for text in section.plain_labels)
        for item in section.fields:
            yield from _entries_of_field(item)
        if section.matrix:
            yield from _entries_of_matrix(section.matrix)
        for table in section.tables:
            part = LabelPart.HEAD if table.key in {INDICATORS, LONG_TERM} else LabelPart.TASK
            yield from ((LabelPart.SECTION, text, Meaning(table.key, 0)) for text in table.labels)
            yield from ((part, text, Meaning(one.key, 0)) for one in table.columns for text in one.labels)


def _entries_of_field(item: FormField) -> Iterator[tuple[LabelPart, str, Meaning]]:
    for text in (*item.labels, *item.fund_labels):
        points = _SELDOM_PRINTED if item.where is ValuePosition.SECTION else 0
        yield LabelPart.FIELD, text, Meaning(item.key, points, like=item)
        if item.content is FieldKind.AMOUNT:
            yield LabelPart.ROW, text, Meaning("all" if item.key == "budget" else item.key, 0)


def _entries_of_matrix(matrix: FormMatrix) -> Iterator[tuple[LabelPart, str, Meaning]]:
    for row in matrix.rows:
        for text in row.labels:
            yield LabelPart.ROW, text, Meaning(row.key, 0)
            yield LabelPart.FIELD, text, Meaning("budget" if row.key == "all" else row.key, 0)
    yield from ((LabelPart.COLUMN, text, Meaning(one.key, 0)) for one in matrix.columns for text in one.labels)


meaning_words = lru_cache(maxsize=8)(MeaningWords)
"""The words of several forms, made once."""
