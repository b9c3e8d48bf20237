"""Messages about a file as a whole (family F): raised when it is identified and read.

F01-F18 and F27 say why a file was not read, F19 what became of its buttons. F20-F26 say what a file that was read
brings along from elsewhere: reported, never followed, never carried into an output. F30-F43 are in
:mod:`xltools.messages.fates`; F50-F56, about documents, in :mod:`xltools.messages.document_files`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.messages.document_files import DOCUMENT_FILES
from xltools.messages.fates import FATES
from xltools.messages.message import Example, Message, Words
from xltools.model import Severity
from xltools.text import Text

__all__ = ["FILES", "REFUSALS"]


def _message(id: str, zh: Words, en: Words, severity: Severity = Severity.ERROR, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, severity, zh, en, source="文件检查", fires=Example(**example))


_REFUSALS = (
    _message(
        "F01",
        Words("文件有打开密码", "文件有打开密码，无法读取", "请在 Excel 或 WPS 中去掉打开密码，另存后重新报送。"),
        Words(
            "File needs a password",
            "The file is encrypted and cannot be read",
            "Remove the password in Excel or WPS, save and send the file again.",
        ),
    ),
    _message(
        "F02",
        Words(
            "文件内容与扩展名不符",
            "扩展名是 {extension}，内容却是{kind}",
            "请用 Excel 或 WPS 打开，另存为 .xlsx（不是改名）后重新报送。",
        ),
        Words(
            "Content is not what the name says",
            "The name ends in {extension} but the content is {kind}",
            "Open it in Excel or WPS, save it as .xlsx (renaming is not enough) and send it again.",
        ),
        extension=".xlsx",
        kind=Text("旧格式的 Excel 工作簿", "a workbook of the older format"),
    ),
    _message(
        "F03",
        Words(
            "文件损坏或不完整",
            "文件损坏或没有传完：{detail}",
            "请在原电脑上确认能打开，用 Excel 或 WPS 另存一份后重新报送。",
        ),
        Words(
            "File is damaged or incomplete",
            "The file is damaged or was cut off: {detail}",
            "Check that it opens on the sender's computer, save a new copy in Excel or WPS and send that.",
        ),
        detail=Text("部件 xl/workbook.xml 不完整", "part xl/workbook.xml is cut off"),
    ),
    _message(
        "F04",
        Words("文件是空的", "文件没有内容（0 字节）", "请重新报送。"),
        Words("File is empty", "The file has no content (0 bytes)", "Send it again."),
    ),
    _message(
        "F05",
        Words(
            "文件无法打开",
            "没有读取权限或文件正被占用：{detail}",
            "请关闭正在打开它的程序，或检查权限后重试。",
            "请关闭正在打开它的程序，再报送一份。",
        ),
        Words(
            "File cannot be opened",
            "No permission, or another program holds it: {detail}",
            "Close the program that holds it, or check the permissions, and try again.",
        ),
        detail="Permission denied",
    ),
    _message(
        "F06",
        Words(
            "文件超出安全限度",
            "{what}为 {found}，超过限度 {expected}，为安全起见没有读取",
            "请删除多余内容（大片空白格式、图片等），或把表内容复制到新模板后重新报送；"
            "确属正常的，可在规则设置的 [limits] 中调高 {limit}。",
            "请删除多余内容（大片空白格式、图片等），或把表内容复制到新模板后重新报送。",
        ),
        Words(
            "File is over a safety limit",
            "{what}: {found}, over the limit of {expected}; the file was not read",
            "Remove what is not needed (styled blanks, pictures) or copy the content into a fresh template; "
            "if it is all right, raise {limit} in the [limits] section of the rule settings.",
        ),
        what=Text("工作表的行数", "Rows of a sheet"),
        found="1,048,576",
        expected="200,000",
        limit="rows",
    ),
    _message(
        "F07",
        Words(
            "读取文件时程序异常",
            "读取这个文件时解析程序异常退出：{detail}",
            "请在 Excel 或 WPS 中打开，另存为新的 .xlsx 后重新报送。",
        ),
        Words(
            "The parser failed on this file",
            "The parser failed on this file: {detail}",
            "Open it in Excel or WPS, save it as a new .xlsx and send that.",
        ),
        detail=Text("进程退出码 1", "the process ended with code 1"),
    ),
    _message(
        "F08",
        Words(
            "文件包结构不安全",
            "文件包的结构不正常：{detail}",
            "正常保存的文件不会这样。请在 Excel 或 WPS 中打开，另存为新的 .xlsx 后重新报送。",
        ),
        Words(
            "Unsafe package",
            "The package is not built as it should be: {detail}",
            "No program saves a file like this. Open it in Excel or WPS, save it as a new .xlsx and send that.",
        ),
        detail=Text("部件 xl/workbook.xml 出现两次", "part xl/workbook.xml is there twice"),
    ),
    _message(
        "F09",
        Words(
            "文件声明了实体",
            "部件 {part} 带有 DTD 或实体声明，为安全起见没有读取",
            "正常保存的文件不会这样。请在 Excel 或 WPS 中打开，另存为新的 .xlsx 后重新报送。",
        ),
        Words(
            "File declares entities",
            "Part {part} has a DTD or declares entities; for safety it was not read",
            "No program saves a file like this. Open it in Excel or WPS, save it as a new .xlsx and send that.",
        ),
        part="xl/workbook.xml",
    ),
    _message(
        "F10",
        Words(
            "不是电子表格",
            "扩展名是 {extension}，内容却是{kind}，不是电子表格",
            "请报送按下发模板填写的工作簿，不要报送扫描件、文档或改过扩展名的文件。",
        ),
        Words(
            "Not a spreadsheet",
            "The name ends in {extension} but the content is {kind}, which is not a spreadsheet",
            "Send the workbook filled in on the template, not a scan, a document or a renamed file.",
        ),
        extension=".xlsx",
        kind=Text("PDF 文档", "a PDF document"),
    ),
    _message(
        "F11",
        Words(
            "压缩包需要先解压",
            "这是{kind}{inside}，里面的文件没有读取",
            "请先解压，再对解压出来的文件夹汇总。",
            "请解压后把其中的工作簿直接报送，不要打包。",
        ),
        Words(
            "Archive to be unpacked first",
            "This is {kind}{inside}; what is inside was not read",
            "Unpack it, then consolidate the folder that comes out.",
        ),
        kind=Text("压缩包", "an archive"),
        inside=Text("，里面有 3 个工作簿", " with 3 workbooks"),
    ),
    _message(
        "F12",
        Words(
            "不是普通文件",
            "这是{kind}，不是文件",
            "请把文件本身复制到这个文件夹。",
            "请报送文件本身，不要报送快捷方式或链接。",
        ),
        Words("Not a regular file", "This is {kind}, not a file", "Copy the file itself into this folder."),
        kind=Text("失效的链接", "a link to a file that is gone"),
    ),
    _message(
        "F13",
        Words(
            "文件还在变化",
            "文件还没有写完或下载完：{detail}",
            "请等它保存或下载完成后重新运行。",
            "请确认文件已经保存完整，再报送一份。",
        ),
        Words(
            "File is still changing",
            "The file has not been written or downloaded completely: {detail}",
            "Wait until it is saved or downloaded, and run this again.",
        ),
        detail=Text("读取时内容还在变化", "its content changed while it was read"),
    ),
    _message(
        "F14",
        Words(
            "网页里没有表格",
            "扩展名像工作簿，内容却是没有表格的网页，可能是登录页或出错提示",
            "请重新登录系统后再导出一次，打开确认有内容后报送。",
        ),
        Words(
            "Web page without a table",
            "The name is that of a workbook, but the content is a web page without a table, perhaps a login page or an "
            "error message",
            "Log in again, export it again, check that the file shows the table, and send that.",
        ),
    ),
    _message(
        "F15",
        Words(
            "文件像是被加密软件加密了",
            "文件内容是密文，很可能是发送单位的文件加密（防泄密）软件加的密，在其电脑上能打开，发出来就打不开",
            "请发送单位在加密软件中解密（申请外发）后重新报送；没有装加密软件的，请另存为新的 .xlsx 再报送。",
        ),
        Words(
            "Probably encrypted by security software",
            "The content is encrypted, most likely by the sender's document security software: it opens on the "
            "sender's computer and nowhere else",
            "Ask the sender to decrypt it in that software and send it again; where there is no such software, to save "
            "it as a new .xlsx.",
        ),
    ),
    _message(
        "F16",
        Words(
            "苹果 Numbers 表格",
            "这是苹果电脑的 Numbers 表格，Excel 和 WPS 都打不开",
            "请在 Numbers 中用“文件 → 导出到 → Excel”存成 .xlsx 后重新报送。",
        ),
        Words(
            "Numbers spreadsheet",
            "This is a spreadsheet of Apple's Numbers, which neither Excel nor WPS opens",
            "Export it as .xlsx in Numbers (File, Export To, Excel) and send that.",
        ),
    ),
    _message(
        "F17",
        Words(
            "版式文件或图片",
            "内容是{kind}，里面的表只能看，不能读取",
            "请报送填写时用的电子表格（.xlsx），不要报送打印件、扫描件或照片。",
        ),
        Words(
            "Fixed pages or a picture",
            "The content is {kind}: its table can be looked at but not read",
            "Send the spreadsheet (.xlsx) that was filled in, not a print, a scan or a photograph.",
        ),
        kind=Text("PDF 文档", "a PDF document"),
    ),
    _message(
        "F18",
        Words(
            "系统返回的出错信息",
            "扩展名像工作簿，内容却是系统返回的信息：{detail}",
            "请重新登录系统后再导出一次，打开确认有内容后报送。",
        ),
        Words(
            "Error message of a system",
            "The name is that of a workbook, but the content is an answer of a web system: {detail}",
            "Log in again, export it again, check that the file shows the table, and send that.",
        ),
        detail='["服务器内部错误"]',
    ),
    _message(
        "F27",
        Words(
            "读取时内存不足",
            "读取这个文件时内存不足，没有读完",
            "请删除多余内容（大片空白格式、图片等），或分成几个工作簿后重新报送；"
            "确属正常的，请关闭别的程序再试，或在规则设置的 [limits] 中调高 {limit}。",
            "请删除多余内容（大片空白格式、图片等），或分成几个工作簿后重新报送；确属正常的，请与县财政局联系。",
        ),
        Words(
            "Out of memory",
            "Memory ran out while this file was read; it was not read to its end",
            "Remove what is not needed (styled blanks, pictures) or divide it into several workbooks; if it is all "
            "right, close other programs and try again, or raise {limit} in the [limits] section of the rule settings.",
        ),
        limit="worker_mb",
    ),
)

_EXTERNAL_CONTENT = (
    _message(
        "F19",
        Words(
            "带按钮的工作簿丢了按钮",
            "扩展名是 .xlsm（带按钮的模板），按钮却不在了，填写的内容照常读取",
            "多为用 WPS 个人版、手机或网页另存所致。不影响报送；本人还要用按钮的，请改填下发的原模板。",
        ),
        Words(
            "Workbook without its buttons",
            "The name ends in .xlsm (a template with buttons) but the macros of the buttons are gone; what was filled "
            "in was read all the same",
            "Some programs drop macros when they save. It can be sent as it is; to use the buttons, fill in the "
            "template that was handed out.",
        ),
        Severity.NOTE,
    ),
    _message(
        "F20",
        Words(
            "引用了别的工作簿",
            "公式引用了别的工作簿：{found}，这里只采用了文件里存下的结果",
            "请把引用的数据直接填入本表（复制后选择性粘贴为数值），再断开链接。",
        ),
        Words(
            "Links to other workbooks",
            "Formulas refer to other workbooks: {found}; only the results stored in the file were used",
            "Paste the figures as values into the sheet and break the links.",
        ),
        Severity.WARNING,
        found="预算总表.xlsx",
    ),
    _message(
        "F21",
        Words(
            "含有 DDE 或 OLE 链接",
            "文件会调用外部程序（DDE 或 OLE 链接）：{found}，没有执行",
            "请不要在 Excel 中点“启用”。删除这些链接后重新报送。",
        ),
        Words(
            "DDE or OLE links",
            "The file would talk to another program (DDE or OLE link): {found}; nothing was run",
            "Do not allow it in Excel. Remove these links and send the file again.",
        ),
        Severity.WARNING,
        found="cmd",
    ),
    _message(
        "F22",
        Words(
            "含有嵌入对象",
            "文件里有嵌入的对象或控件：{found}，没有打开",
            "不需要的请删除；附件请另外报送。",
        ),
        Words(
            "Embedded objects",
            "The file holds embedded objects or controls: {found}; they were not opened",
            "Delete what is not needed; send attachments beside the workbook, not inside it.",
        ),
        Severity.NOTE,
        found="oleObject1.bin",
    ),
    _message(
        "F23",
        Words(
            "含有别的宏",
            "文件里有不是本工具的宏或加载项：{found}，没有运行",
            "来历不明的，请不要在 Excel 中启用宏；把内容复制到下发的模板后重新报送。",
        ),
        Words(
            "Macros that are not ours",
            "The file holds macros or add-ins that are not from this tool: {found}; they were not run",
            "Unless you know them, do not enable macros in Excel; copy the content into the template and send that.",
        ),
        Severity.WARNING,
        found="vbaProject.bin",
    ),
    _message(
        "F24",
        Words(
            "有深度隐藏的工作表",
            "工作表“{found}”被深度隐藏，在 Excel 的“取消隐藏”里看不到，其内容照常读取",
            "请核对这张表是否应当报送；不需要的请删除。",
        ),
        Words(
            "Very hidden worksheet",
            'Worksheet "{found}" is very hidden: Excel does not list it under Unhide. It was read all the same',
            "Check whether this sheet belongs to the report; delete it if it does not.",
        ),
        Severity.WARNING,
        found="项目2",
    ),
    _message(
        "F25",
        Words(
            "含有外部数据连接",
            "文件连接着外部数据：{found}，没有刷新",
            "请在“数据”里删除连接和查询，只保留数值后重新报送。",
        ),
        Words(
            "External data connections",
            "The file is connected to external data: {found}; nothing was refreshed",
            "Remove connections and queries, keep the values only, and send the file again.",
        ),
        Severity.WARNING,
        found="connections.xml",
    ),
    _message(
        "F26",
        Words(
            "打开时会读取外部内容",
            "文件打开时会从别处读取内容：{found}，没有读取",
            "请删除这些引用（远程图片、模板、对象）后重新报送。",
        ),
        Words(
            "Fetches content from elsewhere",
            "Opening this file would fetch content from elsewhere: {found}; nothing was fetched",
            "Remove these references (remote pictures, templates, objects) and send the file again.",
        ),
        Severity.WARNING,
        found="https://example.com/logo.png",
    ),
)

REFUSALS: Mapping[str, Message] = {message.id: message for message in _REFUSALS}
"""The messages that say why a file was not read."""

FILES: Mapping[str, Message] = {
    message.id: message for message in (*_REFUSALS, *FATES, *_EXTERNAL_CONTENT, *DOCUMENT_FILES)
}
"""All messages of this family by number."""
