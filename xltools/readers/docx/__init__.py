"""Word documents (.docx), read as Word shows them once tracked changes are accepted."""
