"""Writing new workbooks: streamed rows, text made safe, VBA projects and buttons, atomic saving."""
