"""The briefing beside a county summary: where its Word document goes, and the same as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from xltools.model import Place
from xltools.office_program import find_office
from xltools.readers.old_word import convert_document
from xltools.readers.refusal import RefusedError
from xltools.services.contract import RequestError
from xltools.services.targets import check_target
from xltools.text import Text
from xltools.writer.output_file import OutputFile
from xltools.writer.save import SaveError, save_atomically

__all__ = ["briefing_target", "save_as_pdf"]


def briefing_target(briefing: Path | None, inputs: Sequence[Path]) -> OutputFile | None:
    """Return the document to write; one that is there may have been worked in, and is not overwritten."""
    if briefing is None:
        return None
    if find_spec("docx") is None:
        raise RequestError(
            '没有安装 python-docx，写不出 Word 简报。请安装：pip install "xltools[documents]"，或不加 --briefing。',
            "python-docx is not installed, so there can be no briefing in Word. Install it with "
            'pip install "xltools[documents]", or leave --briefing out.',
        )
    if briefing.exists():
        raise RequestError(
            f"{briefing} 已存在，里面可能有人修改的内容，不会被覆盖。请换一个文件名，或先把它移到别处。",
            f"{briefing} exists already and may have been edited; it is never overwritten. Choose another "
            "name, or move it first.",
        )
    return check_target(briefing, force=False, suffix=".docx", inputs=inputs)


def save_as_pdf(document: bytes, path: Path, seconds: int) -> Iterator[Text]:
    """Save the briefing as PDF, too, where LibreOffice is installed; yield a notice where that went wrong."""
    office, target = find_office(), path.with_suffix(".pdf")
    if office is None:
        return
    if target.exists():
        yield Text(f"{target} 已存在，没有覆盖；简报的 PDF 没有另存。", f"{target} exists; the briefing is no PDF.")
        return
    try:
        save_atomically(convert_document(office, document, "docx", "pdf", seconds), target, overwrite=False)
    except (RefusedError, SaveError) as error:
        reason = error.finding(Place(path.name)).message if isinstance(error, RefusedError) else error.text
        yield Text(f"简报没有存成 PDF：{reason.zh}", f"The briefing was not saved as PDF: {reason.en}")
