"""The reader of OOXML workbooks (.xlsx, .xlsm)."""
