"""Counties made up by chance, and the sums that must come out: ``python -m tests.county.random_counties --help``.

The workbooks are written by openpyxl, and the sums are added up here from what was written, by nothing of the toolkit.
A county has departments with projects and special funds, several workbooks of one department, older copies, copies
saved at the same moment, copies of the same content, broken files and workbooks of another year.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from tests.review.books import build_workbook
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate

__all__ = ["Expected", "check_county", "write_county"]

YEAR = 2020
_CHARS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_TRADES = (
    "道路养护",
    "河道清淤",
    "校舍维修",
    "护林防火",
    "技能培训",
    "疫苗接种",
    "图书购置",
    "街道保洁",
    "路灯更换",
    "档案整理",
)
_SAVED = datetime(2019, 11, 20, 9, 0)


@dataclass
class Expected:
    """The sums that must come out, in 元, and the fates of files; ``fiscal`` and ``other`` are those of projects."""

    projects: Decimal = Decimal(0)
    special_funds: Decimal = Decimal(0)
    fiscal: Decimal = Decimal(0)
    other: Decimal = Decimal(0)
    by_department: dict[str, Decimal] = field(default_factory=dict)
    fates: dict[str, str] = field(default_factory=dict)


@dataclass
class _Department:
    """A department while its workbooks are made up."""

    chance: random.Random
    code: str
    name: str
    number: int = 0

    def sheet(self, kind: str = "project") -> dict[str, Any]:
        """Return a target sheet with an amount to the fen, some of it from other money."""
        self.number += 1
        chance = self.chance
        fiscal = Decimal(chance.randint(20_000_000, 300_000_000)) / 100
        other = Decimal(chance.choice((0, 0, chance.randint(1_000_000, 20_000_000)))) / 100
        trade = chance.choice(_TRADES)
        group = "".join(chance.choice(_CHARS) for _ in range(4))
        return {
            "kind": kind,
            "code": f"{self.code}-{self.number:04}-YXN-{group}",
            "name": f"{self.name[3:]}{trade}{'专项资金' if kind == 'fund' else '项目'}{self.number}",
            "budget": _typed(chance, fiscal + other),
            "fiscal": _typed(chance, fiscal),
            "other": _typed(chance, other),
            "purpose": f"用于{trade}",
            "plan": [10, 45, 80, 100],
            "goals": f"1、完成{trade}任务。",
            "rows": f"数量|{trade}数量|完成{trade}的数量|≥{chance.randint(2, 90)}处|年度工作计划",
            "amounts": (kind, fiscal, other),
        }

    def sheets(self, most: int) -> list[dict[str, Any]]:
        """Return some projects, now and then a special fund among them."""
        kinds = ["project"] * self.chance.randint(1, most) + ["fund"] * (self.chance.random() < 0.3)
        return [self.sheet(kind) for kind in kinds]

    def workbook(self, sheets: list[dict[str, Any]], saved: datetime, year: int = YEAR) -> bytes:
        """Return a workbook of these sheets, with the time at which it was saved."""
        content = {"code": self.code, "name": self.name, "year": year, "overall": "完成年度任务。", "sheet": sheets}
        workbook, _ = build_workbook(content)
        workbook.properties.created = saved
        buffer = io.BytesIO()
        workbook.save(buffer)
        return _stored_time(buffer.getvalue(), saved)


def _typed(chance: random.Random, amount: Decimal) -> float | str:
    """Return an amount as people type it: a number, or a text with or without commas."""
    return chance.choice((float(amount), f"{amount:.2f}", f"{amount:,.2f}"))


def _stored_time(data: bytes, saved: datetime) -> bytes:
    """Return the workbook with its time of saving; openpyxl writes the present one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                head, _, rest = content.partition(b"<dcterms:modified")
                _, _, tail = rest.partition(b"</dcterms:modified>")
                stamp = f"{saved:%Y-%m-%dT%H:%M:%S}Z".encode()
                names = (
                    b'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                )
                begin = b"<dcterms:modified " + names + b' xsi:type="dcterms:W3CDTF">'
                content = head + begin + stamp + b"</dcterms:modified>" + tail
            new.writestr(zipfile.ZipInfo(item.filename), content)
    return buffer.getvalue()


def write_county(folder: Path, seed: int) -> Expected:
    """Write the workbooks of one county into ``folder``; return what must come out."""
    chance = random.Random(seed)
    expected = Expected()
    for number in range(chance.randint(2, 6)):
        code = str(201 + number * 7)
        department = _Department(chance, code, f"安河县{chr(0x7532 + 0)}{number}局")
        for name, data, fate, counted in _files(department):
            (folder / name).write_bytes(data)
            expected.fates[name] = fate
            for sheet in counted:
                kind, fiscal, other = sheet["amounts"]
                if kind == "project":
                    expected.projects += fiscal + other
                    sums = expected.by_department
                    sums[code] = sums.get(code, Decimal(0)) + fiscal + other
                    expected.fiscal += fiscal
                    expected.other += other
                else:
                    expected.special_funds += fiscal + other
    return expected


def _files(department: _Department) -> Iterator[tuple[str, bytes, str, list[dict[str, Any]]]]:
    """Yield the files of a department: name, content, fate, and the sheets that count."""
    chance, prefix = department.chance, f"{department.code}{department.name}"
    sheets = department.sheets(6)
    case = chance.choice(("one", "parts", "older", "tie", "twice", "broken", "other year"))
    if case == "tie":
        # Nothing says which of two copies with other amounts is newer: neither counts.
        copy = [sheet | {"purpose": f"{sheet['purpose']}（修改）"} for sheet in sheets]
        yield f"{prefix}.xlsx", department.workbook(sheets, _SAVED), "undecided", []
        yield f"{prefix}（修改）.xlsx", department.workbook(copy, _SAVED), "undecided", []
        return
    yield f"{prefix}.xlsx", department.workbook(sheets, _SAVED), "accepted", sheets
    if case == "parts":
        more = department.sheets(4)
        yield f"{prefix}（二）.xlsx", department.workbook(more, _SAVED), "accepted", more
    elif case == "older":
        older = [department.sheet() | {key: sheet[key] for key in ("code", "name", "kind")} for sheet in sheets]
        data = department.workbook(older, _SAVED - timedelta(days=chance.randint(1, 9)))
        yield f"{prefix}（初稿）.xlsx", data, "superseded", []
    elif case == "twice":
        yield f"{prefix} - 副本.xlsx", department.workbook(sheets, _SAVED), "superseded", []
    elif case == "broken":
        data = department.workbook(department.sheets(3), _SAVED)
        yield f"{prefix}（补）.xlsx", data[: len(data) // 2], "rejected", []
    elif case == "other year":
        yield f"{prefix}（去年）.xlsx", department.workbook(department.sheets(3), _SAVED, YEAR - 1), "ignored", []


def check_county(folder: Path, seed: int) -> tuple[list[str], Path]:
    """Write and consolidate one county; return what is not as it must be, and the summary."""
    sent = folder / f"报送{seed}"
    sent.mkdir()
    expected = write_county(sent, seed)
    output, report = folder / f"汇总{seed}.xlsx", folder / f"汇总{seed}.json"
    consolidate(
        ConsolidateRequest((sent,), output=output, json_file=report, jobs=1, year=YEAR, if_exists=IfExists.REPLACE)
    )
    document = json.loads(report.read_text("utf-8"))
    totals = document["totals"]
    wrong = [
        f"{key}: {totals[key]} instead of {amount:.2f}"
        for key, amount in {
            "project_budget": expected.projects,
            "special_fund_budget": expected.special_funds,
            "fiscal": expected.fiscal,
            "other": expected.other,
        }.items()
        if Decimal(totals[key]) != amount
    ]
    fates = {Path(file["path"]).name: file["status"] for file in document["files"]}
    # Of two files with the same content either may be the one that counts.
    if sorted(fates.values()) != sorted(expected.fates.values()) or fates.keys() != expected.fates.keys():
        wrong.append(f"fates {fates} instead of {expected.fates}")
    departments = {row["department_code"]: Decimal(row["project_budget"]) for row in document["departments"]}
    wrong += [
        f"department {code}: {departments.get(code)} instead of {amount:.2f}"
        for code, amount in expected.by_department.items()
        if departments.get(code) != amount
    ]
    stored = stored_amounts(output)
    wrong += [
        f"{amount:.2f} is not a stored value of the summary"
        for amount in (expected.projects, expected.special_funds)
        if float(amount) not in stored
    ]
    return [f"county {seed}: {text}" for text in wrong], output


def stored_amounts(summary: Path) -> set[float]:
    """Return all numbers that a summary's cells hold."""
    book = openpyxl.load_workbook(summary, data_only=True, read_only=True)
    try:
        return {
            round(float(value), 2)
            for page in book.worksheets
            for row in page.iter_rows(values_only=True)
            for value in row
            if isinstance(value, int | float)
        }
    finally:
        book.close()


def recalculated_differently(summaries: list[Path], folder: Path) -> list[str]:
    """Let LibreOffice work out all formulas of summaries anew; return the cells whose stored value differs."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>",
        encoding="utf-8",
    )
    office = shutil.which("soffice") or "soffice"
    command = [office, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "anew", *summaries], check=True, capture_output=True)
    different = []
    for summary in summaries:
        ours, anew = (
            openpyxl.load_workbook(path, data_only=True) for path in (summary, folder / "anew" / summary.name)
        )
        for page in openpyxl.load_workbook(summary).worksheets:
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        stored, fresh = (book[page.title][cell.coordinate].value for book in (ours, anew))
                        if (stored or None) != (fresh or None) and not _close(stored, fresh):
                            different.append(f"{summary.name} {page.title}!{cell.coordinate}: {stored} and {fresh}")
    return different


def _close(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
    return False


def main() -> None:
    """Check counties by the hundred and print what was checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--recalculate", type=int, default=0, help="summaries that LibreOffice calculates anew")
    arguments = parser.parse_args()
    wrong: list[str] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        summaries = []
        for seed in range(arguments.seed, arguments.seed + arguments.counties):
            faults, summary = check_county(folder, seed)
            wrong += faults
            summaries.append(summary)
        recalculated = summaries[: arguments.recalculate]
        if recalculated:
            wrong += recalculated_differently(recalculated, folder)
        files = sum(1 for path in folder.glob("报送*/*"))
    anew = f"{len(recalculated)} summaries calculated anew"
    print(f"{arguments.counties} counties, {files} files, {anew}: {len(wrong)} wrong")
    for text in wrong:
        print(text)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
