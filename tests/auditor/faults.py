"""Single faults that are widely reported to make Excel refuse or repair a workbook, or to show it otherwise than meant.

Each row is a name, a change of the valid workbook, and a piece of what the auditor says of it. Where it says nothing,
the row has the reason.
"""

# ruff: noqa: E501 - one fault, one line

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.auditor.base_workbook import Parts

__all__ = ["FAULTS", "Change", "Fault"]

Change = Callable[[Parts], Iterable[tuple[str, bytes]]]

TYPES, ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
BOOK, STYLES, STRINGS, CHAIN = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/calcChain.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
FORM, LIST, HIDDEN = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
FORM_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
TABLE, COMMENTS, NOTES = "xl/tables/table1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
DRAWING, CHART, THEME, CORE = (
    "xl/drawings/drawing1.xml",
    "xl/charts/chart1.xml",
    "xl/theme/theme1.xml",
    "docProps/core.xml",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what is changed, and what the auditor says, or why it says nothing."""

    name: str
    change: Change
    caught: str = ""
    silent_because: str = ""


def edit(part: str, old: str, new: str) -> Change:
    """Replace the first occurrence of a text."""

    def change(parts: Parts) -> Iterable[tuple[str, bytes]]:
        text = parts[part].decode()
        assert old in text, f"{part} does not hold {old}"
        return {**parts, part: text.replace(old, new, 1).encode()}.items()

    return change


def pattern(part: str, old: str, new: str) -> Change:
    """Replace the first match of a pattern."""

    def change(parts: Parts) -> Iterable[tuple[str, bytes]]:
        text, count = re.subn(old, new, parts[part].decode(), count=1, flags=re.DOTALL)
        assert count, f"{part} does not hold {old}"
        return {**parts, part: text.encode()}.items()

    return change


def without(*names: str) -> Change:
    """Leave parts out, and their content types, but not the relations that lead to them."""

    def change(parts: Parts) -> Iterable[tuple[str, bytes]]:
        left = {name: content for name, content in parts.items() if name not in names}
        for name in names:
            if TYPES in left:
                left[TYPES] = re.sub(rb'<Override PartName="/%b"[^>]*>' % name.encode(), b"", left[TYPES])
        return left.items()

    return change


def renamed(rename: Callable[[str], str]) -> Change:
    """Give the entries of the zip file other names."""
    return lambda parts: [(rename(name), content) for name, content in parts.items()]


def both(first: Change, second: Change) -> Change:
    """Make one change after another."""
    return lambda parts: second(dict(first(parts)))


def _as_utf16(parts: Parts) -> Iterable[tuple[str, bytes]]:
    return {**parts, BOOK: parts[BOOK].decode().encode("utf-16")}.items()


def _without_theme(parts: Parts) -> Iterable[tuple[str, bytes]]:
    return pattern(BOOK_RELATIONS, '<Relationship Id="rId4"[^>]*>', "")(dict(without(THEME)(parts)))


MERGE = '<mergeCell ref="D5:E6"/>'
NUMBER = '<c r="A2" s="1"><v>1.5</v></c>'
TEXT = '<c r="A3" t="s"><v>1</v></c>'
FORMULA = "<f>A2*2</f>"
NAME = '<definedName name="合计">项目1!$B$2</definedName>'
CONDITION = '<cfRule type="cellIs" dxfId="0" priority="1"'
COLUMNS = '<col min="1" max="1" width="20.7109375" customWidth="1"/>'
LIST_FORMULA = '<formula1>"是,否"</formula1>'
LINK = '<hyperlink ref="A5" r:id="rId1"/>'
PLAIN_FORMAT = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
VIEW = '<sheetView tabSelected="1" zoomScale="90"'
LEVEL = '<row r="8" spans="1:5" outlineLevel="1"/>'


def name(new: str, text: str = "项目1!$B$2", more: str = "") -> Change:
    """Define a name otherwise."""
    return edit(BOOK, NAME, f'<definedName name="{new}"{more}>{text}</definedName>')


def sheet_name(new: str) -> Change:
    """Call the sheet that no formula names otherwise."""
    return edit(BOOK, 'name="隐藏"', f'name="{new}"')


def formula(new: str) -> Change:
    """Put another formula into B2."""
    return edit(FORM, FORMULA, f"<f>{new}</f>")


def number(new: str) -> Change:
    """Put another cell into the place of A2."""
    return edit(FORM, NUMBER, new)


FAULTS = (
    Fault("style index out of range", number('<c r="A2" s="999"><v>1</v></c>'), "the format 999 is not there"),
    Fault("shared string out of range", edit(FORM, TEXT, '<c r="A3" t="s"><v>999</v></c>'), "is not a shared text"),
    Fault("shared string negative", edit(FORM, TEXT, '<c r="A3" t="s"><v>-1</v></c>'), "is not a shared text"),
    Fault("number cell with text", number('<c r="A2"><v>many</v></c>'), "is not a number"),
    Fault("overlapping merges", edit(FORM, MERGE, '<mergeCell ref="C1:E6"/>'), "overlap"),
    Fault("merge given twice", edit(FORM, MERGE, '<mergeCell ref="A1:C1"/>'), "overlap"),
    Fault("merge of one cell", edit(FORM, MERGE, '<mergeCell ref="D5"/>'), "not an area of several cells"),
    Fault("merge outside the sheet", edit(FORM, MERGE, '<mergeCell ref="D5:E1048577"/>'), "not an area of several"),
    Fault(
        "mergeCells count wrong",
        edit(FORM, '<mergeCells count="2">', '<mergeCells count="7">'),
        silent_because="the count is a hint: Excel counts for itself",
    ),
    Fault("mergeCells empty", pattern(FORM, "(<mergeCells[^>]*>).*(</mergeCells>)", r"\1\2"), "must not be empty"),
    Fault("rows out of order", edit(FORM, LEVEL, '<row r="2"/>'), "the row comes after row 6"),
    Fault("row number twice", edit(FORM, LEVEL, '<row r="6"/>'), "the row comes after row 6"),
    Fault("cells out of order", number('<c r="E2"/>'), "in row 2 after column 5"),
    Fault("cell given twice", number(NUMBER * 2), "in row 2 after column 1"),
    Fault("cell in the wrong row", number('<c r="A7"><v>1</v></c>'), "in row 2 after column 0"),
    Fault("cell reference invalid", number('<c r="5B"><v>1</v></c>'), "not a cell of a sheet"),
    Fault("cell beyond XFD", edit(FORM, LEVEL, '<row r="8"><c r="XFE8"/></row>'), "not a cell of a sheet"),
    Fault("same sheet name by case", both(edit(BOOK, 'name="明细"', 'name="Data"'), sheet_name("DATA")), "same name"),
    Fault("same sheet name exactly", sheet_name("项目1"), "same name"),
    Fault("sheet name of 32 characters", sheet_name("表" * 32), "longer than 31"),
    Fault("sheet name with /", sheet_name("收/支"), "the name holds one of"),
    Fault("sheet name empty", sheet_name(""), "the name is empty"),
    Fault("sheet name begins with apostrophe", sheet_name("'表"), "apostrophe"),
    Fault("sheetId twice", edit(BOOK, 'sheetId="3"', 'sheetId="1"'), "same sheetId"),
    Fault("sheet r:id twice", edit(BOOK, 'r:id="rId3"', 'r:id="rId2"'), "same part"),
    Fault("sheet r:id missing in relations", edit(BOOK, 'r:id="rId3"', 'r:id="rId77"'), "relation rId77 is not there"),
    Fault("all sheets hidden", both(*(edit(BOOK, f'sheetId="{each}"', f'sheetId="{each}" state="hidden"') for each in (1, 2))), "no sheet is visible"),
    Fault("activeTab out of range", edit(BOOK, "<workbookView ", '<workbookView activeTab="9" '), "activeTab 9"),
    Fault("two sheets selected", edit(LIST, "<sheetView ", '<sheetView tabSelected="1" '), "second sheet is selected"),
    Fault("list validation over 255 characters", edit(FORM, LIST_FORMULA, f'<formula1>"{"是,否," * 64}"</formula1>'), "a list of 256"),
    Fault("validation formula invalid", edit(FORM, "<formula1>A2*0<", "<formula1>SUM(A2<"), "parentheses"),
    Fault("validation sqref empty", edit(FORM, 'sqref="B6"', 'sqref=""'), "sqref must not be ''"),
    Fault("validation prompt over 255", edit(FORM, 'prompt="一"', f'prompt="{"一" * 256}"'), "prompt is longer"),
    Fault("validation error title over 32", edit(FORM, 'errorTitle="错"', f'errorTitle="{"错" * 33}"'), "errorTitle is longer"),
    Fault("validations overlap", edit(FORM, 'sqref="B6"', 'sqref="B4:B6"'), "two validations for the same cells"),
    Fault(
        "dataValidations count wrong",
        edit(FORM, '<dataValidations count="2">', '<dataValidations count="9">'),
        silent_because="the count is a hint: Excel counts for itself",
    ),
    Fault("defined name invalid (space)", name("合 计"), "the name is not valid"),
    Fault("defined name like a cell (AB12)", name("AB12"), "the name is not valid"),
    Fault("defined name twice", edit(BOOK, NAME, NAME * 2), "defined twice"),
    Fault("defined name formula invalid", name("合计", "SUM(项目1!$B$2"), "parentheses"),
    Fault("defined name of a missing sheet", name("合计", "项目9!$B$2"), "names the sheet 项目9"),
    Fault("localSheetId out of range", name("合计", more=' localSheetId="9"'), "localSheetId 9"),
    Fault("print titles without sheet", edit(BOOK, ">项目1!$1:$1<", ">$1:$1<"), "on which sheet"),
    Fault("table column name twice", edit(TABLE, 'name="金额"', 'name="名称"'), "same name"),
    Fault("table column differs from header cell", edit(TABLE, 'name="金额"', 'name="数额"'), "is called '金额' in its cell"),
    Fault("table column count wrong", edit(TABLE, 'tableColumns count="2"', 'tableColumns count="3"'), "a count of 3"),
    Fault("table wider than its columns", edit(TABLE, 'ref="A1:B4"', 'ref="A1:C4"'), "an area of 3"),
    Fault("table name with a space", edit(TABLE, 'displayName="台账"', 'displayName="台 账"'), "the name is not valid"),
    Fault("table name like a cell (AB12)", edit(TABLE, 'displayName="台账"', 'displayName="AB12"'), "the name is not valid"),
    Fault("table name equals a defined name", edit(TABLE, 'displayName="台账"', 'displayName="合计"'), "taken"),
    Fault(
        "table over merged cells",
        edit(LIST, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'),
        "overlaps merged cells",
    ),
    Fault("table id 0", edit(TABLE, ' id="1" name="台账"', ' id="0" name="台账"'), "the id 0"),
    Fault("table under a filter of the sheet", edit(LIST, "</sheetData>", '</sheetData><autoFilter ref="A1:B4"/>'), "the filter of the sheet"),
    Fault("drawing part missing", without(DRAWING), "drawing1.xml is not there"),
    Fault("chart part missing", without(CHART), "chart1.xml is not there"),
    Fault("drawing without relation", edit(LIST, '<drawing r:id="rId1"/>', '<drawing r:id="rId9"/>'), "relation rId9 is not there"),
    Fault("drawing content type wrong", edit(TYPES, "openxmlformats-officedocument.drawing+xml", "x+xml"), "is not that of a part of kind drawing"),
    Fault("sheet content type wrong", edit(TYPES, "spreadsheetml.worksheet+xml", "spreadsheetml.x+xml"), "is not that of a part of kind worksheet"),
    Fault("override for a part that is not there", edit(TYPES, 'PartName="/xl/styles.xml"', 'PartName="/xl/x.xml"'), "a part that is not there"),
    Fault("override twice", pattern(TYPES, "(<Override[^>]*>)", r"\1\1"), "given twice"),
    Fault("no content type for .vml", pattern(TYPES, '<Default Extension="vml"[^>]*>', ""), "no content type"),
    Fault("comment without drawing", pattern(FORM, "<legacyDrawing[^>]*>", ""), "no drawing for its comments"),
    Fault("comment drawing part missing", without(NOTES), "vmlDrawing1.vml is not there"),
    Fault("comment author out of range", edit(COMMENTS, 'authorId="0"', 'authorId="5"'), "the author 5"),
    Fault("two comments on one cell", edit(COMMENTS, 'ref="A3"', 'ref="A2"'), "two comments"),
    Fault("hyperlink without relation", edit(FORM, LINK, '<hyperlink ref="A5" r:id="rId71"/>'), "relation rId71 is not there"),
    Fault("hyperlink relation not external", edit(FORM_RELATIONS, ' TargetMode="External"', ""), "is not there"),
    Fault("hyperlink target not a URI", edit(FORM_RELATIONS, "https://example.com/a", "https://exa mple.com/%zz"), "is not a URI"),
    Fault("control character", edit(STRINGS, "说明", "说&#1;明"), "not well-formed"),
    Fault("text of 32768 characters", edit(STRINGS, "说明", "说" * 32768), "a text of 32768 characters"),
    Fault(
        "_x0001_ escape in text",
        edit(STRINGS, "说明", "说_x0001_明"),
        silent_because="the escape is what the standard provides for such characters (22.9.2.19)",
    ),
    Fault('boolean attribute "yes"', edit(FORM, 'customHeight="1"', 'customHeight="yes"'), "customHeight must not be 'yes'"),
    Fault("row height negative", edit(FORM, 'ht="30"', 'ht="-30"'), "a height of -30"),
    Fault("row height 500", edit(FORM, 'ht="30"', 'ht="500"'), "a height of 500"),
    Fault("column width 300", edit(FORM, 'width="20.7109375"', 'width="300"'), "a width of 300"),
    Fault("cols overlap", edit(FORM, COLUMNS, '<col min="1" max="3" width="20"/>'), "the columns overlap"),
    Fault("cols out of order", edit(FORM, COLUMNS, '<col min="9" max="9" width="20"/>'), "the columns overlap"),
    Fault("cols empty", pattern(FORM, "<cols>.*</cols>", "<cols></cols>"), "must not be empty"),
    Fault("element order (mergeCells before sheetData)", pattern(FORM, "(<sheetData>.*)(<mergeCells.*</mergeCells>)", r"\2\1"), "out of order"),
    Fault("element order (hyperlinks before validations)", pattern(FORM, "(<dataValidations.*</dataValidations>)(<hyperlinks>.*</hyperlinks>)", r"\2\1"), "out of order"),
    Fault("unknown attribute", edit(FORM, "<sheetData>", '<sheetData foo="1">'), "the attribute foo is not known"),
    Fault("unknown element", edit(FORM, "<sheetData>", "<foo/><sheetData>"), "the element foo is not known"),
    Fault("undeclared prefix", edit(FORM, "<sheetData>", '<sheetData x99:a="1">'), "not well-formed"),
    Fault(
        "mc:Ignorable prefix not declared",
        edit(FORM, "<worksheet ", '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '),
        "which is not declared",
    ),
    Fault("conditional format formula invalid", edit(FORM, "<formula>LEN(A3)&gt;5<", "<formula>LEN(A3)&gt;<"), "lacks an operand"),
    Fault("conditional format dxfId out of range", edit(FORM, CONDITION, CONDITION.replace('"0"', '"8"')), "the format 8 is not there"),
    Fault("conditional format without priority", edit(FORM, ' priority="1"', ""), "priority is missing"),
    Fault(
        "conditional format priority twice",
        edit(FORM, 'priority="2"', 'priority="1"'),
        silent_because="equal priorities are found in files that Excel saved, with pivot tables",
    ),
    Fault("conditional format type unknown", edit(FORM, 'type="cellIs"', 'type="cellWas"'), "type must not be 'cellWas'"),
    Fault("cell formula invalid", formula("SUM(A2,,*3"), "parentheses"),
    Fault("cell formula begins with =", formula("=A2*2"), "begins with an equals sign"),
    Fault("cell formula over 8192", formula("+".join(["A2"] * 3000)), "longer than 8192"),
    Fault("cell formula XLOOKUP without prefix", formula("XLOOKUP(1,A2:A3,B2:B3)"), "needs the prefix _xlfn."),
    Fault("shared formula without master", edit(FORM, FORMULA, '<f t="shared" si="4"/>'), "used before it is given"),
    Fault("calcChain to a cell without formula", edit(CHAIN, 'r="C2"', 'r="A2"'), "no formula in this cell"),
    Fault("calcChain to a missing sheet", edit(CHAIN, 'i="1"', 'i="9"'), "no formula in this cell"),
    Fault("boolean cell with value 2", edit(FORM, '<c r="B3" t="b"><v>1', '<c r="B3" t="b"><v>2'), "is not a truth value"),
    Fault("error cell with unknown error", edit(FORM, "<v>#N/A</v>", "<v>#OOPS!</v>"), "is not an error value"),
    Fault("cell type unknown", edit(FORM, 't="b"', 't="q"'), "the attribute t must not be 'q'"),
    Fault("inlineStr with v instead of is", number('<c r="A2" t="inlineStr"><v>甲</v></c>'), "an inline text"),
    Fault("date cell with a bad date", number('<c r="A2" t="d"><v>1. 3. 2020</v></c>'), "is not a date"),
    Fault('date1904 with text "1904"', edit(BOOK, "<workbookPr ", '<workbookPr date1904="1904" '), "date1904 must not be '1904'"),
    Fault("styles: fontId out of range", edit(STYLES, PLAIN_FORMAT, PLAIN_FORMAT.replace('fontId="0"', 'fontId="99"')), "fontId 99"),
    Fault("styles: numFmtId not defined", edit(STYLES, PLAIN_FORMAT, PLAIN_FORMAT.replace('numFmtId="0"', 'numFmtId="199"')), "the number format 199"),
    Fault("styles: xfId out of range", edit(STYLES, PLAIN_FORMAT, PLAIN_FORMAT.replace('xfId="0"', 'xfId="99"')), "xfId 99"),
    Fault("styles: invalid number format", edit(STYLES, "#,##0.00&quot;元&quot;", "#,##0.00&quot;元"), "is not valid"),
    Fault("styles: number format over 255", edit(STYLES, "#,##0.00&quot;元", f"#,##0.00&quot;{'元' * 256}"), "a number format of"),
    Fault("styles: colour of 7 digits", edit(STYLES, 'rgb="FFFFEB9C"', 'rgb="FFFEB9C"'), "rgb must not be"),
    Fault("styles: only one fill", pattern(STYLES, '<fills count="3">(<fill>.*?</fill>).*</fills>', r'<fills count="1">\1</fills>'), "fillId 2 is not there"),
    Fault("styles: font size 500", edit(STYLES, '<sz val="14"/>', '<sz val="500"/>'), "a font of 500 points"),
    Fault("styles part missing", without(STYLES), "styles.xml is not there"),
    Fault("theme part missing", without(THEME), "theme1.xml is not there"),
    Fault("theme and its relation removed", _without_theme, silent_because="a workbook need not have a theme"),
    Fault("sharedStrings missing", without(STRINGS), "sharedStrings.xml is not there"),
    Fault("workbook part missing", without(BOOK), "no workbook that can be read"),
    Fault("[Content_Types].xml missing", without(TYPES), "[Content_Types].xml: the part is missing"),
    Fault("_rels/.rels missing", without(ROOT_RELATIONS), "_rels/.rels: the part is missing"),
    Fault("relation id twice", edit(BOOK_RELATIONS, 'Id="rId3"', 'Id="rId2"'), "missing or given twice"),
    Fault("zip entry twice", lambda parts: [*parts.items(), (FORM, parts[FORM])], "holds this part twice"),
    Fault("zip entries with backslashes", renamed(lambda entry: entry.replace("/", "\\")), "backslash"),
    Fault("entry name in other case", renamed(lambda entry: entry.replace("worksheets/sheet1.xml", "Worksheets/Sheet1.xml")), "is spelled"),
    Fault(
        "sharedStrings uniqueCount wrong",
        edit(STRINGS, 'uniqueCount="9"', 'uniqueCount="2"'),
        silent_because="the count is a hint: Excel counts for itself",
    ),
    Fault(
        "dimension wrong",
        edit(FORM, '<dimension ref="A1:E8"/>', '<dimension ref="A1"/>'),
        silent_because="the used range is a hint, and WPS always writes A1",
    ),
    Fault(
        "spans wrong",
        edit(FORM, 'spans="1:5"', 'spans="7:9"'),
        silent_because="spans are a hint for faster reading",
    ),
    Fault("page setup scale 500", edit(FORM, 'scale="80"', 'scale="500"'), "a scale of 500"),
    Fault("page margin negative", edit(FORM, 'left="0.7"', 'left="-1"'), "a left margin of -1"),
    Fault("pane in a place that there is not", edit(FORM, 'activePane="bottomRight"', 'activePane="nowhere"'), "activePane must not be"),
    Fault("zoomScale 5", edit(FORM, VIEW, VIEW.replace("90", "5")), "zoomScale 5"),
    Fault("workbookViewId out of range", edit(FORM, 'workbookViewId="0"', 'workbookViewId="3"'), "workbookViewId 3"),
    Fault("outlineLevel 9", edit(FORM, 'outlineLevel="1"', 'outlineLevel="9"'), "an outline level of 9"),
    Fault("header over 255", edit(FORM, "&amp;C绩效", f"&amp;C{'绩' * 255}"), "a header or footer of 257"),
    Fault("chart series formula to a missing sheet", edit(CHART, "明细!$B$2:$B$4", "明细9!$B$2:$B$4"), "names the sheet 明细9"),
    Fault("chart axis id unmatched", pattern(CHART, '(<c:catAx><c:axId val=")[0-9]*', r"\g<1>1"), "is not there"),
    Fault("drawing: from after to", edit(DRAWING, "<xdr:row>15</xdr:row>", "<xdr:row>0</xdr:row>"), "begins in row 1 and ends in 0"),
    Fault("drawing: cNvPr id twice", edit(DRAWING, 'id="3" name', 'id="2" name'), "two shapes have the same id"),
    Fault("core.xml: date malformed", edit(CORE, "2020-01-01T00:00:00Z", "1. 1. 2020"), "is not a date"),
    Fault("core.xml: title twice", edit(CORE, "</dc:title>", "</dc:title><dc:title>底稿</dc:title>"), "given twice"),
    Fault("UTF-16 declared as UTF-8", _as_utf16, "not well-formed"),
    Fault("sheetProtection with a bad hash", edit(FORM, 'password="DAA7"', 'password="DAA"'), "password must not be"),
)  # fmt: skip
