"""Which of several workbooks of a department count, as a table: files in, fates, sums and findings out."""

from __future__ import annotations

import re
import shutil
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.county.test_gather import project, write
from tests.fixtures.books import change_parts
from tests.fixtures.legacy import ods, xls
from tests.summary.summary_reader import summary
from xltools.county.data import CountyData, Fate
from xltools.county.gather import find_files, gather
from xltools.county.settle import Choice
from xltools.grids.grid import Grid
from xltools.outputs.json_report import totals

OLD, NEW = datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 1, 20, 8, tzinfo=UTC)


def road(budget: str = "1,000,000.00", unit: str = "320001某县交通运输局") -> Grid:
    return project("320-0401-YXN-1AB2", unit, budget)


def bridge(budget: str = "400,000.00", unit: str = "320001某县交通运输局") -> Grid:
    return renamed(project("320-0401-YXN-2CD3", unit, budget), "2020年危桥改造项目")


def renamed(grid: Grid, name: str) -> Grid:
    rows = tuple(tuple(name if cell == "2020年农村公路养护项目" else cell for cell in row) for row in grid.rows)
    return Grid(grid.file, grid.sheet, rows)


def other_line_ends(path: Path) -> None:
    """Write line ends as some programs do, and blanks behind the words."""
    change_parts(
        path,
        {"xl/sharedStrings.xml": lambda data: re.sub(rb"\n(?!<sst)", b"_x000D_\n", data).replace(b"</t>", b" </t>")},
    )


def no_time(path: Path) -> None:
    modified = re.compile(rb"<dcterms:modified.*?</dcterms:modified>")
    change_parts(path, {"docProps/core.xml": lambda data: modified.sub(b"", data)})


def local_time(path: Path) -> None:
    """Take the Z from the time: a clock of an unknown computer."""
    end = b"</dcterms:modified>"
    change_parts(path, {"docProps/core.xml": lambda data: data.replace(b"Z" + end, end)})


class Sent(NamedTuple):
    """A workbook that was sent."""

    grids: tuple[Grid, ...]
    saved: datetime = OLD
    change: Callable[[Path], None] | None = None


class Case(NamedTuple):
    """What comes of it: the fates by file, the projects' total, and the findings about fates by file."""

    sent: dict[str, Sent]
    fates: dict[str, str]
    total: str
    findings: dict[str, list[str]] = {}  # noqa: RUF012 - never changed
    choices: dict[str, bool] = {}  # noqa: RUF012


A, S, U, I, R = "accepted", "superseded", "undecided", "ignored", "rejected"  # noqa: E741
UNIT2 = "320002某县公路管理站"

CASES = {
    "units add up": Case({"甲": Sent((road(),)), "乙": Sent((bridge(unit=UNIT2),))}, {"甲": A, "乙": A}, "1400000.00"),
    "one name in two units": Case(
        {"甲": Sent((road(),)), "乙": Sent((project("320-0401-YXN-7AB2", UNIT2, "5,000.00"),))},
        {"甲": A, "乙": A},
        "1005000.00",
    ),
    "parts of a department, saved at once": Case(
        {"甲股": Sent((road(),)), "乙股": Sent((bridge(),))}, {"甲股": A, "乙股": A}, "1400000.00"
    ),
    "three parts, one sent twice": Case(
        {"甲": Sent((road(),)), "乙": Sent((bridge(),)), "乙改": Sent((bridge("5,000"),), NEW)},
        {"甲": A, "乙": S, "乙改": A},
        "1005000.00",
    ),
    "the same with other line ends": Case(
        {"甲": Sent((road(),)), "乙": Sent((road(),), change=other_line_ends)}, {"甲": S, "乙": A}, "1000000.00"
    ),
    "newer": Case({"旧": Sent((road(),)), "新": Sent((road("9,000"),), NEW)}, {"旧": S, "新": A}, "9000.00"),
    "older with one project more": Case(
        {"旧": Sent((road(), bridge())), "新": Sent((road("9,000"),), NEW)},
        {"旧": S, "新": A},
        "9000.00",
        {"旧": ["F40"]},
    ),
    "newer with one project more": Case(
        {"旧": Sent((road(),)), "新": Sent((road("9,000"), bridge()), NEW)}, {"旧": S, "新": A}, "409000.00"
    ),
    "tie": Case(
        {"一": Sent((road(),)), "二": Sent((road("9,000"),))},
        {"一": U, "二": U},
        "0.00",
        {"一": ["F41"], "二": ["F41"]},
    ),
    "tie with the same content": Case(
        {"一": Sent((road(),)), "二": Sent((road(),), NEW)}, {"一": A, "二": S}, "1000000.00"
    ),
    "no stored time": Case(
        {"一": Sent((road(),), OLD, no_time), "二": Sent((road("9,000"),), NEW)},
        {"一": U, "二": U},
        "0.00",
        {"一": ["F41"], "二": ["F41"]},
    ),
    "clock without offset, days apart": Case(
        {"旧": Sent((road(),), OLD, local_time), "新": Sent((road("9,000"),), NEW)}, {"旧": S, "新": A}, "9000.00"
    ),
    "clock without offset, hours apart": Case(
        {"一": Sent((road(),), OLD, local_time), "二": Sent((road("9,000"),), OLD.replace(hour=13))},
        {"一": U, "二": U},
        "0.00",
        {"一": ["F41"], "二": ["F41"]},
    ),
    "a tie beside an older one": Case(
        {"一": Sent((road(),), NEW), "二": Sent((road("9,000"),), NEW), "旧": Sent((road("1.00"),))},
        {"一": U, "二": U, "旧": S},
        "0.00",
        {"一": ["F41"], "二": ["F41"]},
    ),
    "tie, one taken": Case(
        {"一": Sent((road(),)), "二": Sent((road("9,000"),))}, {"一": S, "二": A}, "9000.00", choices={"二": True}
    ),
    "the older one taken": Case(
        {"旧": Sent((road(),)), "新": Sent((road("9,000"), bridge()), NEW)},
        {"旧": A, "新": S},
        "1000000.00",
        {"新": ["F42"]},
        choices={"旧": True},
    ),
    "tie, one left": Case(
        {"一": Sent((road(),)), "二": Sent((road("9,000"),))}, {"一": I, "二": A}, "9000.00", choices={"一": False}
    ),
    "both taken": Case(
        {"一": Sent((road(),)), "二": Sent((road("9,000"),))},
        {"一": U, "二": U},
        "0.00",
        {"一": ["F41"], "二": ["F41"]},
        choices={"一": True, "二": True},
    ),
    "one name, two codes": Case(
        {"一": Sent((road(),)), "二": Sent((project("320-0401-YXN-7AB2", budget="5,000.00"),))},
        {"一": A, "二": A},
        "1005000.00",
        {"二": ["F43"]},
    ),
    "a name with its year and without, no codes": Case(
        {"一": Sent((project(""),)), "二": Sent((renamed(project("", budget="9,000"), "农村公路养护项目"),), NEW)},
        {"一": S, "二": A},
        "9000.00",
    ),
    "one name in two years, no codes": Case(
        {"一": Sent((project(""),)), "二": Sent((renamed(project("", budget="9,000"), "2021年农村公路养护项目"),))},
        {"一": A, "二": A},
        "1209000.00",
    ),
    "one code in two units": Case(
        {"一": Sent((road(),)), "二": Sent((bridge(unit=UNIT2), project("320-0401-YXN-1AB2", UNIT2, "5,000.00")), NEW)},
        {"一": U, "二": U},
        "0.00",
        {"一": ["F41"], "二": ["F41"]},
    ),
}


def consolidated(folder: Path, choices: dict[str, bool] | None = None) -> CountyData:
    files = find_files([folder])
    taken = {file.name: Choice(choices[file.path.stem]) for file in files if choices and file.path.stem in choices}
    return gather(files, choices=taken, jobs=1)


def fates(data: CountyData) -> dict[str, str]:
    return {Path(file.path).stem: file.fate.value for file in data.files}


def about_fates(data: CountyData) -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    for finding in data.findings:
        if finding.rule.startswith("F4"):
            rules.setdefault(Path(finding.place.file).stem, []).append(finding.rule)
    return rules


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_which_count(case: Case, tmp_path: Path) -> None:
    for name, sent in case.sent.items():
        path = write(tmp_path / f"{name}.xlsx", *sent.grids, saved=sent.saved)
        if sent.change:
            sent.change(path)
    data = consolidated(tmp_path, case.choices)
    assert (fates(data), totals(data)["project_budget"]) == (case.fates, case.total)
    assert about_fates(data) == case.findings
    undecided = [file for file in data.files if file.fate is Fate.UNDECIDED]
    assert not any("较新" in text for file in undecided for text in (file.reason.zh, *_texts(file.findings)))


def summary_information(saved: datetime) -> bytes:
    """A summary stream with nothing but the time of saving."""
    ticks = (saved - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    section = struct.pack("<IIII", 28, 1, 13, 16) + struct.pack("<IQ", 64, ticks)
    head = struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0x20005, bytes(16), 1, bytes(16), 48)
    return (head + section).ljust(4096, b"\0")


def stored(path: Path, form: Grid, saved: datetime | None) -> None:
    """Write a workbook of the format that its name has, with a stored time or without."""
    if path.suffix == ".ods":
        meta = '<m:document-meta xmlns:m="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
        meta += '<d:date xmlns:d="http://purl.org/dc/elements/1.1/">{:%Y-%m-%dT%H:%M:%S}</d:date></m:document-meta>'
        path.write_bytes(ods(form, more={"meta.xml": meta.format(saved).encode()} if saved else {}))
    elif path.suffix == ".xls":
        path.write_bytes(xls(form, more={"\x05SummaryInformation": summary_information(saved)} if saved else {}))
    else:
        write(path, form, saved=saved or OLD)


BOTH_UNDECIDED = {"一": U, "二": U}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((".ods", OLD), (".ods", NEW), {"一": S, "二": A}),
        ((".xls", OLD), (".xls", NEW), {"一": S, "二": A}),
        ((".xls", NEW), (".xlsx", OLD), {"一": A, "二": S}),
        ((".xlsx", NEW), (".ods", OLD), {"一": A, "二": S}),
        ((".ods", OLD), (".xls", NEW), {"一": S, "二": A}),
        ((".ods", OLD), (".xlsx", OLD + timedelta(hours=9)), BOTH_UNDECIDED),  # .ods states no time zone
        ((".ods", OLD), (".ods", OLD + timedelta(minutes=30)), BOTH_UNDECIDED),
        ((".ods", OLD), (".ods", OLD + timedelta(hours=2)), {"一": S, "二": A}),
        ((".xls", OLD), (".xlsx", OLD + timedelta(minutes=1)), {"一": S, "二": A}),
        ((".xls", None), (".xls", NEW), BOTH_UNDECIDED),
        ((".ods", None), (".xlsx", NEW), BOTH_UNDECIDED),
    ],
)
def test_the_stored_time_of_every_format_tells_which_is_newer(
    first: tuple[str, datetime | None],
    second: tuple[str, datetime | None],
    expected: dict[str, str],
    tmp_path: Path,
) -> None:
    for name, (suffix, saved), amount in (("一", first, "1,000,000.00"), ("二", second, "9,000")):
        stored(tmp_path / f"{name}{suffix}", road(amount), saved)
    assert fates(consolidated(tmp_path)) == expected


def _texts(findings: object) -> list[str]:
    return [text for finding in findings for text in (finding.message.zh, finding.suggestion.zh)]  # type: ignore[attr-defined]


def test_copies_count_once_whatever_their_department(tmp_path: Path) -> None:
    write(tmp_path / "320.xlsx", road())
    shutil.copy(tmp_path / "320.xlsx", tmp_path / "320 - 副本.xlsx")
    data = consolidated(tmp_path)
    assert (fates(data), totals(data)["project_budget"]) == ({"320": S, "320 - 副本": A}, "1000000.00")


def test_an_undecided_department_is_neither_missing_nor_counted(tmp_path: Path) -> None:
    write(tmp_path / "一.xlsx", road())
    write(tmp_path / "二.xlsx", road("9,000"))
    write(tmp_path / "475.xlsx", project("475-0501-YXN-6RWU", "475002某县扶贫开发办公室"))
    data = consolidated(tmp_path)
    seen = summary(data)
    received = {row["部门编码"]: row["是否收到"] for row in seen.table("催报表", "是否收到")}
    assert received == {"320": "存疑", "475": "已收到"}
    assert not any(finding.rule == "C01" for finding in data.findings)
    assert {row["结果"] for row in seen.table("勾稽核对", "核对内容")} == {"通过"}


def zipped(path: Path, members: dict[str, bytes], encoding: str = "") -> None:
    """Write a zip; with an encoding the names have no flag for UTF-8, as a Chinese Windows writes them."""

    class Member(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode(encoding or "utf-8"), self.flag_bits & ~0x800 | (0 if encoding else 0x800)

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            member = Member(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)


@pytest.fixture
def book(tmp_path: Path) -> bytes:
    return write(tmp_path / "base.xlsx", road()).read_bytes()


APPLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(60)


@pytest.mark.parametrize(
    ("members", "encoding", "expected"),
    [
        pytest.param({"报送/320交通局.xlsx": "book"}, "", {"报送/320交通局.xlsx": A}, id="UTF-8"),
        pytest.param({"报送/320交通局.xlsx": "book"}, "gbk", {"报送/320交通局.xlsx": A}, id="GBK"),
        pytest.param({"报送/320乗.xlsx": "book"}, "gbk", {"报送/320乗.xlsx": A}, id="backslash in GBK"),
        pytest.param(
            {
                "报送/320（cafe\u0301）.xlsx": "book",
                "__MACOSX/报送/._320（cafe\u0301）.xlsx": APPLE,
                "报送/.DS_Store": b"\0\0\0\1Bud1",
            },
            "utf-8",
            {"报送/320（caf\u00e9）.xlsx": A, "报送/.DS_Store": I},
            id="macOS",
        ),
        pytest.param({"a/b/c.xlsx": "book", "通知.pdf": b"%PDF"}, "", {"a/b/c.xlsx": A, "通知.pdf": R}, id="folders"),
        pytest.param({"内.zip": "zip", "320.xlsx": "book"}, "", {"内.zip": R, "320.xlsx": A}, id="nested"),
    ],
)  # fmt: skip
def test_a_zip_is_read_like_a_folder(
    members: dict[str, bytes | str], encoding: str, expected: dict[str, str], book: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    zipped(tmp_path / "inner.zip", {"320.xlsx": book})
    contents = {"book": book, "zip": (tmp_path / "inner.zip").read_bytes()}
    zipped(folder / "报送.zip", {name: contents.get(data, data) for name, data in members.items()}, encoding)  # type: ignore[call-overload, misc]
    before = sorted(tmp_path.rglob("*"))
    data = gather(find_files([folder]), jobs=1)
    assert {file.path.partition("报送.zip!/")[2]: file.fate.value for file in data.files} == expected
    assert totals(data)["project_budget"] == "1000000.00"
    assert {sheet.place.file.partition("!/")[2] for sheet in data.accepted[0].sheets} <= set(expected)
    assert sorted(tmp_path.rglob("*")) == before


BAD_NAMES = {
    "../../一/320.xlsx": "一/320.xlsx",
    "/二/320.xlsx": "二/320.xlsx",
    "C:/320.xlsx": "C_/320.xlsx",
    "三//./320.xlsx": "三/320.xlsx",
    "三/320.XLSX": "三/320 (2).XLSX",
    "四\n/.320.xlsx": "四\n/.320.xlsx",
    f"{'长' * 300}.xlsx": f"{'长' * 300}.xlsx",
    f"{'深/' * 200}320.xlsx": f"{'深/' * 200}320.xlsx",
    "好.xlsx": "好.xlsx",
}
"""Names in a zip, and the paths that their files are told of by."""


def test_one_bad_name_in_a_zip_does_not_stop_the_others(book: bytes, tmp_path: Path) -> None:
    (tmp_path / "收到").mkdir()
    zipped(tmp_path / "收到" / "报送.zip", dict.fromkeys(BAD_NAMES, book))
    data = gather(find_files([tmp_path / "收到"]), jobs=1)
    assert sorted(file.path.partition("报送.zip!/")[2] for file in data.files) == sorted(BAD_NAMES.values())
    assert Counter(file.fate for file in data.files) == {Fate.ACCEPTED: 1, Fate.SUPERSEDED: len(BAD_NAMES) - 1}
    assert totals(data)["project_budget"] == "1000000.00"


def encrypted(path: Path, book: bytes) -> None:
    zipped(path, {"320.xlsx": book, "330.xlsx": book})
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + flags] |= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(encrypted, {"320.xlsx": "F30", "330.xlsx": ""}, id="an encrypted member"),
        pytest.param(lambda path, _: zipped(path, {"320.xlsx": bytes(19 << 20)}), {"320.xlsx": "F06"}, id="a bomb"),
        pytest.param(lambda path, book: path.write_bytes(book[:300]), {"报送.zip": "F03"}, id="damaged"),
    ],
)
def test_members_that_cannot_be_read_are_named(
    make: Callable[[Path, bytes], None], expected: dict[str, str], book: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    make(folder / "报送.zip", book)
    data = gather(find_files([folder]), jobs=1)
    rules = {Path(file.path).name: [one.rule for one in file.findings if one.rule[0] == "F"] for file in data.files}
    assert rules == {name: [rule] if rule else [] for name, rule in expected.items()}
    assert [path.name for path in folder.iterdir()] == ["报送.zip"]


def test_a_zip_or_a_member_can_be_named(book: bytes, tmp_path: Path) -> None:
    zipped(tmp_path / "报送.zip", {"一/320.xlsx": book, "二/330.xlsx": book})
    assert [file.path.name for file in find_files([tmp_path / "报送.zip"])] == ["320.xlsx", "330.xlsx"]
    (member,) = find_files([tmp_path / "报送.zip!/二/330.xlsx"])
    assert gather([member], jobs=1).accepted[0].projects[0].budget == Decimal(1000000)
