"""Read the county summaries whose entries are taken over, one or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from xltools.county.comparison import ComparedCounty
from xltools.county.data import CountyData
from xltools.model import NOWHERE
from xltools.outputs.comparison_sources import county_of_summary
from xltools.services.contract import RequestError
from xltools.services.inputs import check_given_file
from xltools.services.targets import WritingCommand, is_unchanged
from xltools.summary.comparisons import EarlierCounty
from xltools.summary.previous import NoSummaryError, PreviousSummary, read_previous
from xltools.summary.several_summaries import EntryConflict, merge_summaries
from xltools.summary.stages import same_stage
from xltools.text import Text
from xltools.values import format_amount

__all__ = ["earlier_counties", "explain_no_summary", "fund_notices", "read_earlier", "worked_in_beside"]

_MAX_NAMED = 20
_MAX_LOOKED_AT = 20
"""The workbooks beside a new summary that are looked at: a folder of them holds what departments have sent."""


def read_earlier(paths: Sequence[Path]) -> tuple[PreviousSummary | None, tuple[Text, ...]]:
    """Read the summaries that the officer named, as one; also return what there is to say about them.

    Raises a RequestError for a file that is not there or is not a county summary.
    """
    for path in paths:
        check_given_file(path)
    try:
        previous, conflicts = merge_summaries([read_previous(path) for path in paths])
    except NoSummaryError as error:
        raise explain_no_summary(error) from error
    return previous, _conflict_notices(conflicts)


def _conflict_notices(conflicts: Sequence[EntryConflict]) -> tuple[Text, ...]:
    """Say where people have entered different things, the first of many."""
    if not conflicts:
        return ()
    more = len(conflicts) - _MAX_NAMED
    head = Text(
        f"几份汇总里有 {len(conflicts)} 格填得不一样，各种填法都留在格里（用“／”隔开），请审核人定：",
        f"The summaries differ in {len(conflicts)} cells; all entries stay in them, for the officer to decide:",
    )
    rest = [Text(f"还有 {more} 格", f"and {more} more cells")] if more > 0 else []
    return (head, *(conflict.text for conflict in conflicts[:_MAX_NAMED]), *rest)


def earlier_counties(
    previous: Sequence[Path], last_year: Path | None, output: Path
) -> tuple[tuple[EarlierCounty, ...], tuple[Text, ...]]:
    """Return the states of the county in earlier summaries, and a notice for each that cannot be compared with.

    Of several summaries of the last run the first is taken: they are copies. Places lead to the files of the summaries;
    those of a file that ``output`` overwrites lead nowhere.
    """
    counties: list[EarlierCounty] = []
    notices: list[Text] = []
    given = [("与上次", path) for path in previous[:1]] + [("与上年", path) for path in (last_year,) if path]
    for against, path in given:
        try:
            county = county_of_summary(path)
        except NoSummaryError as error:
            notices.append(
                Text(f"没有{against}对照：{error.text.zh}", f"Nothing was compared with {path.name}: {error.text.en}")
            )
            continue
        if county.projects:  # a summary of monitoring or self-evaluation has none
            counties.append(EarlierCounty(against, _linked(county, path, output)))
    return tuple(counties), tuple(notices)


def _linked(county: ComparedCounty, path: Path, output: Path) -> ComparedCounty:
    overwritten = path.resolve() == output.resolve()
    return replace(
        county,
        projects=tuple(
            replace(one, place=NOWHERE if overwritten else one.place._replace(file=path.as_posix()))
            for one in county.projects
        ),
    )


def fund_notices(data: CountyData) -> tuple[Text, ...]:
    """Say which special funds count, or do not, by a choice in the earlier summary."""
    return tuple(
        Text(
            f"按上次汇总里的人工选择，{one.fund.department_name}的专项“{one.fund.name}”"
            f"{'计入' if one.counted else '不计入'}合计（{format_amount(one.fund.budget or Decimal(0))} 元）。",
            f'As chosen in the earlier summary, the special fund "{one.fund.name}" of {one.fund.department_name} '
            f"{'counts' if one.counted else 'does not count'} ({format_amount(one.fund.budget or Decimal(0))} yuan).",
        )
        for one in data.containments
        if one.choice is not None
    )


def explain_no_summary(error: NoSummaryError) -> RequestError:
    """Return the error to show for a file that cannot be read as an earlier summary."""
    return RequestError(
        f"上次的汇总读不了：{error.text.zh}。请给出本工具生成的汇总工作簿（.xlsx），没有的不写 --previous。",
        f"Earlier summary: {error.text.en}. Name a summary (.xlsx) that this tool wrote, or leave --previous out.",
    )


def worked_in_beside(output: Path, known: Sequence[Path], data: CountyData) -> tuple[Text, ...]:
    """Say which summaries lie beside a new one, that of ``data``, and hold entries that it does not take over.

    Those of another stage, such as that of the targets beside one of the monitoring, have nothing for it. ``known`` are
    the files that the run reads or writes.
    """
    others = {path.resolve() for path in known}
    beside = [path for path in sorted(output.absolute().parent.glob("*.xlsx")) if path.resolve() not in others]
    return tuple(
        Text(
            f"{path.name} 生成以后有人保存过，里面填写的内容这次没有带入；要带入，请加 --previous {path.name}。",
            f"{path.name} was saved by somebody since it was made; its entries were not taken over this time. To take "
            f"them over, add --previous {path.name}.",
        )
        for path in beside[:_MAX_LOOKED_AT]
        if _is_of_stage(path, data) and not is_unchanged(path, WritingCommand.CONSOLIDATE)
    )


def _is_of_stage(path: Path, data: CountyData) -> bool:
    try:
        return same_stage(data, path)
    except NoSummaryError:
        return False
