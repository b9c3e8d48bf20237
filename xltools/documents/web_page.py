"""Published departments as a page for the county's site: one file without scripts, with tables that print on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from xltools.documents.column_widths import fit_columns
from xltools.documents.drawing import CellStyle, DrawnCell, DrawnTable
from xltools.documents.published import ALL_DEPARTMENTS, PublishedDepartment, PublishedPart

__all__ = ["web_page"]

_NUMERALS = "一二三四五六七八九十"
_WIDTH_MM = 180
_WIDE_MM = 267
_CLASSES = {
    CellStyle.HEADING: "above",
    CellStyle.HEADING_CENTRED: "above centred",
    CellStyle.HEADING_RIGHT: "above amount",
    CellStyle.CENTRED: "centred",
    CellStyle.AMOUNT: "amount",
}
_CSS = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 68rem; padding: 1rem; color: #111; background: #fff; line-height: 1.6;
  font-family: "SimSun", "宋体", "Noto Serif CJK SC", "Songti SC", serif; }
h1, h2, h3, h4, .part, .title { font-family: "SimHei", "黑体", "Noto Sans CJK SC", "PingFang SC", sans-serif;
  font-weight: 500; text-align: center; break-after: avoid; }
h1 { font-size: 1.7rem; margin: 1.5rem 0; }
h2 { font-size: 1.35rem; } h3 { font-size: 1.15rem; margin-top: 2rem; } h4 { font-size: 1.05rem; }
.narrative { text-align: left; }
.part, .title { margin: 1.5rem 0 -0.5rem; } .title { margin: 0; }
p.text { text-indent: 2em; margin: 0; }
nav { border: 1px solid #999; margin: 1.5rem 0; padding: 0.5rem 1.5rem; }
nav ol { list-style: none; padding-left: 1em; }
nav a { color: #0b4a8f; }
.wide { overflow-x: auto; padding-right: 1px; }
table { border-collapse: collapse; width: 100%; min-width: 44rem; font-size: 0.85rem; line-height: 1.4; }
table.cover { width: auto; min-width: 0; margin: 0 auto; }
table.lower { margin-top: -1px; }
th, td { border: 1px solid #333; padding: 0.25em 0.4em; text-align: left; vertical-align: middle;
  overflow-wrap: anywhere; }
th { background: #f2f2f2; text-align: center; font-weight: 600; }
.above { border: 0; } .centred { text-align: center; }
.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.level { vertical-align: top; }
@page { size: A4; margin: 18mm 15mm; }
@page wide { size: A4 landscape; margin: 15mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  table { min-width: 0; font-size: 9pt; } .wide { overflow: visible; }
  tr { break-inside: avoid; } thead { display: table-header-group; } .upper, .upper + .lower { break-inside: auto; }
  .upper tr { break-after: avoid; } nav { break-after: page; } .landscape { page: wide; }
}
"""


def web_page(departments: Sequence[PublishedDepartment], title: str = "") -> str:
    """Return the page of one department, or of several under a ``title``."""
    return "\n".join(_Page(departments, title).lines()) + "\n"


class _Page:
    """A page while it is written; ``base`` is the level of the headings of parts."""

    def __init__(self, departments: Sequence[PublishedDepartment], title: str) -> None:
        self.departments = departments
        self.several = len(departments) > 1
        self.title = title or (ALL_DEPARTMENTS if self.several else departments[0].title)
        self.base = 3 if self.several else 2

    def lines(self) -> Iterator[str]:
        title = escape(self.title)
        yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>"
        if not self.several:
            yield from _cover(self.departments[0])
        yield "</header>"
        yield from self._contents()
        yield "<main>"
        for number, department in enumerate(self.departments, 1):
            if self.several:
                yield f'<h2 id="d{number}">{escape(department.title)}</h2>'
                yield from _cover(department)
            for part_number, part in enumerate(department.parts, 1):
                yield from self._part(part, f"d{number}p{part_number}")
        yield "</main>\n</body>\n</html>"

    def _contents(self) -> Iterator[str]:
        yield '<nav aria-label="目录">\n<ol>'
        for number, department in enumerate(self.departments, 1):
            if self.several:
                yield f'<li><a href="#d{number}">{escape(department.title)}</a>\n<ol>'
            for part_number, part in enumerate(department.parts, 1):
                at = f"d{number}p{part_number}"
                yield f'<li><a href="#{at}">{escape(part.title)}</a>'
                if part.tables:
                    yield "<ol>"
                    for index, table in enumerate(part.tables, 1):
                        yield f'<li><a href="#{at}t{index}">{escape(table.label)}</a></li>'
                    yield "</ol>"
                yield "</li>"
            if self.several:
                yield "</ol></li>"
        yield "</ol>\n</nav>"

    def _part(self, part: PublishedPart, at: str) -> Iterator[str]:
        yield f'<p class="part">{part.number}</p>\n<h{self.base} id="{at}">{escape(part.title)}</h{self.base}>'
        for numeral, (heading, text) in zip(_NUMERALS, part.texts, strict=False):
            yield f'<h{self.base + 1} class="narrative">{numeral}、{escape(heading)}</h{self.base + 1}>'
            yield from (f'<p class="text">{escape(line.strip())}</p>' for line in text.splitlines() if line.strip())
        if not part.texts and not part.tables:
            yield '<p class="text">（无）</p>'
        for index, table in enumerate(part.tables, 1):
            yield from self._table(table, f"{at}t{index}")

    def _table(self, table: DrawnTable, at: str) -> Iterator[str]:
        level = self.base + 1
        yield f'<section class="wide{" landscape" if table.landscape else ""}">'
        yield f'<h{level} id="{at}">{escape(table.label)}</h{level}>'
        if table.title != table.label:
            yield f'<p class="title">{escape(table.title)}</p>'
        widths = fit_columns(table, _WIDE_MM if table.landscape else _WIDTH_MM).widths
        columns = "".join(f'<col style="width:{100 * width / sum(widths):.1f}%">' for width in widths)
        for name, cells, heads in (("upper", table.upper, 0), ("lower", table.lower, 1)):
            yield f'<table class="{name}">\n<colgroup>{columns}</colgroup>'
            yield from _rows(cells, heads)
            yield "</table>"
        yield "</section>"


def _cover(department: PublishedDepartment) -> Iterator[str]:
    if department.cover:
        yield '<table class="cover">'
        for label, value in department.cover:
            yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
        yield "</table>"


def _rows(cells: Sequence[DrawnCell], heads: int) -> Iterator[str]:
    """Yield the rows of a table, the first ``heads`` of them as its head."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        for down in range(cell.at.rows):  # a row that only goes on has no cell of its own
            rows.setdefault(cell.at.row + down, [])
        rows[cell.at.row].append(_cell(cell, "col" if cell.at.row <= heads else "row"))
    numbers = sorted(rows)
    for tag, some in (("thead", numbers[:heads]), ("tbody", numbers[heads:])):
        if some:
            yield f"<{tag}>"
            yield from (f"<tr>{''.join(rows[number])}</tr>" for number in some)
            yield f"</{tag}>"


def _cell(cell: DrawnCell, scope: str) -> str:
    at = cell.at
    is_label = cell.style is CellStyle.LABEL and cell.text
    tag = f'th scope="{scope}"' if is_label else "td"
    name = _CLASSES.get(cell.style, "level" if at.rows > 1 and cell.style is CellStyle.TEXT else "")
    attributes = f' class="{name}"' if name else ""
    attributes += f' colspan="{at.columns}"' if at.columns > 1 else ""
    attributes += f' rowspan="{at.rows}"' if at.rows > 1 else ""
    text = "<br>".join(escape(line) for line in cell.text.split("\n"))
    return f"<{tag}{attributes}>{text}</{tag[:2]}>"
