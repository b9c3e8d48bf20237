"""Messages about content that is not read as it stands: struck out, in a text box, beside a form (R20 to R32)."""

from __future__ import annotations

from typing import Any

from xltools.messages.message import Example, Message, Words
from xltools.model import Place, Severity
from xltools.text import Text

__all__ = ["UNUSED_CONTENT"]

_SOURCE = "读取约定"


def _message(id: str, severity: Severity, zh: Words, en: Words, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, severity, zh, en, source=_SOURCE, fires=Example(**example))


UNUSED_CONTENT = (
    _message(
        "R20",
        Severity.WARNING,
        zh=Words("画了删除线的内容", "{what}，没有采用：{found}", "确实不要的请删除；要保留的请去掉删除线"),
        en=Words(
            "Struck-out content",
            "{what}; it was not used: {found}",
            "Delete what is not wanted; remove the strike-through from what is",
        ),
        what=Text("第 12 行整行画了删除线", "All of row 12 is struck through"),
        found="数量指标；养护里程；≥32公里",
    ),
    _message(
        "R21",
        Severity.WARNING,
        zh=Words(
            "部分文字画了删除线", "画了删除线的“{found}”没有采用，按“{expected}”读取", "核对后删除画了删除线的文字"
        ),
        en=Words(
            "Part of a text struck out",
            "The struck-out text {found} was not used; the cell was read as {expected}",
            "Check it, and delete the struck-out text",
        ),
        found="2460000",
        expected="2500000",
    ),
    _message(
        "R22",
        Severity.NOTE,
        zh=Words("一格里写了几个指标", "一行里写了 {found} 个指标，已分开读取", "每行写一个指标，各填各的指标值"),
        en=Words(
            "Several indicators in a row",
            "This row holds {found} indicators; they were read one by one",
            "Give each indicator a row of its own",
        ),
        field="level3",
        found="2",
    ),
    _message(
        "R23",
        Severity.NOTE,
        zh=Words(
            "表格以外的内容没有采用",
            "表格旁边或下面的内容没有采用：{found}",
            "不需要的删除；要报送的填到表内对应的栏目里",
        ),
        en=Words(
            "Content beside the form not used",
            "Content beside or below the form was not used: {found}",
            "Delete it, or move what is to be reported into the form",
        ),
        found="N4（与批复数核对无误）",
    ),
    _message(
        "R24",
        Severity.ERROR,
        zh=Words(
            "指标不属于任何项目",
            "工作表“{sheet}”有 {found} 行指标，但没有项目编码和名称，没有采用",
            "是续表的，把这些行移到所属项目的绩效目标表里，或在表名里写明“续”",
        ),
        en=Words(
            "Indicators without a project",
            'The sheet "{sheet}" has {found} rows of indicators, but no project: they were not used',
            "Move the rows into their project's form, or put 续 into the sheet's name if it continues the sheet before",
        ),
        place=Place(sheet="项目1附表"),
        found="5",
    ),
    _message(
        "R25",
        Severity.WARNING,
        zh=Words(
            "一格里写了几个指标",
            "一行里写了 {found} 个指标，指标值的个数与之不符，按一个指标读取",
            "每行写一个指标，各填各的指标值",
        ),
        en=Words(
            "Several indicators in a row",
            "This row names {found} indicators, but has another number of values; it was read as one",
            "Give each indicator a row and a value of its own",
        ),
        field="level3",
        found="3",
    ),
    _message(
        "R26",
        Severity.WARNING,
        zh=Words(
            "文本框里的文字没有采用",
            "这里有一个文本框，里面的文字没有采用：{found}",
            "把文字填到单元格里，再删除文本框",
        ),
        en=Words(
            "Text box not used",
            "A text box lies here; its text was not used: {found}",
            "Type the text into the cells and delete the text box",
        ),
        place=Place(sheet="项目1", row=8, column=2),
        found="1、养护村道32公里",
    ),
    _message(
        "R27",
        Severity.WARNING,
        zh=Words(
            "图片里的内容没有采用",
            "这里是图片，图片里的内容读不出来：{found}",
            "把图片里的内容填到单元格里；印章、照片等另行报送",
        ),
        en=Words(
            "Picture not used",
            "There is a picture here; what it shows cannot be read: {found}",
            "Type what it shows into the cells; send seals and photographs separately",
        ),
        place=Place(sheet="项目1", row=8, column=2),
        found="B8",
    ),
    _message(
        "R28",
        Severity.WARNING,
        zh=Words(
            "金额单位互相矛盾",
            "{what}",
            "核对金额，把两处单位改成一致",
        ),
        en=Words(
            "Money units disagree",
            "{what}",
            "Check the amount, and state the same unit in both places",
        ),
        field="budget",
        found="万元",
        expected="元",
        what=Text(
            "“预算数”旁边写的单位是万元，表头写的是元，已按万元读取",
            'The unit beside "预算数" is 万元, the heading says 元; the amount was read in 万元',
        ),
    ),
    _message(
        "R29",
        Severity.ERROR,
        zh=Words("单位与部门不符", "{what}", "核对单位编码；别的部门的表，请从本工作簿移出，由该部门报送"),
        en=Words(
            "Unit of another department",
            "{what}",
            "Check the unit code; a form of another department belongs into that department's workbook",
        ),
        field="unit",
        what=Text(
            "这张表写的单位是 402001示范县统计局，不属于本工作簿的部门 301",
            "The unit of this form is 402001示范县统计局, not of 301, the department of the workbook",
        ),
    ),
    _message(
        "R31",
        Severity.ERROR,
        zh=Words(
            "被合并单元格盖住的内容",
            "合并单元格 {shown} 盖住了“{found}”，屏幕和打印都看不到，没有采用",
            "取消合并，核对后把内容填到对应的栏目里，或者删除",
        ),
        en=Words(
            "Content under merged cells",
            "The merged cells {shown} cover {found}: it shows neither on the screen nor on paper, and was not used",
            "Undo the merge, check the content, and type it into its field or delete it",
        ),
        place=Place(sheet="项目1", row=4, column=3),
        found="7,800,000.00",
        shown="B4:C4",
    ),
    _message(
        "R32",
        Severity.WARNING,
        zh=Words(
            "资金用途里夹着金额",
            "资金用途的格里夹着金额：{found}，按文字读取，没有计入任何合计",
            "要报的金额填到预算数、财政资金、其他资金栏里；说明资金来源的，写成一段文字",
        ),
        en=Words(
            "Amounts among the purpose",
            "There are amounts among the cells of the purpose: {found}; they were read as text and are in no total",
            "Enter amounts to be reported in the fields for them; describe sources of money in one text",
        ),
        field="purpose",
        found="C5（900,000.00）",
    ),
)
"""The messages by number; :data:`xltools.messages.reading.READING` has them too."""
