"""Content is known by what it is, also in the encodings that Chinese programs use."""

from __future__ import annotations

import pytest

from xltools.readers.sniff import Group, plain_content


@pytest.mark.parametrize(
    ("data", "group", "zh"),
    [
        (b"%PDF-1.4\n", Group.OTHER, "PDF 文档"),
        (b"{\\rtf1\\ansi", Group.OTHER, "RTF 文档"),
        (b"BM\x36\x84\x03\0\0\0\0\0\x36\0", Group.OTHER, "图片或视频"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", Group.OTHER, "图片或视频"),
        (b"\0\0\0\x18ftypheic", Group.OTHER, "图片或视频"),
        (b"\0" * 257 + b"ustar\x0000" + b"\0" * 100, Group.ARCHIVE, "tar 压缩包"),
        (b"x" * 257 + b"ustar\x0000", Group.ARCHIVE, "tar 压缩包"),
        (bytes(5000), Group.ZEROS, "全部是空字节"),
        ("<html><body>预算".encode("gbk"), Group.TABLE, "网页（HTML）"),
        ("\ufeff <TABLE><tr>".encode("utf-16-le"), Group.TABLE, "网页（HTML）"),
        (b"<?xml version='1.0'?><html>", Group.TABLE, "网页（HTML）"),
        (b"<?xml version='1.0'?><a/>", Group.OTHER, "XML 文本"),
        ("甲，乙\n1，2\n3，4\n".encode("gb18030"), Group.TABLE, "文本表格（CSV）"),
        ("甲;乙\n1;2\n".encode(), Group.TABLE, "文本表格（CSV）"),
        ("甲,乙".encode(), Group.TABLE, "文本表格（CSV）"),
        ("第一行\n第二行, 有逗号\n第三行\n".encode(), Group.OTHER, "文本"),
        (b"[InternetShortcut]\nURL=http://x", Group.OTHER, "快捷方式"),
        ("字".encode() * 2000, Group.OTHER, "文本"),
        (b"\x81\x00\x02\x03", Group.OTHER, "无法识别的内容"),
    ],
)
def test_what_it_is(data: bytes, group: Group, zh: str) -> None:
    content = plain_content(data)
    assert (content.group, content.kind.zh) == (group, zh)
