"""A user profile of its own for an office that a program starts: no questions, no lock files, known macro security."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from xml.sax.saxutils import escape

__all__ = ["MacroSecurity", "write_profile"]


class MacroSecurity(IntEnum):
    """LibreOffice's four levels. A user's own profile is at HIGH; LOW asks nothing and runs everything."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    VERY_HIGH = 3


_COMMON = "/org.openoffice.Office.Common"
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    # A killed office leaves lock files behind; the next one would then silently not open the workbook.
    (f"{_COMMON}/Misc", "UseLocking", "false"),
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    (f"{_COMMON}/Misc", "ShowTipOfTheDay", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)


def write_profile(folder: Path, *, macro_security: MacroSecurity | None = None, trusted: Sequence[Path] = ()) -> None:
    """Make ``folder`` a profile for :func:`~xltools.desktop.libreoffice.office.start`.

    :param macro_security: the level of macro security; None leaves LibreOffice's own (high).
    :param trusted: folders whose workbooks may run their macros at any level but the highest.
    """
    security = f"{_COMMON}/Security/Scripting"
    settings = list(_SETTINGS)
    if macro_security is not None:
        settings.append((security, "MacroSecurityLevel", str(int(macro_security))))
    items = [_item(path, name, f"<value>{value}</value>") for path, name, value in settings]
    if trusted:
        urls = "".join(f"<it>{escape(folder.resolve().as_uri())}</it>" for folder in trusted)
        items.append(_item(security, "SecureURL", f"<value>{urls}</value>"))
    user = folder / "user"
    user.mkdir(parents=True, exist_ok=True)
    text = _HEAD + "\n".join(items) + "\n</oor:items>\n"
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _item(path: str, name: str, value: str) -> str:
    return f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">{value}</prop></item>'
