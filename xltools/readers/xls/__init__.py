"""The reader of old Excel and WPS workbooks (.xls, .et)."""
