"""Compare two states of a county: summaries, JSON files, or folders of workbooks, also of two years."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from xltools.county.comparison import ComparedCounty, Comparison, compare
from xltools.county.data import CountyFile
from xltools.county.gather import gather
from xltools.outputs.comparison_sources import county_of_json, county_of_summary, read_county_json
from xltools.outputs.comparison_workbook import comparison_json, comparison_workbook
from xltools.outputs.json_report import county_json
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import find_inputs
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_json, check_target, check_workbook_target, save_workbook

__all__ = ["DiffRequest", "compare_counties"]


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """The two sides (each a summary, a JSON file, a workbook or a folder), and what to write."""

    old: Path
    new: Path
    output: Path | None = None
    json_file: Path | None = None
    recursive: bool = False
    rules: Path | None = None
    jobs: int = 0
    force: bool = False


def compare_counties(request: DiffRequest, report: ReportProgress = no_report) -> Comparison:
    """Return what changed, and write it where asked for. Raises RequestError, NoSummaryError or ComparisonError."""
    sides = (request.old, request.new)
    for side in sides:
        if not side.exists():
            raise RequestError(f"找不到 {side}，请检查路径。", f"There is no {side}; check the path.")
    if request.output:
        check_workbook_target(request.output, WritingCommand.DIFF, force=request.force, suffix=".xlsx", inputs=sides)
    if request.json_file:
        check_json(request.json_file)
        target = check_target(request.json_file, force=request.force, inputs=sides)
    old, new = (_county(side, request, report) for side in sides)
    comparison = compare(old, new)
    if request.output:
        save_workbook(comparison_workbook(comparison), request.output, WritingCommand.DIFF)
    if request.json_file:
        target.save(json.dumps(comparison_json(comparison), ensure_ascii=False, indent=1).encode())
    return comparison


def _county(side: Path, request: DiffRequest, report: ReportProgress) -> ComparedCounty:
    if side.is_file() and side.suffix.lower() == ".json":
        return read_county_json(side)
    if side.is_file():
        return county_of_summary(side)
    chosen = choose_settings(request.rules, None, (side,))
    files = find_inputs((side,), recursive=request.recursive, limits=chosen.settings.limits)
    done = 0

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, len(files), Path(record.path).name))

    data = gather(files, settings=chosen.settings, jobs=request.jobs, progress=show)
    if not data.accepted:
        raise RequestError(
            f"文件夹 {side} 里没有读到部门工作簿，请检查是否选对了文件夹。",
            f"No department workbooks were read in {side}; is it the right folder?",
        )
    return county_of_json(county_json(data), str(side))
