"""The rooms that touch workbook files: guard, read, edit, build."""
