"""Worksheets as grids of values, with the number formats, error values and formulas of their cells."""
