"""The reader of binary workbooks (.xlsb)."""
