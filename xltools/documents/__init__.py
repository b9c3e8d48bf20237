"""Published texts: written from a department's book, and read like a workbook."""
