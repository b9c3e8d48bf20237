"""Descriptions of the rules: one rule for ``xltools rules V02``, or the whole catalogue as pages.

The pages in ``docs/`` are written by ``python -m xltools.rules.explain docs``; a test keeps them up to date.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from xltools.form_identity import NO_FORM, FormPurpose, FormSubject, Framework
from xltools.glossary import FieldTerm, Term, field_term
from xltools.messages.message import Example
from xltools.model import Finding, SheetKind, TargetSheet
from xltools.rules.catalogue import RULES
from xltools.rules.digest import digest_book
from xltools.rules.examples import build_books
from xltools.rules.rule import Context, Parameter, Rule, Scope, WordList
from xltools.rules.settings import DEFAULT, Settings
from xltools.rules.wordlists import TITLES
from xltools.text import NO_TEXT, Text
from xltools.values.numbers import format_decimal

__all__ = [
    "FAMILY_NAMES",
    "Language",
    "RuleText",
    "applicable_forms",
    "count_rules",
    "describe_parameters",
    "example_findings",
    "explain",
    "message_and_remedy",
    "page",
    "write_pages",
]

Language = Literal["zh", "en"]

FAMILY_NAMES: Final[Mapping[str, Text]] = {
    "A": Text("资金", "Money"),
    "B": Text("基本信息", "Identity"),
    "C": Text("部门与县级汇总", "Department and county"),
    "D": Text("部门整体绩效目标表", "Sheet of the department"),
    "E": Text("监控与自评", "Monitoring and self-evaluation"),
    "F": Text("文件", "Files"),
    "G": Text("绩效目标", "Goals"),
    "I": Text("绩效指标", "Indicators"),
    "K": Text("前后一致", "Consistency"),
    "P": Text("支出计划", "Spending plan"),
    "R": Text("读取", "Reading"),
    "S": Text("模板结构", "Structure of the template"),
    "T": Text("依据与文字", "Basis and wording"),
    "V": Text("指标值", "Target values"),
    "W": Text("权重", "Weights"),
}
"""The subject of each family of rules, by its letter."""

_SCOPES: Final[Mapping[Scope, Text]] = {
    Scope.SHEET: Text("每张绩效目标表", "each target sheet"),
    Scope.DEPARTMENT: Text("整个部门工作簿", "a department's whole workbook"),
    Scope.COUNTY: Text("全县各部门之间", "all departments of the county"),
    Scope.COMPARISON: Text(
        "对照应报名单、上年汇总或批复的绩效目标表",
        "a comparison with the register, last year's summary or approved targets",
    ),
    Scope.READING: Text("读取文件时", "while a file is read"),
}
_PAGES: Final[Mapping[Language, str]] = {"zh": "rules.zh-CN.md", "en": "rules.md"}
_HEADS: Final[Mapping[Language, str]] = {
    "zh": "# 检查规则\n\n{counts}\n\n本页由规则记录生成，请勿手改。"
    "\n\n规则可以在设置文件（TOML）中停用、改级别、改参数，例如：",
    "en": "# Rules\n\n{counts}\n\nThis page is generated from the rules' records; do not edit it."
    "\n\nA settings file (TOML) can switch rules off, change severities and parameters:",
}
_SETTINGS_EXAMPLE = """
```toml
[rules.V10]
enabled = false

[rules.P09]
severity = "warning"
tolerance = 15

[words.annual_costs]
add = ["值班经费"]
```
"""
_TITLES: Final[Mapping[str, Text]] = {
    "kind": Text("表类", "kind of sheet"),
    "plan": FieldTerm.PLAN,
    "goals": FieldTerm.GOALS,
    "row": Text("另加指标行", "one more indicator"),
    "rows": Text("指标表", "indicator table"),
    "pick": Text("所改指标", "indicator that changes"),
    "sheets": Text("各表", "sheets"),
    "books": Text("各部门", "departments"),
    "file": Text("文件", "file"),
    "form": Text("表式", "form"),
}


class RuleText(NamedTuple):
    """The message or the remedy of a rule without a finding; ``example`` if values of the rule's example fill it."""

    text: str
    example: bool


def message_and_remedy(rule: Rule, lang: Language = "zh") -> tuple[RuleText, RuleText]:
    """Return message and remedy of the rule; values that a finding supplies come from the rule's own example."""
    texts = rule.zh if lang == "zh" else rule.en
    constant = RuleText(texts.message, example=False), RuleText(texts.remedy, example=False)
    if "{" not in texts.message + texts.remedy:
        return constant
    findings = example_findings(rule, rule.fires) if rule.check else (rule.at(**rule.fires),)
    if not findings:
        return constant
    first = findings[0]
    filled = (_pick(first.message, lang), _pick(first.suggestion, lang))
    templates = (texts.message, texts.remedy)
    message, remedy = (RuleText(text, "{" in template) for text, template in zip(filled, templates, strict=True))
    return message, remedy


def describe_parameters(
    rule: Rule, lang: Language = "zh", settings: Settings = DEFAULT, code: str = ""
) -> Iterator[str]:
    """Yield each parameter with its label, its name in a settings file and its value; long lists are shortened.

    ``code`` is put on both sides of such a name.
    """
    for name, value in settings.parameters_of(rule).items():
        declared, shown_name = rule.parameters[name], f"{code}{name}{code}"
        if isinstance(declared, WordList):
            label = TITLES[declared.name]
            of_list = f" {code}{declared.name}{code}" if declared.name != name else ""
            shown_name += _pick(Text(f"，词表{of_list}", f", word list{of_list}"), lang)
        else:
            label = rule.labels[name]
        head = Text(f"{label.zh}（{shown_name}）：", f"{label.en} ({shown_name}): ")
        yield f"{_pick(head, lang)}{_parameter(value, lang)}"


def explain(rule: Rule, lang: Language = "zh") -> str:
    """Return the rule as Markdown: a heading, the facts of its record, and both examples with their findings."""
    texts = rule.zh if lang == "zh" else rule.en
    parts = [
        f"### {rule.id} {texts.title}",
        "",
        *(f"- **{_label(label, lang)}**{_colon(lang)}{value}" for label, value in _facts(rule, lang) if value),
    ]
    if rule.check:
        parts += ["", *_examples(rule, lang)]
    return "\n".join(parts) + "\n"


def example_findings(rule: Rule, example: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return the findings of this rule alone in an example, with its default parameters."""
    books, parameters = build_books(example), DEFAULT.parameters_of(rule)
    if rule.scope is Scope.COUNTY:
        digests = [digest for book in books for digest in digest_book(book)]
        return tuple(rule.finding(hit) for hit in rule(digests, Context(parameters=parameters)))
    return tuple(
        rule.finding(hit)
        for book in books
        for subject in (filter(_looked_at_by(rule), book.all_sheets) if rule.scope is Scope.SHEET else (book,))
        for hit in rule(subject, Context(book, parameters))
    )


def count_rules() -> Text:
    """Say how many rules there are, what they look at, and why a check runs only some of them."""
    scopes = Counter(rule.scope for rule in RULES.values())
    reading = scopes[Scope.READING]
    inside = [rule for rule in RULES.values() if rule.scope in (Scope.SHEET, Scope.DEPARTMENT)]
    plans = sum(rule.suits(NO_FORM) or rule.suits(_SINCE_2021) for rule in inside)
    off = sum(not rule.enabled for rule in RULES.values())
    total, rest = len(RULES) - reading, len(inside) - plans
    across, compared = scopes[Scope.COUNTY], scopes[Scope.COMPARISON]
    return Text(
        f"共 {total} 条规则：{plans} 条检查项目和专项资金的绩效目标表，{rest} 条只检查部门整体绩效目标表、监控表和"
        f"自评表，{across} 条比较全县各部门，{compared} 条对照应报名单、上年汇总和"
        f"批复的绩效目标表；其中默认停用 {off} 条。"
        f"另有 {reading} 条读取文件时的提示，每个文件都有。"
        "一个工作簿运行的只是适用于其表式的规则（没有支出计划的表式，不查支出计划），"
        "`xltools check` 显示的是这个条数。",
        f"{total} rules: {plans} look at target sheets of projects and special funds, {rest} only at sheets of a whole "
        f"department, of monitoring and of self-evaluation, {across} compare the departments of a county, {compared} "
        f"hold a workbook against the register, last year's summary or approved targets; {off} of them are off by "
        f"default. Beside them there are {reading} messages of the readers, for every file. A workbook is checked by "
        "the rules that suit its forms (no plan, no rule about plans); that is the number which `xltools check` shows.",
    )


_SINCE_2021 = replace(NO_FORM, framework=Framework.MOF2021)


def applicable_forms(rule: Rule) -> Text:
    """Return the kinds of forms that a rule looks at; an empty text for plans of projects and special funds."""
    if rule.scope is not Scope.SHEET or (rule.purposes, rule.subjects) == (_USUAL.purposes, _USUAL.subjects):
        return NO_TEXT
    parts = []
    if FormPurpose.PLAN in rule.purposes:
        if FormSubject.PROJECT in rule.subjects:
            parts.append(Text("项目和专项资金绩效目标表", "plans of projects and special funds"))
        if FormSubject.DEPARTMENT in rule.subjects:
            parts.append(Text("部门整体绩效目标表", "sheets of a whole department"))
        if FormSubject.AREA in rule.subjects:
            parts.append(Text("区域绩效目标表", "plans of areas"))
    if FormPurpose.MONITORING in rule.purposes:
        parts.append(Text("监控表", "monitoring"))
    if FormPurpose.SELF_EVALUATION in rule.purposes:
        parts.append(Text("自评表", "self-evaluation"))
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


_USUAL = next(rule for rule in RULES.values() if rule.scope is Scope.SHEET)
"""A rule that looks at the usual forms (A01)."""


def _looked_at_by(rule: Rule) -> Callable[[TargetSheet], bool]:
    return lambda sheet: sheet.form.purpose in rule.purposes and sheet.form.subject in rule.subjects


def page(lang: Language) -> str:
    """Return the whole catalogue as one Markdown page, family by family."""
    parts = [_HEADS[lang].format(counts=_pick(count_rules(), lang)), _SETTINGS_EXAMPLE]
    for letter, rules in groupby(RULES.values(), key=lambda rule: rule.family):
        members = list(rules)
        parts += [f"## {letter} {_pick(FAMILY_NAMES[letter], lang)}\n", _overview(members, lang)]
        parts += [explain(rule, lang) for rule in members]
    return "\n".join(parts)


def write_pages(folder: Path) -> tuple[Path, ...]:
    """Write the catalogue's pages into ``folder`` and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for lang, name in _PAGES.items():
        file = folder / name
        file.write_text(page(lang), encoding="utf-8", newline="\n")
        files.append(file)
    return tuple(files)


def _pick(term: Text, lang: Language) -> str:
    return term.zh if lang == "zh" else term.en


def _label(term: Text, lang: Language) -> str:
    text = _pick(term, lang)
    return text[:1].upper() + text[1:]


def _colon(lang: Language) -> str:
    return "：" if lang == "zh" else ": "


def _overview(rules: list[Rule], lang: Language) -> str:
    head = ("编号", "级别", "名称") if lang == "zh" else ("Id", "Severity", "Title")
    lines = [f"| {' | '.join(head)} |", "|---|---|---|"]
    for rule in rules:
        texts = rule.zh if lang == "zh" else rule.en
        lines.append(f"| {rule.id} | {_pick(rule.severity.term, lang)} | {texts.title} |")
    return "\n".join(lines) + "\n"


def _facts(rule: Rule, lang: Language) -> Iterator[tuple[Text, str]]:
    message, remedy = message_and_remedy(rule, lang)
    separator = "、" if lang == "zh" else ", "
    level = _pick(rule.severity.term, lang)
    yield (
        Term.SEVERITY,
        level if rule.enabled else f"{level}{_pick(Text('（默认停用）', ' (off by default)'), lang)}",
    )
    yield Text("检查范围", "Looks at"), _pick(_SCOPES[rule.scope], lang)
    if kinds := applicable_forms(rule):
        yield FieldTerm.FORM, _pick(kinds, lang)
    if rule.frameworks != frozenset(Framework):
        yield FieldTerm.FRAMEWORK, separator.join(sorted(rule.frameworks))
    yield Text("消息（举例）", "Message, for example") if message.example else Text("消息", "Message"), message.text
    yield (
        Text("怎么改（举例）", "What to do, for example") if remedy.example else Text("怎么改", "What to do"),
        remedy.text,
    )
    yield Text("依据", "Source"), rule.source
    yield Text("参数", "Parameters"), ("；" if lang == "zh" else "; ").join(describe_parameters(rule, lang, code="`"))
    where = Text("同一行", "on the same row") if rule.per_row else Text("同一张表", "on the same sheet")
    if rule.silenced_by:
        silencers = separator.join(rule.silenced_by)
        yield (
            Text("不重复报", "Gives way to"),
            f"{silencers}{_pick(Text('（', ' ('), lang)}{_pick(where, lang)}{_pick(Text('）', ')'), lang)}",
        )


_MAX_LISTED_WORDS = 6
"""Words of a list that are shown; a longer list is shortened to them."""


def _parameter(value: Parameter, lang: Language) -> str:
    if isinstance(value, Decimal):
        return format_decimal(value)
    if not isinstance(value, tuple):
        return str(value)
    # A list may add words of its own to a member behind a bar (domains.txt); the member itself is enough here.
    members = [word.replace("|", "｜").partition("｜")[0].strip() for word in value]
    sample = "、".join(members[:_MAX_LISTED_WORDS])
    more = Text(f" 等 {len(members)} 个", f" … ({len(members)} in all)")
    return sample + _pick(more, lang) if len(members) > _MAX_LISTED_WORDS else sample


def _examples(rule: Rule, lang: Language) -> Iterator[str]:
    yield _pick(Text("会报：", "Fires:"), lang)
    yield ""
    yield from _changes(rule.fires, lang)
    for finding in example_findings(rule, rule.fires):
        level, message = _pick(finding.severity.term, lang), _pick(finding.message, lang)
        yield " ".join(part for part in ("- →", level, finding.place.sheet, finding.place.cell, message) if part)
    yield ""
    yield _pick(Text("不报：", "Does not fire:"), lang)
    yield ""
    yield from list(_changes(rule.clean, lang)) or [_pick(Text("- 规范填写的表", "- the clean form"), lang)]


def _changes(example: Example | Mapping[str, Any], lang: Language, indent: str = "") -> Iterator[str]:
    """Yield a line for each change that an example makes to the clean form."""
    for key, value in example.items():
        label = _label(_TITLES.get(key) or field_term(key), lang)
        if key in ("sheets", "books"):
            for number, member in enumerate(value, 1):
                yield f"{indent}- {label} {number}"
                yield from _changes(member, lang, indent + "  ")
        elif isinstance(value, list | tuple) and value:
            yield f"{indent}- {label}"
            yield from (f"{indent}  - {_cell(line, lang)}" for line in value)
        else:
            yield f"{indent}- {label}{_colon(lang)}{_cell(str(value or ''), lang)}"


def _cell(text: str, lang: Language) -> str:
    """Return the text of a cell, or of a row of cells, as Markdown code, in which no sign has a meaning."""
    kinds = {SheetKind.SPECIAL_FUND: SheetKind.SPECIAL_FUND.term, SheetKind.PROJECT: SheetKind.PROJECT.term}
    for kind, term in kinds.items():
        if text == kind:
            return _pick(term, lang)
    if text in ("", "空"):
        return _pick(Text("（空）", "(blank)"), lang)
    return f"`{' ⏎ '.join(text.splitlines())}`"


if __name__ == "__main__":
    for written in write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(written)
