import sys

import excelize
from cells import cells

book = excelize.new_file()
for row, column, _, number_format, value, formula in cells(sys.argv[1]):
    address = "ABCDEFG"[column - 1] + str(row)
    if formula:
        book.set_cell_formula("Sheet1", address, formula)
    else:
        book.set_cell_value("Sheet1", address, value)
    if number_format:
        style = book.new_style(excelize.Style(custom_num_fmt=number_format))
        book.set_cell_style("Sheet1", address, address, style)
book.save_as(sys.argv[2])
book.close()
