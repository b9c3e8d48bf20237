"""``xltools check``: what a careful reviewer would mark in a workbook, sheet by sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
    SEVERITY_STYLES,
    ApprovedOption,
    FileBar,
    ForceOption,
    Lang,
    LangOption,
    RecursiveOption,
    RulesOption,
    both,
    err,
    out,
    print_notices,
    print_settings,
)
from xltools.cli.usage import Command
from xltools.form_identity import Framework
from xltools.glossary import Term
from xltools.messages.counting import count_severities
from xltools.model import Finding, Severity, Since
from xltools.rules.engine import FindingGroup, group_findings
from xltools.services.check import CheckedFile, CheckRequest
from xltools.services.check import check as run_check
from xltools.text import show_controls

__all__ = ["register"]

EXAMPLES = """
xltools check 475.xlsx

xltools check 报送/*.xlsx --json 问题.json

xltools check 475.xlsx --format csv > 问题.csv
"""


class Format(StrEnum):
    """The format in which findings are printed."""

    TEXT = "text"
    GITHUB = "github"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", cls=Command, help=COMMANDS["check"].help, epilog=EXAMPLES)(check)


def check(
    files: Annotated[
        list[Path],
        typer.Argument(help=both("部门工作簿，或存放它们的文件夹", "Workbooks, or folders."), metavar="FILE..."),
    ],
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    framework: Annotated[
        Framework | None,
        typer.Option(help=both("按此指标体系检查", "Force a framework of indicators."), metavar="|".join(Framework)),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help=both("结果另存为 JSON", "Write the findings as JSON."), metavar="FILE"),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help=both("应报名单，核对批复的金额", "A roster, to compare approved amounts."), metavar="FILE"),
    ] = None,
    approved: ApprovedOption = None,
    form: Annotated[
        Format, typer.Option("--format", help=both("输出格式", "Format of the output."), metavar="|".join(Format))
    ] = Format.TEXT,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Check workbooks and list the findings sheet by sheet."""
    request = CheckRequest(
        tuple(files),
        recursive=recursive,
        rules=rules,
        framework=framework,
        json_file=json_file,
        roster=roster,
        approved=approved,
        force=force,
    )
    with FileBar(lang.pick("检查", "Checking")) as bar:
        result = run_check(request, bar.show)
    print_notices(result.notices, lang, err)
    if form is Format.TEXT:
        for one in result.files:
            _print(one, lang)
        _print_sum(result.files, lang)
        print_settings(result.settings, lang, [one.trial for one in result.files])
    elif form is Format.GITHUB:
        for finding in result.findings:
            typer.echo(show_controls(_github(finding, lang)))
    else:
        # Bytes: a console of another code page would turn the byte order mark into a question mark, and lose signs.
        typer.echo(_csv(result.findings, lang).encode(), nl=False)
    raise typer.Exit(int(result.status))


# --- for a person ----------------------------------------------------------------------------------------------------


def _print(one: CheckedFile, lang: Lang) -> None:
    """Print a file and its sheets, each at once: the library takes longer for many lines one by one."""
    out.print("\n".join(_head(one, lang)), soft_wrap=True)
    for sheet, groups in _by_sheet(one.findings):
        subject = groups[0].first.subject
        lines = ["", f"  [bold]{escape(sheet or lang.pick('全文件', 'whole file'))}[/]  {escape(subject)}"]
        for group in groups:
            lines += _group_lines(group, lang)
        out.print("\n".join(lines), soft_wrap=True)
    out.print()


def _head(one: CheckedFile, lang: Lang) -> Iterator[str]:
    """Yield the lines about a file as a whole."""
    read = lang.pick(f"{one.sheets} 张绩效目标表，{one.rules} 条规则", f"{one.sheets} target sheets, {one.rules} rules")
    yield f"[bold]{escape(one.name)}[/]  {read}"
    for form, count in one.others.items():
        text = lang.pick(
            f"另有 {count} 张{form}，已检查，不计入项目预算合计",
            f"{count} × {form}: checked; no project's budget, so never summed",
        )
        yield f"  [dim]{escape(text)}[/]"
    if one.mended is not None:
        counts = [(since.term, sum(finding.since is since for finding in one.findings)) for since in Since]
        parts = "  ".join(f"{lang.pick(*term)} {count}" for term, count in (*counts, (Term.MENDED, one.mended)))
        yield f"  {lang.pick('与上次退回相比', 'Since the last return')}: {parts}"


def _by_sheet(findings: Sequence[Finding]) -> Iterator[tuple[str, list[FindingGroup]]]:
    """Yield the sheets in the order of their worst finding; within a sheet errors first."""
    sheets: dict[str, list[FindingGroup]] = {}
    for group in group_findings(findings):
        sheets.setdefault(group.first.place.sheet, []).append(group)
    yield from sheets.items()


def _group_lines(group: FindingGroup, lang: Lang) -> Iterator[str]:
    """Yield the lines about findings that are alike."""
    first = group.first
    style = SEVERITY_STYLES[first.severity]
    cells = "、".join(group.cells[:8]) + ("…" if len(group.cells) > 8 else "")
    message = lang.pick(*group.message)
    suggestion = lang.pick(*first.suggestion)
    level = lang.pick(*first.severity.term)
    new = (
        f" [bold magenta]{lang.pick(*Since.NEW.term)}[/]"
        if any(one.since is Since.NEW for one in group.findings)
        else ""
    )
    yield f"    [{style}]{level}[/]{new} {first.rule} [bold]{cells}[/] {escape(message)}"
    if group.count == 1 and (first.found or first.expected):
        found = lang.pick("现为", "found")
        expected = lang.pick("建议写" if first.severity is Severity.NOTE else "应为", "expected")
        parts = [
            f"{found} {first.found}" if first.found else "",
            f"{expected} {first.expected}" if first.expected else "",
        ]
        yield f"         [dim]{escape('；'.join(filter(None, parts)))}[/]"
    if suggestion:
        yield f"         [dim]→ {escape(suggestion)}[/]"


def _print_sum(checked: Sequence[CheckedFile], lang: Lang) -> None:
    counts = count_severities(finding for one in checked for finding in one.findings)
    parts = "  ".join(f"[{SEVERITY_STYLES[level]}]{lang.pick(*level.term)} {counts[level]}[/]" for level in Severity)
    out.print(
        f"{lang.pick('文件', 'Files')} {len(checked)}  {lang.pick('问题', 'findings')} {sum(counts.values())}: {parts}"
    )


# --- for programs ----------------------------------------------------------------------------------------------------


def _github(finding: Finding, lang: Lang) -> str:
    """Return a workflow command of GitHub, with its message escaped."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[finding.severity]
    where = f"{finding.place.sheet}!{finding.place.cell}".strip("!")
    text = lang.pick(*finding.message).replace("%", "%25").replace("\r", "").replace("\n", "%0A")
    file = finding.place.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{level} file={file},title={finding.rule}::{where} {text}"


def _csv(findings: Sequence[Finding], lang: Lang) -> str:
    """Return CSV with a byte order mark for Excel; texts that Excel would take for formulas get an apostrophe."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    headers = ("级别", "规则", "文件", "工作表", "单元格", "项目", "问题", "现为", "应为", "建议")
    english = ("severity", "rule", "file", "sheet", "cell", "project", "message", "found", "expected", "suggestion")
    writer.writerow(headers if lang is Lang.ZH else english)
    for finding in findings:
        place = finding.place
        texts = (
            lang.pick(*finding.severity.term),
            *(finding.rule, place.file, place.sheet, place.cell, finding.subject),
            lang.pick(*finding.message),
            *(finding.found, finding.expected),
            lang.pick(*finding.suggestion),
        )
        writer.writerow([_harmless(text) for text in texts])
    return buffer.getvalue()


def _harmless(text: str) -> str:
    text = show_controls(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
