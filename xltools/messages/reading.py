"""Messages about what could not be read, or not without doubt (family R): raised while a workbook is read.

``READING["R03"].at(place, field="budget", found="=A1+B1")`` makes the finding. ``{label}`` in a message is the term of
``field``; give ``label=`` where the field has none in the glossary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.glossary import FieldTerm
from xltools.messages.documents import DOCUMENTS
from xltools.messages.known_forms import KNOWN_FORMS
from xltools.messages.message import Example, Message, Words
from xltools.messages.unused_content import UNUSED_CONTENT
from xltools.model import Place, Severity
from xltools.text import Text

__all__ = ["READING"]

_SOURCE = "读取约定"


def _message(id: str, severity: Severity, zh: Words, en: Words, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, severity, zh, en, source=_SOURCE, fires=Example(**example))


_MESSAGES = (
    _message(
        "R01",
        Severity.ERROR,
        zh=Words(
            "绩效目标表读不出来",
            "工作表“{sheet}”像绩效目标表，但读不出来：缺少{missing}",
            "补上缺少的栏目名称，或把内容抄入下发的模板后重报",
        ),
        en=Words(
            "Target sheet cannot be read",
            'Worksheet "{sheet}" looks like a target sheet but cannot be read: {missing} not found',
            "Restore the missing labels, or copy the content into the template and send it again",
        ),
        place=Place(sheet="项目1"),
        missing=FieldTerm.BUDGET,
    ),
    _message(
        "R02",
        Severity.ERROR,
        zh=Words("缺少栏目", "没有找到“{label}”这一栏", "补上“{label}”的栏目名称，填写后重报；栏目名称不要删除或改写"),
        en=Words(
            "Label missing",
            'The form has no "{label}"',
            'Restore the label "{label}" and fill it in; labels must not be deleted or reworded',
        ),
        field="budget",
    ),
    _message(
        "R03",
        Severity.ERROR,
        zh=Words(
            "公式没有计算结果",
            "“{label}”是公式，但文件里没有存它的计算结果",
            "用 Excel 或 WPS 打开文件，重新计算（F9）并保存后重报；数据格最好直接填数",
        ),
        en=Words(
            "Formula without a stored value",
            '"{label}" is a formula whose result is not stored in the file',
            "Open the file in Excel or WPS, recalculate (F9), save it and send it again; better type the value",
        ),
        field="budget",
    ),
    _message(
        "R04",
        Severity.ERROR,
        zh=Words("错误值", "“{label}”显示错误值 {found}", "改正公式，或直接填写内容"),
        en=Words("Error value", '"{label}" shows the error value {found}', "Correct the formula, or type the value"),
        field="budget",
        found="#REF!",
    ),
    _message(
        "R05",
        Severity.WARNING,
        zh=Words(
            "编码以数字存放",
            "“{label}”以数字存放：{found}，前面的 0 或末尾几位可能已经丢失",
            "把单元格设为“文本”格式，对照批复文件重新填写编码",
        ),
        en=Words(
            "Code stored as a number",
            '"{label}" is stored as a number: {found}; leading zeros or trailing digits may be lost',
            "Format the cell as text and type the code again from the approved document",
        ),
        field="code",
        found="12000022",
    ),
    _message(
        "R06",
        Severity.NOTE,
        zh=Words("有内容没有采用", "“{label}”旁边的内容没有采用：{found}", "确有需要的内容填到对应的栏目里，其余删除"),
        en=Words(
            "Content not used",
            'Something beside "{label}" was not used: {found}',
            "Move what is needed to the field it belongs to, and delete the rest",
        ),
        field="code",
        found="待核",
    ),
    _message(
        "R07",
        Severity.NOTE,
        zh=Words(
            "数据格被合并",
            "“{label}”合并了几行，每行都按“{found}”读取",
            "取消合并，每行各填各的内容；确实相同的可以不管",
        ),
        en=Words(
            "Data cells merged",
            '"{label}" is merged over several rows; each of them was read as {found}',
            "Unmerge the cells and give each row its own content; never mind if it is the same",
        ),
        field="target",
        found="≥95%",
    ),
    _message(
        "R08",
        Severity.NOTE,
        zh=Words("隐藏的行列有内容", "隐藏的行或列里有内容（{found}），已照常读取", "取消隐藏，核对后保留或删除"),
        en=Words(
            "Hidden content",
            "Hidden rows or columns hold content ({found}); it was read all the same",
            "Unhide them, check, and keep or delete the content",
        ),
        found="12、13",
    ),
    _message(
        "R09",
        Severity.ERROR,
        zh=Words("没有绩效目标表", "文件里没有找到绩效目标表", "确认报送的是部门绩效目标工作簿，按下发的模板填写"),
        en=Words(
            "No target sheet",
            "The workbook has no target sheet",
            "Make sure that this is the department's workbook, filled in on the template",
        ),
    ),
    _message(
        "R10",
        Severity.ERROR,
        zh=Words("金额读不出来", "“{label}”不是金额：{found}", "只填数字，如 1073060.00；说明文字写到资金用途里"),
        en=Words(
            "Amount cannot be read",
            '"{label}" is not an amount: {found}',
            "Enter digits only, such as 1073060.00; explanations belong to the purpose",
        ),
        field="budget",
        found="约100万",
    ),
    _message(
        "R11",
        Severity.ERROR,
        zh=Words(
            "看不出是哪个部门", "工作簿里既没有部门编码，也没有部门名称", "在封面或各表的“单位（部门）”栏填写编码和名称"
        ),
        en=Words(
            "Department unknown",
            "The workbook gives neither a department code nor a department name",
            "Fill in code and name on the cover or in the sheets' unit line",
        ),
    ),
    _message(
        "R12",
        Severity.NOTE,
        zh=Words("没有写金额单位", "{what}，按“元”读取{lacks}", "在表头写明“单位：元”或“单位：万元”，并核对金额"),
        en=Words(
            "Money unit not stated",
            "{what}; yuan (元) was assumed{lacks}",
            "State the unit, yuan (单位：元) or 10,000 yuan (单位：万元), in the form's head and check the amounts",
        ),
        what=Text("表上没有写金额单位", "The form does not state its money unit"),
        lacks=Text(
            "；预算数填的是 246，按 246.00 元计，如果是万元，合计少计 2,459,754.00 元",
            "; 246 was taken for 246.00 yuan, and the total lacks 2,459,754.00 yuan if 万元 was meant",
        ),
    ),
    _message(
        "R13",
        Severity.NOTE,
        zh=Words("表外内容没有采用", "远离表格的内容没有采用：{found}", "不需要的删除，需要的移到表内"),
        en=Words(
            "Stray content ignored",
            "Content far away from the form was not used: {found}",
            "Delete it, or move it into the form",
        ),
        found="AB200",
    ),
    _message(
        "R14",
        Severity.ERROR,
        zh=Words("模板还没有填写", "这是绩效目标模板，各张绩效目标表都还空着", "填写后再报送"),
        en=Words(
            "Template not filled in",
            "This is the template; its target sheets are all blank",
            "Fill it in, then send it",
        ),
    ),
    _message(
        "R15",
        Severity.WARNING,
        zh=Words(
            "有文字无法辨认",
            "文件的字符编码有误，有 {found} 个字无法辨认",
            "在原系统中重新导出，或另存为 .xlsx 后重新报送",
        ),
        en=Words(
            "Characters that cannot be read",
            "The encoding of the file is damaged: {found} characters cannot be read",
            "Export it again, or save it as .xlsx, and send that",
        ),
        found="3",
    ),
    _message(
        "R16",
        Severity.ERROR,
        zh=Words(
            "数字设成了日期格式",
            "“{label}”的单元格是日期格式（{format}），显示为 {shown}；已按存放的数字 {found} 读取",
            "把单元格格式改为“常规”，再核对、填写数字；格式不改，重填的数字还会显示成日期",
        ),
        en=Words(
            "Number shown as a date",
            'The cell of "{label}" has the date format {format} and shows {shown}; the stored number {found} was read',
            'Set the format of the cell to "General", then check the number; otherwise it is shown as a date again',
        ),
        field="budget",
        found="2460000",
        shown="8635-04-01",
        format='yyyy"年"m"月"',
    ),
    _message(
        "R17",
        Severity.NOTE,
        zh=Words(
            "公式已代为计算",
            "“{label}”的公式没有计算结果，已按公式算出 {found}",
            "核对算出的内容；数据格最好直接填数，不用公式",
        ),
        en=Words(
            "Formula worked out",
            'The formula of "{label}" has no stored result; worked out, it gives {found}',
            "Check the result; better type the value in place of a formula",
        ),
        field="budget",
        found="1073060.55",
    ),
    _message(
        "R18",
        Severity.WARNING,
        zh=Words(
            "文字存成了公式",
            "“{label}”填写的“{found}”被存成了公式，已按填写的文字读取",
            "把单元格设为“文本”格式，再填写“{found}”；存成公式的文字，用 Excel 打开时会丢失",
        ),
        en=Words(
            "Text stored as a formula",
            '"{found}", typed for "{label}", is stored as a formula; it was read as the text that was typed',
            'Format the cell as text and type "{found}" again; Excel drops such a formula when it opens the file',
        ),
        field="target",
        found="=0个",
    ),
    _message(
        "R19",
        Severity.ERROR,
        zh=Words(
            "显示的金额与存放的不同",
            "“{label}”显示为 {found}，单元格里存放的是 {stored}，按表上的单位两者不是同一个金额；已按显示的读取",
            "把单元格格式改为“常规”，按表上的单位填写金额",
        ),
        en=Words(
            "Amount shown differs from the stored one",
            '"{label}" shows {found} but stores {stored}, another amount in its unit; the shown one was read',
            'Set the format of the cell to "General" and enter the amount in the unit of the form',
        ),
        field="budget",
        found="6.5",
        stored="65000",
    ),
    _message(
        "R37",
        Severity.WARNING,
        zh=Words(
            "金额不显示",
            "“{label}”存放着 {found}，单元格格式却不让它显示；已按存放的读取，计入合计",
            "把单元格格式改为“常规”，核对金额；不该有这笔金额的，清空单元格",
        ),
        en=Words(
            "Amount that does not show",
            '"{label}" stores {found}, but its format does not show it; it was read as stored and is in the total',
            'Set the format of the cell to "General" and check the amount, or clear the cell',
        ),
        field="budget",
        found="246.5",
    ),
    _message(
        "R38",
        Severity.WARNING,
        zh=Words(
            "答复对不上问题",
            "“校验结果”里的答复“{found}”对不上退回时的任何一条问题，没有采用：这一行的编号或规则被改过",
            "按退回件恢复这一行的编号和规则，再填处理和部门说明",
        ),
        en=Words(
            "Answer without a finding",
            'The answer "{found}" on 校验结果 belongs to no line that went back and was not taken: the number or the '
            "rule of its row was changed",
            "Put the number and the rule of the row back as they were in the returned copy, and answer again",
        ),
        found="说明不改 按合同分期付款",
    ),
    _message(
        "R30",
        Severity.ERROR,
        zh=Words(
            "公式的结果已经过时",
            "“{label}”的公式存着的结果是 {found}，按表内现在的数字算是 {expected}；已按存着的读取",
            "用 Excel 或 WPS 打开文件，重新计算（F9），核对并保存后重报；数据格最好直接填数",
        ),
        en=Words(
            "Outdated result of a formula",
            'The stored result of the formula of "{label}" is {found}, but the numbers on the sheet give {expected}; '
            "the stored one was read",
            "Open the file in Excel or WPS, recalculate (F9), check, save and send it again; better type the value",
        ),
        field="budget",
        found="0",
        expected="1073060.55",
    ),
    _message(
        "R33",
        Severity.WARNING,
        zh=Words(
            "数字存成了文字",
            "“{label}”的“{found}”是文字，不是数字：本表的核对公式和“目录”的合计都不计它；已照常读取",
            "把单元格格式改为“常规”，重新填写，只填数字",
        ),
        en=Words(
            "Number stored as text",
            'The "{found}" of "{label}" is text: the formulas of this sheet and of 目录 leave it out; it was read '
            "all the same",
            'Set the format of the cell to "General" and enter the number again, in digits',
        ),
        field="budget",
        found="120万元",
    ),
    _message(
        "R99",
        Severity.ERROR,
        zh=Words(
            "规则运行出错",
            "规则 {failed} 运行出错（{found}），这里没有检查",
            "这是程序的问题，不是填报的问题：请把文件和本条提示交给工具维护人员",
            "这是程序的问题，不是填报的问题，不必修改",
        ),
        en=Words(
            "Rule failed",
            "Rule {failed} failed ({found}); this was not checked",
            "This is a fault of the program, not of the form: hand the file and this line to the tool's maintainer",
        ),
        failed="V03",
        found="ValueError",
    ),
)

READING: Mapping[str, Message] = {
    message.id: message
    for message in sorted(
        (*_MESSAGES, *UNUSED_CONTENT, *KNOWN_FORMS, *DOCUMENTS.values()), key=lambda message: message.id
    )
}
"""The messages by number."""
