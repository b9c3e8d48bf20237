"""Messages about files that cannot be imported as published documents (family F): F50 to F56."""

from __future__ import annotations

from typing import Any

from xltools.messages.message import Example, Message, Words
from xltools.model import Severity
from xltools.text import Text

__all__ = ["DOCUMENT_FILES"]


def _message(id: str, zh: Words, en: Words, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, Severity.ERROR, zh, en, source="文件检查", fires=Example(**example))


DOCUMENT_FILES = (
    _message(
        "F50",
        Words(
            "不能导入的文件",
            "这是{kind}，不是能导入的公开文本",
            "公开文本请用 .docx、.doc、网页（.html）、带文字的 .pdf 或 .txt；工作簿不用导入，直接检查、汇总。",
        ),
        Words(
            "Not a document to import",
            "This is {kind}, not a published text that can be imported",
            "Give .docx, .doc, a web page (.html), a .pdf with text, or .txt; workbooks are checked as they are.",
        ),
        kind=Text("工作簿", "a workbook"),
    ),
    _message(
        "F51",
        Words(
            "PDF 里没有文字",
            "{pages} 页里有 {blank} 页没有文字，多半是扫描件或图片",
            "请向发布单位要 Word 原件；没有的，用识别软件（OCR）转成 .docx，逐个核对金额后再导入。",
        ),
        Words(
            "PDF without text",
            "{blank} of {pages} pages hold no text: most likely scans or pictures",
            "Ask for the Word file; failing that, turn it into .docx by OCR, check every amount, and import that.",
        ),
        pages="12",
        blank="12",
    ),
    _message(
        "F52",
        Words(
            "文档有打开密码",
            "文档有打开密码，无法读取",
            "请在 Word、WPS 或 PDF 阅读器中去掉打开密码，另存后再导入。",
        ),
        Words(
            "Document needs a password",
            "The document needs a password to be opened",
            "Remove the password, save the document and import that.",
        ),
    ),
    _message(
        "F53",
        Words(
            "读旧版 Word 文档要用 LibreOffice",
            "这是旧版 Word 文档（.doc），这台电脑上没有找到 LibreOffice",
            "请在 Word 或 WPS 中打开，另存为 .docx 后再导入；或安装 LibreOffice。",
        ),
        Words(
            "Old Word documents need LibreOffice",
            "This is an old Word document (.doc), and no LibreOffice was found on this computer",
            "Open it in Word or WPS, save it as .docx and import that; or install LibreOffice.",
        ),
    ),
    _message(
        "F54",
        Words(
            "旧版 Word 文档没有转成",
            "LibreOffice 没有把这个文档转成 .docx：{detail}",
            "请在 Word 或 WPS 中打开，另存为 .docx 后再导入。",
        ),
        Words(
            "Old Word document not converted",
            "LibreOffice did not turn this document into .docx: {detail}",
            "Open it in Word or WPS, save it as .docx and import that.",
        ),
        detail=Text("60 秒内没有转完", "not done in 60 s"),
    ),
    _message(
        "F55",
        Words(
            "读 PDF 要装一个部件",
            "读 PDF 要用的部件没有安装",
            "请运行：python -m pip install 'xltools[documents]'；或在 Word、WPS 中把 PDF 另存为 .docx，核对后再导入。",
            "请把 PDF 在 Word、WPS 中另存为 .docx，核对后重新报送。",
        ),
        Words(
            "An extra is missing",
            "The package that reads PDF is not installed",
            "Run: python -m pip install 'xltools[documents]'; or save the PDF as .docx in Word, check and import it.",
        ),
    ),
    _message(
        "F56",
        Words(
            "没有找到绩效目标表",
            "文档里没有找到绩效目标表",
            "请确认是公开的预算绩效文本，表格没有存成图片；.txt 应为 Word 另存的“纯文本”，每格一行、行首有制表符。",
        ),
        Words(
            "No target sheet",
            "The document has no target sheet",
            "Make sure that it is a published text and that its tables are not pictures; a .txt must be one that Word "
            "saved as plain text: one cell a line, each behind a tab.",
        ),
    ),
)
