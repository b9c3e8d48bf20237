"""Formulas between the two grammars as text, with the names of functions given."""

from __future__ import annotations

import pytest

from xltools.desktop.libreoffice.formulas import from_office, is_formula, strip_file_prefixes, to_office


class Names:
    """Functions as LibreOffice names them: most alike, CEILING not."""

    def to_office(self, name: str) -> str:
        return {"CEILING": "CEILING.XCL"}.get(name, name)

    def from_office(self, name: str) -> str:
        return {"CEILING.XCL": "CEILING"}.get(name, name.upper())


BOTH_WAYS = [
    ("=A1+B2", "=A1+B2"),
    ("=SUM(A1,B2)", "=SUM(A1;B2)"),
    ("=SUM( A1 , B2 )", "=SUM( A1 ; B2 )"),
    ("=SUM((A1,B2))", "=SUM((A1~B2))"),
    ("=SUM(A1:B2 B1:C3)", "=SUM(A1:B2!B1:C3)"),
    ("=SUM({1,2;3,4})", "=SUM({1;2|3;4})"),
    ('={1,-2.5;"a;b",TRUE}', '={1;-2.5|"a;b";TRUE}'),
    ('=IF(A1="a,b;c",TRUE,"")', '=IF(A1="a,b;c";TRUE();"")'),
    ('=A1&"x""y"', '=A1&"x""y"'),
    ("=Sheet1!A1", "=$'Sheet1'.A1"),
    ("='项目 1'!$A$1:B$2", "=$'项目 1'.$A$1:B$2"),
    ("='O''Neil'!A1", "=$'O''Neil'.A1"),
    ("=SUM(项目清单!A:A)", "=SUM($'项目清单'.A:A)"),
    ("=SUM(1:3)", "=SUM(1:3)"),
    ("=CEILING(A1,2)", "=CEILING.XCL(A1;2)"),
    ("=IF(ISNA(#N/A),#REF!,#DIV/0!)", "=IF(ISNA(#N/A);#REF!;#DIV/0!)"),
    ("=-2^2*50%", "=-2^2*50%"),
    ("=1.5E+3+.5", "=1.5E+3+.5"),
    ("=A1<>B1", "=A1<>B1"),
    ("=预算数-财政性资金", "=预算数-财政性资金"),
    ("=LOG10(A1)", "=LOG10(A1)"),
    ("=SUM(A1:INDEX(B:B,3))", "=SUM(A1:INDEX(B:B;3))"),
    ("=IF(A1,,1)", "=IF(A1;;1)"),
    ("=TODAY()", "=TODAY()"),
    ("=A1", "=A1"),
    ("=IFERROR(VLOOKUP($A2,数据!$A:$F,6,FALSE),0)", "=IFERROR(VLOOKUP($A2;$'数据'.$A:$F;6;FALSE());0)"),
]


@pytest.mark.parametrize(("excel", "office"), BOTH_WAYS)
def test_both_ways(excel: str, office: str) -> None:
    assert str(to_office(excel, Names())) == office
    assert from_office(office, Names()) == excel


@pytest.mark.parametrize(
    ("office", "excel"),
    [
        ("=$Sheet1.A1", "=Sheet1!A1"),
        ("=Sheet1.A1", "=Sheet1!A1"),
        ("=$1月.A1", "='1月'!A1"),
        ("=1月.A1+1.5", "='1月'!A1+1.5"),
        ("=$'a.b'.A1", "=a.b!A1"),
        ("=mysum(A1)", "=MYSUM(A1)"),
    ],
)
def test_how_the_office_may_write_it(office: str, excel: str) -> None:
    assert from_office(office, Names()) == excel


@pytest.mark.parametrize(
    ("excel", "office"),
    [("=true", "=TRUE()"), ("=@A1:A3", "=A1:A3"), ("=sum(a1,b2)", "=SUM(a1;b2)"), ("=TRUE()", "=TRUE()")],
)
def test_how_a_person_may_write_it(excel: str, office: str) -> None:
    assert str(to_office(excel, Names())) == office


@pytest.mark.parametrize(
    "formula",
    [
        "=Table1[Col]",
        "=SUM(Table1[[#All],[a]])",
        "=[Book2.xlsx]Sheet1!A1",
        "='[Book 2.xlsx]Sheet1'!A1",
        "=SUM(Sheet1:Sheet3!A1)",
        "=SUM('a b:c d'!A1)",
        "=Sheet1!name",
        "=A1#",
        "=SUM(A1",
        "=A1)",
        "={1,2",
        '="open',
        "=",
    ],
)
def test_what_is_left_to_the_parser(formula: str) -> None:
    assert to_office(formula, Names()) is None


@pytest.mark.parametrize(
    "formula",
    ["=$Sheet1.#REF!", "=#REF!.A1", "=$Sheet1.A1:$Sheet3.B2", "=A1#", "=$Sheet1.name", "=[.A1]", "=(A1"],
)
def test_what_of_the_office_is_left_to_the_parser(formula: str) -> None:
    assert from_office(formula, Names()) is None


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "moved"),
    [
        ("=A1", 1, 2, "=C2"),
        ("=$A1+A$1+$A$1", 1, 2, "=$A2+C$1+$A$1"),
        ("=SUM(A1:B$2)", 3, 0, "=SUM(A4:B$2)"),
        ("=A:B", 5, 1, "=B:C"),
        ("=1:2", 5, 1, "=6:7"),
        ("=$A:$B", 5, 1, "=$A:$B"),
        ("=Z9", 0, 1, "=AA9"),
        ("=Sheet1!A1", 1, 0, "=$'Sheet1'.A2"),
        ("=A1048576+1", 1, 0, "=#REF!+1"),
        ("=SUM(XFD1:$A$1)", 0, 1, "=SUM(#REF!)"),
        ('="A1"&LOG10(A1)', 1, 0, '="A1"&LOG10(A2)'),
    ],
)
def test_moving(formula: str, rows: int, columns: int, moved: str) -> None:
    parsed = to_office(formula, Names())
    assert parsed is not None
    assert parsed.moved(rows, columns) == moved


@pytest.mark.parametrize(
    ("text", "yes"), [("=A1", True), ("=", False), ("", False), ("A1", False), (" =A1", False), (1, False)]
)
def test_is_formula(text: object, yes: bool) -> None:
    assert is_formula(text) is yes


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("=_xlfn.IFS(A1,1)", "=IFS(A1,1)"),
        ("=SUM(_xlfn._xlws.FILTER(A1,B1))", "=SUM(FILTER(A1,B1))"),
        ('="_xlfn.x"&_xlfn.CONCAT(A1)', '="_xlfn.x"&CONCAT(A1)'),
    ],
)
def test_plain_names(formula: str, plain: str) -> None:
    assert strip_file_prefixes(formula) == plain
