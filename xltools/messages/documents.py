"""Messages about published documents that are read: what a document hides, and what may not have been read whole.

R40-R43 and R49 are about the document, R44-R48 and R50-R55 about what was read of it.
"""

from __future__ import annotations

from typing import Any

from xltools.messages.message import Example, Message, Words
from xltools.model import Severity
from xltools.text import Text

__all__ = ["DOCUMENTS"]


def _message(id: str, zh: Words, en: Words, severity: Severity = Severity.WARNING, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, severity, zh, en, source="读取约定", fires=Example(**example))


_MESSAGES = (
    _message(
        "R40",
        Words(
            "文档里有没有接受的修订",
            "文档里有 {found} 处没有接受的修订，已按接受修订后的内容读取",
            "在 Word 或 WPS 里接受或拒绝全部修订，核对改动过的内容",
        ),
        Words(
            "Tracked changes",
            "The document holds {found} tracked changes that were not accepted; it was read as if they were",
            "Accept or reject all changes in Word, and check what was changed",
        ),
        found="3",
    ),
    _message(
        "R41",
        Words(
            "文档里有隐藏文字",
            "文档里有 {found} 处隐藏文字，打印时不显示，没有采用",
            "对照原件核对；在 Word 里可以显示隐藏文字，核对后删除或取消隐藏",
        ),
        Words(
            "Hidden text",
            "The document holds {found} pieces of hidden text, which do not print; they were not used",
            "Compare with the original; Word can show hidden text, which is then deleted or unhidden",
        ),
        found="2",
    ),
    _message(
        "R42",
        Words(
            "表里用了自动编号",
            "表里有 {found} 段用了 Word 的自动编号，编号不在文字里，没有读出来",
            "核对绩效目标的各条内容，编号需要的请补上",
        ),
        Words(
            "Automatic numbers in tables",
            "{found} paragraphs in tables are numbered by Word; the numbers are not in the text and were not read",
            "Check the items of the goals, and add the numbers where they are needed",
        ),
        found="4",
    ),
    _message(
        "R43",
        Words(
            "有内容没有读到",
            "文档里有{what}，没有读到",
            "对照原件，把这些内容补填到工作簿里；能存进文档本身的，存好后重新导入",
        ),
        Words(
            "Content out of reach",
            "The document holds {what}, which were not read",
            "Fill it in from the original, or make it a part of the document itself and import that",
        ),
        severity=Severity.ERROR,
        what=Text("插入的其他文件的内容", "content of other files that were inserted"),
    ),
    _message(
        "R44",
        Words(
            "预算数与资金来源对不上",
            "预算数 {budget}，财政资金 {fiscal}，其他资金 {other}，前者不等于后两者之和：原件如此，或者没有读全{kept}",
            "对照原件核对这三个金额",
        ),
        Words(
            "Budget does not match its sources",
            "Budget {budget}, fiscal {fiscal}, other {other}: the first is not the sum of the others. The original "
            "says so, or it was not read whole{kept}",
            "Compare the three amounts with the original",
        ),
        severity=Severity.ERROR,
        field="budget",
        budget="40850",
        fiscal="40850000.00",
        other="空",
        kept=Text("；工作簿里留空", "; they are left blank in the workbook"),
    ),
    _message(
        "R45",
        Words(
            "金额的小数位与别处不同",
            "“{label}”读作 {found}，文档里其他金额都有两位小数：原件如此，或者没有读全{kept}",
            "对照原件核对这个金额",
        ),
        Words(
            "Amount with other decimals",
            '"{label}" was read as {found}, while other amounts of the document have two decimals: the original says '
            "so, or it was not read whole{kept}",
            "Compare the amount with the original",
        ),
        field="budget",
        found="40850",
        kept=Text("；工作簿里留空", "; it is left blank in the workbook"),
    ),
    _message(
        "R46",
        Words(
            "支出计划没有读全",
            "支出计划的四个时点只读到 {found} 个，没有采用",
            "对照原件补填支出计划",
        ),
        Words(
            "Spending plan not read whole",
            "Only {found} of the four cells of the spending plan were found; none was used",
            "Fill in the spending plan from the original",
        ),
        severity=Severity.ERROR,
        found="3",
    ),
    _message(
        "R47",
        Words(
            "有表没有读出来",
            "原文有 {expected} 处“项目编码”，只读出 {found} 张表，另有 {missing} 张没有读出来",
            "对照原件，把没有读出来的表补填到工作簿里标明“没有读出来”的表上",
        ),
        Words(
            "Forms that were not read",
            "The document has {expected} project codes in its text, but {found} forms were read: {missing} are missing",
            "Fill in the missing forms from the original, on the sheets of the workbook that say so",
        ),
        severity=Severity.ERROR,
        expected="7",
        found="6",
        missing="1",
    ),
    _message(
        "R48",
        Words(
            "看不出属于哪个部门",
            "这张表没有写部门，前后两张表的部门又不同，已放在后一个部门",
            "对照原件核对它属于哪个部门",
        ),
        Words(
            "Department in doubt",
            "This form names no department, and the forms before and behind it belong to two; it was put to the latter",
            "Check in the original which department it belongs to",
        ),
        severity=Severity.ERROR,
    ),
    _message(
        "R49",
        Words(
            "网页里混有控制字符",
            "网页里有 {found} 个控制字符，LibreOffice 把带修订或内容控件的文档存成网页时会这样，删掉的文字也混在里面",
            "请用 Word 原件（.docx）导入；没有原件的，逐个核对金额",
        ),
        Words(
            "Control characters in a web page",
            "The page holds {found} control characters. LibreOffice writes them where it saves a document with tracked "
            "changes or content controls as a page, and deleted text stands among the rest",
            "Import the Word file itself; failing that, check every amount",
        ),
        severity=Severity.ERROR,
        found="12",
    ),
    _message(
        "R50",
        Words(
            "跨页的行看不清",
            "表格跨页，这一行是上一页末行的下半截还是新的一行，看不出来，已按新的一行读取：{found}",
            "对照原件核对这一行和上一行",
        ),
        Words(
            "Row at the turn of a page",
            "The table goes on over a page, and this row may be the rest of the last row before it; it was read as a "
            "row of its own: {found}",
            "Compare this row and the one before it with the original",
        ),
        severity=Severity.ERROR,
        found="的比例",
    ),
    _message(
        "R51",
        Words(
            "没有读到金额",
            "“{label}”读到的是{shown}：原件如此，或者写在图片、文本框或脚本里，读不出来",
            "对照原件，把金额补填到工作簿里",
        ),
        Words(
            "Amount not read",
            '"{label}" was read as {shown}: the original says so, or it stands in a picture, a text box or a script',
            "Compare with the original, and fill in the amount in the workbook",
        ),
        severity=Severity.ERROR,
        field="budget",
        shown=Text("空白", "blank"),
    ),
    _message(
        "R52",
        Words(
            "金额单位要核对",
            "这张表没有写金额单位，文档别处写着{found}，已按{expected}读取",
            "对照原件核对金额单位，改正工作簿里的金额",
        ),
        Words(
            "Money unit in doubt",
            "The form states no money unit, and the document states {found} elsewhere; {expected} was assumed",
            "Check the unit in the original, and correct the amounts in the workbook",
        ),
        severity=Severity.ERROR,
        found="万元",
        expected="元",
    ),
    _message(
        "R53",
        Words(
            "有表题没有表",
            "表题“{found}”下面没有读到表，可能是图片或插入的对象",
            "对照原件，把这张表补填到工作簿里",
        ),
        Words(
            "Title without a table",
            'No table was read below the title "{found}": it may be a picture or an inserted object',
            "Compare with the original, and fill in this form in the workbook",
        ),
        severity=Severity.ERROR,
        found="5、2020年防汛值守经费绩效目标表",
    ),
    _message(
        "R54",
        Words("有划掉的文字", "有线从文字“{found}”中间穿过，像是划掉的，没有采用", "对照原件核对这些文字所在的格"),
        Words(
            "Text struck through",
            'A line goes through the text "{found}", as if it was struck out; it was not used',
            "Compare the cells in which it stands with the original",
        ),
        severity=Severity.ERROR,
        found="982650.50",
    ),
    _message(
        "R55",
        Words(
            "指标表的行没有读清",
            "指标表里这一行没有读出来，或者与别的行连在了一起：{found}",
            "对照原件核对这张表的指标，缺的补上，连在一起的分开",
        ),
        Words(
            "Row of an indicator table not made out",
            "This row of a table of indicators was not read, or runs together with another one: {found}",
            "Compare the indicators of this form with the original; add what lacks, and part what runs together",
        ),
        severity=Severity.ERROR,
        found="产出指标 数量指标 道路硬化里程 ≥12公里",
    ),
)

DOCUMENTS = {message.id: message for message in _MESSAGES}
"""The messages by number."""
