"""Content is known by what it is, also in the encodings that Chinese programs use."""

from __future__ import annotations

import random

import pytest

from xltools.readers.sniff import ContentGroup, sniff


@pytest.mark.parametrize(
    ("data", "group", "zh"),
    [
        (b"%PDF-1.4\n", ContentGroup.PAGES, "PDF 文档"),
        (b"{\\rtf1\\ansi", ContentGroup.OTHER, "RTF 文档"),
        (b"BM\x36\x84\x03\0\0\0\0\0\x36\0", ContentGroup.PAGES, "图片或视频"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", ContentGroup.PAGES, "图片或视频"),
        (b"\0\0\0\x18ftypheic", ContentGroup.PAGES, "图片或视频"),
        (b"\0" * 257 + b"ustar\x0000" + b"\0" * 100, ContentGroup.ARCHIVE, "tar 压缩包"),
        (b"x" * 257 + b"ustar\x0000", ContentGroup.ARCHIVE, "tar 压缩包"),
        (bytes(5000), ContentGroup.ZEROS, "全部是空字节"),
        ("<html><body>预算".encode("gbk"), ContentGroup.TABLE, "网页（HTML）"),
        ("\ufeff <TABLE><tr>".encode("utf-16-le"), ContentGroup.TABLE, "网页（HTML）"),
        (b"<?xml version='1.0'?><html>", ContentGroup.TABLE, "网页（HTML）"),
        (b"<?xml version='1.0'?><a/>", ContentGroup.OTHER, "XML 文本"),
        ("甲，乙\n1，2\n3，4\n".encode("gb18030"), ContentGroup.TABLE, "文本表格（CSV）"),
        ("甲;乙\n1;2\n".encode(), ContentGroup.TABLE, "文本表格（CSV）"),
        ("甲,乙".encode(), ContentGroup.TABLE, "文本表格（CSV）"),
        ("第一行\n第二行, 有逗号\n第三行\n".encode(), ContentGroup.NOTE, "文本"),
        (b"[InternetShortcut]\nURL=http://x", ContentGroup.OTHER, "快捷方式"),
        ("字".encode() * 2000, ContentGroup.NOTE, "文本"),
        (b"\x81\x00\x02\x03", ContentGroup.OTHER, "无法识别的内容"),
        ('{"code":500,"msg":"服务器内部错误"}'.encode(), ContentGroup.ANSWER, "系统返回的信息"),
        ('[ {"错误": "未登录"} ]'.encode("gbk"), ContentGroup.ANSWER, "系统返回的信息"),
        (b"[]", ContentGroup.ANSWER, "系统返回的信息"),
        ("[注] 本单位没有项目".encode(), ContentGroup.NOTE, "文本"),
        (b"b\x14#e\0\x10" + bytes(10) + b"E-SafeNet\0\0\0LOCK" + bytes(99), ContentGroup.ENCRYPTED, "加密内容"),
        (b"%TSD-Header-###%" + bytes(99), ContentGroup.ENCRYPTED, "加密内容"),
        (b"\x77\x12\x01\x55" + bytes(99), ContentGroup.ENCRYPTED, "加密内容"),
        (b"SCDSA002" + bytes(99), ContentGroup.ENCRYPTED, "加密内容"),
        (b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(99), ContentGroup.ENCRYPTED, "加密内容"),
        (b"\x9b DRMONE  This Document is encrypted" + bytes(99), ContentGroup.ENCRYPTED, "加密内容"),
        (b"\0\1" + random.Random(1).randbytes(20_000), ContentGroup.ENCRYPTED, "加密内容"),
        (b"\0\1" + random.Random(1).randbytes(2_000), ContentGroup.OTHER, "无法识别的内容"),
        (b"\0\1" + bytes(range(128)) * 99, ContentGroup.OTHER, "无法识别的内容"),
    ],
)
def test_what_it_is(data: bytes, group: ContentGroup, zh: str) -> None:
    content = sniff(data)
    assert (content.group, content.kind.zh) == (group, zh)
