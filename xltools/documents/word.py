"""Published departments as a Word document (.docx): headings, a table of contents, and the tables as printed, on A4.

It needs python-docx (the extra ``documents``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xltools.documents.column_widths import fit_columns
from xltools.documents.drawing import DrawnTable
from xltools.documents.published import ALL_DEPARTMENTS, PublishedDepartment, PublishedPart
from xltools.documents.word_styles import define_styles
from xltools.documents.word_tables import table_markup, text_runs
from xltools.writer.fixed_times import without_times

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["word_document"]

_MARGIN_MM = 15
_A4_MM = (210, 297)
_COVER_WIDTHS_MM = (38, 92)
_NUMERALS = "一二三四五六七八九十"
_LEVELS = 4
_CONTENTS = "目录"
_NONE = "（无）"


def word_document(departments: Sequence[PublishedDepartment], title: str = "") -> bytes:
    """Return the document of one department, or of several under a ``title``; the same input gives the same bytes."""
    import docx

    document = docx.Document()
    writer = _DocumentWriter(document, departments, title)
    writer.write()
    buffer = io.BytesIO()
    document.save(buffer)
    return without_times(buffer.getvalue())


class _DocumentWriter:
    """Writes one document: what is behind the last thing written comes next."""

    def __init__(self, document: Document, departments: Sequence[PublishedDepartment], title: str) -> None:
        self.document = document
        self.departments = departments
        self.several = len(departments) > 1
        self.title = title or (ALL_DEPARTMENTS if self.several else departments[0].title)
        self.landscape = False
        self.bookmarks = 0
        self.entries = list(self._entries())

    def write(self) -> None:
        self._properties()
        define_styles(self.document)
        tables = [table for department in self.departments for table in department.tables]
        self.landscape = bool(tables) and all(table.landscape for table in tables)
        self._set_page(self.document.sections[0], landscape=self.landscape)
        self._footer()
        self.document.add_paragraph(self.title, style="Title")
        if not self.several:
            self._cover(self.departments[0])
        self._contents()
        for department in self.departments:
            self._department(department)
        self.document.add_paragraph("")  # behind the last table: a .doc made of this file would lose it

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = self.title, "xltools", ""
        properties.language = "zh-CN"

    def _entries(self) -> Iterator[tuple[int, str]]:
        """Yield level and text of each heading that the table of contents lists, in their order."""
        base = 1 if self.several else 0
        for department in self.departments:
            if self.several:
                yield 1, department.title
            for part in department.parts:
                yield base + 1, part.title
                yield from ((base + 2, table.label) for table in part.tables)

    def _department(self, department: PublishedDepartment) -> None:
        base = 1 if self.several else 0
        if self.several:
            self._heading(department.title, 1, new_page=True)
            self._cover(department)
        for number, part in enumerate(department.parts):
            self._part(part, base, new_page=bool(part.tables) if number else not self.several)

    def _cover(self, department: PublishedDepartment) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Mm

        if not department.cover:
            return
        table = self.document.add_table(rows=0, cols=2, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for label, value in department.cover:
            row = table.add_row()
            for cell, text, width in zip(row.cells, (label, value), _COVER_WIDTHS_MM, strict=True):
                cell.width = Mm(width)
                cell.paragraphs[0].style = "Table Text"
                cell.paragraphs[0].add_run(text)
        for column, width in zip(table.columns, _COVER_WIDTHS_MM, strict=True):
            column.width = Mm(width)
        self.document.add_paragraph("", style="Table Gap")

    def _part(self, part: PublishedPart, base: int, *, new_page: bool) -> None:
        if part.tables:
            self._turn(landscape=part.tables[0].landscape)
        number = self.document.add_paragraph(part.number, style="Part Number")
        number.paragraph_format.page_break_before = new_page and not self._at_top()
        self._heading(part.title, base + 1)
        for numeral, (heading, text) in zip(_NUMERALS, part.texts, strict=False):
            self.document.add_paragraph(f"{numeral}、{heading}", style=f"Heading {_LEVELS}")
            for line in filter(str.strip, text.splitlines()):
                self.document.add_paragraph(line.strip(), style="Body Text")
        if not part.texts and not part.tables:
            self.document.add_paragraph(_NONE, style="Body Text")
        for table in part.tables:
            self._table(table, base + 2)

    def _table(self, table: DrawnTable, level: int) -> None:
        self._heading(table.label, level)
        if table.title != table.label:
            self.document.add_paragraph(table.title, style="Form Title")
        width = (_A4_MM[1] if self.landscape else _A4_MM[0]) - 2 * _MARGIN_MM
        for markup in table_markup(table, fit_columns(table, width)):
            self._append(markup)

    def _heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """Write a heading with the bookmark that its entry in the table of contents leads to."""
        from docx.oxml import parse_xml

        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        paragraph.paragraph_format.page_break_before = new_page or None
        name, number = _bookmark(self.bookmarks), self.bookmarks
        self.bookmarks += 1
        element = paragraph._p
        element.append(parse_xml(_marked(f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>')))
        paragraph.add_run(text)
        element.append(parse_xml(_marked(f'<w:bookmarkEnd w:id="{number}"/>')))

    def _contents(self) -> None:
        """Write a table of contents that Word keeps up; until it does, the entries are links without pages."""
        depth = 3 if self.several else 2
        begin = _field_mark("begin", ' w:dirty="true"')
        code = f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r>'
        lines = []
        for number, (level, text) in enumerate(self.entries):
            head = f"{begin}{code}{_field_mark('separate')}" if number == 0 else ""
            inner = f"{text_runs(text)}{_page(number)}"
            link = f'<w:hyperlink w:anchor="{_bookmark(number)}" w:history="1">{inner}</w:hyperlink>'
            lines.append(f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{head}{link}</w:p>')
        end = f"<w:p>{_field_mark('end')}</w:p>"
        title = f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>{text_runs(_CONTENTS)}</w:p>'
        self._append(
            _marked(
                '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
                f"</w:docPartObj></w:sdtPr><w:sdtContent>{title}{''.join(lines)}{end}</w:sdtContent></w:sdt>"
            )
        )

    def _append(self, markup: str) -> None:
        from docx.oxml import parse_xml

        self.document.element.body.insert_element_before(parse_xml(markup), "w:sectPr")

    def _turn(self, *, landscape: bool) -> None:
        """Begin a section where the paper is turned."""
        if landscape != self.landscape:
            self._set_page(self.document.add_section(), landscape=landscape)
            self.landscape = landscape

    def _at_top(self) -> bool:
        """Return whether a new section has just begun."""
        body = self.document.element.body
        return bool(body[-2].xpath("./w:pPr/w:sectPr")) if len(body) > 1 else False

    @staticmethod
    def _set_page(section: Any, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        width, height = reversed(_A4_MM) if landscape else _A4_MM
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm(_MARGIN_MM)
        section.top_margin, section.bottom_margin = Mm(20), Mm(18)
        section.header_distance = section.footer_distance = Mm(9)

    def _footer(self) -> None:
        from docx.oxml import parse_xml

        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = "Page Number"
        for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
            paragraph.add_run(text)
            if field:
                paragraph._p.append(
                    parse_xml(_marked(f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
                )


def _bookmark(number: int) -> str:
    return f"_Toc{number + 1:08d}"


def _field_mark(kind: str, more: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{more}/></w:r>'


def _page(number: int) -> str:
    """Return the field with the page of a heading, behind a tab."""
    code = f'<w:r><w:instrText xml:space="preserve"> PAGEREF {_bookmark(number)} \\h </w:instrText></w:r>'
    return f"<w:r><w:tab/></w:r>{_field_mark('begin')}{code}{_field_mark('separate')}{_field_mark('end')}"


def _marked(markup: str) -> str:
    """Return markup with its namespace."""
    end = min(place for place in (markup.find(" "), markup.find(">"), markup.find("/>")) if place > 0)
    namespace = ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f"{markup[:end]}{namespace}{markup[end:]}"
