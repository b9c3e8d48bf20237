import sys
from datetime import date, timedelta

from cells import cells
from odf.number import Number, PercentageStyle, Text
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import Table, TableCell, TableRow
from odf.text import P

book = OpenDocumentSpreadsheet()
percents = PercentageStyle(name="N1")
percents.addElement(Number(decimalplaces=2, minintegerdigits=1))
percents.addElement(Text(text="%"))
book.automaticstyles.addElement(percents)
book.automaticstyles.addElement(percent := Style(name="ce1", family="table-cell", datastylename="N1"))
table = Table(name="项目1")
rows = {}
for row, column, kind, _, value, formula in cells(sys.argv[1]):
    if kind == "text":
        cell = TableCell(valuetype="string")
        for line in value.split("\n"):
            cell.addElement(P(text=line))
    elif kind == "percent":
        cell = TableCell(valuetype="percentage", value=value, stylename=percent)
    elif kind == "date":
        cell = TableCell(valuetype="date", datevalue=(date(1899, 12, 30) + timedelta(value)).isoformat())
    elif kind == "formula":
        cell = TableCell(formula="of:=[.E4]+[.G4]")
    else:
        cell = TableCell(valuetype="float", value=value, **({"formula": "of:=[.E4]+[.G4]"} if formula else {}))
    rows.setdefault(row, {})[column] = cell
for number in range(1, max(rows) + 1):
    line = TableRow()
    for column in range(1, 8):
        line.addElement(rows.get(number, {}).get(column) or TableCell())
    table.addElement(line)
book.spreadsheet.addElement(table)
book.save(sys.argv[2])
