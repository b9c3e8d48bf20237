"""Read the county summaries whose entries are taken over, one or several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools.services.contract import RequestError
from xltools.services.inputs import check_given_file
from xltools.summary.previous import NoSummaryError, PreviousSummary, read_previous
from xltools.text import Text

__all__ = ["explain_no_summary", "read_earlier"]


def read_earlier(paths: Sequence[Path]) -> tuple[PreviousSummary | None, tuple[Text, ...]]:
    """Read the summaries that the officer named, as one; also return what there is to say about them.

    Raises a RequestError for a file that is not there or is not a county summary.
    """
    for path in paths:
        check_given_file(path)
    try:
        summaries = [read_previous(path) for path in paths]
    except NoSummaryError as error:
        raise explain_no_summary(error) from error
    return (summaries[0] if summaries else None), ()


def explain_no_summary(error: NoSummaryError) -> RequestError:
    """Return the error to show for a file that cannot be read as an earlier summary."""
    return RequestError(
        f"上次的汇总读不了：{error.text.zh}。请给出本工具生成的汇总工作簿（.xlsx），没有的不写 --previous。",
        f"Earlier summary: {error.text.en}. Name a summary (.xlsx) that this tool wrote, or leave --previous out.",
    )
