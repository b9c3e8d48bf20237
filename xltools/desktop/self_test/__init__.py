"""The self-test: the work of every button on built-in books, held against what must come out.

It runs in the program that is open, on books of its own in a temporary folder, and tells on a sheet what it saw. So one
click shows whether the buttons work in a program that we do not have.
"""

from xltools.desktop.self_test.steps import Bench, StepResult, run_step
from xltools.desktop.self_test.workbook_steps import STEPS, watch_own_book

__all__ = ["STEPS", "Bench", "StepResult", "run_step", "watch_own_book"]
