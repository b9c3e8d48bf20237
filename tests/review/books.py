"""Books of a round as readable files: one TOML file for each department becomes a workbook and a list of its faults.

``README.md`` beside this module describes the files. The workbooks are written by openpyxl in the layout in which a
county prints the form, not by the toolkit's own template, and every text stands in its cell as the author wrote it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.model import Severity

__all__ = ["ROUNDS", "Book", "Gold", "Page", "Tempting", "build_workbook", "load_book", "load_round", "write_book"]

ROUNDS = Path(__file__).parent / "rounds"

CLASSES = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "成本": ("产出指标", "成本指标"),
    "经济": ("效益指标", "经济效益指标"),
    "社会": ("效益指标", "社会效益指标"),
    "生态": ("效益指标", "生态效益指标"),
    "持续": ("效益指标", "可持续影响指标"),
    "满意": ("满意度指标", "服务对象满意度指标"),
}
ROW_KEYS = ("level1", "level2", "level3", "description", "target", "basis")
_PERIODS = ("3月底", "6月底", "10月底", "12月底")


@dataclass(frozen=True, slots=True)
class Gold:
    """One fault that an experienced reviewer flags: its severity, the cells it concerns, and what is wrong.

    A cell is (worksheet, address); a worksheet alone, with an empty address, stands for the whole form.
    """

    severity: Severity
    cells: frozenset[tuple[str, str]]
    what: str


@dataclass(frozen=True, slots=True)
class Tempting:
    """A wording that looks like a fault and is right: the cells it concerns and why."""

    cells: frozenset[tuple[str, str]]
    why: str


@dataclass(slots=True)
class Page:
    """One worksheet that is being written, and where its fields stand."""

    sheet: Worksheet
    places: dict[str, str] = field(default_factory=dict)

    def add(self, *cells: tuple[str | None, Any]) -> None:
        """Append a row; a cell is (key or None, content)."""
        row = self.sheet.max_row + 1 if self.places or self.sheet.max_row > 1 or self.sheet["A1"].value else 1
        for column, (key, content) in enumerate(cells, 1):
            cell = self.sheet.cell(row, column)
            if content not in ("", None):
                cell.value = content
                if isinstance(content, str):
                    cell.data_type = "s"  # an author's "=100%" is a text, not a formula
            if key:
                self.places[key] = cell.coordinate


@dataclass(frozen=True, slots=True)
class Book:
    """One department's workbook of a round, with what a reviewer says of it."""

    name: str
    workbook: Workbook
    gold: tuple[Gold, ...]
    tempting: tuple[Tempting, ...]

    @property
    def file(self) -> str:
        """The name of the workbook's file."""
        return f"{self.name}.xlsx"


def load_round(name: str) -> tuple[Book, ...]:
    """Load all books of a round, by name."""
    return tuple(load_book(path) for path in sorted((ROUNDS / name).glob("[0-9]*.toml")))


def write_book(book: Book, folder: Path) -> Path:
    """Write the workbook of a book into ``folder``; return its path."""
    path = folder / book.file
    book.workbook.save(path)
    return path


def load_book(path: Path) -> Book:
    """Load one book.

    :raises ValueError: an entry of ``gold`` or ``tempting`` names a field that the sheet does not have.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    workbook, pages = build_workbook(content)
    gold = list(_gold(content, "book", pages, path))
    tempting = list(_tempting(content, "book", pages, path))
    for number, sheet in enumerate(content["sheet"], 1):
        gold += _gold(sheet, f"sheet{number}", pages, path)
        tempting += _tempting(sheet, f"sheet{number}", pages, path)
    return Book(f"{content['code']}{content['name']}", workbook, tuple(gold), tuple(tempting))


def build_workbook(content: Mapping[str, Any]) -> tuple[Workbook, dict[str, Page]]:
    """Build the workbook of a department from what a file of a round holds; return its pages by name, too."""
    workbook = Workbook()
    pages = {"book": _overall_page(workbook, content)}
    for number, sheet in enumerate(content["sheet"], 1):
        form = {"unit": f"{content['code']}001{content['name']}", "year": content["year"]} | sheet
        pages[f"sheet{number}"] = _target_page(workbook, form, number)
    return workbook, pages


def _overall_page(workbook: Workbook, content: Mapping[str, Any]) -> Page:
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "整体目标"
    page = Page(sheet)
    page.add((None, f"{content['year']}年部门整体绩效目标"))
    page.add((None, f"{content['code']}{content['name']}"))
    page.add((None, "预算年度"), (None, content["year"]))
    for key, label in (("overall", "总体绩效目标"), ("sub_targets", "分项绩效目标"), ("safeguards", "工作保障措施")):
        page.add((None, label), (key, content.get(key, "")))
    return page


def _target_page(workbook: Workbook, form: Mapping[str, Any], number: int) -> Page:
    fund = form.get("kind") == "fund"
    page = Page(workbook.create_sheet(f"{'专项' if fund else '项目'}{number}"))
    page.add(("title", form.get("title", f"{number}、{form['name']}绩效目标表")))
    unit = form.get("money_unit", "元")
    page.add(("unit", form["unit"]), *[(None, "")] * 4, ("money_unit", f"单位：{unit}" if unit else ""))
    subject = "专项资金" if fund else "项目"
    page.add(
        *(
            (None, f"{subject}编码"),
            ("code", form["code"]),
            (None, ""),
            (None, f"{subject}名称"),
            ("name", form["name"]),
        )
    )
    amounts = [
        (label, key) for label, key in (("预算数", "budget"), ("其中：财政资金", "fiscal"), ("其他资金", "other"))
    ]
    cells: list[tuple[str | None, Any]] = [(None, "预算规模及资金用途")]
    for label, key in amounts:
        default = form["budget"] if key == "fiscal" else 0
        cells += [(None, label), (key, form.get(key, default if key != "budget" else ""))]
    page.add(*cells)
    page.add((None, ""), ("purpose", form["purpose"]))
    page.add((None, "资金支出计划（%）"), *((None, period) for period in _PERIODS))
    shares = zip(("plan_03", "plan_06", "plan_10", "plan_12"), form["plan"], strict=True)
    page.add((None, ""), *shares)
    page.add((None, "绩效目标"), ("goals", form["goals"]))
    labels = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
    page.add(*((None, label) for label in labels))
    above = ""
    for line, texts in enumerate(_rows(form["rows"]), 1):
        level1 = "" if texts[0] == above else texts[0]
        above = texts[0]
        page.add(*((f"row{line}.{key}", text) for key, text in zip(ROW_KEYS, (level1, *texts[1:]), strict=True)))
    return page


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    for line in text.strip().splitlines():
        kind, *cells = line.split("|")
        levels = CLASSES.get(kind) or tuple(kind.split("/"))
        if len(levels) != 2 or len(cells) != 4:
            raise ValueError(f"not 类别|三级指标|描述|指标值|依据: {line}")
        yield (*levels, *(cell.strip() for cell in cells))


def _gold(content: Mapping[str, Any], own: str, pages: Mapping[str, Page], path: Path) -> Iterator[Gold]:
    for entry in content.get("gold", ()):
        yield Gold(Severity(entry["severity"]), _cells(entry["at"], own, pages, path), entry["what"])


def _tempting(content: Mapping[str, Any], own: str, pages: Mapping[str, Page], path: Path) -> Iterator[Tempting]:
    for entry in content.get("tempting", ()):
        yield Tempting(_cells(entry["at"], own, pages, path), entry["why"])


def _cells(names: list[str], own: str, pages: Mapping[str, Page], path: Path) -> frozenset[tuple[str, str]]:
    """Return the cells of field names: ``goals``, ``row3.target``, ``sheet2:budget``, ``book:overall``, ``form``."""
    cells = set()
    for name in names:
        page_key, _, key = name.rpartition(":")
        page = pages.get(page_key or own)
        if page is None or (key != "form" and key not in page.places):
            raise ValueError(f"{path.name}: there is no field {name}")
        cells.add((page.sheet.title, "" if key == "form" else page.places[key]))
    return frozenset(cells)
