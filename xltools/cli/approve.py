"""``xltools approve`` and ``xltools verify``: locked workbooks of approved targets, and whether they were changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
    FileBar,
    ForceOption,
    JobsOption,
    Lang,
    LangOption,
    RecursiveOption,
    RulesOption,
    borderless_table,
    both,
    out,
    print_notices,
    print_settings,
)
from xltools.cli.usage import Command
from xltools.values import format_amount

__all__ = ["register"]

EXAMPLES = """
xltools approve 终审/ --out 批复/ --rules 批复.toml

xltools approve 终审/ --out 批复/ --previous 汇总.xlsx

xltools approve 终审/ --out 批复/ --despite P03 --despite V05
"""
VERIFY_EXAMPLES = """
xltools verify 批复/

xltools verify 报来的批复表.xlsx --register 批复/批复登记.json
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("approve", cls=Command, help=COMMANDS["approve"].help, epilog=EXAMPLES)(approve)
    app.command("verify", cls=Command, help=COMMANDS["verify"].help, epilog=VERIFY_EXAMPLES)(verify)


def approve(
    paths: Annotated[
        list[Path],
        typer.Argument(help=both("终审后的工作簿或文件夹", "Workbooks or folders."), metavar="PATH..."),
    ],
    output: Annotated[
        Path, typer.Option("--out", "-o", help=both("存放批复表的文件夹", "Folder to write into."), metavar="DIR")
    ],
    despite: Annotated[
        list[str] | None,
        typer.Option(
            help=both("这条规则的错误照样批复，可写多次", "Approve despite errors of this rule; repeatable."),
            metavar="RULE",
        ),
    ] = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option(
            help=both(
                "填了审核人意见的汇总，已同意的说明不算错误",
                "A summary with the officer's verdicts; what was accepted is left out.",
            ),
            metavar="FILE",
        ),
    ] = None,
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Approve departments' targets."""
    from xltools.services.approve import ApproveRequest
    from xltools.services.approve import approve as run_approve

    request = ApproveRequest(
        tuple(paths), output, tuple(despite or ()), tuple(previous or ()), recursive, rules, force, jobs
    )
    with FileBar(lang.pick("批复", "Approving")) as bar:
        result = run_approve(request, bar.show)
    headers = lang.pick("部门 表数 项目预算（元） 内容校验码", "Department Sheets Budget Digest").split()
    table = borderless_table(*headers, numbers=frozenset({1, 2}))
    for one in result.approved:
        table.add_row(escape(one.department), str(one.sheets), format_amount(one.budget), one.digest)
    out.print(table)
    for one in result.approved:
        for finding in one.despite:
            label = lang.pick("照此批复", "approved despite")
            text = f"{label}：{finding.rule} {finding.place} {lang.pick(*finding.message)}"
            out.print(f"[yellow]{escape(text)}[/]", soft_wrap=True)
    written = lang.pick(
        f"{len(result.approved)} 个部门的批复表和登记已写入 ",
        f"Workbooks of {len(result.approved)} departments and the register were written to ",
    )
    out.print(f"{written}[bold]{escape(str(output))}[/]", soft_wrap=True)
    print_settings(result.settings, lang)
    print_notices(result.notices, lang)
    raise typer.Exit(int(result.status))


def verify(
    paths: Annotated[
        list[Path], typer.Argument(help=both("批复表或文件夹", "Workbooks or folders."), metavar="PATH...")
    ],
    register: Annotated[
        Path | None,
        typer.Option(help=both("财政局自己保存的批复登记", "The bureau's own register."), metavar="FILE"),
    ] = None,
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Tell whether approved workbooks were changed."""
    from xltools.services.verify import Verdict, VerifyRequest
    from xltools.services.verify import verify as run_verify

    with FileBar(lang.pick("核对", "Verifying")) as bar:
        result = run_verify(VerifyRequest(tuple(paths), register, recursive, rules), bar.show)
    table = borderless_table(*lang.pick("文件 结果 改动的表 内容校验码", "File Verdict Changed Digest").split())
    styles = {Verdict.SAME: "green", Verdict.NOT_APPROVED: "dim"}
    for file in result.files:
        style, reason = styles.get(file.verdict, "bold red"), escape(lang.pick(*file.reason))
        verdict = f"[{style}]{escape(lang.pick(*file.verdict.value))}[/] {reason}".strip()
        table.add_row(escape(Path(file.name).name), verdict, escape("、".join(file.changed)), file.digest)
    out.print(table)
    print_notices(result.notices, lang)
    raise typer.Exit(int(result.status))
