"""Values of canonical cells: what each way of writing one means, and that an independent reader sees the same."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.fixtures.books import change_parts, replacing
from tests.fixtures.packages import minimal, zipped
from xltools.grids.grid import CellValue
from xltools.grids.number_format import parse_number_format
from xltools.limits import Limits
from xltools.readers import read_content
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.strings_and_styles import read_shared_strings
from xltools.readers.xlsx.values import CellStyles, ValueReader, decode_text

SAMPLES = Path(__file__).parents[2] / "workbooks" / "samples"
FORMATS = {b"9": parse_number_format("0%"), b"1": parse_number_format("yyyy/m/d"), b"2": parse_number_format("[h]:mm")}
STYLES = CellStyles(frozenset({b"9"}), FORMATS)
TEXTS = ["", "甲", " 乙 "]


def value(content: bytes, kind: str = "", style: int = 0, styles: CellStyles = STYLES) -> CellValue:
    attributes = (f' s="{style}"' if style else "") + (f' t="{kind}"' if kind else "")
    [[found]] = ValueReader(TEXTS, styles).rows([((1, 1), attributes.encode(), content)])
    return found


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("", b"12", 12.0),
        ("n", b"1.2E+06", 1200000.0),
        ("", b"abc", "abc"),
        ("", b"1_0", "1_0"),
        ("", b"1e400", math.inf),
        ("s", b"1", "甲"),
        ("s", b"2", " 乙 "),
        ("s", b"<t>c", "c"),
        ("str", b" a&amp;b ", " a&b "),
        ("str", b"a_x000D_b", "a\rb"),
        ("inlineStr", b"<t> q ", "q"),
        ("inlineStr", b'<t xml:space="preserve"> q ', " q "),
        ("inlineStr", b"5", "5"),
        ("", b"<t>x", "x"),
        ("b", b"1", True),
        ("b", b"0", False),
        ("b", b"true", True),
        ("e", b"#N/A", ""),
        ("d", b"2020-06-30", date(2020, 6, 30)),
        ("d", b"2020-06-30T00:00:00", date(2020, 6, 30)),
        ("d", b"2020-06-30T08:30:00", datetime(2020, 6, 30, 8, 30)),
        ("d", b"2020-06-30T08:30:00Z", datetime(2020, 6, 30, 8, 30)),
        ("d", "6月底".encode(), "6月底"),
    ],
)
def test_values_by_type(kind: str, content: bytes, expected: CellValue) -> None:
    found = value(content, kind)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"43831", date(2020, 1, 1)),
        (b"43831.5", datetime(2020, 1, 1, 12)),
        (b"43831.999999999", date(2020, 1, 2)),
        (b"0.5", time(12)),
        (b"0", time()),
        (b"59", date(1900, 2, 28)),
        (b"61", date(1900, 3, 1)),
        (b"2958465", date(9999, 12, 31)),
        (b"2958465.9999999999", 2958466.0),
        (b"2958466", 2958466.0),
        (b"-3", -3.0),
        (b"1e300", 1e300),
        ("长期".encode(), "长期"),
    ],
)
def test_dates(content: bytes, expected: CellValue) -> None:
    found = value(content, style=1)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"43831", date(2024, 1, 2)),
        (b"2957003", date(9999, 12, 31)),
        (b"2957003.9999999999", 2957004.0),
        (b"2957004", 2957004.0),
        (b"2958465", 2958465.0),
    ],
)
def test_dates_that_count_from_1904(content: bytes, expected: CellValue) -> None:
    assert value(content, style=1, styles=CellStyles(formats=FORMATS, date1904=True)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"1.25", timedelta(days=1, hours=6)), (b"-3", timedelta(days=-3)), (b"1e12", 1e12), (b"x", "x")],
)
def test_spans_of_time(content: bytes, expected: CellValue) -> None:
    assert value(content, style=2) == expected


def test_rows_are_as_long_as_they_are_filled() -> None:
    cells = [((1, 2), b"", b"1"), ((3, 1), b"", b"2"), ((3, 3), b"", b"3")]
    assert ValueReader(TEXTS, STYLES).rows(cells) == [["", 1.0], [], [2.0, "", 3.0]]


@pytest.mark.parametrize("content", [b"3", b"-1", b"x", b"1.5"])
def test_a_text_that_is_not_in_the_table_is_damage(content: bytes) -> None:
    with pytest.raises(RefusedError, match="损坏"):
        value(content, "s")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
        (b"&#20013;&#x6587;&#x1F600;", "中文😀"),
        (b"&amp;amp;", "&amp;"),
        (b"1\r\n2\r3\n4", "1\n2\n3\n4"),
        (b"_x0041_x0042_", "Ax0042_"),
        (b"_xD83D__xDE00_", "😀"),
        (b"_xD83D_", "\ufffd"),
    ],
)
def test_texts(content: bytes, expected: str) -> None:
    assert decode_text(content) == expected


@pytest.mark.parametrize("content", [b"&nbsp;", b"a & b", b"&#0;", b"&#xD800;", b"&#x110000;", b"&#9999999;", b"\xff"])
def test_what_no_xml_may_hold_is_damage(content: bytes) -> None:
    with pytest.raises(RefusedError, match="损坏"):
        decode_text(content)


STRINGS: dict[str, tuple[str, list[str]]] = {
    "none": ("", []),
    "plain": ("<si><t>甲</t></si><si><t/></si><si/><si><t></t></si>", ["甲", "", "", ""]),
    "blanks": ('<si><t> a </t></si><si><t xml:space="preserve"> a </t></si>', ["a", " a "]),
    "readings": ('<si><t>甲</t><phoneticPr fontId="1" type="noConversion"/></si>', ["甲"]),
    "runs": ("<si><r><rPr><b/></rPr><t>甲</t></r><r><t>乙</t></r></si><si><t>丙</t></si>", ["甲乙", "丙"]),
    "a reading of its own": ("<si><t>甲</t><rPh><t>jia</t></rPh></si>", ["甲"]),
    "blanks between": ("\n <si><t>甲</t></si>\n <si><t>乙</t></si>\n", ["甲", "乙"]),
    "a comment": ("<si><t>甲<!-- 乙 --></t></si>", ["甲"]),
    "unescaped elsewhere": ("<si><t><![CDATA[<甲>]]></t></si>", ["<甲>"]),
    "escapes in runs": ("<si><r><t>甲_x000D_</t></r></si>", ["甲\r"]),
}


@pytest.mark.parametrize(("items", "texts"), STRINGS.values(), ids=STRINGS)
def test_shared_texts(items: str, texts: list[str]) -> None:
    xml = f'<?xml version="1.0"?>\n<sst xmlns="m" count="9" uniqueCount="9">{items}</sst>'.encode()
    assert read_shared_strings(xml, "texts", Limits()).texts == texts


RUNS: tuple[str, ...] = (
    "<r><t>甲</t></r>",
    "<r><t> 乙 </t></r><r><rPr/><t/></r>",
    '<r><rPr><strike/><sz val="9"/></rPr><t xml:space="preserve"> 1_x000D_ </t></r><r><t>_x0041_&#10;</t></r>',
    '<r><rPr><strike val="0" /></rPr><t>&amp;&#20013;\r\n</t></r><phoneticPr fontId="1"/>',
    '<r><rPr><rFont val="宋体"/><strike val="true"/></rPr><t>旧</t></r>',
    '<r><rPr><strike/><strike val="false"/></rPr><t>新</t></r>',
    "<r><rPr><strike val='0'/></rPr><t>新</t></r>",
    '<r><rPr><x:strike xmlns:x="y"/></rPr><t>旧</t></r>',
    '<r><rPr><b val="&#48;"/></rPr><t>字</t></r><rPh sb="0" eb="1"><t>zi</t></rPh>',
    "<r>\n<t>行</t>\n</r>",
    f'<r><rPr><strike/><rFont val="{"宋" * 400}"/></rPr><t>旧</t></r>',
)


@pytest.mark.parametrize("runs", RUNS)
def test_runs_are_read_as_the_parser_reads_them(runs: str) -> None:
    items = f"<si><t>前</t></si><si>{runs}</si><si><t/></si><si>{RUNS[0]}</si>"
    usual, parsed = (
        read_shared_strings(f"<sst>{comment}{items}</sst>".encode(), "texts", Limits()) for comment in ("", "<!-- -->")
    )
    assert usual == parsed


BROKEN: tuple[str, ...] = (
    "<si><t>a</si>",
    "<si><t>a</t>",
    "<si><t>&x;</t></si>",
    '<si><r><rPr><b val="1" val="1"/></rPr><t>a</t></r></si>',
    "<si><r><t>]]></t></r></si>",
    "<si><r><t>\x01</t></r></si>",
)


@pytest.mark.parametrize("items", BROKEN)
def test_broken_texts_are_damage(items: str) -> None:
    with pytest.raises(RefusedError, match="损坏"):
        read_shared_strings(f"<sst>{items}</sst>".encode(), "texts", Limits())


FORMAT_CODES: dict[str, type] = {
    "General": float,
    "0.00": float,
    '#,##0.00"元"': float,
    '0"日"': float,
    r"0\d": float,
    "0.00E+00": float,
    "[Red]0.00;[Blue]-0.00": float,
    "0%": float,
    "yyyy-mm-dd": date,
    'yyyy"年"m"月"d"日"': date,
    "[$-804]yyyy/m/d": date,
    "m月d日": date,
    "h:mm AM/PM": date,
    "[h]:mm": timedelta,
    "[mm]:ss": timedelta,
}


@pytest.mark.parametrize(("code", "kind"), FORMAT_CODES.items(), ids=FORMAT_CODES)
def test_number_formats(code: str, kind: type) -> None:
    data = written([[43831]], {"num_format": code})
    [[found]] = ours(data)
    assert type(found) is kind
    assert theirs(data) == [[found]]


@pytest.mark.parametrize("number", range(60))
def test_built_in_number_formats(number: int) -> None:
    data = written([[43831.25]], {"num_format": number})
    assert ours(data) == theirs(data)


# --- against an independent reader ------------------------------------------------------------------------------------


def written(rows: Sequence[Sequence[Any]], look: dict[str, Any] | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_urls": False, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet()
        made = workbook.add_format(look or {})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell, made)
    return buffer.getvalue()


def ours(data: bytes) -> list[list[CellValue]]:
    workbook = read_content(data, ".xlsx", "a.xlsx").workbook
    assert workbook
    return [list(row) for row in workbook.sheets[0].rows]


def theirs(data: bytes) -> list[list[Any]]:
    """What calamine sees, without the blanks at the ends."""
    return without_end(all_theirs(data)[0])


def all_theirs(data: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def without_end(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Without the blanks at the ends of the rows, and without blank rows at the end."""
    bare = [list(row[: max((n for n, cell in enumerate(row, 1) if cell != ""), default=0)]) for row in rows]
    while bare and not bare[-1]:
        bare.pop()
    return bare


def typed(rows: Sequence[Sequence[Any]]) -> list[list[tuple[type, Any]]]:
    """A truth is no number, though it equals one."""
    return [[(type(cell), cell) for cell in row] for row in rows]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**12), 10**12),
    st.booleans(),
)


@given(st.lists(st.lists(CELLS, max_size=4), min_size=1, max_size=4))
def test_what_was_written_is_read_as_by_calamine(rows: list[list[Any]]) -> None:
    data = written(rows)
    assert typed(without_end(ours(data))) == typed(theirs(data))


@given(st.datetimes(datetime(1900, 3, 2), datetime(9999, 12, 30)).map(lambda moment: moment.replace(microsecond=0)))
def test_moments_are_read_as_by_calamine(moment: datetime) -> None:
    data = written([[moment]], {"num_format": "yyyy-mm-dd hh:mm:ss"})
    [[found]] = ours(data)
    assert (found if isinstance(found, datetime) else datetime.combine(found, time())) == moment  # type: ignore[arg-type]
    assert theirs(data) == [[found]]


def test_the_samples_are_read_as_by_calamine() -> None:
    seen = 0
    for path in SAMPLES.glob("[0-9]*.xlsx"):
        data = path.read_bytes()
        if workbook := read_content(data, ".xlsx", path.name).workbook:
            found = [typed(without_end(grid.rows)) for grid in workbook.sheets]
            assert found == [typed(without_end(rows)) for rows in all_theirs(data)]
            seen += len(workbook.sheets)
    assert seen > 100


def test_an_extension_does_not_undo_the_date_system(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        workbook.add_worksheet().write_datetime("A1", datetime(2016, 1, 1), workbook.add_format({"num_format": 14}))
    extension = '<extLst><ext xmlns:x15="x"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>'
    change_parts(path, {"xl/workbook.xml": replacing("</workbook>", extension)})
    assert ours(path.read_bytes()) == theirs(path.read_bytes()) == [[date(2016, 1, 1)]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is><v>0</v></c>', "甲"),
        ('<c r="A1" t="inlineStr"><v></v><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
        ('<c r="A1" t="n"><v>5</v><is><t>甲</t></is></c>', 5.0),
        ('<c r="A1" t="str"><f>B1</f><v>乙</v><is><t>甲</t></is></c>', "乙"),
    ],
)
def test_a_value_beside_an_inline_string(cell: str, value: CellValue) -> None:
    assert ours(zipped(minimal(f'<row r="1">{cell}</row>'))) == [[value]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["without mark", "with mark"])
@pytest.mark.parametrize("declared", ["UTF-16", "UTF-16LE", "UTF-16BE"])
def test_parts_in_utf_16(encoding: str, mark: str, declared: str) -> None:
    package = minimal('<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>')
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        text = package[name].decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
        package[name] = f"{mark}{text}".encode(encoding)
    assert ours(zipped(package)) == [["甲"]]


def test_a_cell_without_style_or_type_in_a_bare_package() -> None:
    assert ours(zipped(minimal('<row r="2"><c r="B2"><v>1</v></c></row>'))) == [[], ["", 1.0]]
