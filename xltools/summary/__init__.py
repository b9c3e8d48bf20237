"""The county summary workbook: one module per group of sheets, one pass that adds everything up beforehand."""

from xltools.summary.write import write_summary

__all__ = ["write_summary"]
