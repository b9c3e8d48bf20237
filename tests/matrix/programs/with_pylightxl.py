import sys

import pylightxl
from cells import cells

book = pylightxl.Database()
book.add_ws(ws="项目1")
for row, column, _, _, value, formula in cells(sys.argv[1]):
    book.ws(ws="项目1").update_index(row=row, col=column, val=f"={formula}" if formula else value)
pylightxl.writexl(db=book, fn=sys.argv[2])
