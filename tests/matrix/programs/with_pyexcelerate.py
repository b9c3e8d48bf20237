import sys

from cells import cells
from pyexcelerate import Format, Style, Workbook

book = Workbook()
sheet = book.new_sheet("项目1")
for row, column, _, number_format, value, formula in cells(sys.argv[1]):
    sheet.set_cell_value(row, column, f"={formula}" if formula else value)
    if number_format:
        sheet.set_cell_style(row, column, Style(format=Format(number_format)))
book.save(sys.argv[2])
