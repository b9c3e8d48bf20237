"""Open books: the actions behind the buttons, the LibreOffice engine, installing and doctoring the add-in."""
