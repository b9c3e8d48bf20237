"""The font of a range. Chinese text has font properties of its own in LibreOffice; they are kept the same here."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.colors import Color, Rgb, from_office, to_office
from xltools.desktop.libreoffice.number_formats import is_mixed
from xltools.desktop.libreoffice.protocols import RangeLike
from xltools.desktop.libreoffice.uno_types import UnoCellRange

__all__ = ["OfficeFont"]

_SCRIPTS = ("", "Asian", "Complex")
_NORMAL_WEIGHT, _BOLD_WEIGHT = 100.0, 150.0  # com.sun.star.awt.FontWeight


@translate_uno_errors
class OfficeFont(base_classes.Font):
    """The font of a range; a property in which its cells differ is None."""

    def __init__(self, rng: RangeLike) -> None:
        """Stand for the font of a range."""
        self._rng = rng

    @property
    def api(self) -> UnoCellRange:
        """The office's object for the cells."""
        return self._rng.uno

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold."""
        weight = self._get("CharWeight")
        return None if weight is None else weight > _NORMAL_WEIGHT

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD_WEIGHT if value else _NORMAL_WEIGHT)

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic."""
        posture = self._get("CharPosture")
        return None if posture is None else posture.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", uno_bridge.enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """The size in points."""
        size = self._get("CharHeight")
        return None if size is None else float(size)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        """The name of the font."""
        name = self._get("CharFontName")
        return None if name is None else str(name)

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> Rgb | None:
        """The colour of the text; black where the office chooses it."""
        number = self._get("CharColor")
        return None if number is None else from_office(number) or (0, 0, 0)

    @color.setter
    def color(self, color_or_rgb: Color) -> None:
        with self._rng.changing():
            self.api.CharColor = to_office(color_or_rgb)

    def _get(self, name: str) -> Any:
        return None if is_mixed(self.api, name) else self.api.getPropertyValue(name)

    def _set(self, name: str, value: object) -> None:
        with self._rng.changing():
            for script in _SCRIPTS:
                self.api.setPropertyValue(name + script, value)
