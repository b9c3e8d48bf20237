"""Forms for the rules' examples: a clean one, and readable changes to it.

The clean form is a village road project in which no rule fires. Changes are given by name::

    Example(plan="20/50/空/100")  # 空 stands for a blank cell
    Example(target="≥90大于90%")  # the target value of the last row; pick="受益人口" chooses another by 三级指标
    Example(row="产出指标|质量指标|成活率|成活株数占栽植株数的比例|≥90%|造林技术规程")  # one row more (or several)
    Example(rows=["…", "…"])  # another table
    Example(sheets=[Example(name="甲"), Example(name="乙", kind="special_fund")])  # a department of several forms
    Example(books=[Example(code="…"), Example(department_code="302", code="…")])  # several departments
    Example(form="SELF2020", spent="1100000.00")  # a sheet on another built-in form, with its further fields

A row of such a form goes on behind the basis: weight, unit of measure, result, score, reason, forecast. The sheet of a
department has ``tasks=["name|content|amount|fiscal|other"]``.

Cells are where the template puts them: form n on the worksheet 项目n (专项n), indicators from row 11 on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from xltools.form_identity import NO_FORM, FormIdentity, FormPurpose, FormSubject, Framework
from xltools.forms.loading import built_in_forms
from xltools.model import (
    DepartmentBook,
    Entry,
    Goal,
    Indicator,
    MoneyUnit,
    OverallTargets,
    Place,
    SheetKind,
    SpendingPlan,
    TargetSheet,
    Task,
)
from xltools.values import parse_amount, parse_number, parse_percent, parse_target, split_goals, split_unit

__all__ = ["BLANK", "CLEAN", "FIRST_ROW", "build_book", "build_books", "build_sheet"]

BLANK: Final = "空"
"""A visible sign for a blank cell, since a blank between strokes is hard to see."""

FIRST_ROW: Final = 11
"""The worksheet row of the first indicator."""

CLEAN: Final[Mapping[str, str]] = {
    "title": "{number}、{name}绩效目标表",
    "unit": "301001示范县交通运输局",
    "money_unit": "元",
    "code": "301-0401-YXN-{number:04}",
    "name": "2020年农村道路硬化项目",
    "budget": "1200000.00",
    "fiscal": "1200000.00",
    "other": "0.00",
    "purpose": "硬化李庄等4个村道路12公里，路面宽4米，每公里补助10万元",
    "plan": "20/60/90/100",
    "goals": "1、2020年10月底前完成4个村12公里道路硬化，验收合格率达到100%。\n"
    "2、改善3200人出行条件，受益群众满意度达到90%以上。",
}

_FURTHER: Final[Mapping[str, str]] = {
    "spent": "1200000.00",
    "execution_rate": "100%",
    "execution_weight": "10",
    "execution_score": "10",
    "goals_done": "1、2020年9月完成12公里道路硬化，验收合格率100%。2、3215人出行条件得到改善，群众满意度95%。",
    "total_score": "",
}
"""Fields that forms of monitoring and self-evaluation have beside those of the clean form."""

_RESULTS: Final[Sequence[str]] = (
    "产出指标|数量指标|道路硬化里程||≥12公里||50||12公里|50||12公里",
    "效益指标|社会效益指标|受益人口||≥3200人||30||3215人|30||3215人",
    "满意度指标|服务对象满意度指标|群众满意度||≥90%||10||95%|10||95%",
)
_TASKS: Final[Sequence[str]] = ("农村公路建设|硬化4个村道路12公里|1200000.00|1200000.00|0.00",)

ROWS: Final[Sequence[str]] = (
    "产出指标|数量指标|道路硬化里程|当年完成硬化的道路长度|≥12公里|《示范县2020年农村公路建设计划》",
    "|数量指标|受益行政村数量|完成道路硬化的行政村数量|=4个|《示范县2020年农村公路建设计划》",
    "|质量指标|工程验收合格率|验收合格的里程占完工里程的比例|=100%|《公路工程质量检验评定标准》",
    "|时效指标|工程完工时间|全部路段交工的时间|2020年10月底前|《示范县2020年农村公路建设计划》",
    "|成本指标|每公里补助标准|每硬化一公里道路的补助金额|≤10万元/公里|示交〔2019〕36号",
    "效益指标|社会效益指标|受益人口|出行条件得到改善的人口数量|≥3200人|2019年末4个村户籍人口3215人",
    "|可持续影响指标|道路设计使用年限|正常养护条件下道路可以使用的年限|≥10年|《公路水泥混凝土路面设计规范》",
    "满意度指标|服务对象满意度指标|受益群众满意度|受访群众中表示满意的人数占受访人数的比例|≥90%|2019年同类项目满意度调查结果为90%",
)

_BOOK: Final[Mapping[str, str]] = {
    "county": "示范县",
    "year": "2020",
    "department_code": "301",
    "department_name": "示范县交通运输局",
    "overall": "2020年完成农村公路建设和养护任务，改善群众出行条件，县乡村三级公路安全畅通。",
    "sub_targets": "1.农村公路建设：硬化4个村道路12公里。2.公路养护：县道经常养护，路况保持良好。",
    "safeguards": "1.成立项目领导小组，按月调度进度。2.资金专款专用，完工后及时验收、决算。",
    "framework": Framework.MOF2015.value,
    "file": "301示范县交通运输局.xlsx",
}

# The cells of an indicator row, from the left, as the template has them.
_COLUMNS: Final[Mapping[str, int]] = {
    "level1": 1,
    "level2": 2,
    "level3": 3,
    "description": 4,
    "target": 5,
    "basis": 9,
    "weight": 10,
    "measure": 11,
    "actual": 12,
    "score": 13,
    "reason": 14,
    "forecast": 15,
    "areas": 16,
}
_PICKED: Final = frozenset(_COLUMNS)
_CELLS: Final[Mapping[str, tuple[int, int]]] = {
    "title": (1, 1),
    "unit": (2, 1),
    "code": (3, 2),
    "name": (3, 5),
    "budget": (4, 3),
    "fiscal": (4, 5),
    "other": (4, 9),
    "purpose": (5, 2),
    "goals": (8, 2),
}
_PLAN_CELLS: Final = ((7, 2), (7, 4), (7, 5), (7, 9))
_FIRST_TASK_ROW, _FURTHER_ROW, _SUM_ROW = 60, 80, 99


def build_books(changes: Mapping[str, Any]) -> tuple[DepartmentBook, ...]:
    """Build the departments that an example describes: one department with one form unless it says otherwise."""
    if "books" in changes:
        return tuple(_book(book, file=f"{number}.xlsx") for number, book in enumerate(changes["books"], 1))
    return (_book(changes),)


def build_book(*sheets: TargetSheet, **changes: Any) -> DepartmentBook:
    """Build a department with these forms (the clean one by default); ``changes`` are those of the book as a whole.

    The forms are not changed: pass the book's file name to :func:`build_sheet` as well.
    """
    text = _changed(_BOOK, changes)
    file = text["file"]

    def entry(key: str, row: int, column: int) -> Entry[str]:
        sheet = "部门整体绩效目标" if column == 2 else "封面"
        return _text(text[key], Place(file, sheet, row, column))

    year = entry("year", 5, 3)
    return DepartmentBook(
        file=file,
        county=entry("county", 4, 3),
        year=Entry(year.place, year.text, int(year.text) if year.text else None),
        code=entry("department_code", 6, 3),
        name=entry("department_name", 7, 3),
        overall=OverallTargets(entry("overall", 2, 2), entry("sub_targets", 3, 2), entry("safeguards", 4, 2)),
        **_by_use(sheets or (build_sheet(file=file),), Framework(text["framework"])),
    )


def _by_use(sheets: Iterable[TargetSheet], framework: Framework) -> dict[str, tuple[TargetSheet, ...]]:
    """Return the sheets as the parts of a book; those on the clean form follow this framework."""
    framed = [
        sheet if sheet.form.id else replace(sheet, form=replace(sheet.form, framework=framework)) for sheet in sheets
    ]
    department = [sheet for sheet in framed if _is_department_plan(sheet.form)]
    return {
        "sheets": tuple(sheet for sheet in framed if sheet.is_budget),
        "department_sheets": tuple(department),
        "progress_sheets": tuple(sheet for sheet in framed if not sheet.is_budget and sheet not in department),
    }


def _is_department_plan(form: FormIdentity) -> bool:
    return form.subject is FormSubject.DEPARTMENT and form.purpose is FormPurpose.PLAN


@cache
def _identity(form: str) -> FormIdentity:
    return next((one.identity for one in built_in_forms() if one.id == form), NO_FORM)


def build_sheet(number: int = 1, file: str = _BOOK["file"], **changes: Any) -> TargetSheet:
    """Build form ``number`` of a book: the clean form with ``changes``, or another built-in one named ``form``."""
    kind = SheetKind(changes.pop("kind", SheetKind.PROJECT))
    form = _identity(changes.pop("form", ""))
    tasks = changes.pop("tasks", _TASKS if _is_department_plan(form) else ())
    list_sum = changes.pop("list_sum", "")
    rows = _table(changes, ROWS if form.purpose is FormPurpose.PLAN else _RESULTS)
    further = _changed(_FURTHER, {key: changes.pop(key) for key in _FURTHER.keys() & changes})
    text = _changed(CLEAN, changes)
    for key in ("code", "title"):
        text[key] = text[key].format(number=number, name=text["name"])
    sheet = f"{'项目' if kind is SheetKind.PROJECT else '专项'}{number}"
    unit = MoneyUnit(text["money_unit"])

    def place(row: int, column: int) -> Place:
        return Place(file, sheet, row, column)

    fields = {key: _text(text[key], place(*cell)) for key, cell in _CELLS.items()}
    amounts = {
        key: Entry(fields[key].place, fields[key].text, parse_amount(fields[key].text, unit))
        for key in ("budget", "fiscal", "other")
    }
    shares = [part.strip().replace(BLANK, "") for part in text["plan"].split("/")]
    unit_code, unit_name = split_unit(fields["unit"].text)
    return TargetSheet(
        kind=kind,
        place=place(1, 1),
        title=fields["title"],
        unit=fields["unit"],
        unit_code=unit_code,
        unit_name=unit_name,
        money_unit=unit,
        code=fields["code"],
        name=fields["name"],
        budget=amounts["budget"],
        fiscal=amounts["fiscal"],
        other=amounts["other"],
        purpose=fields["purpose"],
        plan=SpendingPlan(
            *(Entry(place(*cell), share, parse_percent(share)) for share, cell in zip(shares, _PLAN_CELLS, strict=True))
        ),
        goal=Goal(fields["goals"], split_goals(fields["goals"].text)),
        indicators=_indicators(rows, Place(file, sheet)),
        form=form,
        tasks=tuple(_task(task, Place(file, sheet, row), unit) for row, task in enumerate(tasks, _FIRST_TASK_ROW)),
        list_sums=_list_sums(list_sum, Place(file, sheet), unit),
        **_further_fields(further, form, Place(file, sheet), unit),
    )


def _list_sums(text: str, sheet: Place, unit: MoneyUnit) -> tuple[Entry[Decimal], ...]:
    place = sheet._replace(row=_SUM_ROW, column=_CELLS["budget"][1])
    return (Entry(place, text, parse_amount(text, unit)),) if text else ()


def _further_fields(further: Mapping[str, str], form: FormIdentity, sheet: Place, unit: MoneyUnit) -> dict[str, Any]:
    """Return what a form of monitoring or self-evaluation has beside the clean form."""
    if form.purpose is FormPurpose.PLAN:
        return {}
    entries = {
        key: _text(text, sheet._replace(row=_FURTHER_ROW, column=column))
        for column, (key, text) in enumerate(further.items(), 1)
    }
    spent, total = entries.pop("spent"), entries.pop("total_score")
    score = Entry(total.place._replace(row=_SUM_ROW), total.text, parse_number(total.text))
    return {
        "amounts": {"spent": Entry(spent.place, spent.text, parse_amount(spent.text, unit))},
        "printed_sums": {"score": score} if total.value else {},
        "extras": entries,
    }


def _task(task: str, row: Place, unit: MoneyUnit) -> Task:
    texts = [_text(cell.strip(), row._replace(column=n)) for n, cell in enumerate(task.split("|"), 1)]
    amounts = [Entry(entry.place, entry.text, parse_amount(entry.text, unit)) for entry in texts[2:]]
    return Task(row._replace(column=1), texts[0], texts[1], *amounts)


def _book(changes: Mapping[str, Any], **defaults: Any) -> DepartmentBook:
    of_book = {**defaults, **{key: value for key, value in changes.items() if key in _BOOK}}
    of_sheets = {key: value for key, value in changes.items() if key not in _BOOK and key != "sheets"}
    file = of_book.get("file", _BOOK["file"])
    sheets = (
        build_sheet(number, file, **{**of_sheets, **sheet})
        for number, sheet in enumerate(changes.get("sheets", [{}]), 1)
    )
    return build_book(*sheets, **of_book)


def _changed(clean: Mapping[str, str], changes: Mapping[str, Any]) -> dict[str, str]:
    if unknown := set(changes) - set(clean):
        raise TypeError(f"an example cannot change {', '.join(sorted(unknown))}")
    return {**clean, **{key: "" if value == BLANK else str(value) for key, value in changes.items()}}


def _table(changes: dict[str, Any], clean: Sequence[str] = ROWS) -> list[dict[str, str]]:
    """Return the indicator rows, and remove the changes of the table from ``changes``."""
    more = changes.pop("row", [])
    written = [*changes.pop("rows", clean), *([more] if isinstance(more, str) else more)]
    rows = [dict(zip(_COLUMNS, (cell.strip() for cell in row.split("|")), strict=False)) for row in written]
    pick = changes.pop("pick", None)
    picked = {key: changes.pop(key) for key in _PICKED & set(changes)}
    if picked:
        chosen = next(row for row in reversed(rows) if pick is None or row["level3"] == pick)
        chosen.update((key, "" if value == BLANK else str(value)) for key, value in picked.items())
    return rows


def _indicators(rows: Iterable[Mapping[str, str]], sheet: Place) -> tuple[Indicator, ...]:
    indicators: list[Indicator] = []
    for number, row in enumerate(rows, FIRST_ROW):
        entries = {
            key: _text(row.get(key, ""), sheet._replace(row=number, column=column)) for key, column in _COLUMNS.items()
        }
        target, weight = entries["target"], entries["weight"]
        above = indicators[-1] if indicators and entries["level1"].blank else None
        indicators.append(
            Indicator(
                place=entries["level1"].place,
                level1=above.level1 if above else entries["level1"],
                level2=above.level2 if above and entries["level2"].blank else entries["level2"],
                level3=entries["level3"],
                description=entries["description"],
                target=Entry(target.place, target.text, parse_target(target.text)),
                basis=entries["basis"],
                measure=entries["measure"] if "measure" in row else Entry(),
                weight=Entry(weight.place, weight.text, parse_number(weight.text)) if "weight" in row else Entry(),
                continued=above is not None,
                **_results(row, entries),
            )
        )
    return tuple(indicators)


def _results(row: Mapping[str, str], entries: Mapping[str, Entry[str]]) -> dict[str, Any]:
    """Return the cells of a row that only some forms have; ``areas`` are written 东镇=10公里；西镇=22公里."""
    cells: dict[str, Any] = {"reason": entries["reason"]} if "reason" in row else {}
    for key, parse in (("actual", parse_target), ("score", parse_number), ("forecast", parse_target)):
        if key in row:
            entry = entries[key]
            cells[key] = Entry(entry.place, entry.text, parse(entry.text))
    if "areas" in row:
        place = entries["areas"].place
        pairs = [part.partition("=")[::2] for part in row["areas"].split("；")]
        cells["areas"] = {
            area: Entry(place._replace(column=place.column + n), text, parse_target(text))
            for n, (area, text) in enumerate(pairs)
        }
    return cells


def _text(text: str, place: Place) -> Entry[str]:
    return Entry(place, text, text.strip() or None)
