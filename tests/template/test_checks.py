"""Live checks say what is missing or wrong, beside the row that it is in, and count it on the cover."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.template.books import looked_at, messages, written
from xltools.model import DepartmentBook, SheetKind
from xltools.rules.examples import build_book, build_sheet
from xltools.template import blank_book

ROW = "产出指标|数量指标|某指标|含义|{}|依据"

NOT_ALL = "12月底一般应为 100，不是的请说明结转原因；"

CASES: list[tuple[str, dict[str, Any], dict[int, str]]] = [
    ("the clean form", {}, {}),
    # identity, in row 3
    ("no code", {"code": ""}, {3: "缺项目编码；"}),
    ("no name", {"name": ""}, {3: "缺项目名称；"}),
    ("blanks only", {"name": " \u3000\xa0\n"}, {3: "缺项目名称；"}),
    ("no unit", {"unit": ""}, {3: "缺单位编码和单位名称；"}),
    ("a fund without a unit", {"unit": "", "kind": SheetKind.SPECIAL_FUND}, {}),
    ("a fund without a name", {"name": "", "kind": SheetKind.SPECIAL_FUND}, {3: "缺专项资金名称；"}),
    # money, in rows 4 and 5
    ("no budget", {"budget": ""}, {4: "缺预算数；"}),
    ("no fiscal money", {"fiscal": ""}, {4: "缺其中：财政资金；"}),
    ("no other money, and it adds up", {"other": ""}, {}),
    ("does not add up", {"other": "0.01"}, {4: "预算数 ≠ 财政资金＋其他资金；"}),
    ("does not add up, other money blank", {"fiscal": "80", "other": ""}, {4: "预算数 ≠ 财政资金＋其他资金；"}),
    ("adds up in 万元", {"money_unit": "万元", "budget": "107.306", "fiscal": "100", "other": "7.306"}, {}),
    ("no number", {"budget": "约100万"}, {4: "预算数不是数字；"}),
    ("nothing to spend", {"budget": "0", "fiscal": "0", "other": "0"}, {4: "预算数应大于 0；"}),
    ("no purpose", {"purpose": ""}, {5: "缺资金用途；"}),
    # the plan, in row 7
    ("cumulative", {"plan": "0/100/100/100"}, {}),
    ("nothing planned", {"plan": "空/空/空/空"}, {7: "缺3月底；缺6月底；缺10月底；缺12月底；"}),
    ("falls", {"plan": "20/50/40/100"}, {7: "10月底小于前期，累计数不应减少；"}),
    ("falls over a blank", {"plan": "50/空/40/100"}, {7: "缺6月底；10月底小于前期，累计数不应减少；"}),
    ("too much", {"plan": "20/50/120/120"}, {7: "10月底应在 0—100 之间；12月底应在 0—100 之间；"}),
    ("below nothing", {"plan": "-5/50/80/100"}, {7: "3月底应在 0—100 之间；"}),
    ("not spent by December", {"plan": "20/50/80/90"}, {7: NOT_ALL}),
    ("blank after 100", {"plan": "20/100/空/空"}, {7: "前期已达 100，10月底应填 100；前期已达 100，12月底应填 100；"}),
    ("blank after 100, then filled", {"plan": "20/100/空/100"}, {7: "前期已达 100，10月底应填 100；"}),
    ("one share of one", {"plan": "0.25/50/83/100"}, {7: "应填百分数，如 20 表示 20%；"}),
    ("negative money", {"fiscal": "1200005", "other": "-5"}, {4: "其他资金不应小于 0；"}),
    ("shares of one", {"plan": "0.2/0.5/0.8/1"}, {7: "应填百分数，如 20 表示 20%；"}),
    ("words in the plan", {"plan": "20/一半/80/100"}, {7: "6月底不是数字；"}),
    # goals and indicators
    ("no goals", {"goals": ""}, {8: "缺绩效目标；"}),
    ("no indicators", {"rows": []}, {9: "缺绩效指标；"}),
    ("no operator", {"rows": [ROW.format("90%")]}, {11: "缺符号；"}),
    ("no unit of measure", {"rows": [ROW.format("≥90")]}, {11: "缺计量单位；"}),
    ("words only", {"rows": [ROW.format("优")]}, {}),
    ("no target", {"rows": [ROW.format("")]}, {11: "缺指标值；"}),
    ("no level", {"rows": ["||某指标|含义|≥3个|依据"]}, {11: "缺一级指标；缺二级指标；"}),
    ("continued levels", {"rows": [ROW.format("优"), "||另一指标|含义|≥3个|依据"]}, {}),
    ("continued level 1 only", {"rows": [ROW.format("优"), "|质量指标|另一指标|含义|≥3个|依据"]}, {}),
    ("level 2 is not carried on", {"rows": [ROW.format("优"), "效益指标||甲|含义|≥3个|依据"]}, {12: "缺二级指标；"}),
    ("goals that fill more than their row", {"goals": "1、长。" * 90 + "\n2、" * 5}, {}),
    ("too long for any row height", {"rows": [ROW.format("优" * 300)]}, {11: "文字太长，一格显示不全，请精简；"}),
    ("a row just begun", {"rows": ["产出指标|数量指标|甲|||"]}, {11: "缺绩效指标描述；缺指标值；缺指标值确定依据；"}),
]  # fmt: skip


def every_case() -> tuple[DepartmentBook, tuple[str, ...]]:
    """A book with one sheet for each case, and the names of the sheets."""
    changed = [dict(changes) for _, changes, _ in CASES]
    kinds = [changes.get("kind", SheetKind.PROJECT) for changes in changed]
    numbers = [kinds[: index + 1].count(kind) for index, kind in enumerate(kinds)]
    sheets = [build_sheet(number, **changes) for number, changes in zip(numbers, changed, strict=True)]
    names = {SheetKind.PROJECT: "项目", SheetKind.SPECIAL_FUND: "专项"}
    return build_book(*sheets), tuple(f"{names[kind]}{number}" for kind, number in zip(kinds, numbers, strict=True))


@cache
def all_messages() -> dict[str, dict[int, str]]:
    book, names = every_case()
    data = written(book)
    return {name: messages(data, name) for name in names}


@pytest.mark.parametrize(
    ("name", "expected"),
    [(name, case[2]) for name, case in zip(every_case()[1], CASES, strict=True)],
    ids=[case[0] for case in CASES],
)
def test_messages(name: str, expected: dict[int, str]) -> None:
    assert all_messages()[name] == expected


@pytest.mark.parametrize(
    ("changes", "count"), [({}, 0), ({"plan": "20/50/40/90", "purpose": ""}, 3), ({"rows": [ROW.format("")]}, 1)]
)
def test_counts_and_verdict(changes: dict[str, Any], count: int) -> None:
    book = looked_at(written(build_book(build_sheet(**changes), build_sheet(2))), values=True)
    assert book["项目1"]["J2"].value == count
    assert [book["目录"].cell(row, 6).value for row in (5, 6, 9)] == [count, 0, count]
    assert book["封面"]["C8"].value == ("OK" if count == 0 else f"有 {count} 处需要核对")


def test_a_sheet_that_nobody_uses_is_not_nagged() -> None:
    book = looked_at(written(blank_book(), spare_sheets=2), values=True)
    assert [book[name]["J2"].value for name in ("专项1", "项目1", "项目2")] == [0, 0, 0]
    assert book["封面"]["C8"].value == "有 7 处需要核对"  # four fields of the cover, three of the department's targets


def test_what_is_wrong_is_coloured() -> None:
    page = looked_at(written(build_book()))["项目1"]
    painted = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in page.conditional_formatting}
    for cells in ("A2:E2", "B3:C3", "C4", "B5:I5", "I7", "B8:I8", "A11:A24", "E11:E24", "I11:I24"):
        assert painted[cells], cells
    blank = 'TRIM(CLEAN(SUBSTITUTE(SUBSTITUTE($D$7,"\u3000",""),"\xa0","")))=""'
    shown, general = (f'LEFT(CELL("format",{cell}))' for cell in ("$D$7", "$K$1"))
    date = f'AND(ISNUMBER($D$7),IFERROR(OR({shown}="D",AND({shown}="G",{general}<>"G")),FALSE))'
    assert painted["D7"] == [
        date,
        f"AND(NOT({blank}),NOT(ISNUMBER($D$7)))",
        "ISERROR($D$7)",
        f"AND(ISNUMBER($D$7),NOT(ISNUMBER($L$4)),NOT({date}))",
        "AND(ISNUMBER($L$4),N($L$4)<MAX($L$3:$L$3))",
        f"AND({blank},MAX($L$3:$L$3)=100)",
        f"AND($K$1=1,{blank},MAX($L$3:$L$3)<>100)",
    ]  # fmt: skip


def test_the_cover_says_what_its_count_leaves_out() -> None:
    book = looked_at(written(blank_book(), spare_sheets=1))
    cover = [str(row[1].value) for row in book["封面"].iter_rows(min_row=8) if row[1].value]
    assert "自己复制的表不在其内" in cover[2]  # right below the verdict
    notes = [str(row[0].value) for row in book["目录"].iter_rows(min_row=3)]
    assert any("自己复制的表不在本目录中" in text for text in notes)
