"""The sample county as readable files: one TOML file per department becomes a department's book.

An indicator row is ``class|三级指标|绩效指标描述|指标值|指标值确定依据``. The class is one of the short names below, or
``一级/二级`` written out; 〃 repeats the text above it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from xltools.model import DepartmentBook, SheetKind, TargetSheet
from xltools.rules.examples import build_book, build_sheet

__all__ = ["COUNTY", "YEAR", "Department", "Fault", "departments"]

FOLDER = Path(__file__).parent / "content"
COUNTY = "安河县"
YEAR = 2020

_CLASSES = {
    "数量": "产出指标|数量指标",
    "质量": "产出指标|质量指标",
    "时效": "产出指标|时效指标",
    "成本": "产出指标|成本指标",
    "经济": "效益指标|经济效益指标",
    "社会": "效益指标|社会效益指标",
    "生态": "效益指标|生态效益指标",
    "持续": "效益指标|可持续影响指标",
    "满意": "满意度指标|服务对象满意度指标",
}
_KINDS = {"project": SheetKind.PROJECT, "fund": SheetKind.SPECIAL_FUND}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault planted on purpose: the sheet's number in the book (None: the book itself), rule, field, what is wrong.

    The field is a key of the form's description, or ``row3.target`` for the third indicator.
    """

    sheet: int | None
    rule: str
    field: str
    what: str


@dataclass(frozen=True, slots=True)
class Department:
    """One department of the sample county. ``layout`` says which program its file seems to come from.

    ``uncalculated`` are cells, by the sheet's number in the book, that hold a formula whose value was never stored.
    """

    book: DepartmentBook
    saved: datetime
    layout: str
    faults: tuple[Fault, ...]
    note: str
    uncalculated: Mapping[int, Mapping[str, str]]
    earlier: DepartmentBook | None = None
    earlier_saved: datetime | None = None

    @property
    def file(self) -> str:
        """The name of the department's file."""
        return self.book.file


def departments() -> tuple[Department, ...]:
    """All departments of the sample county, by code."""
    return tuple(_department(path) for path in sorted(FOLDER.glob("*.toml")))


def _department(path: Path) -> Department:
    text = path.read_text(encoding="utf-8")
    content = tomllib.loads(text)
    code, name, layout = path.stem, content["name"], content.get("layout", "template")
    file = f"{code}{name}.{'ods' if layout == 'ods' else 'xlsx'}"
    standard = {"unit": content.get("unit", f"{code}001{name}"), "other": content.get("other", "0")}
    sheets = tuple(_sheets([standard | sheet for sheet in content["sheet"]], file))
    book = build_book(
        *sheets,
        file=file,
        county=content.get("county", COUNTY),
        year=str(YEAR),
        department_code=code,
        department_name=name,
        **{key: content[key] for key in ("overall", "sub_targets", "safeguards")},
    )
    faults = [Fault(None, *fault) for fault in content.get("faults", ())]
    for number, sheet in enumerate(content["sheet"]):
        faults += [Fault(number, *fault) for fault in sheet.get("faults", ())]
    earlier = content.get("earlier")
    return Department(
        book=book,
        saved=content["saved"],
        layout="wps" if content.get("wps") else layout,
        faults=tuple(faults),
        note=text.partition("\n")[0].removeprefix("# "),
        uncalculated={
            number: sheet["uncalculated"] for number, sheet in enumerate(content["sheet"]) if "uncalculated" in sheet
        },
        earlier=_earlier(book, earlier) if earlier else None,
        earlier_saved=earlier["saved"] if earlier else None,
    )


def _sheets(contents: list[dict[str, Any]], file: str) -> Iterator[TargetSheet]:
    counts = dict.fromkeys(SheetKind, 0)
    for content in contents:
        kind = _KINDS[content.get("kind", "project")]
        counts[kind] += 1
        yield build_sheet(
            counts[kind],
            file,
            kind=kind,
            unit=content["unit"],
            title=content.get("title", "{number}、{name}绩效目标表"),
            code=content["code"],
            name=content["name"],
            budget=content["budget"],
            fiscal=content.get("fiscal", content["budget"]),
            other=content["other"],
            purpose=content["purpose"],
            plan=content["plan"],
            goals=content["goals"],
            rows=list(_rows(content["rows"])),
        )


def _rows(text: str) -> Iterator[str]:
    """Rows as the form prints them: 一级指标 once, and left blank where it goes on."""
    above: list[str] = []
    level1 = ""
    for line in text.strip().splitlines():
        kind, *cells = line.split("|")
        levels = _CLASSES.get(kind) or kind.replace("/", "|")
        cells = [above[index] if cell == "〃" else cell for index, cell in enumerate(cells)]
        first, second = levels.split("|")
        yield "|".join(("" if first == level1 else first, second, *cells))
        above, level1 = cells, first or level1


def _earlier(book: DepartmentBook, changes: Mapping[str, Any]) -> DepartmentBook:
    """Return the copy that a department sent first: without some projects, others with another budget."""
    contents = [sheet for sheet in book.sheets if sheet.code.value not in changes["leave_out"]]
    budgets = changes["budgets"]

    def at_first(sheet: TargetSheet) -> TargetSheet:
        amount = budgets.get(sheet.code.value)
        other = build_sheet(budget=amount, fiscal=amount) if amount else sheet
        return replace(sheet, budget=other.budget, fiscal=other.fiscal)

    return replace(book, file=changes["file"], sheets=tuple(map(at_first, contents)))
