"""What is not a workbook, or not readable, is named for what it is, with what its sender can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.forms import form, parts
from tests.fixtures.legacy import xls
from tests.fixtures.packages import zipped
from tests.fixtures.zips import Member, raw_zip
from tests.readers.read import refusal
from xltools.county.data import Fate
from xltools.county.gather import find_files, gather
from xltools.readers import read_content
from xltools.writer.compound_file import compound_file


def _zip(parts: dict[str, bytes]) -> bytes:
    return raw_zip([Member(name, content) for name, content in parts.items()])


def _zip(parts: dict[str, bytes]) -> bytes:
    return raw_zip([Member(name, content) for name, content in parts.items()])


NUMBERS = {"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}
OLD_NUMBERS = {"报送.numbers/Index.zip": b"x", "报送.numbers/preview.jpg": b"x"}
SENT = {
    "Numbers": (_zip(NUMBERS), ".numbers", "F16", "Numbers", "导出到"),
    "Numbers with another name": (_zip(NUMBERS), ".xlsx", "F16", "Numbers", "导出到"),
    "Numbers as a folder": (_zip(OLD_NUMBERS), ".xlsx", "F16", "Numbers", "导出到"),
    "OFD": (_zip({"OFD.xml": b"<ofd/>"}), ".xlsx", "F17", "OFD", ".xlsx"),
    "PDF": (b"%PDF-1.7\n", ".xls", "F17", "PDF", ".xlsx"),
    "a scan": (b"\xff\xd8\xff\xe0", ".xlsx", "F17", "图片", ".xlsx"),
    "an error of a system": ('{"code":500,"msg":"服务器错误"}'.encode("gbk"), ".xls", "F18", "服务器错误", "再导出"),
    "an empty list of a system": (b"[]", ".xlsx", "F18", "[]", "再导出"),
    "security software": (b"SCDSA002" + bytes(99), ".xlsx", "F15", "密文", "解密"),
    "a RAR archive": (b"Rar!\x1a\x07\1\0", ".rar", "F11", "RAR 压缩包", "解压"),
    "an archive of workbooks": (_zip({"a.et": b"x", "b.uos": b"x"}), ".xlsx", "F11", "里面有 2 个工作簿", "解压"),
    "rights management": (compound_file({"\tDRMContent": b"x" * 5000}), ".xls", "F15", "密文", "解密"),
    "another password": (xls(form(301), book=b"\x2f\0\x36\0" + bytes(54)), ".xls", "F01", "打开密码", "去掉打开密码"),
}  # fmt: skip


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(("data", "suffix", "rule", "named", "remedy"), SENT.values(), ids=SENT)
def test_it_is_named_with_a_remedy(data: bytes, suffix: str, rule: str, named: str, remedy: str) -> None:
    finding = refusal(data, suffix)
    assert finding.rule == rule
    assert named in finding.message.zh
    assert remedy in finding.suggestion.zh


def test_an_xlsm_without_buttons_is_read_and_says_so() -> None:
    sent = read_content(zipped(parts(301)), ".xlsm", "301.xlsm")
    assert sent.workbook is not None
    assert [note.rule for note in sent.workbook.notes] == ["F19"]
    assert read_content(zipped(parts(301)), ".xlsx", "301.xlsx").workbook.notes == ()  # type: ignore[union-attr]


def test_archives_inside_the_zip_of_a_folder_are_named(tmp_path: Path) -> None:
    books = _zip({"报送/301.xlsx": zipped(parts(301))})
    (tmp_path / "报送.zip").write_bytes(
        _zip({"内/302.zip": books, "内/303.rar": b"Rar!\x1a\x07\1\0", "304.xlsx": zipped(parts(304))})
    )
    files = {Path(file.path).name: file for file in gather(find_files([tmp_path])).files}
    assert {name: file.fate for name, file in files.items()} == {
        "302.zip": Fate.REJECTED,
        "303.rar": Fate.REJECTED,
        "304.xlsx": Fate.ACCEPTED,
    }
    for name, kind in (("302.zip", "压缩包里的压缩包，里面有 1 个工作簿"), ("303.rar", "压缩包里的RAR 压缩包")):
        (finding,) = files[name].findings
        assert (finding.rule, kind in finding.message.zh) == ("F11", True)
