"""Messages about changes to a workbook of our template since it was sent out (family S): raised when it is read.

What can still be read is read, so most of these are notes; each says what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.messages.message import Example, Message, Words
from xltools.model import Severity
from xltools.sheet_names import STAMP_SHEET
from xltools.text import Text

__all__ = ["STRUCTURE"]


def _message(id: str, severity: Severity, zh: Words, en: Words, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, severity, zh, en, source="模板结构", fires=Example(**example))


_MESSAGES = (
    _message(
        "S01",
        Severity.WARNING,
        zh=Words(
            "下发的工作表不在了",
            "下发的工作表“{found}”不在了",
            "确实不需要的空白表可以不管；有内容的，从原文件复制回来或在空白表上重填",
        ),
        en=Words(
            "Sheet of the template missing",
            'The sheet "{found}" of the template is not there any more',
            "Never mind a blank one; otherwise copy it back, or fill in a blank form again",
        ),
        found="项目2",
    ),
    _message(
        "S02",
        Severity.NOTE,
        zh=Words(
            "工作表被改名", "工作表“{expected}”被改名为“{found}”，已照常读取", "表名不影响汇总；便于核对，请改回原名"
        ),
        en=Words(
            "Sheet renamed",
            'The sheet "{expected}" has been renamed "{found}"; it was read all the same',
            "Consolidation does not mind; give it back its name to make comparing easier",
        ),
        expected="项目2",
        found="道路硬化",
    ),
    _message(
        "S03",
        Severity.NOTE,
        zh=Words(
            "多出的工作表", "工作表“{found}”不是模板里的，也没有绩效目标表，内容没有采用", "不需要的删除；附件另外报送"
        ),
        en=Words(
            "Extra sheet",
            'The sheet "{found}" is not of the template and holds no form; it was not used',
            "Delete it unless it is needed; send attachments separately",
        ),
        found="Sheet1",
    ),
    _message(
        "S04",
        Severity.NOTE,
        zh=Words(
            "复制的绩效目标表",
            "绩效目标表“{found}”是另加的，已照常读取，但“目录”的合计里没有它",
            "核对它是不是多复制的一张；金额合计以汇总结果为准",
        ),
        en=Words(
            "Form that was copied",
            'The form "{found}" has been added; it was read, but the totals of "目录" (contents) leave it out',
            "Check that it is not a copy too many; the consolidated totals are the right ones",
        ),
        found="项目1 (2)",
    ),
    _message(
        "S05",
        Severity.NOTE,
        zh=Words("工作表次序变动", "工作表的次序变动：{found}", "次序不影响汇总；便于核对，请按下发的次序排列"),
        en=Words(
            "Sheets in another order",
            "Sheets have been moved: {found}",
            "Consolidation does not mind; put them back in order to make comparing easier",
        ),
        found="项目2",
    ),
    _message(
        "S06",
        Severity.NOTE,
        zh=Words("标签被改动", "标签“{expected}”被改为“{found}”", "恢复为“{expected}”；标签是读取内容的依据"),
        en=Words(
            "Label changed",
            'The label "{expected}" has been changed to "{found}"',
            'Restore "{expected}": contents are found by their labels',
        ),
        field="budget",
        expected="预算数",
        found="预算",
    ),
    _message(
        "S07",
        Severity.NOTE,
        zh=Words("表内行列有变动", "{what}，已照常读取", "内容没有错位的可以不管；否则删除多余的行列或恢复原样"),
        en=Words(
            "Rows or columns changed",
            "{what}; the form was read all the same",
            "Never mind if nothing is out of place; otherwise undo the change",
        ),
        what=Text("“绩效目标”上面插入了 1 行", '1 row was inserted above "绩效目标"'),
    ),
    _message(
        "S08",
        Severity.NOTE,
        zh=Words(
            "核对公式缺失",
            "模板的自动计算公式已不在：{found}，由它们核对、计数和合计的结果不再可信",
            "从同类的表复制这些公式，或换用新模板（xltools transfer）",
            "从同类的表复制这些公式，或把内容抄入下发的新模板",
        ),
        en=Words(
            "Formulas missing",
            "The formulas of the template are gone: {found}; checks, counts and sums by them are not reliable",
            "Copy the formulas from a sheet of the same kind, or use a fresh template (xltools transfer)",
        ),
        found="L11",
    ),
    _message(
        "S09",
        Severity.NOTE,
        zh=Words(
            "下拉列表和填写限制丢失",
            "模板的下拉列表和填写限制已不在：{found}",
            "不影响汇总；需要时从同列其他行复制格式，或换用新模板（xltools transfer）",
            "不影响汇总；需要时从同列其他行复制格式，或把内容抄入下发的新模板",
        ),
        en=Words(
            "Drop-downs and limits lost",
            "The drop-down lists and limits of entry of the template are gone: {found}",
            "Consolidation does not mind; copy the format of another row, or use a fresh template (xltools transfer)",
        ),
        found="E11:E18",
    ),
    _message(
        "S10",
        Severity.NOTE,
        zh=Words(
            "工作表没有保护", "模板的工作表保护已不在：{found}", "核对标签和公式没有改动后，重新保护工作表（无密码）"
        ),
        en=Words(
            "Sheets not protected",
            "Sheets are no longer protected: {found}",
            "Check that labels and formulas are as they were, then protect the sheets again (no password)",
        ),
        found="项目1",
    ),
    _message(
        "S11",
        Severity.WARNING,
        zh=Words(
            "模板版本不同",
            "工作簿是按第 {found} 版模板制作的，现行是第 {expected} 版",
            "用 xltools transfer 把内容转到新模板，核对后报送",
            "把内容抄入现行的模板，核对后报送",
        ),
        en=Words(
            "Another version of the template",
            "The workbook was made from version {found} of the template; this is version {expected}",
            "Move the content to a fresh template with xltools transfer, check it and send that",
        ),
        found="1",
        expected="2",
    ),
    _message(
        "S12",
        Severity.WARNING,
        zh=Words(
            "预算年度与模板不符",
            "封面填的是 {found} 年度，模板是为 {expected} 年度下发的",
            "核对预算年度；用错模板的，改用本年度下发的模板",
        ),
        en=Words(
            "Year differs from the template",
            "The cover says {found}, but the template was sent out for {expected}",
            "Check the budget year; use the template of the right year",
        ),
        field="year",
        found="2020",
        expected="2021",
    ),
    _message(
        "S13",
        Severity.WARNING,
        zh=Words(
            "部门与模板不符",
            "{what}是 {found}，模板是下发给 {expected} 的",
            "核对部门编码；用错模板的，改用下发给本部门的模板",
        ),
        en=Words(
            "Department differs from the template",
            "{what} says {found}, but the template was sent to {expected}",
            "Check the department code; use the template that was sent to the department",
        ),
        what=Text("封面的部门编码", "The department code of the cover"),
        found="302",
        expected="301 示范县交通运输局",
    ),
    _message(
        "S14",
        Severity.NOTE,
        zh=Words(
            "模板标识丢失",
            "这是下发的模板，但其中隐藏的“{found}”表已经丢失，下拉列表不能再用",
            "用 xltools transfer 把内容转到新模板；复制表时请复制整个文件",
            "把内容抄入下发的新模板；复制表时请复制整个文件",
        ),
        en=Words(
            "Stamp of the template lost",
            'This is the template, but its hidden sheet "{found}" is gone; the drop-down lists no longer work',
            "Move the content to a fresh template with xltools transfer; copy whole files, not sheets",
        ),
        found=STAMP_SHEET,
    ),
    _message(
        "S15",
        Severity.NOTE,
        zh=Words(
            "文字一格显示不全",
            "文字有 {found} 个字，行高拉到最大也显示、打印不全（最多约 {expected} 个字）",
            "精简文字，或分成几行填写",
        ),
        en=Words(
            "Text too long for its cell",
            "A text of {found} characters is cut on screen and paper however high its row is made (about {expected})",
            "Shorten it, or divide it into several rows",
        ),
        found="1800",
        expected="1325",
    ),
)

STRUCTURE: Mapping[str, Message] = {message.id: message for message in _MESSAGES}
"""The messages by number."""
