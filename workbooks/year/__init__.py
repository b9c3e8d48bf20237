"""One county through the whole year, from the roster to the templates of the next one.

``python -m workbooks.year FOLDER`` makes it: the commands do their part, :mod:`~workbooks.year.hands` types what people
type, and :mod:`~workbooks.year.checks` reads every figure again with a reader that is not ours.
"""
