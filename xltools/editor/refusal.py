"""Refusals of the editor by name: a code, and the message in Chinese and English.

There are two ways. :class:`EditRefusedError` is raised for a whole file that cannot be opened as a workbook. A
:class:`Refusal` in a result stands for one edit that was left undone while the others were made; inside the package the
same exception carries it up to the place that knows which edit it was.
"""

from __future__ import annotations

from enum import StrEnum

from xltools.errors import XltoolsError
from xltools.model import NOWHERE, Place
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["CopyLoss", "EditRefusedError", "Refusal", "RefusalCode"]


class RefusalCode(StrEnum):
    """The reason why something was not done."""

    # the whole file
    NO_FILE = "no-file"
    NOT_A_PACKAGE = "not-a-package"
    ENCRYPTED = "encrypted"
    OLD_FORMAT = "old-format"
    BINARY_WORKBOOK = "binary-workbook"
    NOT_A_WORKBOOK = "not-a-workbook"
    DAMAGED_PACKAGE = "damaged-package"
    DUPLICATE_PART = "duplicate-part"
    TOO_LARGE = "too-large"
    SHARED_WORKBOOK = "shared-workbook"
    # one part
    MISSING_PART = "missing-part"
    DAMAGED_PART = "damaged-part"
    DOCTYPE = "doctype"
    ENCODING = "encoding"
    ODD_STRUCTURE = "odd-structure"
    # one edit
    NO_SUCH_SHEET = "no-such-sheet"
    AMBIGUOUS_SHEET = "ambiguous-sheet"
    NOT_A_WORKSHEET = "not-a-worksheet"
    BAD_ADDRESS = "bad-address"
    DISORDERED = "disordered"
    FORMULA = "formula"
    SHARED_FORMULA = "shared-formula"
    ARRAY_FORMULA = "array-formula"
    MERGED_CELL = "merged-cell"
    TABLE_HEADER = "table-header"
    PIVOT_TABLE = "pivot-table"
    NOT_A_NUMBER = "not-a-number"
    TOO_PRECISE = "too-precise"
    TEXT_TOO_LONG = "text-too-long"
    TOO_MANY_STYLES = "too-many-styles"
    THREADED_COMMENT = "threaded-comment"
    ODD_NOTES = "odd-notes"
    BAD_SHEET_NAME = "bad-sheet-name"
    SHEET_NAME_TAKEN = "sheet-name-taken"
    NOT_OUR_SHEET = "not-our-sheet"
    LAST_SHEET = "last-sheet"
    TOO_MANY_LINKS = "too-many-links"


_C = RefusalCode
_TEXTS: dict[RefusalCode, Text] = {
    _C.NO_FILE: Text("文件无法读取，请检查路径和权限", "the file cannot be read; check its path and permissions"),
    _C.NOT_A_PACKAGE: Text(
        "不是 .xlsx/.xlsm 文件，请用 Excel 或 WPS 另存为 .xlsx",
        "not an .xlsx/.xlsm file; save it as .xlsx in Excel or WPS",
    ),
    _C.ENCRYPTED: Text(
        "文件设有打开密码，请取消密码后另存",
        "the file has a password to open; remove it and save again",
    ),
    _C.OLD_FORMAT: Text(
        "是旧格式（.xls）文件，请另存为 .xlsx",
        "an Office file of the old format (.xls); save it as .xlsx",
    ),
    _C.BINARY_WORKBOOK: Text(
        "是二进制工作簿（.xlsb），请另存为 .xlsx",
        "a binary workbook (.xlsb); save it as .xlsx",
    ),
    _C.NOT_A_WORKBOOK: Text("压缩包里没有工作簿", "the package holds no workbook"),
    _C.DAMAGED_PACKAGE: Text(
        "文件已损坏，请用 Excel 或 WPS 打开修复后另存",
        "the file is damaged; open, repair and save it in Excel or WPS",
    ),
    _C.DUPLICATE_PART: Text(
        "文件内部有重名部件，请用 Excel 或 WPS 打开后另存",
        "two parts have the same name; open and save it in Excel or WPS",
    ),
    _C.TOO_LARGE: Text("文件过大，无法安全修改", "the file is too large to change safely"),
    _C.SHARED_WORKBOOK: Text(
        "是“共享工作簿”（带修订记录），请取消共享后另存",
        "a shared workbook with a change history; stop sharing and save it",
    ),
    _C.MISSING_PART: Text(
        "文件缺少部件，请用 Excel 或 WPS 打开修复后另存",
        "a part is missing; open, repair and save it in Excel or WPS",
    ),
    _C.DAMAGED_PART: Text(
        "文件有部件已损坏，请用 Excel 或 WPS 打开修复后另存",
        "a part is damaged; open, repair and save it in Excel or WPS",
    ),
    _C.DOCTYPE: Text(
        "部件含有 DOCTYPE 声明，出于安全不予修改",
        "a part declares a DOCTYPE, which no spreadsheet program writes; not changed, for safety",
    ),
    _C.ENCODING: Text(
        "部件的字符编码无法原样保留，请用 Excel 或 WPS 打开后另存",
        "a part's character encoding cannot be kept as it is; open and save it in Excel or WPS",
    ),
    _C.ODD_STRUCTURE: Text(
        "部件的写法特殊，无法安全修改，请用 Excel 或 WPS 打开后另存",
        "a part is written in an unusual way that cannot be changed safely; open and save it in Excel or WPS",
    ),
    _C.NO_SUCH_SHEET: Text("没有这张工作表", "there is no such sheet"),
    _C.AMBIGUOUS_SHEET: Text("有两张同名工作表", "two sheets have this name"),
    _C.NOT_A_WORKSHEET: Text(
        "这是图表页、对话框页或宏表，没有可改的单元格",
        "a chart, dialog or macro sheet: it has no cells to change",
    ),
    _C.BAD_ADDRESS: Text("单元格地址超出范围", "the cell address is out of range"),
    _C.DISORDERED: Text(
        "工作表的行列次序混乱，请用 Excel 或 WPS 打开后另存",
        "the sheet's rows or cells are out of order; open and save it in Excel or WPS",
    ),
    _C.FORMULA: Text("单元格里是公式，未覆盖", "the cell holds a formula; it was not overwritten"),
    _C.SHARED_FORMULA: Text(
        "其他单元格共用这里的公式，不能覆盖",
        "other cells share the formula of this cell; it cannot be overwritten",
    ),
    _C.ARRAY_FORMULA: Text(
        "单元格属于数组公式或模拟运算表，不能单独修改",
        "the cell is part of an array formula or a data table and cannot be changed alone",
    ),
    _C.MERGED_CELL: Text(
        "单元格在合并区域内，内容应写入左上角单元格",
        "the cell lies inside a merged block; write to its top left cell",
    ),
    _C.TABLE_HEADER: Text(
        "单元格是表格的标题或汇总行，不能直接修改",
        "the cell is in the header or totals row of a table and cannot be changed here",
    ),
    _C.PIVOT_TABLE: Text("单元格属于数据透视表", "the cell belongs to a pivot table"),
    _C.NOT_A_NUMBER: Text(
        "数值无法存入单元格（无穷大、非数或超出范围）",
        "a spreadsheet cannot hold the number (infinite, not a number, or out of range)",
    ),
    _C.TOO_PRECISE: Text(
        "数字超过 15 位有效数字，表格会丢失尾数，请作为文本写入",
        "more than 15 significant digits: a spreadsheet would lose the last ones; write it as text",
    ),
    _C.TEXT_TOO_LONG: Text(
        "文字超过 32,767 个字符，单元格放不下",
        "the text is longer than the 32,767 characters a cell holds",
    ),
    _C.TOO_MANY_STYLES: Text(
        "工作簿的单元格格式已达上限，无法再加底色",
        "the workbook has reached the limit of cell formats",
    ),
    _C.THREADED_COMMENT: Text(
        "单元格已有“批注会话”，不能再加批注",
        "the cell has a threaded comment; a note cannot stand beside it",
    ),
    _C.ODD_NOTES: Text(
        "工作表的批注图形写法特殊，无法安全添加批注",
        "the sheet's note shapes are written in an unusual way; no note can be added safely",
    ),
    _C.BAD_SHEET_NAME: Text("工作表名称不合规定", "not a valid sheet name"),
    _C.SHEET_NAME_TAKEN: Text(
        "已有同名工作表，且不是本工具生成的，请先改名",
        "there is a sheet of this name that this tool did not make; rename it first",
    ),
    _C.NOT_OUR_SHEET: Text(
        "工作表不是本工具生成的，不能删除",
        "this tool did not make the sheet, so it does not remove it",
    ),
    _C.LAST_SHEET: Text(
        "删除后工作簿将没有可见的工作表",
        "without this sheet the workbook would have no visible sheet",
    ),
    _C.TOO_MANY_LINKS: Text(
        "一张工作表的超链接超过 65,530 个",
        "more than 65,530 links on one sheet",
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing left undone: why, where, and a detail such as the part's name."""

    code: RefusalCode
    place: Place = NOWHERE
    detail: str = ""

    @property
    def text(self) -> Text:
        """Place, reason and detail."""
        place, reason, detail = str(self.place), _TEXTS[self.code], self.detail
        return Text(
            (f"{place}：" if place else "") + reason.zh + (f"（{detail}）" if detail else ""),
            (f"{place}: " if place else "") + reason.en + (f" ({detail})" if detail else ""),
        )


class EditRefusedError(XltoolsError):
    """Something cannot be done safely, so nothing of it was done."""

    def __init__(self, code: RefusalCode, detail: str = "", place: Place = NOWHERE) -> None:
        """Describe what cannot be done and where."""
        self.refusal = Refusal(code, place, detail)
        super().__init__(*self.refusal.text)

    @property
    def code(self) -> RefusalCode:
        """The name of the reason."""
        return self.refusal.code


class CopyLoss(StrEnum):
    """Something of a workbook that its changed copy does not have any more."""

    SIGNATURE_DROPPED = "signature-dropped"
    SHEET_COPIED_IN_PART = "sheet-copied-in-part"

    @property
    def text(self) -> Text:
        """The loss, for the person who gets the copy."""
        return _LOSSES[self]


_LOSSES: dict[CopyLoss, Text] = {
    CopyLoss.SHEET_COPIED_IN_PART: Text(
        "复制出来的表不带图片、控件和表格对象，原表不变",
        "copied sheets are without pictures, controls and table objects; the first one has them",
    ),
    CopyLoss.SIGNATURE_DROPPED: Text(
        "原文件有数字签名；副本已改动，签名随之失效并已移除（原文件不变）",
        "the file was digitally signed; the copy is changed, so it no longer carries the signature",
    ),
}
