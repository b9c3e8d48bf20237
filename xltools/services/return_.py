"""Return workbooks to their departments: a marked copy of each faulty one, and the notices to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from xltools.county.approved import ApprovedTargets, compare_book
from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.gather import FoundFile, gather
from xltools.county.senders import sender_by_name
from xltools.county.workers import in_order
from xltools.department.letters import Letter, reminder_letter, return_letters
from xltools.department.notice import letter_workbook
from xltools.department.resubmission import EarlierFinding
from xltools.department.returns import COPY_SUFFIX, LIST_SUFFIX, Outcome, Returned, return_workbook
from xltools.model import Finding, Severity
from xltools.rules.settings import Settings
from xltools.services.approved import approved_apart, read_approved
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.earlier_summaries import explain_no_summary, read_earlier
from xltools.services.inputs import check_given_file, find_inputs
from xltools.services.rosters import read_departments
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_folder, is_unchanged, save_workbook
from xltools.summary.merge_previous import accepted_findings, with_acceptances
from xltools.summary.previous import NoSummaryError, PreviousSummary
from xltools.text import Text
from xltools.values.file_names import numbered_names, safe_file_name
from xltools.writer.save import save_atomically

__all__ = ["NOTICE_FILE", "REMINDER_FILE", "Outcome", "ReturnRequest", "ReturnResult", "Returned", "return_files"]

NOTICE_FILE = "退回通知.xlsx"
REMINDER_FILE = "催报通知.xlsx"
_WORD = ".docx"


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """A request to return workbooks that have a finding of severity ``level`` or worse.

    ``paths`` are workbooks and folders; ``output`` is the folder for what goes back. With ``force`` files of an earlier
    run are replaced there, unless somebody has saved them since. ``jobs`` is the number of processes, 0 for one for
    each core. ``previous`` are county summaries in which the officer has accepted explanations: such findings send
    nothing back as long as that holds. Departments of the ``roster`` that have sent no workbook of projects get a
    reminder. Sheets of results are held against the folder ``approved``, or else against the target workbooks among the
    files. With ``word`` the letters are written as Word documents, too.
    """

    paths: tuple[Path, ...]
    output: Path
    level: Severity = Severity.NOTE
    recursive: bool = False
    rules: Path | None = None
    force: bool = False
    jobs: int = 0
    previous: tuple[Path, ...] = ()
    roster: Path | None = None
    approved: Path | None = None
    word: bool = False


@dataclass(frozen=True, slots=True)
class ReturnResult:
    """The answer to each file, without its bytes, which are in ``output``, and the departments that got a reminder."""

    returned: tuple[Returned, ...]
    reminded: tuple[str, ...]
    output: Path
    settings: Settings
    notices: tuple[Text, ...]
    status: ExitStatus


def return_files(request: ReturnRequest, report: ReportProgress = no_report) -> ReturnResult:
    """Check the workbooks, and write a marked copy of each faulty one and the letters to the departments."""
    output = request.output
    check_folder(output)
    _check_word(request)
    if request.roster:
        check_given_file(request.roster)
    chosen = choose_settings(request.rules, output, request.paths)
    roster = read_departments(request.roster, chosen.settings.limits)
    previous, previous_notices = read_earlier(request.previous)
    files = find_inputs(
        request.paths,
        recursive=request.recursive,
        limits=chosen.settings.limits,
        skip=[request.roster] if request.roster else [],
        apart=[output, *approved_apart(request.approved, request.paths)],
    )
    if not files:
        raise RequestError(
            "退回文件要放到另一个文件夹，不能与报送的文件放在一起。请用 --out 给出另一个文件夹。",
            "What goes back must be put into a folder other than that of the files that were sent. "
            "Name another folder with --out.",
        )
    approved = read_approved(request.approved, chosen.settings, jobs=request.jobs)
    data = gather(files, settings=chosen.settings, roster=roster, jobs=request.jobs, approved=approved)
    targets = ApprovedTargets(approved or data.accepted)
    settled = _accepted(previous, data.year)
    records = {record.path: record for record in data.files}
    older = [_superseded(record) for record in records.values() if record.fate is Fate.SUPERSEDED]
    named = _named([(file, records[file.name]) for file in files if records[file.name].fate is not Fate.SUPERSEDED])
    _check_targets(named, output, force=request.force)
    returned: list[Returned] = []
    notices = [*chosen.notices, *previous_notices]
    answers = in_order(
        return_workbook,
        [
            (
                file.path,
                file.name,
                stem,
                chosen.settings,
                request.level,
                _undecided(record),
                _settle(record, settled),
                partial(compare_book, approved=targets, settings=chosen.settings) if record.progress else None,
            )
            for file, record, stem in named
        ],
        request.jobs,
    )
    for (file, record, _), one in zip(named, answers, strict=True):
        notices += [_undecided_notice(record)] if _undecided(record) else []
        if one.data is not None:
            notices += _save(one.data, output / one.file_name)
        returned.append(replace(one, data=None))
        report(Progress(Stage.READING, len(returned), len(named), file.path.name))
    reminders = _reminders(data, returned, chosen.settings)
    for name, letters in (
        (NOTICE_FILE, return_letters(returned, chosen.settings.letters)),
        (REMINDER_FILE, reminders),
    ):
        notices += _save_letters(letters, output / name, word=request.word)
    all_answers = (*older, *returned)
    status = ExitStatus.FINDINGS if reminders else _status(all_answers)
    reminded = tuple(letter.department for letter in reminders)
    return ReturnResult(all_answers, reminded, output, chosen.settings, tuple(notices), status)


def _check_word(request: ReturnRequest) -> None:
    """Raise a RequestError, before anything is done, where Word documents are wanted and cannot be made."""
    if request.word and find_spec("docx") is None:
        raise RequestError(
            '没有安装 python-docx，写不出 Word 通知。请安装：pip install "xltools[documents]"，或不加 --word。',
            "python-docx is not installed, so there can be no letters in Word. Install it with "
            'pip install "xltools[documents]", or leave --word out.',
        )


def _reminders(data: CountyData, returned: Sequence[Returned], settings: Settings) -> list[Letter]:
    """Return the letters to departments that sent no projects. What goes back to one says what is wrong already."""
    sent: dict[str, list[CountyFile]] = {}
    for record in data.files:
        if record.fate is not Fate.IGNORED:
            entry = None if record.department_code else sender_by_name(Path(record.path).name, data.roster)
            sent.setdefault(entry.code if entry else record.department_code, []).append(record)
    back = {one.name for one in returned if one.goes_back}
    return [
        reminder_letter(entry.code, entry.name, [record.path for record in sent.get(entry.code, ())], settings.letters)
        for entry in data.missing
        if not any(record.path in back for record in sent.get(entry.code, ()))
    ]


def _save_letters(letters: Sequence[Letter], target: Path, *, word: bool) -> Iterator[Text]:
    """Write letters as a workbook and perhaps in Word; a document is never replaced: it is there to be changed."""
    if not letters:
        return
    yield from _save(letter_workbook(letters), target)
    if word:
        from xltools.department.word_letters import letter_document

        data, document = letter_document(letters), target.with_suffix(_WORD)
        if not document.exists():
            save_atomically(data, document)
        elif document.read_bytes() != data:
            yield _kept(document)


def _accepted(previous: PreviousSummary | None, year: int | None) -> Mapping[str, tuple[EarlierFinding, ...]]:
    """Return the findings whose explanations the county has accepted, by department."""
    try:
        return accepted_findings(previous, year) if previous else {}
    except NoSummaryError as error:
        raise explain_no_summary(error) from error


def _settle(
    record: CountyFile, settled: Mapping[str, tuple[EarlierFinding, ...]]
) -> Callable[[tuple[Finding, ...]], tuple[Finding, ...]]:
    """Return the function that marks what the county has accepted of a file's department."""
    accepted = settled.get(record.department_code or record.department_name, ())
    return partial(with_acceptances, accepted=accepted)


def _superseded(record: CountyFile) -> Returned:
    """Return the answer to a file that does not go back because the department has sent a newer one."""
    code, name = record.department_code, record.department_name
    return Returned(record.path, Outcome.SUPERSEDED, code, name, reason=record.reason)


def _undecided(record: CountyFile) -> tuple[Finding, ...]:
    """Return the findings that say why neither a file nor its rival counts."""
    return tuple(record.findings) if record.fate is Fate.UNDECIDED else ()


def _undecided_notice(record: CountyFile) -> Text:
    """Return the notice about a file whose rival may count in its place."""
    return Text(
        f"{record.path}：{record.reason.zh}。各份都退回，请部门说明以哪一份为准。",
        f"{record.path}: {record.reason.en}. All of them go back, for the department to say which one counts.",
    )


def _named(files: Sequence[tuple[FoundFile, CountyFile]]) -> list[tuple[FoundFile, CountyFile, str]]:
    """Return the files with the beginning of the names of what goes back for them.

    It is the department, and the name of the file too where that is needed to tell several of a department apart.
    """
    departments = [safe_file_name(f"{record.department_code}{record.department_name}") for _, record in files]
    stems: list[str] = []
    for (file, _), department in zip(files, departments, strict=True):
        own = safe_file_name(file.path.stem.removesuffix(COPY_SUFFIX)) or "文件"
        if departments.count(department) > 1 or not department:
            stems.append(own if own.startswith(department) else f"{department}-{own}")
        else:
            stems.append(department)
    return [(file, record, stem) for (file, record), stem in zip(files, numbered_names(stems), strict=True)]


def _check_targets(named: Sequence[tuple[FoundFile, CountyFile, str]], output: Path, *, force: bool) -> None:
    """Raise a RequestError, before anything is written, if something of an earlier run is there."""
    names = [f"{stem}{end}" for file, _, stem in named for end in (COPY_SUFFIX + file.path.suffix, LIST_SUFFIX)]
    letters = [NOTICE_FILE, REMINDER_FILE]
    letters += [Path(name).with_suffix(_WORD).name for name in letters]
    there = [name for name in (*names, *letters) if (output / name).exists()]
    if there and not force:
        raise RequestError(
            f"{output / there[0]} 等 {len(there)} 个文件已存在。要覆盖没有人改动过的，请加 --force，或换一个文件夹。",
            f"{len(there)} files such as {output / there[0]} exist already. Add --force to overwrite those that "
            "no one has changed, or choose another folder.",
        )


def _save(data: bytes, target: Path) -> Iterator[Text]:
    """Write a workbook, or yield why it was not written: somebody has worked in the one that is there."""
    if target.exists() and not is_unchanged(target, WritingCommand.RETURN):
        yield _kept(target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        save_workbook(data, target, WritingCommand.RETURN)


def _kept(target: Path) -> Text:
    return Text(
        f"{target} 已存在，里面可能有人填写的内容，没有覆盖。要重新生成，请先把它移到别处，或换一个文件夹。",
        f"{target} exists already and may hold what somebody typed; it was not overwritten. Move it first, or "
        "choose another folder.",
    )


def _status(returned: Sequence[Returned]) -> ExitStatus:
    if all(one.outcome in {Outcome.IGNORED, Outcome.SUPERSEDED} for one in returned):
        return ExitStatus.NOTHING
    return ExitStatus.FINDINGS if any(one.goes_back for one in returned) else ExitStatus.DONE
