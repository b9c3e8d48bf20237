"""A learnt form as the TOML of a description, with a comment for every guess."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xltools.form_identity import FormSubject
from xltools.forms.description import INDICATORS, KINDS, LONG_TERM, TASKS, FieldKind, FormLayout, ValuePosition
from xltools.forms.learn import FORM_UNIT, LearntForm, LearntLabel, unit_is_stated
from xltools.forms.learn_terms import meaning_of
from xltools.forms.learn_words import LabelPart, label_as_printed, printed_label
from xltools.grids.grid import Address
from xltools.model import column_letters

__all__ = ["description_toml"]

_AMOUNTS = frozenset(
    ("central", "provincial", "city", "county", "local", "upper", "carried", "own_money", "account_money")
) | {"forecast_spent", "previous", "basic_spending", "project_spending"}
_REASONS = frozenset(("overview", "duties", "grounds", "necessity", "feasibility", "schedule"))
_IN_A_MATRIX = frozenset(
    ("budget", "spent", "initial", "adjusted", "total", "forecast_spent", "fiscal", "other", "previous", "change")
)
_MAX_CHOICES = 3
_ALL = "all"
"""The key of the row of a matrix that holds the total."""


@dataclass(slots=True)
class _Section:
    """The labels of rows that become one section."""

    group: str
    labels: list[LearntLabel] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    purpose: bool = False


def description_toml(form: LearntForm, id: str, answers: Mapping[Address, str], source: str, blank: str = "") -> str:
    """Return the description; ``id`` names the form, ``source`` says where the blank is from, ``blank`` is its file."""
    lines = [
        "# 由 xltools forms learn 按空白表生成。行末注释是栏目所在的单元格和猜定的含义；带“?”的请核对。",
        "# 写法见 docs/forms.md；改好后用 xltools forms check 检查。",
        f"id = {_text(id)}",
        f"name = {_text(form.title or id)}",
        f"purpose = {_text(form.purpose)}  # plan 绩效目标，monitoring 监控，self-evaluation 自评：按表题猜定",
        f"subject = {_text(form.subject)}  # project 项目，fund 专项资金，department 部门整体，area 区域",
        f"framework = {_text(form.framework)}  # 2015、2018（扶贫）、2021：按一级指标里有没有成本指标猜定",
        *([f"layout = {_text(form.layout)}"] if form.layout is FormLayout.LIST else []),
        f"titles = [{_text(form.title or id)}]" + ("" if form.title else "  # ? 没有找到表题，请写表题的末尾"),
        *_unit_lines(form, answers.get(FORM_UNIT, "")),
        f"source = {_text(source)}",
        *([f"blank = {_text(blank)}  # xltools template --form 用它生成各部门的表"] if blank else []),
        *_section_lines(form),
        *_level_lines(form),
    ]
    return "\n".join(lines) + "\n"


def _unit_lines(form: LearntForm, answer: str) -> Iterator[str]:
    if answer in ("元", "万元"):
        yield f"money_unit = {_text(answer)}"
    elif not unit_is_stated(form):
        yield "# ? 表上没有写金额单位；如果一律用万元，去掉下一行的井号"
        yield '# money_unit = "万元"'


def _sections(form: LearntForm) -> list[_Section]:
    """Return the labels by section: rows of the same kind stand together, a matrix or table is a section of its own."""
    bands: dict[tuple[int, int], list[LearntLabel]] = {}
    for one in form.labels:
        bands.setdefault((one.label.band, 0), []).append(one)
    sections: list[_Section] = []
    for (band, _), labels in bands.items():
        beside = [one.label.text for one in labels if one.label.part is LabelPart.SECTION]
        group = _group(labels)
        joined = sections and not beside and group in (sections[-1].group, "") and not sections[-1].printed
        if not joined or group == INDICATORS:
            sections.append(_Section(group or "identity"))
        sections[-1].labels += labels
        sections[-1].printed += [label_as_printed(text) for text in beside]
        sections[-1].purpose = band in form.blank.rest_bands and any("用途" in text for text in beside)
    return sections


def _group(labels: Sequence[LearntLabel]) -> str:
    """Return the kind of rows that labels make up, by the table in them, else by the first value that is known."""
    parts = {one.label.part for one in labels}
    tables = {LabelPart.HEAD: INDICATORS, LabelPart.TASK: TASKS, LabelPart.COLUMN: "funding"}
    if group := next((group for part, group in tables.items() if part in parts), ""):
        return group
    fields = (one for one in labels if one.label.part is LabelPart.FIELD and one.known)
    return next((_field_group(one) for one in fields), "")


def _field_group(one: LearntLabel) -> str:
    if _kind(one) is FieldKind.AMOUNT:
        return "funding"
    if one.key in _REASONS:
        return "reasons"
    return next((group for group in ("goals", "plan") if one.key.startswith(group)), "identity")


def _kind(one: LearntLabel) -> FieldKind | None:
    """Return the kind of a value where it is not the usual one of its key."""
    if one.like and one.like.like and one.like.like.kind:
        return one.like.like.kind
    if one.key in KINDS:
        return KINDS[one.key]
    if one.key in _AMOUNTS or (printed_label(one.label.text)[1] and not one.known):
        return FieldKind.AMOUNT
    return FieldKind.LONG_TEXT if one.key in _REASONS else None


def _section_lines(form: LearntForm) -> Iterator[str]:
    used: dict[str, int] = {}
    keys = {one.key for one in form.labels}
    for number, section in enumerate(_sections(form)):
        used[section.group] = used.get(section.group, 0) + 1
        name = section.group if used[section.group] == 1 else f"{section.group}_{used[section.group]}"
        tables = [one for one in section.labels if one.label.part in (LabelPart.HEAD, LabelPart.TASK)]
        fields = [one for one in section.labels if one.label.part is LabelPart.FIELD and one.key != "-"]
        lines = [_field_line(one, form) for one in fields]
        if number == 0 and form.subject is not FormSubject.DEPARTMENT and not keys & {"unit", "reporting_unit"}:
            lines.insert(0, '  { key = "unit", where = "heading" },  # 填报单位在表题下面')
        if section.purpose:
            lines.append('  { key = "purpose", where = "section", required = false },  # 本栏没有名称的空行：资金用途')
        yield from ("", "[[sections]]", f"key = {_text(name)}")
        if section.printed and not any(one.label.part is LabelPart.HEAD for one in tables):
            yield f"labels = {_texts(section.printed)}"
        plain = [one.label.text for one in section.labels if one.label.part is LabelPart.PLAIN]
        plain += [one.label.text for one in section.labels if one.label.part is LabelPart.FIELD and one.key == "-"]
        if plain:
            yield f"plain_labels = {_texts(label_as_printed(text) for text in plain)}  # 没有内容要填的文字"
        if lines:
            yield from ("fields = [", *lines, "]")
        yield from _matrix_lines(section.labels)
        for table in dict.fromkeys(one.label.table for one in tables):
            yield from _table_lines(form, [one for one in tables if one.label.table == table], section, table)


def _field_line(one: LearntLabel, form: LearntForm) -> str:
    known_field = one.like.like if one.like else None
    labels = [label_as_printed(one.label.text)]
    parts = [f"key = {_text(one.key)}", f"labels = {_texts(labels)}"]
    kind = _kind(one)
    if kind and kind is not KINDS.get(one.key):
        parts.append(f"kind = {_text(kind)}")
    if one.label.where is not ValuePosition.RIGHT:
        parts.append(f"where = {_text(one.label.where)}")
    if not one.known:
        parts.append("required = false")
    if not one.known or one.key in form.optional or (known_field and known_field.optional):
        parts.append("optional = true")
    return f"  {{ {', '.join(parts)} }},  {_comment(one)}"


def _comment(one: LearntLabel) -> str:
    row, column = one.address
    cell = f"{column_letters(column)}{row}"
    if one.sure:
        return f"# {cell} {meaning_of(one.key)}"
    if not one.known:
        return f"# ? {cell} 不认识，内容按文字保留；知道含义请改 key"
    others = [f"{key}（{meaning_of(key)}）" for key in one.choices if key != one.key][:_MAX_CHOICES]
    perhaps = f"，也可能是 {'、'.join(others)}" if others else ""
    return f"# ? {cell} 猜是{meaning_of(one.key)}，没有把握{perhaps}"


def _matrix_lines(labels: Sequence[LearntLabel]) -> Iterator[str]:
    rows = [one for one in labels if one.label.part is LabelPart.ROW and one.key != "-"]
    if not rows:
        return
    columns = [one for one in labels if one.label.part is LabelPart.COLUMN and one.key != "-"]
    columns = columns or [one for one in labels if one.label.part is LabelPart.TASK and one.key in _IN_A_MATRIX]
    if not columns:
        return
    yield from ("", "[sections.matrix]", "rows = [")
    rows.sort(key=lambda one: one.key != _ALL)  # the first row is read as the total
    if rows[0].key != _ALL:
        yield f'  {{ key = "{_ALL}", labels = ["合计"] }},  # ? 表上没有合计行，预算数读不到；有别的栏目是总额的请改'
    for one in rows:
        required = ", required = true" if one.key == _ALL else ""
        label = label_as_printed(one.label.text)
        yield f"  {{ key = {_text(one.key)}, labels = {_texts([label])}{required} }},  {_comment(one)}"
    yield from ("]", "columns = [")
    for one in columns:
        label = label_as_printed(one.label.text)
        extra = ", required = true" if one.key in ("budget", "spent", "initial") else ""
        extra += "" if one.key in _IN_A_MATRIX else ', kind = "text"'
        yield f"  {{ key = {_text(one.key)}, labels = {_texts([label])}{extra} }},  {_comment(one)}"
    yield "]"


def _table_lines(form: LearntForm, columns: Sequence[LearntLabel], section: _Section, number: int) -> Iterator[str]:
    key = form.table_keys[number]
    blank = next((table for table in form.blank.tables if table.row == number), None)
    yield from ("", "[[sections.tables]]", f"key = {_text(key)}")
    if blank and blank.labels:
        yield f"labels = {_texts(label_as_printed(text) for text in blank.labels)}"
    rows = {one.label.block.top for one in columns if one.key != "-"}
    if len(rows) > 1:
        yield "header_rows = 2"
    if number in form.area_tables:
        yield "areas = true  # 指标值后面的各栏是各区域的指标值"
    yield "columns = ["
    for one in columns:
        if one.key == "-":
            continue
        parts = [f"key = {_text(one.key)}", f"labels = {_texts([label_as_printed(one.label.text)])}"]
        if one.address in form.parts:
            parts.append(f"parts = {_texts(form.parts[one.address])}")
        if key == TASKS and one.key in _IN_A_MATRIX:
            parts.append('kind = "amount"')
        if not one.known:
            parts.append("required = false")
        yield f"  {{ {', '.join(parts)} }},  {_comment(one)}"
    yield "]"
    stops = list(blank.stops) if blank else []
    if key not in (INDICATORS, LONG_TERM):
        stops = [
            label_as_printed(one.label.text)
            for one in section.labels
            if one.label.part is LabelPart.ROW and one.label.table == number
        ]
    if stops:
        yield f"stops = {_texts(stops)}  # 表后的文字，表到这里为止"


def _level_lines(form: LearntForm) -> Iterator[str]:
    if form.aliases or form.moved:
        yield from ("", "[levels]")
        if form.aliases:
            yield f"aliases = {_mapping(form.aliases)}"
        if form.moved:
            yield f"moved = {_mapping(form.moved)}  # 表上印在别的一级指标下面"
    if form.weight_sums or form.level_weights:
        yield from ("", "[weights]")
        if form.weight_sums:
            yield f"sums = [{', '.join(map(str, form.weight_sums))}]"
        if form.level_weights:
            pairs = ", ".join(f"{_text(name)} = {points}" for name, points in form.level_weights.items())
            yield f"levels = {{ {pairs} }}"


def _text(value: str) -> str:
    """Return a text as a TOML string: JSON escapes all that TOML does."""
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(_text(value) for value in dict.fromkeys(values))}]"


def _mapping(values: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{_text(name)} = {_text(value)}' for name, value in values.items())} }}"
