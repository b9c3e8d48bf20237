import sys

from cells import cells
from openpyxl import Workbook

book = Workbook()
sheet = book.active
for row, column, _, number_format, value, formula in cells(sys.argv[1]):
    cell = sheet.cell(row, column, f"={formula}" if formula else value)
    cell.number_format = number_format or "General"
book.save(sys.argv[2])
