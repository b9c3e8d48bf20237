"""Make the workbooks of August's monitoring and spring's self-evaluation from the approved targets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from xltools.forms.interpret import interpret
from xltools.forms.printed import printed_form
from xltools.model import DepartmentBook, OverallTargets, TargetSheet
from xltools.readers import read_content
from xltools.rules.settings import Settings
from xltools.services.approved_books import ApprovedBooks, approved_books
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_year
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_folder, check_workbook_target, save_workbook
from xltools.services.template import TemplateResult
from xltools.template import write_department
from xltools.template.books import typed_entry
from xltools.template.convert import ConvertedBook, Cover, convert
from xltools.text import Text, first_names
from xltools.values.file_names import numbered_names, safe_file_name

__all__ = ["PROGRESS_FORMS", "ProgressTemplatesRequest", "write_progress_templates"]

PROGRESS_FORMS = {"monitor": "MONITOR2019", "self-evaluation": "SELF2020"}
"""The plain names of the forms of a year's progress, and the ids of the printed forms that they stand for."""

_GIVEN = frozenset(
    (
        *("name", "department", "unit", "money_unit"),
        *("initial", "fiscal_initial", "other_initial", "goals"),
        *("level1", "level2", "level3", "target", "weight"),
    )
)
"""Fields and columns that were approved; their cells are locked."""


@dataclass(frozen=True, slots=True)
class ProgressTemplatesRequest:
    """A request to write the workbooks of ``form``, a name in PROGRESS_FORMS, into the folder ``output``.

    ``approved`` is the folder with the approved target workbooks, or their summary; ``rules`` are the rule settings.
    With ``force`` workbooks of an earlier run are made anew, if no one has saved them since. ``jobs`` is the number of
    processes, 0 for one for each core.
    """

    form: str
    approved: Path
    output: Path
    county: str = ""
    year: int | None = None
    rules: Path | None = None
    force: bool = False
    jobs: int = 0


def write_progress_templates(request: ProgressTemplatesRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write a workbook for each approved one: every project with its amounts and indicators, which are locked.

    Raises RequestError where nothing is approved, a project stands in two workbooks, a summary was changed since it was
    made, or a workbook that was made does not read back as it was approved; nothing is written then.
    """
    check_year(request.year)
    check_folder(request.output)
    chosen = choose_settings(request.rules, request.output, (request.approved,))
    settings = chosen.settings
    approved = approved_books(request.approved, request.output, settings, request.year, request.jobs, report)
    cover = Cover(request.county or approved.county, request.year or approved.year)
    made: list[tuple[Path, bytes]] = []
    stems = (safe_file_name(f"{one.code}{one.name}") or Path(one.file).stem for one in approved.books)
    for one, name in zip(approved.books, numbered_names(stems), strict=True):
        target = request.output / f"{name}.xlsx"
        if target.exists():
            check_workbook_target(target, WritingCommand.TEMPLATE, force=request.force, suffix=".xlsx")
        book = replace(
            one.book,
            code=typed_entry(one.book.code.value or one.code or None),
            name=typed_entry(one.book.name.value or one.name or None),
        )
        made.append((target, _progress_book(book, request.form, cover, settings, one.file)))
    if not made:
        raise RequestError(
            f"{request.approved} 里没有读到可以采用的项目绩效目标表，请给出放批复后的绩效目标表的文件夹或汇总。",
            f"No target sheets of projects count in {request.approved}; name the folder with the approved workbooks, "
            "or their summary.",
        )
    request.output.mkdir(parents=True, exist_ok=True)
    for index, (target, content) in enumerate(made, 1):
        save_workbook(content, target, WritingCommand.TEMPLATE)
        report(Progress(Stage.WRITING, index, len(made), target.name))
    notices = (*chosen.notices, *_notices(approved))
    return TemplateResult(tuple(target for target, _ in made), settings, notices)


def _progress_book(book: DepartmentBook, name: str, cover: Cover, settings: Settings, path: str) -> bytes:
    """Return the workbook with the projects of ``book`` on the form, after it has been read back and compared."""
    form = printed_form(PROGRESS_FORMS[name])
    plans = replace(book, sheets=book.projects, department_sheets=(), progress_sheets=(), overall=OverallTargets())
    converted = convert(plans, form, cover)
    buffer = io.BytesIO()
    write_department(converted.book, buffer, forms=converted.forms, settings=settings, fixed=_GIVEN)
    data = buffer.getvalue()
    different = next(_differences(plans, converted, data), None)
    if different is not None:
        raise RequestError(
            f"{path} 的项目“{different}”写到新表后与批复的不一致，没有生成任何表；请先用 xltools check 检查该文件。",
            f'The project "{different}" of {path} does not read back as it was approved, so nothing was written; run '
            "xltools check on the file first.",
        )
    return data


def _differences(plans: DepartmentBook, converted: ConvertedBook, data: bytes) -> Iterator[str]:
    """Yield the projects whose amounts or indicators are not the approved ones in the workbook that was made."""
    workbook = read_content(data, ".xlsx", "").workbook
    read = interpret(workbook.sheets, "").book.progress_sheets if workbook else ()
    after = converted.book.progress_sheets
    if not len(read) == len(plans.sheets) == len(after):
        yield plans.sheets[0].label
        return
    for plan, wanted, got in zip(plans.sheets, after, read, strict=True):
        if _approved(plan.name.value, plan.budget.value, wanted) != _approved(
            got.name.value, got.amounts["initial"].value, got
        ):
            yield plan.label


def _approved(name: str | None, budget: Decimal | None, sheet: TargetSheet) -> tuple[object, ...]:
    rows = tuple((row.level3.text.strip(), row.target.text.strip()) for row in sheet.indicators)
    return name, budget, rows


def _notices(approved: ApprovedBooks) -> Iterator[Text]:
    books, projects = len(approved.books), sum(len(one.book.projects) for one in approved.books)
    yield Text(
        f"批复的工作簿 {books} 个，{projects} 个项目：名称、年初预算、年度目标和每条指标已填好并锁定，"
        "执行数、完成情况、得分和原因由部门填写。",
        f"Approved workbooks: {books}, projects: {projects}. Names, budgets, goals and every indicator are filled in "
        "and locked; departments enter money spent, results, scores and reasons.",
    )
    for names, zh, en in (
        (approved.funds, "项专项资金没有单独的表，由所属项目填报", "special funds have no sheet of their own"),
        (
            approved.unused,
            "个文件没有采用，原因见 xltools consolidate",
            "files do not count; xltools consolidate says why",
        ),
        (
            approved.returned,
            "个工作簿还有应退回的问题，请确认是批复的版本",
            "workbooks have faults; are they the approved ones?",
        ),
        (
            approved.doubtful,
            "个项目的金额存疑（依据见 xltools consolidate 的“存疑金额”表），年初预算已照表填写并锁定，请先核实",
            "projects have amounts in doubt, which are filled in as they stand; see 存疑金额 of xltools consolidate",
        ),
    ):
        if names:
            listed = first_names(names)
            yield Text(f"{len(names)} {zh}：{listed}", f"{len(names)} {en}: {listed}")
