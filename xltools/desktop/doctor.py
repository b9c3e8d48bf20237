"""Looking over a computer: what the buttons need, whether it is there, and what to do where it is not.

Nothing is changed and nothing is started. What a system cannot tell is left out rather than guessed.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xltools.desktop import addin, office_extension, wps
from xltools.desktop.computer import Computer
from xltools.desktop.libreoffice.locate import bridge_python, find_bridge, find_office
from xltools.text import NO_TEXT, Text
from xltools.version import __version__

__all__ = ["Check", "Registry", "examine", "read_registry"]

Registry = Callable[[str, str], object]
"""A value of the user's registry by key and name, None where there is none; the empty name is the key's own value."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, in both languages; ``fix`` says what to do where it is not as it should be."""

    ok: bool
    text: Text
    fix: Text = NO_TEXT


def read_registry(key: str, name: str) -> object:
    """Return a value of the Windows registry: the current user's, else the computer's; None on other systems."""
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_CLASSES_ROOT):
            try:
                with winreg.OpenKey(root, key) as entry:
                    return winreg.QueryValueEx(entry, name)[0]
            except OSError:
                continue
    return None


def examine(
    computer: Computer, paths: Iterable[Path] = (), registry: Registry = read_registry, office: Path | None = None
) -> list[Check]:
    """Look the computer over. ``paths`` are workbooks that will not run their buttons, ``office`` a LibreOffice."""
    return [
        *_python(),
        *_excel(computer, registry),
        *_libreoffice(computer, office or find_office()),
        *(check for path in paths for check in _workbook(computer, path)),
    ]


def _python() -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check(
        sys.version_info >= (3, 11),
        Text(f"Python {version}：{sys.executable}", f"Python {version}: {sys.executable}"),
        Text("请安装 Python 3.11 或更高版本。", "Install Python 3.11 or newer."),
    )
    yield Check(True, Text(f"xltools {__version__}", f"xltools {__version__}"))
    if kit := _kit_folder(Path(__file__)):
        yield Check(True, Text(f"由离线安装包装在 {kit}", f"installed by an offline kit in {kit}"))
    try:
        xlwings = importlib.metadata.version("xlwings")
    except importlib.metadata.PackageNotFoundError:
        xlwings = ""
    yield Check(
        bool(xlwings),
        Text(
            f"xlwings {xlwings}" if xlwings else "没有安装 xlwings",
            f"xlwings {xlwings}" if xlwings else "xlwings is not installed",
        ),
        Text(
            "请用安装包重新安装 xltools，xlwings 会一起装上。",
            "Install xltools again from its wheel; xlwings comes with it.",
        ),
    )


def _kit_folder(module: Path) -> Path | None:
    """Return the folder into which an offline kit has put this package; None where it came in another way."""
    return next((folder for folder in module.parents if (folder / ".xltools-kit").is_file()), None)


# --- Excel and WPS ---------------------------------------------------------------------------------------------------


def _excel(computer: Computer, registry: Registry) -> Iterator[Check]:
    if computer.platform == "win32":
        yield from _windows(registry)
    elif computer.platform == "darwin":
        there = Path("/Applications/Microsoft Excel.app").exists()
        yield Check(there, Text("Excel", "Excel") if there else Text("没有找到 Excel", "Excel was not found"))
    elif shutil.which("et"):
        for found in wps.status(computer):
            yield Check(found.ok, Text(f"WPS 加载项：{found.text.zh}", f"Add-in for WPS: {found.text.en}"), found.fix)
    try:
        files = addin.installed(computer)
    except addin.NoExcelError:
        return
    for file, good in files.items():
        state = Text("已安装", "installed") if good else Text("没有安装或不是这一版", "missing or of another version")
        yield Check(
            good,
            Text(f"{file}：{state.zh}", f"{file}: {state.en}"),
            Text("请关闭 Excel，运行：xltools addin install", "Close Excel and run: xltools addin install"),
        )


_SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_NO_MACROS = {3: Text("只允许签名的宏", "signed macros only"), 4: Text("禁用所有宏", "no macros at all")}


def _windows(registry: Registry) -> Iterator[Check]:
    programs = {"Excel": r"Excel.Application\CLSID", "WPS": r"KET.Application\CLSID"}
    installed = [name for name, key in programs.items() if registry(key, "")]
    names = "、".join(installed)
    yield Check(
        bool(installed),
        Text(f"找到 {names}", f"found {', '.join(installed)}")
        if installed
        else Text("没有找到 Excel 或 WPS", "neither Excel nor WPS was found"),
        Text(
            "请安装 Excel，或用 LibreOffice（xltools libreoffice install）。",
            "Install Excel, or use LibreOffice (xltools libreoffice install).",
        ),
    )
    policy = registry(_POLICY, "VBAWarnings")
    level = policy if policy is not None else registry(_SECURITY, "VBAWarnings")
    blocked = _NO_MACROS.get(level) if isinstance(level, int) else None
    by_policy = "（由单位策略设定）" if policy is not None else ""
    yield Check(
        blocked is None,
        Text(
            f"宏设置：{blocked.zh}{by_policy}" if blocked else "宏设置：打开文件时可以启用宏",
            f"macros: {blocked.en}" if blocked else "macros may be enabled when a file is opened",
        ),
        Text(
            "请把工作簿放进受信任位置，或请管理员放行，见“安装与信任设置”。",
            "Put workbooks into a trusted location, or ask your administrator.",
        ),
    )


# --- LibreOffice -----------------------------------------------------------------------------------------------------


def _libreoffice(computer: Computer, office: Path | None) -> Iterator[Check]:
    if office is None:
        if computer.platform not in ("win32", "darwin"):
            yield Check(
                False,
                Text("没有找到 LibreOffice", "LibreOffice was not found"),
                Text(
                    "请安装 LibreOffice（Debian、Ubuntu：libreoffice-calc 和 python3-uno）。",
                    "Install LibreOffice (Debian, Ubuntu: libreoffice-calc and python3-uno).",
                ),
            )
        return
    yield Check(True, Text(f"LibreOffice：{office}", f"LibreOffice: {office}"))
    bridge = find_bridge(office)
    version = bridge_python(bridge) if bridge else None
    own, theirs = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, version or ()))
    if version:
        yield Check(
            theirs == own,
            Text(
                f"LibreOffice 用 Python {theirs}，本程序用 Python {own}",
                f"LibreOffice runs Python {theirs}, this is Python {own}",
            ),
            Text(
                f"两者必须相同：请用 Python {theirs} 安装 xltools。",
                f"They have to be the same: install xltools with Python {theirs}.",
            ),
        )
    good = office_extension.recorded(computer)
    yield Check(
        good,
        Text(
            "LibreOffice 扩展：" + ("已登记" if good else "没有登记，或登记的是别的 Python"),
            "LibreOffice extension: " + ("on record" if good else "not on record, or another Python is"),
        ),
        Text("请运行：xltools libreoffice install", "Run: xltools libreoffice install"),
    )


# --- a workbook ------------------------------------------------------------------------------------------------------

_INTERNET_ZONE = 3


def _workbook(computer: Computer, path: Path) -> Iterator[Check]:
    if not path.is_file():
        yield Check(
            False, Text(f"没有这个文件：{path}", f"no such file: {path}"), Text("请检查路径。", "Check the path.")
        )
        return
    zone = _zone(path)
    yield Check(
        zone < _INTERNET_ZONE,
        Text(
            f"{path.name}：" + ("来自网络，Windows 会阻止其中的宏" if zone >= _INTERNET_ZONE else "没有被系统阻止"),
            f"{path.name}: "
            + ("came from the internet, so its macros are blocked" if zone >= _INTERNET_ZONE else "free"),
        ),
        Text("右键文件→属性→勾选“解除锁定”→确定，再打开。", "Right-click the file, Properties, tick Unblock, OK."),
    )
    clouds = [value for name, value in computer.environment.items() if name.upper().startswith("ONEDRIVE") and value]
    synced = any(path.resolve().is_relative_to(Path(cloud).resolve()) for cloud in clouds)
    if synced:
        yield Check(
            False,
            Text(
                f"{path.name}：在 OneDrive 文件夹里，Excel 可能按网址打开，按钮找不到它",
                f"{path.name}: lies in OneDrive; Excel may open it by its web address, and buttons miss it",
            ),
            Text("请复制到本机普通文件夹（如 D:\\绩效目标）再用。", "Copy it to an ordinary folder of this computer."),
        )
    if not str(path.resolve()).isascii():
        yield Check(
            True,
            Text(
                f"{path.name}：路径中有中文，不影响使用",
                f"{path.name}: its path is not plain ASCII, which does no harm",
            ),
        )


def _zone(path: Path) -> int:
    """Return the security zone that Windows wrote beside the file; 0 without one."""
    try:
        text = Path(f"{path}:Zone.Identifier").read_text("utf-8", errors="replace")
    except OSError:
        return 0
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "ZoneId" and value.strip().isdigit():
            return int(value)
    return 0
