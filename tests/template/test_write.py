"""A book written as a template reads back as it was, and the workbook is what departments need."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from openpyxl.workbook import Workbook

from tests.fixtures.seed import seed
from tests.template.books import looked_at, meaning, messages, read, written
from xltools.form_identity import Framework
from xltools.forms.choices import LEVELS
from xltools.forms.hb2020 import HB2020
from xltools.forms.layout import Box, Field, FieldKind, Form, TableColumn
from xltools.grids.grid import cell_text
from xltools.model import DepartmentBook, Entry, SheetKind
from xltools.rules.examples import build_book, build_sheet
from xltools.template import blank_book
from xltools.template.cells import target_parts
from xltools.text import drop_controls

TARGETS = (
    "≥90大于90%",
    "≥1600人均1600元",
    "≤1政治导向正确",
    "=100%",
    "＝100%",
    ">=95%",
    "≥ 95%",
    " ≥95%",
    "≥95.50%",
    "≥1,600元",
    "９５％",
    "12",
    "-3℃",
    "80~90%",
    "不低于95%",
    "6月底前",
    "2020年10月31日前",
    "优",
    "长期",
    "=1+1",
    "@SUM(A1)",
    "-",
    "≥90%\n大于90%",
    "123456789012345678",
    "≥0.1个百分点",
    "≥3次/年；每次不少于2小时",
)


@cache
def published() -> Workbook:
    """The published department's workbook; tests only look at it."""
    return looked_at(written(seed()))


@cache
def clean() -> Workbook:
    """The workbook of the clean form; tests only look at it."""
    return looked_at(written(build_book()))


def one_sheet(**changes: str) -> DepartmentBook:
    return build_book(build_sheet(**changes))


def test_target_values_come_back_to_the_character() -> None:
    rows = [f"产出指标|数量指标|{number}|含义||依据" for number, _ in enumerate(TARGETS)]
    sheet = build_sheet(rows=rows)
    typed = zip(sheet.indicators, TARGETS, strict=True)
    sheet = replace(sheet, indicators=tuple(replace(row, target=Entry(text=text)) for row, text in typed))
    again = read(written(build_book(sheet))).book.sheets[0]
    assert [row.target.text for row in again.indicators] == list(TARGETS)


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("≥90大于90%", ("≥", "90", "", "大于90%")),
        ("≥95%", ("≥", "95", "%", "")),
        ("=12公里", ("=", "12", "公里", "")),
        ("≤1政治导向正确", ("≤", "1", "", "政治导向正确")),
        ("95", ("", "95", "", "")),
        # Whatever would not come back as it was typed goes into the words whole.
        ("＝100%", ("", "", "", "＝100%")),
        ("≥95.50%", ("", "", "", "≥95.50%")),
        ("≥1,600元", ("", "", "", "≥1,600元")),
        ("80~90%", ("", "", "", "80~90%")),
        ("优", ("", "", "", "优")),
        ("", ("", "", "", "")),
    ],
)
def test_target_values_are_taken_apart(target: str, parts: tuple[str, ...]) -> None:
    column = HB2020.column("target")
    assert tuple(cell_text(part) for part in target_parts(Entry(text=target), column)) == parts


@pytest.mark.parametrize(
    "book",
    [
        build_book(),
        one_sheet(plan="空/100/空/空", goals="", purpose=""),
        one_sheet(money_unit="万元", budget="107.306", fiscal="100", other="7.306"),
        one_sheet(budget="一百万", plan="二十/50%/0.7/100", code="007"),
        one_sheet(purpose="=1+1", goals="@SUM(A1)\n+1\n-1", name="http://example.com"),
        one_sheet(rows=["|数量指标|三级||≥1个|", "产出指标||三级|说明||依据"]),
        build_book(build_sheet(1, kind=SheetKind.SPECIAL_FUND), build_sheet(1), build_sheet(2)),
        build_book(county="", year="", overall="很长" * 3000, sub_targets="一\n\n二", safeguards=""),
    ],
    ids=["clean", "blanks", "wan", "unreadable", "formulas", "rows", "kinds", "long"],
)
def test_a_book_reads_back_as_it_was_written(book: DepartmentBook) -> None:
    result = read(written(book))
    assert meaning(result.book) == meaning(book)


def test_the_published_sums_come_back() -> None:
    result = read(written(seed()))
    book = result.book
    assert result.findings == ()
    assert sum(sheet.budget.value or 0 for sheet in book.projects) == Decimal("85473060.00")
    assert sum(sheet.budget.value or 0 for sheet in book.special_funds) == Decimal("2298060.00")
    assert sum(len(sheet.indicators) for sheet in book.sheets) == 19


def test_odd_characters_come_back_and_control_characters_do_not() -> None:
    texts = [
        "a\x01b",
        "a\r\nb",
        "a\rb",
        "_x000D_x",
        "_x0041_",
        "\t制表",
        "\u3000全角",
        "a\n\nb",
        "😀",
        "'引号",
        '<&>"]]>',
    ]
    rows = [f"产出指标|数量指标|{number}|含义||依据" for number, _ in enumerate(texts)]
    sheet = build_sheet(rows=rows)
    changed = (
        replace(row, description=Entry(text=text), target=Entry(text=text))
        for row, text in zip(sheet.indicators, texts, strict=True)
    )
    again = read(written(build_book(replace(sheet, indicators=tuple(changed))))).book.sheets[0].indicators
    assert [row.description.text for row in again] == list(map(drop_controls, texts))
    assert [row.target.text for row in again] == list(map(drop_controls, texts))


@pytest.mark.parametrize("spare", [0, 1, 4])
def test_spare_sheets_are_forms_that_nobody_has_used(spare: int) -> None:
    result = read(written(blank_book("某县", 2020), spare_sheets=spare))
    assert (result.unused, result.book.sheets) == (spare + bool(spare), ())
    assert (result.book.county.value, result.book.year.value) == ("某县", 2020)


@pytest.mark.parametrize(("units", "printed"), [(("301001甲",), "301001甲"), (("301001甲", "301002乙"), None)])
def test_spare_sheets_know_the_only_unit(units: tuple[str, ...], printed: str | None) -> None:
    sheets = [build_sheet(number, unit=unit) for number, unit in enumerate(units, 1)]
    book = looked_at(written(build_book(*sheets), spare_sheets=1))
    assert book[f"项目{len(units) + 1}"]["A2"].value == printed


@pytest.mark.parametrize("options", [{}, {"spare_sheets": 2}, {"macros": True}])
def test_the_same_book_gives_the_same_bytes(options: dict[str, int]) -> None:
    assert written(build_book(), **options) == written(build_book(), **options)


# --- one description ------------------------------------------------------------------------------------------------


def with_a_row_more(form: Form) -> Form:
    """The form with a free row 4."""

    def down(box: Box) -> Box:
        return replace(box, row=box.row + 1) if box.row >= 4 else box

    return replace(
        form,
        labels=tuple(replace(label, at=down(label.at)) for label in form.labels),
        fields=tuple(
            replace(item, label_at=item.label_at and down(item.label_at), value_at=down(item.value_at))
            for item in form.fields
        ),
        table=replace(form.table, header_row=form.table.header_row + 1),
    )


def test_a_field_added_to_the_description_is_in_the_template_and_is_read() -> None:
    form = with_a_row_more(HB2020)
    added = Field("document_number", FieldKind.TEXT, Box(4, 1), Box(4, 2, 1, 8), help="填文件的文号。")
    form = replace(form, fields=(*form.fields[:2], added, *form.fields[2:]))
    sheet = replace(build_sheet(), extras={"document_number": Entry(text="示财〔2020〕1号")})
    data = written(build_book(sheet), forms=(form,))
    again = read(data, form).book.sheets[0]
    assert again.extras["document_number"].value == "示财〔2020〕1号"
    assert meaning(replace(again, extras={})) == meaning(replace(sheet, extras={}))
    page = looked_at(data)["项目1"]
    assert page["A4"].value == "文号"
    assert any(rule.prompt == "填文件的文号。" for rule in page.data_validations.dataValidation)
    blank = replace(sheet, extras={})
    assert "缺文号；" in messages(written(build_book(blank), forms=(form,)))[4]


def test_a_column_added_to_the_description_is_in_the_template_and_is_read() -> None:
    weight = TableColumn("weight", FieldKind.NUMBER, help="各指标权重合计 90。")
    columns = tuple(weight if column.key == "weight" else column for column in HB2020.table.columns)
    form = replace(HB2020, widths=(*HB2020.widths, 8), table=replace(HB2020.table, columns=columns))
    sheet = build_sheet(rows=["产出指标|数量指标|某指标|含义|≥3个|某文件|15", "|质量指标|某率|含义|≥95%|某文件|"])
    data = written(build_book(sheet), forms=(form,))
    rows = read(data, form).book.sheets[0].indicators
    assert [row.weight.value for row in rows] == [Decimal(15), None]
    assert meaning(rows[0]) == meaning(sheet.indicators[0])
    assert messages(data, column=11)[12] == "缺权重；"


# --- the workbook ---------------------------------------------------------------------------------------------------


def test_sheets_and_stamp() -> None:
    book = published()
    assert book.sheetnames == [
        *("封面", "目录", "部门整体绩效目标"),
        *("专项1", "专项2", "项目1", "项目2", "项目3", "项目4", "项目5"),
        "_xltools",
    ]
    hidden = book["_xltools"]
    assert hidden.sheet_state == "veryHidden"
    stamp = {row[0].value: row[1].value for row in hidden.iter_rows(max_col=2) if row[0].value}
    assert (stamp["profile"], stamp["department_code"], stamp["year"]) == ("HB2020", "475", "2020")
    assert stamp["sheets"].split("\n") == book.sheetnames[:-1]
    assert book.custom_doc_props["xltools"].value == "HB2020/1"


def test_what_people_may_do_on_a_protected_sheet() -> None:
    page = clean()["项目1"]
    protection = page.protection
    assert protection.sheet
    assert not protection.password
    # In the file these flags say what is forbidden.
    for action in ("sort", "autoFilter", "formatCells", "formatColumns", "formatRows", "insertRows"):
        assert not getattr(protection, action), action
    unlocked = {cell.coordinate for row in page["A1:J24"] for cell in row if not cell.protection.locked}
    inputs = {"A2", "B3", "E3", "C4", "E4", "I4", "B5", "B7", "D7", "E7", "I7", "B8", "H2"}
    table = {f"{letter}{row}" for letter in "ABCDEFGHI" for row in range(11, 25)}
    assert inputs | table <= unlocked
    assert not {"A3", "A9", "J3", "J11"} & unlocked


def test_print_set_up() -> None:
    book = published()
    for page in book.worksheets[:-1]:
        setup = page.page_setup
        assert (setup.paperSize, setup.orientation) == (9, "portrait")
        assert setup.fitToWidth in (None, 1)
        assert page.sheet_properties.pageSetUpPr.fitToPage
    form = book["项目1"]
    assert form.print_title_rows == "$9:$10"
    assert form.print_area == "'项目1'!$A$1:$I$25"


def test_drop_downs_and_input_messages() -> None:
    page = clean()["项目1"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert rules["A11:A24"].formula1 == "_xltools!$D$3:$D$5"
    assert "OFFSET(_xltools!$G$3" in rules["B11:B24"].formula1
    assert "INDIRECT" not in rules["B11:B24"].formula1
    lists = {key: rule.showErrorMessage and rule.errorStyle for key, rule in rules.items() if rule.type == "list"}
    assert lists == {
        **dict.fromkeys(("A11:A24", "B11:B24", "E11:E24", "H2:I2"), "warning"),
        "G11:G24": False,  # units may be typed freely
    }
    assert rules["C4"].type == rules["B7:C7"].type == "decimal"
    for item in HB2020.fields:
        assert any(rule.prompt == item.help for rule in rules.values()), item.key


def test_level_2_lists_stand_under_their_level_1() -> None:
    hidden = clean()["_xltools"]
    columns = {hidden.cell(1, column).value: column for column in range(4, hidden.max_column + 1)}
    for level1, items in LEVELS[Framework.MOF2015].items():
        column = columns[level1]
        assert hidden.cell(2, column).value == len(items)
        assert [hidden.cell(3 + row, column).value for row in range(len(items))] == list(items)


def test_contents_link_to_every_sheet() -> None:
    book = published()
    contents = book["目录"]
    assert [contents[f"C{row}"].hyperlink.location for row in range(3, 12)] == [
        f"'{name}'!A1" for name in book.sheetnames if name not in ("目录", "_xltools")
    ]


def test_contents_show_names_and_amounts_in_yuan() -> None:
    book = build_book(
        build_sheet(1, kind=SheetKind.SPECIAL_FUND),
        build_sheet(1, money_unit="万元", budget="12.5", fiscal="12.5"),
        build_sheet(2, name="", budget="待定"),
    )
    contents = looked_at(written(book), values=True)["目录"]
    shown = [[contents.cell(row, column).value for column in (2, 3, 4, 5)] for row in range(5, 8)]
    assert shown == [
        ["专项资金", "专项1", "2020年农村道路硬化项目", 1200000],
        ["预算项目", "项目1", "2020年农村道路硬化项目", 125000],
        ["预算项目", "项目2", "（未填写）", None],
    ]
    assert [contents.cell(row, 5).value for row in (8, 9)] == [1200000, 125000]


def test_what_was_typed_stays_text() -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.com", "=HYPERLINK(1)", "12", "1-2", "{=1}"]
    rows = [f"产出指标|数量指标|{text}|{text}|优|{text}" for text in texts]
    page = looked_at(written(one_sheet(name=texts[0], purpose=texts[3], goals=texts[4], rows=rows)))["项目1"]
    cells = [page[cell] for cell in ("E3", "B5", "B8")]
    cells += [page[f"{column}{row}"] for column in "CDI" for row in range(11, 11 + len(texts))]
    assert [cell.value for cell in cells] == [texts[0], texts[3], texts[4], *texts * 3]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_text_higher_than_excel_allows_takes_several_rows() -> None:
    text = "\n".join(f"第{number}段，" + "保障措施" * 30 for number in range(40))
    page = looked_at(written(build_book(safeguards=text)))["部门整体绩效目标"]
    block = next(str(span) for span in page.merged_cells.ranges if str(span).startswith("B"))
    first, last = (int(part[1:]) for part in block.split(":"))
    assert last > first
    assert all(page.row_dimensions[row].height <= 409 for row in range(1, last + 1))
    assert page[f"B{first}"].value == text


def test_rows_grow_with_their_text() -> None:
    short, long = (one_sheet(goals="1、修路。"), one_sheet(goals="\n".join(["1、修路并养护，" * 12] * 12)))
    heights = [looked_at(written(book))["项目1"].row_dimensions[8].height for book in (short, long)]
    assert heights[0] < heights[1] <= 409


def test_rows_of_the_table_grow_with_what_is_typed_and_show_its_beginning() -> None:
    page = looked_at(data := written(one_sheet()))["项目1"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        markup = archive.read("xl/worksheets/sheet4.xml").decode()
    fixed = {int(row) for row in re.findall(r'<row r="(\d+)"[^>]*customHeight="1"', markup)}
    assert fixed == set(range(1, 11))
    assert {page[cell].alignment.vertical for cell in ("B5", "B8", "C11", "D11", "I11")} == {"top"}


def test_a_form_with_many_indicators_has_room_and_spare_rows() -> None:
    rows = [f"产出指标|数量指标|指标{number}|含义|≥{number}个|依据" for number in range(1, 31)]
    result = read(data := written(one_sheet(rows=rows)))
    assert [row.level3.text for row in result.book.sheets[0].indicators] == [f"指标{n}" for n in range(1, 31)]
    assert looked_at(data)["项目1"].print_area == "'项目1'!$A$1:$I$44"


def test_macros_add_a_project_and_buttons() -> None:
    data = written(build_book(), macros=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "xl/vbaProject.bin" in archive.namelist()
        drawn = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".vml"))
    assert drawn.count(b"XltButtons.XltCheck") == 2  # cover and 项目1
    assert meaning(read(data).book) == meaning(build_book())


def test_counts_of_the_contents_have_a_format_of_their_own() -> None:
    contents = published()["目录"]
    counts = [row[5] for row in contents.iter_rows() if isinstance(row[5].value, str) and "ISNUMBER(" in row[5].value]
    assert len(counts) >= 3
    assert {cell.number_format for cell in counts} == {"0"}
