"""Make the summary workbooks of counties from a store, without their files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xltools.county.kept_files import load_kept
from xltools.county.together import put_together
from xltools.outputs.store import StoredSource, StoredYear, read_store
from xltools.rules.settings import Settings
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.settings import choose_settings
from xltools.services.store_counties import settings_key
from xltools.services.targets import WritingCommand, check_workbook_target, save_workbook
from xltools.summary.paper import PaperSize
from xltools.summary.write import write_summary
from xltools.text import Text
from xltools.values.file_names import numbered_names, safe_file_name
from xltools.version import __version__

__all__ = ["StoreSummaries", "StoreSummaryRequest", "summarize_store"]


@dataclass(frozen=True, slots=True)
class StoreSummaryRequest:
    """A request for the summary of a county of a store, or with ``every`` for those of all.

    ``output`` is the workbook; with ``every`` it is the folder for the workbooks. The ``year`` may be left out where
    the county has one year only. ``rules`` is the settings file that the county was stored with. ``paper`` and
    ``pages`` are as for a consolidation.
    """

    store: Path
    output: Path
    county: str = ""
    year: int | None = None
    every: bool = False
    rules: Path | None = None
    force: bool = False
    paper: PaperSize = PaperSize.A3
    pages: bool = False


@dataclass(frozen=True, slots=True)
class StoreSummaries:
    """The workbooks that were written, and what to tell."""

    written: tuple[Path, ...]
    notices: tuple[Text, ...]


def summarize_store(request: StoreSummaryRequest, report: ReportProgress = no_report) -> StoreSummaries:
    """Write the summaries, each as ``consolidate`` makes it of the files as they were when they were stored.

    All is checked before the first is written. What people typed into earlier summaries is not taken over.
    """
    chosen = choose_settings(request.rules, request.store, ())
    years = _chosen(request)
    sources = [_source(one, chosen.settings) for one in years]
    targets = _targets(request, years)
    for number, (one, source, target) in enumerate(zip(years, sources, targets, strict=True), 1):
        report(Progress(Stage.WRITING, number, len(years), target.name))
        content = _summary(request, one, source, chosen.settings, target.parent)
        save_workbook(content, target, WritingCommand.CONSOLIDATE)
    return StoreSummaries(targets, chosen.notices)


def _chosen(request: StoreSummaryRequest) -> tuple[StoredYear, ...]:
    if request.every == bool(request.county):
        raise RequestError(
            "请用 --county 写明一个县，或用 --all 生成全部。", "Name a county with --county, or make all with --all."
        )
    stored = read_store(request.store, county=request.county, year=request.year)
    if request.every or len(stored) == 1:
        return stored
    years = "、".join(str(one.year) for one in stored)
    raise RequestError(
        f"{request.county} 有几年的数据（{years}），请用 --year 写明。",
        f"{request.county} has several years ({years}); name one with --year.",
    )


def _source(one: StoredYear, settings: Settings) -> StoredSource:
    """Return what the county was put together from; refuse what would come to another result now."""
    if one.source is None or one.source.version != __version__:
        raise RequestError(
            f"{one.county} {one.year} 是另一个版本的程序存的，不能由它生成汇总。请用 xltools store 再存一次。",
            f"{one.county} {one.year} was stored by another version; no summary can be made of it. Store it again.",
        )
    if one.source.settings != settings_key(settings):
        raise RequestError(
            f"{one.county} {one.year} 是按另一份规则设置存的。请用 --rules 写明那一份，或再存一次。",
            f"{one.county} {one.year} was stored under other rule settings. Name them with --rules, or store it again.",
        )
    return one.source


def _targets(request: StoreSummaryRequest, years: Sequence[StoredYear]) -> tuple[Path, ...]:
    if not request.every:
        targets: tuple[Path, ...] = (request.output,)
    else:
        if request.output.exists() and not request.output.is_dir():
            raise RequestError(
                f"{request.output} 不是文件夹。用 --all 时 --out 是文件夹。",
                f"{request.output} is not a folder. With --all, --out is a folder.",
            )
        request.output.mkdir(exist_ok=True)
        stems = numbered_names(f"{safe_file_name(f'{one.county}{one.year}')}汇总" for one in years)
        targets = tuple(request.output / f"{stem}.xlsx" for stem in stems)
    for target in targets:
        check_workbook_target(target, WritingCommand.CONSOLIDATE, force=request.force, suffix=".xlsx")
    return targets


def _summary(
    request: StoreSummaryRequest, one: StoredYear, source: StoredSource, settings: Settings, base: Path
) -> bytes:
    data = put_together(
        load_kept(request.store, source.records),
        settings=settings,
        roster=source.roster,
        county=source.county,
        year=source.year,
        generated=datetime.fromisoformat(one.generated),
    )
    buffer = io.BytesIO()
    write_summary(data, buffer, settings=settings, base=base, paper=request.paper, pages=request.pages)
    return buffer.getvalue()
