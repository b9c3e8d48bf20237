"""Messages about files that do not count (family F): F30-F33 may hold forms, F40-F43 have a rival."""

from __future__ import annotations

from typing import Any

from xltools.messages.message import Example, Message, Words
from xltools.model import Severity
from xltools.text import Text

__all__ = ["FATES"]


def _message(id: str, zh: Words, en: Words, severity: Severity = Severity.ERROR, **example: Any) -> Message:
    """Return a message of this family; ``example`` are the values of a finding that shows it."""
    return Message(id, severity, zh, en, source="文件检查", fires=Example(**example))


FATES = (
    _message(
        "F30",
        Words(
            "压缩包里的文件有密码",
            "压缩包里的这个文件加了密码，没有读取",
            "请用密码解压，再对解压出来的文件夹汇总。",
            "请去掉压缩包的密码，或者不压缩，重新报送。",
        ),
        Words(
            "Encrypted in the archive",
            "This file is encrypted in its archive and was not read",
            "Unpack the archive with its password, then consolidate the folder that comes out.",
        ),
    ),
    _message(
        "F31",
        Words(
            "文件没有采用",
            "这是{kind}，里面可能有绩效目标，没有读取",
            "里面有绩效目标的，请填到下发的模板里重新报送；与绩效目标无关的，请移出这个文件夹或用 --exclude 排除。",
            "请把绩效目标填到下发的模板里，报送工作簿；与绩效目标无关的，不用报送。",
        ),
        Words(
            "File not taken",
            "This is {kind}; it may hold target forms and was not read",
            "If it holds target forms, fill them into the template and send that; "
            "if it does not, take the file out of this folder or leave it out with --exclude.",
        ),
        kind=Text("Word 文档", "a Word document"),
    ),
    _message(
        "F32",
        Words(
            "没有认出绩效目标表",
            "{what}，但没有认出绩效目标表，没有汇总",
            "请核对：是绩效目标的，填到下发的模板里重新报送；与绩效目标无关的，请移出这个文件夹或用 --exclude 排除。",
            "请把绩效目标填到下发的模板里，报送工作簿；与绩效目标无关的，不用报送。",
        ),
        Words(
            "No target sheet recognised",
            "{what}, but no target sheet was recognised; nothing of it counts",
            "Check it: if it holds targets, fill them into the template and send that; "
            "if it does not, take the file out of this folder or leave it out with --exclude.",
        ),
        what=Text("文件里有“预算数”", 'The file has "预算数"'),
    ),
    _message(
        "F33",
        Words(
            "子文件夹没有查看",
            "这是子文件夹，里面有文件，没有查看，也没有计入",
            "要连同子文件夹一起读取的，加 --recursive（按钮：封面上的“包括子文件夹”填“是”）；"
            "与绩效目标无关的，请移出这个文件夹或用 --exclude 排除。",
            "请把文件放在同一个文件夹里报送。",
        ),
        Words(
            "Subfolder not looked into",
            "This is a subfolder; the files in it were not looked at and do not count",
            "To read subfolders too, add --recursive (buttons: 是 at 包括子文件夹 on the cover); if they are about "
            "something else, take the folder out or leave it out with --exclude.",
        ),
    ),
    _message(
        "F40",
        Words(
            "较新的文件里没有这个项目",
            "“{name}”（{found} 元）只在这份较旧的文件里有，较新的 {winner} 里没有，没有计入合计",
            "请与部门核实：仍要报的，补进新的一份重新报送；不再报的，在汇总的“文件清单”中给较旧的一份选“不采用”。",
            "仍要报的，补进新的一份重新报送；不再报的，请告诉财政局。",
        ),
        Words(
            "Not in the newer file",
            '"{name}" ({found} yuan) stands only in this older file and not in the newer {winner}; it is not in the '
            "total",
            "Ask the department: if it still reports the project, it adds it to the newer file; if not, choose 不采用 "
            "for the older file on the sheet 文件清单 of the summary.",
        ),
        name="农村住户调查",
        found="380,000.00",
        winner="402统计局.xlsx",
    ),
    _message(
        "F41",
        Words(
            "分不出哪一份算数",
            "与 {other} 都有项目“{name}”，{why}，分不出以哪一份为准；两份都没有计入合计"
            "（本文件 {count} 张表，项目 {amount} 元）",
            "请与部门核实，再用 --take 指明采用的文件，或在汇总的“文件清单”中给它选“采用”，然后重新汇总。",
            "请告诉财政局以哪一份为准。",
        ),
        Words(
            "Which file counts is not known",
            'Both this file and {other} have the project "{name}", and {why}: which one counts is not known, and '
            "neither is in the total (this file: {count} sheets, projects of {amount} yuan)",
            "Ask the department, then name the file that counts with --take, or choose 采用 for it on the sheet "
            "文件清单 of the summary, and consolidate again.",
        ),
        other="402统计局（修改）.xlsx",
        name="第七次全国人口普查",
        why=Text("保存时间相同", "they were saved at the same time"),
        count="1",
        amount="2,460,000.00",
    ),
    _message(
        "F42",
        Words(
            "采用的文件里没有这个项目",
            "“{name}”（{found} 元）不在指定采用的 {winner} 里，没有计入合计",
            "请与部门核实：仍要报的，补进采用的一份重新报送；不再报的，不用处理。",
        ),
        Words(
            "Not in the file that was chosen",
            '"{name}" ({found} yuan) does not stand in {winner}, which was chosen; it is not in the total',
            "Ask the department: if it still reports the project, it adds it to that file; if not, nothing is to do.",
        ),
        Severity.WARNING,
        name="农村住户调查",
        found="380,000.00",
        winner="402统计局.xlsx",
    ),
    _message(
        "F43",
        Words(
            "同名项目编码不同",
            "编码 {found} 的项目与 {other} 里编码 {code} 的项目同名同单位，两个都计入了合计，可能重复",
            "请核对编码：是同一个项目的，只采用改正后的一份（--take 或“文件清单”）；是两个项目的，在名称里分清。",
            "请核对编码：是同一个项目的，告诉财政局以哪一份为准；是两个项目的，在名称里分清。",
        ),
        Words(
            "One name, two codes",
            "The project with code {found} has the name and the unit of the one with code {code} in {other}; both are "
            "in the total, perhaps the same money twice",
            "Check the codes: if it is one project, take the corrected file only (--take, or the sheet 文件清单); if "
            "they are two, tell them apart by their names.",
        ),
        found="402-0501-YXN-9ZXC",
        code="402-0501-YXN-7ABC",
        other="402统计局（修改）.xlsx",
    ),
)
