"""Records for what is wrong with a file as a whole: raised by the guard before any parser sees it."""

from __future__ import annotations

from xltools.model import Severity
from xltools.rules.record import Rule, Scope, Words

__all__ = ["FILES"]


def _file(id: str, severity: Severity, zh: Words, en: Words) -> Rule:
    return Rule(id=id, severity=severity, zh=zh, en=en, source="文件检查", scope=Scope.READING)


FILES: dict[str, Rule] = {
    record.id: record
    for record in (
        _file(
            "F01",
            Severity.ERROR,
            Words("文件有打开密码", "文件有打开密码，无法读取", "请在 Excel 或 WPS 中去掉打开密码，另存后重新报送。"),
            Words(
                "File needs a password",
                "The file is encrypted and cannot be read",
                "Remove the password in Excel or WPS, save and send the file again.",
            ),
        ),
        _file(
            "F02",
            Severity.ERROR,
            Words(
                "文件内容与扩展名不符",
                "扩展名是 {extension}，内容却是{kind}",
                "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。",
            ),
            Words(
                "Content is not what the name says",
                "The name ends in {extension} but the content is {kind_en}",
                "Open it in Excel or WPS, save it as .xlsx and send it again.",
            ),
        ),
        _file(
            "F03",
            Severity.ERROR,
            Words(
                "文件损坏或不完整",
                "文件损坏或没有传完：{detail}",
                "请在原电脑上确认能打开，另存一份后重新报送。",
            ),
            Words(
                "File is damaged or incomplete",
                "The file is damaged or was cut off: {detail}",
                "Check that it opens on the sender's computer, save a new copy and send that.",
            ),
        ),
        _file(
            "F04",
            Severity.ERROR,
            Words("文件是空的", "文件没有内容（0 字节）", "请重新报送。"),
            Words("File is empty", "The file has no content (0 bytes)", "Send it again."),
        ),
        _file(
            "F05",
            Severity.ERROR,
            Words("文件无法打开", "没有读取权限或文件正被占用：{detail}", "请关闭正在打开它的程序，或检查权限后重试。"),
            Words(
                "File cannot be opened",
                "No permission, or another program holds it: {detail}",
                "Close the program that holds it, or check the permissions, and try again.",
            ),
        ),
        _file(
            "F06",
            Severity.ERROR,
            Words(
                "文件大小超出安全限度",
                "{what}为 {found}，超过限度 {expected}，为安全起见没有打开",
                "请删除多余内容（空白格式行、图片等），把表内容复制到新模板后重新报送。",
            ),
            Words(
                "File is over a safety limit",
                "{what_en} is {found}, over the limit of {expected}; it was not opened",
                "Remove what is not needed (styled blank rows, pictures), copy the content into a fresh template.",
            ),
        ),
        _file(
            "F07",
            Severity.ERROR,
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
        ),
    )
}
"""The records by id."""
