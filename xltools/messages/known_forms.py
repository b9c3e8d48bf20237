"""Messages about the form of a sheet: one that is not known, or known and not what the county expects (R35, R36)."""

from __future__ import annotations

from xltools.messages.message import Example, Message, Words
from xltools.model import Place, Severity

__all__ = ["KNOWN_FORMS", "UNEXPECTED_FORM", "UNKNOWN_FORM"]

_SOURCE = "读取约定"

UNKNOWN_FORM, UNEXPECTED_FORM = "R35", "R36"

KNOWN_FORMS = (
    Message(
        UNKNOWN_FORM,
        Severity.ERROR,
        zh=Words(
            "表式没有登记",
            "像是{what}，本县没有登记这种表式，没有读取，也没有汇总",
            "请按本县下发的表填报；本县确实使用这种表的，可用 xltools forms learn 登记",
            "请按本县下发的表填报；确须使用这种表的，请先联系财政局",
        ),
        en=Words(
            "Form not known",
            "This seems to be {what}, a form that is not known here; it was neither read nor summed",
            "Report on the county's own form; if the county does use this one, make it known with xltools forms learn",
        ),
        source=_SOURCE,
        fires=Example(place=Place(sheet="表1"), what="项目支出绩效自评表"),
    ),
    Message(
        UNEXPECTED_FORM,
        Severity.WARNING,
        zh=Words(
            "不是本县下发的表式",
            "这张表是{found}，本县要求的是{expected}；已照常读取",
            "请按本县下发的表填报；可用 xltools transfer 把内容移到模板",
            "请把内容移到本县下发的表里重新报送",
        ),
        en=Words(
            "Not the county's form",
            "This is the form {found}; the county expects {expected}. It was read all the same",
            "Report on the county's own form; xltools transfer moves the content into its template",
        ),
        source=_SOURCE,
        fires=Example(
            place=Place(sheet="表1"), found="财政支出项目绩效目标申报表", expected="河北 2020 年预算项目绩效目标表"
        ),
    ),
)
"""The messages by number; :data:`xltools.messages.reading.READING` has them too."""
