"""Approve departments' targets: a locked workbook (批复表) for each department, and the bureau's register of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from xltools.department.marking import accepted
from xltools.department.resubmission import EarlierFinding
from xltools.documents.approval_workbook import ApprovedWorkbook, approved_workbook
from xltools.documents.proof import changed_fields
from xltools.documents.published import PublishedDepartment
from xltools.forms.interpret import interpret
from xltools.model import Finding, Severity
from xltools.readers import read_content
from xltools.rules.catalogue import RULES
from xltools.rules.settings import Settings
from xltools.services.approval_register import APPROVED_NAME, REGISTER_FILE, Entry, entries_of, register_content
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.department_books import DepartmentBooks, file_stem, read_department_books
from xltools.services.earlier_summaries import explain_no_summary, read_earlier
from xltools.services.publish import compose_whole, unprinted_notices
from xltools.services.settings import choose_settings
from xltools.services.targets import (
    WritingCommand,
    check_folder,
    check_target,
    check_workbook_target,
    save_workbook,
    saved_beside,
)
from xltools.summary.merge_previous import accepted_findings, with_acceptances
from xltools.summary.previous import NoSummaryError
from xltools.text import Text
from xltools.values.file_names import numbered_names, safe_file_name

__all__ = ["ApproveRequest", "ApproveResult", "ApprovedDepartment", "approve"]

_MAX_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    """A request to write a 批复表 into the folder ``output`` for each department with workbooks in ``paths``.

    ``despite`` are the ids of rules whose errors are taken on; ``previous`` are county summaries in which the officer
    has accepted explanations, which count as no errors. ``rules`` are the rule settings, with the mark of approval.
    With ``force`` workbooks of an earlier run are replaced, unless somebody has saved them since.
    """

    paths: tuple[Path, ...]
    output: Path
    despite: tuple[str, ...] = ()
    previous: tuple[Path, ...] = ()
    recursive: bool = False
    rules: Path | None = None
    force: bool = False
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class ApprovedDepartment:
    """A department's 批复表: its file, what is in it, its digest, and the errors that were taken on."""

    department: str
    path: Path
    sheets: int
    budget: Decimal
    digest: str
    despite: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ApproveResult:
    """The departments that were approved, and the register of them."""

    approved: tuple[ApprovedDepartment, ...]
    register: Path
    settings: Settings
    notices: tuple[Text, ...] = ()
    status: ExitStatus = ExitStatus.DONE


def approve(request: ApproveRequest, report: ReportProgress = no_report) -> ApproveResult:
    """Write the workbooks and the register.

    Raises RequestError, before anything is written, where a workbook has errors that no one has taken on, or what would
    be written does not read back as the workbook has it.
    """
    check_folder(request.output)
    previous, previous_notices = read_earlier(request.previous)
    chosen = choose_settings(request.rules, request.output, request.paths)
    despite = _checked_rules(request.despite, chosen.settings)
    mark = chosen.settings.approval
    mark = replace(mark, bureau=mark.bureau or chosen.settings.letters.sender)
    read = read_department_books(
        request.paths,
        recursive=request.recursive,
        settings=chosen.settings,
        output=request.output,
        jobs=request.jobs,
        report=report,
    )
    try:
        settled = accepted_findings(previous, read.data.year) if previous else {}
    except NoSummaryError as error:
        raise explain_no_summary(error) from error
    departments = [
        _plans_only(department, settled.get(department.code or department.name, ())) for department in read.departments
    ]
    _check_errors(departments, despite)
    composed = [compose_whole(department, chosen.settings) for department in departments]
    made = [approved_workbook(one, mark) for one in composed]
    for department, one, workbook in zip(departments, composed, made, strict=True):
        _check_written(department, one, workbook, chosen.settings)
    stems = numbered_names(safe_file_name(file_stem(department)) for department in departments)
    targets = [request.output / f"{stem}{APPROVED_NAME}.xlsx" for stem in stems]
    request.output.mkdir(parents=True, exist_ok=True)
    for target in targets:
        check_workbook_target(target, WritingCommand.APPROVE, force=request.force, suffix=".xlsx", inputs=request.paths)
    register = check_target(request.output / REGISTER_FILE, force=request.force)
    names = {target.name for target in targets}
    earlier = [entry for entry in _registered(register.path) if entry["file"] not in names]
    approved: list[ApprovedDepartment] = []
    for number, (target, department, one, workbook) in enumerate(
        zip(targets, departments, composed, made, strict=True), 1
    ):
        save_workbook(workbook.data, target, WritingCommand.APPROVE)
        approved.append(_approved(target, department, one, workbook))
        report(Progress(Stage.WRITING, number, len(targets), target.name))
    head = {
        "approval": dict(zip(("number", "bureau", "day"), mark.shown, strict=True)),
        "year": read.data.year,
        "county": read.data.county,
    }
    written = register.save(register_content(head, map(_entry, approved), earlier))
    notices = (
        *chosen.notices,
        *previous_notices,
        *read.notices,
        *_blanks(mark.number, mark.bureau, mark.day),
        *unprinted_notices(composed),
        *_others(request.output, names, earlier),
        *saved_beside(register, written),
    )
    return ApproveResult(tuple(approved), register.path, chosen.settings, notices, read.status)


def _checked_rules(despite: Sequence[str], settings: Settings) -> frozenset[str]:
    rules = frozenset(rule.strip().upper() for rule in despite)
    for rule in sorted(rules - {*RULES, *(own.id for own in settings.own_rules)}):
        raise RequestError(
            f"没有规则 {rule}。--despite 后面写规则编号，如 P03；编号见 xltools rules。",
            f"The rule {rule} does not exist: --despite takes ids such as P03, which xltools rules lists.",
        )
    return rules


def _plans_only(department: DepartmentBooks, settled: Sequence[EarlierFinding]) -> DepartmentBooks:
    """Return a department without its sheets of the year's progress, with the findings that were ``settled`` marked.

    Raises RequestError where it has no other sheets.
    """
    book = replace(department.book, progress_sheets=())
    if not book.all_sheets:
        files = "、".join(department.files)
        raise RequestError(
            f"{files} 里没有绩效目标表（只有监控表或自评表），不能批复。请从要批复的文件夹里移走。",
            f"There are no targets in {files}, only monitoring or self-evaluation: take it out of the folder.",
        )
    kept = {sheet.place[:2] for sheet in book.all_sheets}
    dropped = {sheet.place[:2] for sheet in department.book.progress_sheets} - kept
    findings = tuple(finding for finding in department.findings if finding.place[:2] not in dropped)
    return replace(department, book=book, findings=with_acceptances(findings, settled))


def _errors(department: DepartmentBooks) -> list[Finding]:
    return [finding for finding in department.findings if finding.severity is Severity.ERROR and not accepted(finding)]


def _check_errors(departments: Sequence[DepartmentBooks], despite: frozenset[str]) -> None:
    """Raise a RequestError that lists the errors that no one has taken on."""
    left = [
        (department, finding)
        for department in departments
        for finding in _errors(department)
        if finding.rule not in despite
    ]
    if not left:
        return
    rules = " ".join(f"--despite {rule}" for rule in sorted({finding.rule for _, finding in left}))
    shown = "".join(f"\n  {finding.rule} {finding.place} {finding.message.zh}" for _, finding in left[:_MAX_SHOWN])
    shown_en = "".join(f"\n  {finding.rule} {finding.place} {finding.message.en}" for _, finding in left[:_MAX_SHOWN])
    count, faulty = len(left), len({file_stem(department) for department, _ in left})
    more = f"\n  ……另有 {count - _MAX_SHOWN} 处" if count > _MAX_SHOWN else ""
    more_en = f"\n  … and {count - _MAX_SHOWN} more" if count > _MAX_SHOWN else ""
    raise RequestError(
        f"{faulty} 个部门的工作簿还有 {count} 处错误，没有批复：{shown}{more}\n请先退回改正（xltools return）；"
        f"部门的说明已经同意的，用 --previous 给出汇总；确需照此批复的，写明规则：{rules}",
        f"The workbooks of {faulty} departments have {count} errors, so nothing was approved:{shown_en}{more_en}\n"
        "Return them first (xltools return); where explanations were accepted, name the summary with --previous; to "
        f"approve all the same, name the rules: {rules}",
    )


def _check_written(
    department: DepartmentBooks, composed: PublishedDepartment, workbook: ApprovedWorkbook, settings: Settings
) -> None:
    """Raise a RequestError where the workbook that was made does not read back as it should."""
    made = read_content(workbook.data, ".xlsx", "", settings.limits).workbook
    again = interpret(made.sheets, "", settings.forms).book if made else None
    changed = (
        tuple(changed_fields(composed.book, again, composed.tables)) if again else ("超出规则设置 [limits] 的限度",)
    )
    if changed:
        listed = "；".join(changed[:_MAX_SHOWN])
        raise RequestError(
            f"{'、'.join(department.files)}：批复表读回来与工作簿不一致（{listed}），没有生成任何文件。"
            "请先用 xltools check 检查这些地方。",
            f"{', '.join(department.files)}: the approved workbook does not read back as it should ({listed}), so "
            "nothing was written. Look at these places with xltools check first.",
        )


def _approved(
    path: Path, department: DepartmentBooks, composed: PublishedDepartment, workbook: ApprovedWorkbook
) -> ApprovedDepartment:
    budgets = (sheet.budget.value for sheet in composed.book.projects)
    total = sum((budget for budget in budgets if budget is not None), Decimal(0))
    name = f"{department.code} {department.name}".strip()
    return ApprovedDepartment(name, path, len(composed.tables), total, workbook.digest, tuple(_errors(department)))


def _registered(path: Path) -> Sequence[Entry]:
    """Return what earlier runs into the same folder approved: a county approves some departments later than others."""
    return entries_of(path) if path.exists() else ()


def _entry(one: ApprovedDepartment) -> Entry:
    return {
        "file": one.path.name,
        "department": one.department,
        "sheets": one.sheets,
        "project_budget": str(one.budget),
        "digest": one.digest,
        "despite": dict(Counter(finding.rule for finding in one.despite)),
    }


def _others(folder: Path, written: Collection[str], earlier: Sequence[Entry]) -> Iterator[Text]:
    """Yield which workbooks of earlier runs are registered and there, are there unregistered, or were moved away."""
    others = {path.name for path in folder.glob(f"*{APPROVED_NAME}.xlsx")} - set(written)
    registered = {entry["file"] for entry in earlier}
    if stay := registered & others:
        yield Text(
            f"以前批复的 {len(stay)} 个部门这次没有批复，仍在登记里：{_listed(stay)}。"
            "不再有效的，请把批复表移走，并从登记里删去。",
            f"{len(stay)} departments that were approved before stay in the register: {_listed(stay)}. If one is no "
            "longer valid, move its workbook away and take it out of the register.",
        )
    if unknown := others - registered:
        yield Text(
            f"{folder} 里还有 {len(unknown)} 个批复表，这次没有批复，也不在登记里：{_listed(unknown)}。"
            "不再有效的请移走。",
            f"{folder} holds {len(unknown)} approved workbooks that are not in the register: {_listed(unknown)}. Move "
            "them away if they are no longer valid.",
        )
    if gone := registered - others:
        yield Text(
            f"登记里原有的 {len(gone)} 个批复表已不在 {folder}，仍在登记里：{_listed(gone)}。误移走的请放回。",
            f"{len(gone)} registered workbooks are no longer in {folder} and stay in the register: {_listed(gone)}. "
            "Put back what was moved by mistake.",
        )


def _listed(names: Collection[str]) -> str:
    more = "……" if len(names) > _MAX_SHOWN else ""
    return "、".join(sorted(names)[:_MAX_SHOWN]) + more


def _blanks(number: str, bureau: str, day: object) -> Iterator[Text]:
    """Yield which parts of the mark of approval are left to be filled in by hand."""
    named = zip(("文号", "批复单位", "批复日期"), ("number", "bureau", "day"), (number, bureau, day), strict=True)
    blank = [(zh, en) for zh, en, value in named if not value]
    if blank:
        zh, en = "、".join(zh for zh, _ in blank), ", ".join(en for _, en in blank)
        yield Text(
            f"规则设置 [approval] 没有写{zh}，批复表上留空，请打印后手工填写，或写好后加 --force 重新生成。",
            f"[approval] of the rule settings has no {en}: it is blank on the workbooks. Fill it in on paper, or write "
            "it there and run the command again with --force.",
        )
