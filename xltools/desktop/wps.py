"""The add-in for WPS: put into the user's folder for add-ins, listed there, and looked for.

WPS reads ``publish.xml`` in its folder for add-ins. Other add-ins' entries are kept as they are, and the first file
that was there is kept beside it once. On Windows WPS decides by a file of its own, ``authaddin.json``, whether an
add-in may load: it is read and never written.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xltools.desktop.computer import Computer
from xltools.errors import XltoolsError
from xltools.text import NO_TEXT, Text
from xltools.version import __version__

__all__ = ["LOCAL_SERVICE", "NoWpsError", "WpsState", "install", "pack", "remove", "status"]

NAME = "xltools"
LOCAL_SERVICE = "http://127.0.0.1:8765"
_LIST = "publish.xml"
_BACKUP = "publish.xml.xltools-backup"
_PERMISSIONS = "authaddin.json"
_EMPTY = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<jsplugins>\n</jsplugins>\n'
_OURS = re.compile(
    rf"[ \t]*<jsplugin(?:online)?\b[^>]*\bname=(?P<quote>[\"']){NAME}(?P=quote)"
    r"[^>]*?(?:/>|>\s*</jsplugin(?:online)?>)\n?"
)
_END = re.compile(r"</jsplugins\s*>")
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost)(?::\d+)?")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


class NoWpsError(XltoolsError):
    """The add-in cannot be installed here."""


@dataclass(frozen=True, slots=True)
class WpsState:
    """One thing that was looked at: whether it is as it should be, what it is, and what to do."""

    ok: bool
    text: Text
    fix: Text = NO_TEXT


def install(computer: Computer, service: str = LOCAL_SERVICE) -> list[Path]:
    """Install the add-in for a service, and return what was written.

    For a service on this computer the add-in's files are put into the folder; one in the office network serves them
    itself, because a page from there may not call this computer. Raises NoWpsError where it cannot be done.
    """
    service = service.rstrip("/")
    if not _ADDRESS.fullmatch(service):
        raise NoWpsError(
            f"{service} 不是服务的地址，应像 {LOCAL_SERVICE}。", f"{service} is not an address like {LOCAL_SERVICE}."
        )
    folder = _folder(computer)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    if _LOOPBACK.fullmatch(service):
        target = folder / f"{NAME}_{__version__}"
        if target.exists():
            shutil.rmtree(target)
        _write_files(target, service)
        entry = _file_entry(target.name)
        written.append(target)
    else:
        entry = f'<jspluginonline name="{NAME}" type="et" url={quoteattr(service + "/wps/")} enable="enable_dev"/>'
    _write_list(folder, entry)
    return [*written, folder / _LIST]


def remove(computer: Computer) -> list[Path]:
    """Take the add-in and its entry away, and return what is gone; other add-ins stay."""
    folder = _folder(computer)
    gone = [path for path in sorted(folder.glob(f"{NAME}_*")) if (path / "ribbon.xml").is_file()]
    for path in gone:
        shutil.rmtree(path)
    listed = _list_text(folder)
    if _OURS.search(listed):
        _replace(folder / _LIST, _OURS.sub("", listed))
        gone.append(folder / _LIST)
    return gone


def pack(target: Path) -> list[Path]:
    """Write the add-in into a new folder, to be carried to a computer without a network.

    Raises NoWpsError where the folder is there already.
    """
    if target.exists():
        raise NoWpsError(f"{target} 已存在，请换一个文件夹。", f"{target} exists already; choose another folder.")
    folder = target / f"{NAME}_{__version__}"
    _write_files(folder, LOCAL_SERVICE)
    (target / _LIST).write_text(_entry_list(_EMPTY, _file_entry(folder.name)), encoding="utf-8")
    (target / "说明.txt").write_text(_HOW_TO, encoding="utf-8")
    return sorted(path for path in target.iterdir())


def status(computer: Computer) -> Iterator[WpsState]:
    """Yield what is there: the files, the entry and, on Windows, what WPS has decided."""
    folder = _folder(computer)
    again = Text("请运行：xltools wps install", "Run: xltools wps install")
    entry = _OURS.search(_list_text(folder))
    if entry is None:
        yield WpsState(False, Text(f"{folder / _LIST} 里没有登记", f"not listed in {folder / _LIST}"), again)
        return
    online = "jspluginonline" in entry[0]
    found = re.search(r"\burl=([\"'])(?P<url>.*?)\1", entry[0])
    url = found["url"] if found else ""
    yield WpsState(True, Text(f"已登记：{url}", f"listed: {url}"))
    if not online:
        there = (folder / url / "ribbon.xml").is_file()
        text = Text(f"加载项文件 {folder / url}", f"files of the add-in {folder / url}")
        yield WpsState(there and url == f"{NAME}_{__version__}", text, again)
    if computer.platform == "win32":
        yield _permission(folder)


def _permission(folder: Path) -> WpsState:
    """Return what WPS for Windows has decided about the add-in; it is asked when WPS starts."""
    start = Text(
        "请重新打开 WPS 表格，询问是否信任时选允许；仍没有“绩效目标”一栏的，照 xltools wps package 的说明做。",
        "Open WPS again and allow the add-in; else use the folder that xltools wps package makes.",
    )
    try:
        entries = json.loads((folder / _PERMISSIONS).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return WpsState(False, Text("WPS 还没有询问过是否信任", "WPS has not asked for permission yet"), start)
    found = [one for one in _dictionaries(entries) if one.get("name") == NAME]
    allowed = any(one.get("enable") and one.get("isload", True) for one in found)
    text = Text("WPS 已允许加载", "WPS allows it") if allowed else Text("WPS 没有允许加载", "WPS does not allow it")
    return WpsState(allowed, text, start)


def _dictionaries(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _dictionaries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _dictionaries(inner)


def _folder(computer: Computer) -> Path:
    if computer.platform == "win32":
        return computer.app_data / "kingsoft" / "wps" / "jsaddons"
    if computer.platform == "linux":
        data = computer.environment.get("XDG_DATA_HOME", "")
        return (Path(data) if data else computer.home / ".local" / "share") / "Kingsoft" / "wps" / "jsaddons"
    raise NoWpsError(
        "这个系统上的 WPS 不支持加载项，请用浏览器打开自查页（xltools serve）。",
        "WPS takes no add-ins on this system; use the page (xltools serve).",
    )


def _write_files(folder: Path, service: str) -> None:
    source = files("xltools.web").joinpath("page", "wps")
    folder.mkdir(parents=True)
    for file in source.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "service.js").write_text(f"window.XLTOOLS_SERVICE = {json.dumps(service)};\n", encoding="utf-8")


def _file_entry(url: str) -> str:
    return f'<jsplugin name="{NAME}" type="et" url={quoteattr(url)} version="{__version__}" enable="enable_dev"/>'


def _list_text(folder: Path) -> str:
    try:
        return (folder / _LIST).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""


def _write_list(folder: Path, entry: str) -> None:
    there = _list_text(folder)
    if there and not _END.search(there):
        raise NoWpsError(
            f"{folder / _LIST} 不是加载项列表，没有改动。请先改名或删除它。",
            f"{folder / _LIST} is not a list of add-ins and was left alone. Rename or remove it first.",
        )
    if there and not (folder / _BACKUP).exists():
        shutil.copy2(folder / _LIST, folder / _BACKUP)
    _replace(folder / _LIST, _entry_list(there or _EMPTY, entry))


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(text, encoding="utf-8", newline="\n")
    os.replace(draft, file)


def _entry_list(listed: str, entry: str) -> str:
    """Return a list with our entry as the last one, and all others as they were."""
    return _END.sub(lambda end: f"  {entry}\n{end[0]}", _OURS.sub("", listed), count=1)


_HOW_TO = f"""绩效目标加载项（WPS 表格）

一、Linux（麒麟、UOS）
  把 {NAME}_{__version__} 文件夹和 publish.xml 复制到 ~/.local/share/Kingsoft/wps/jsaddons/ ；那里已有 publish.xml 的，
  不要覆盖，只把其中 name="{NAME}" 的一行加进去。重新打开 WPS 表格，应有“绩效目标”一栏。

二、Windows
  复制到 %APPDATA%\\kingsoft\\wps\\jsaddons\\，做法相同。重新打开 WPS 表格，询问是否信任时选允许。
  12.1.0.16910 及以后的个人版只认发布页登记的加载项：请单位的 WPS 管理员按金山的说明用发布页登记这个文件夹。

三、使用前
  本机要运行 xltools serve（或由财政部门在办公网内运行，这时请用 xltools wps install --service 地址 安装）。

没有在 WPS 里运行过；在浏览器的仿真环境里测试过。
"""
