"""The reader of OpenDocument spreadsheets (.ods)."""
