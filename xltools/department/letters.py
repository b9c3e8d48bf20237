"""The content of letters to departments: 退回通知 lists what to correct, 催报通知 reminds those that sent nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from xltools.department.marking import accepted, shortened
from xltools.department.returns import Outcome, Returned
from xltools.messages.for_departments import department_remedy
from xltools.model import Severity
from xltools.rules.engine import FindingGroup
from xltools.rules.letterhead import Letterhead
from xltools.sheet_names import NOTICE_TITLE, REMINDER_TITLE

__all__ = ["LETTER_HEADINGS", "Letter", "LetterRow", "reminder_letter", "return_letters"]

LETTER_HEADINGS = ("级别", "位置", "项目", "问题", "怎么改")
"""The headings of the table in a letter."""
_MAX_ROWS = 14
"""Rows of the table: with more of them the page would shrink until it is not readable."""
_MAX_CELLS_NAMED = 6
_MAX_FOLDERS_NAMED = 2
_BLANK = "＿＿＿＿＿＿＿＿＿＿"
_DATE = "＿＿＿＿年＿＿月＿＿日"
_SIGNATURES = (
    f"财政局审核人（签字）：＿＿＿＿＿＿＿＿＿＿　　　　　日期：{_DATE}",
    f"部门接收人（签字）：＿＿＿＿＿＿＿＿＿＿＿　　　　　日期：{_DATE}",
    f"改正后重新报送（签字）：＿＿＿＿＿＿＿＿＿　　　　　日期：{_DATE}",
)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A row of the table: a cell below each heading, and how many findings it stands for."""

    cells: tuple[str, ...]
    findings: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One page to one department, from top to bottom. ``left`` counts findings that the table does not show."""

    title: str
    number: str
    code: str
    name: str
    file: str
    opening: tuple[str, ...]
    rows: tuple[LetterRow, ...]
    left: int
    closing: tuple[str, ...]
    sender: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def department(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}".strip()

    def rest(self, shown: int) -> str:
        """Return the sentence about the findings that are not in the first ``shown`` rows; empty if there are none."""
        left = self.left + sum(row.findings for row in self.rows[shown:])
        return f"其余 {left} 处见随附工作簿“校验结果”表。" if left else ""


def return_letters(returned: Iterable[Returned], head: Letterhead) -> list[Letter]:
    """Return the letter for each workbook that goes back."""
    return [_return_letter(one, head) for one in returned if one.goes_back]


def reminder_letter(code: str, name: str, files: Sequence[str], head: Letterhead) -> Letter:
    """Return the letter to a department without a workbook of projects; ``files`` are what it has sent all the same."""
    sent = "、".join(map(_place, files))
    state = (
        f"目前只收到你部门的 {sent}，其中没有预算项目的绩效目标表"
        if files
        else "目前没有收到你部门的预算绩效目标工作簿"
    )
    ask = f"请于{head.until}前报送；已经报送的，请与我们核对文件名和报送方式。"
    return Letter(
        title=REMINDER_TITLE,
        number=head.number,
        code=code,
        name=name,
        file=sent,
        opening=(f"部门：{f'{code} {name}'.strip()}", f"　　{state}。{ask}"),
        rows=(),
        left=0,
        closing=_contact(head),
        sender=_sender(head),
        signatures=_SIGNATURES[:2],
    )


def _return_letter(one: Returned, head: Letterhead) -> Letter:
    rows, left = _rows(one)
    department = f"{one.department_code} {one.department_name}".strip()
    place = _place(one.name)
    return Letter(
        title=NOTICE_TITLE,
        number=head.number,
        code=one.department_code,
        name=one.department_name,
        file=place,
        opening=(
            f"部门：{department or _BLANK}",
            f"文件：{place}",
            f"　　{_state(one)}请于{head.until}前改正后重新报送。",
        ),
        rows=rows,
        left=left,
        closing=_contact(head),
        sender=_sender(head),
        signatures=_SIGNATURES,
    )


def _place(name: str) -> str:
    """Return the file and where it lay: the nearest folders, and not the whole path on the officer's computer."""
    parts = [part for part in PurePosixPath(name).parts if part not in {"/", ".", ".."} and not part.endswith(":")]
    *folders, file = parts[-_MAX_FOLDERS_NAMED - 1 :] or [name]
    return f"{file}（收在 {'/'.join(folders)}）" if folders else file


def _contact(head: Letterhead) -> tuple[str, ...]:
    return (f"联系人和电话：{head.contact}",) if head.contact else ()


def _sender(head: Letterhead) -> tuple[str, ...]:
    return (head.sender, _DATE) if head.sender else ()


def _state(one: Returned) -> str:
    if one.outcome is Outcome.UNREADABLE:
        return f"你部门报送的文件无法读取：{one.reason.zh}。{department_remedy(one.groups[0].first)}"
    total = sum(one.counts.values())
    counts = "，".join(f"{severity.term.zh} {one.counts[severity]} 处" for severity in Severity)
    marked = "已在随附工作簿中标出，清单见其“校验结果”表"
    attached = marked if one.outcome is Outcome.MARKED else "清单见随附工作簿的“校验结果”表"
    before = f"上次退回的问题已改 {one.mended} 处。" if one.mended else ""
    settled = f"其中 {one.accepted} 处的说明县里已同意，可以不改。" if one.accepted else ""
    duty = "错误必须改正，警告应当改正或说明理由，提示请核对。"
    return f"你部门报送的预算绩效目标工作簿经检查有 {total} 处问题（{counts}），{attached}。{settled}{before}{duty}"


def _rows(one: Returned) -> tuple[tuple[LetterRow, ...], int]:
    """Return the rows of the table (errors, or else the most severe findings), and the number of those left out."""
    if one.outcome is Outcome.UNREADABLE:
        return (), 0
    to_mend = [group for group in one.groups if not all(map(accepted, group.findings))]
    shown = [group for group in to_mend if group.first.severity is to_mend[0].first.severity][:_MAX_ROWS]
    total = sum(group.count for group in one.groups)
    return tuple(map(_row, shown)), total - sum(group.count for group in shown)


def _row(group: FindingGroup) -> LetterRow:
    first = group.first
    cells = "、".join(group.cells[:_MAX_CELLS_NAMED]) + ("…" if len(group.cells) > _MAX_CELLS_NAMED else "")
    where = " ".join(filter(None, (first.place.sheet, cells))) or "全文件"
    texts = (first.severity.term.zh, where, shortened(first.subject), group.message.zh, department_remedy(first))
    return LetterRow(texts, group.count)
