"""The workbooks that people download, and what builds them: ``python -m workbooks.build``."""
