"""The commands by name, in the order of the help page: the module of each, and what it is for."""

from __future__ import annotations

from typing import NamedTuple

from xltools.cli.console import both

__all__ = ["COMMANDS", "CommandEntry"]


class CommandEntry(NamedTuple):
    """A command: its module in this package, and its help in both languages."""

    module: str
    help: str


COMMANDS = {
    "template": CommandEntry(
        "template", both("生成下发给部门填报的工作簿。", "Make the workbooks that departments fill in.")
    ),
    "check": CommandEntry(
        "check", both("检查工作簿，逐表列出问题。", "Check workbooks and list the findings sheet by sheet.")
    ),
    "fill": CommandEntry(
        "fill",
        both("填充可推算的空格（只填空格，写到副本）。", "Fill blanks that follow from what is there, into a copy."),
    ),
    "undo": CommandEntry(
        "fill", both("撤销填充，此后改动过的格不动。", "Take fills back, except in cells that were changed since.")
    ),
    "return": CommandEntry(
        "return_",
        both(
            "给有问题的工作簿做标记副本和退回通知（原文件不动）。",
            "Write marked copies of faulty workbooks, and notices for their departments.",
        ),
    ),
    "consolidate": CommandEntry(
        "consolidate", both("汇总各部门的绩效目标工作簿。", "Consolidate department workbooks into one county summary.")
    ),
    "diff": CommandEntry(
        "diff",
        both(
            "比较两次汇总（或两年）：项目增减、改名，金额、计划、指标变动。",
            "Compare two summaries, also of two years: projects, amounts, plans and targets that changed.",
        ),
    ),
    "store": CommandEntry(
        "store",
        both(
            "把一个县一个年度的工作簿存入全市的数据仓（Parquet）。",
            "Put the workbooks of a county and year into a store of many counties (Parquet).",
        ),
    ),
    "store-summary": CommandEntry(
        "store",
        both("由数据仓生成一个县的汇总，或全部县的。", "Make the summary of a county, or of all, from a store."),
    ),
    "store-remove": CommandEntry(
        "store", both("从数据仓移除一个县或其中一年。", "Take a county, or one year of it, out of a store.")
    ),
    "query": CommandEntry("store", both("查询数据仓：各县合计、问题、薄弱指标等。", "Ask a store of many counties.")),
    "trace": CommandEntry(
        "trace",
        both(
            "汇总里的一个金额来自哪个文件哪一格，现在是否还在。",
            "The file and cell that a figure of the summary comes from, and whether it is still there.",
        ),
    ),
    "rules": CommandEntry("rules", both("列出检查规则，或说明其中一条。", "List the rules, or explain one.")),
    "forms": CommandEntry(
        "forms", both("已知的表式，以及工作簿用的是哪种表式。", "The known forms, and the form of a workbook.")
    ),
    "import": CommandEntry(
        "import_documents",
        both(
            "把已公开的绩效文本（Word、网页、PDF、纯文本）转成部门工作簿。",
            "Turn published texts (Word, web pages, PDF, plain text) into department workbooks.",
        ),
    ),
    "import-text": CommandEntry("import_documents", both("import 的旧名。", "The former name of import.")),
    "approve": CommandEntry(
        "approve",
        both(
            "批复：每个部门一份锁定的批复表，带文号和内容校验码。",
            "Approve: a locked workbook for each department, with document number and digest.",
        ),
    ),
    "verify": CommandEntry(
        "approve",
        both("核对批复表有没有被改动。", "Tell whether approved workbooks were changed."),
    ),
    "publish": CommandEntry(
        "publish",
        both(
            "把绩效目标做成公开文本：Word、网页和纯文本。",
            "Make the published text of departments: Word, a web page and plain text.",
        ),
    ),
    "transfer": CommandEntry(
        "transfer",
        both(
            "把旧表的内容转到新模板，列出转不过去的。",
            "Move the content of a workbook into a fresh one of the template.",
        ),
    ),
    "library": CommandEntry(
        "library",
        both(
            "本县指标库：从已汇总的工作簿整理，按项目找参考指标。",
            "The county's indicator library: build it from workbooks, and look in it.",
        ),
    ),
    "serve": CommandEntry(
        "serve",
        both(
            "网页自查和收件，供没有 Python 的部门使用。",
            "A page for departments without Python, and the county's desk.",
        ),
    ),
    "cache": CommandEntry(
        "cache",
        both(
            "汇总时记下的读取结果：在哪里、有多大，以及清除。",
            "What consolidation has kept of the files that it read: where, how much, and how to remove it.",
        ),
    ),
    "doctor": CommandEntry(
        "desktop",
        both(
            "检查按钮需要的环境，逐条说明怎么办。", "Look over what the buttons need, with a remedy for each problem."
        ),
    ),
    "addin": CommandEntry("desktop", both("Excel 加载项", "The Excel add-in.")),
    "wps": CommandEntry("wps", both("WPS 加载项", "The add-in for WPS.")),
    "office": CommandEntry("office", both("Excel 的窗格（Office.js）", "The pane for Excel (Office.js).")),
    "libreoffice": CommandEntry("desktop", both("LibreOffice 扩展", "The LibreOffice extension.")),
}
