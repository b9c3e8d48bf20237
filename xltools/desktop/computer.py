"""Folders and files of this computer that programs use: Excel's start-up folder, records, LibreOffice's profile."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xltools.desktop.launcher_paths import EXCEL_PATHS_FILE, LIBREOFFICE_PATHS_FILE

__all__ = ["Computer"]


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer as the installers see it: its platform (as ``sys.platform`` says it), home folder and environment."""

    platform: str = sys.platform
    home: Path = field(default_factory=Path.home)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def app_data(self) -> Path:
        """``%APPDATA%`` of Windows."""
        app_data = self.environment.get("APPDATA", "")
        return Path(app_data) if app_data else self.home / "AppData" / "Roaming"

    @property
    def excel_startup(self) -> Path | None:
        """The folder whose add-ins Excel opens by itself; None where there is no Excel."""
        if self.platform == "win32":
            return self.app_data / "Microsoft" / "Excel" / "XLSTART"
        if self.platform == "darwin":
            office = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
            return office / "User Content.localized" / "Startup.localized" / "Excel"
        return None

    @property
    def excel_paths_file(self) -> Path | None:
        """The file that tells the launcher in Excel its Python; None on macOS, where xlwings' add-in does that."""
        return self.app_data / EXCEL_PATHS_FILE if self.platform == "win32" else None

    @property
    def log_folder(self) -> Path:
        """The folder of this user for records of failures."""
        if self.platform == "win32":
            local = self.environment.get("LOCALAPPDATA", "")
            return (Path(local) if local else self.home / "AppData" / "Local") / "xltools"
        if self.platform == "darwin":
            return self.home / "Library" / "Logs" / "xltools"
        state = self.environment.get("XDG_STATE_HOME", "")
        return (Path(state) if state else self.home / ".local" / "state") / "xltools"

    @property
    def office_user(self) -> Path:
        """The ``user`` folder of LibreOffice's profile."""
        if self.platform == "win32":
            return self.app_data / "LibreOffice" / "4" / "user"
        if self.platform == "darwin":
            return self.home / "Library" / "Application Support" / "LibreOffice" / "4" / "user"
        settings = self.environment.get("XDG_CONFIG_HOME", "")
        return (Path(settings) if settings else self.home / ".config") / "libreoffice" / "4" / "user"

    @property
    def office_paths_file(self) -> Path:
        """The file that tells the LibreOffice extension its Python."""
        return self.office_user / LIBREOFFICE_PATHS_FILE
