import sys

from cells import cells
from xlwt import Formula, Workbook, easyxf

book = Workbook()
sheet = book.add_sheet("项目1")
for row, column, _, number_format, value, formula in cells(sys.argv[1]):
    style = easyxf(num_format_str=number_format or "General")
    sheet.write(row - 1, column - 1, Formula(formula) if formula else value, style)
book.save(sys.argv[2])
