"""One department's workbook: read, review, fill, mark, return, and compare with the last return."""
