"""Radicals that stand for characters: programs that print by Chromium's library leave them in the text of a PDF.

The glyph of 目 serves the character and the radical ⽬ alike, and the text of the PDF names the latter.
"""

from __future__ import annotations

import unicodedata

__all__ = ["with_characters"]

_SUPPLEMENT = (
    "⺁厂⺇几⺋卩⺎兀⺏尢⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟"
    "⺲罒⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阝⻖阝"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Radicals of the supplement (U+2E80 on), each before the character with the same glyph."""
_KANGXI = range(0x2F00, 0x2FD6)
_OTHER_GLYPH = {"⼾": "户"}
"""Radicals whose glyph in fonts for the mainland is not that of the character they decompose to (戶)."""

_CHARACTERS = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI}
    | dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True))
    | _OTHER_GLYPH
)


def with_characters(text: str) -> str:
    """Return a text with characters in place of radicals; all other signs stay as they are, full width included."""
    return text if text.isascii() else text.translate(_CHARACTERS)
