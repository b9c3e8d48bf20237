"""Mutated workbooks of every format, through the readers and the whole consolidation: ``python -m tests.mutations``."""
