"""Sources and build of everything that binds a button to Python: VBA, the Excel add-in, the LibreOffice extension."""
