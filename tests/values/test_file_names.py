"""Names of files that Windows takes as well."""

from __future__ import annotations

import pytest

from xltools.values.file_names import MAX_NAME_BYTES, numbered_names, safe_file_name

NAMES = {
    "402安河县统计局": "402安河县统计局",
    "402 安河县 统计局\n": "402安河县统计局",
    '4/0\\2:*?"<>|统计局': "402统计局",
    "..402局.": "402局",
    "con": "_con",
    "LPT1.x": "_LPT1.x",
    "console": "console",
    " / ": "",
    "统" * 100: "统" * (MAX_NAME_BYTES // 3),
    "a\x00b\x7f": "ab",
    "局\ud800": "局",
}


@pytest.mark.parametrize(("text", "name"), NAMES.items())
def test_safe(text: str, name: str) -> None:
    assert safe_file_name(text) == name


def test_names_of_one_folder_are_numbered() -> None:
    assert list(numbered_names(["表", "a", "表", "表(2)", "A", "表"])) == [
        "表",
        "a",
        "表(2)",
        "表(2)(2)",
        "A(2)",
        "表(3)",
    ]
