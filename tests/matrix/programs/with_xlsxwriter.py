import sys

from cells import cells
from xlsxwriter import Workbook

book = Workbook(sys.argv[2])
sheet = book.add_worksheet()
for row, column, kind, number_format, value, formula in cells(sys.argv[1]):
    style = book.add_format({"num_format": number_format or "General"})
    place = row - 1, column - 1
    if kind == "text":
        sheet.write_string(*place, value, style)
    elif formula:  # its result is 0 where none is given
        sheet.write_formula(*place, f"={formula}", style, *([value] if kind == "result" else []))
    else:
        sheet.write_number(*place, value, style)
book.close()
