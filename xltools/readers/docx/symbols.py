"""Signs that Word keeps as numbers of a symbol font, and the characters that they show."""

from __future__ import annotations

__all__ = ["UNKNOWN", "shown_symbol", "with_symbols"]

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_PRIVATE = 0xF000
"""Signs of symbol fonts lie in the private use area from here on."""
_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB0: "°", 0xB7: "•",
    0xBC: "…", 0xA2: "′", 0xB2: "″", 0xD7: "·", 0xAE: "→", 0xB5: "∝", 0xE5: "∑", 0xD6: "√", 0x25: "%", 0x2D: "−",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x74: "◆", 0x75: "◆", 0x76: "◆", 0x9E: "·",
    0x9F: "•", 0xA1: "○", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x52: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x51: "☒", 0x4F: "✗"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_LATIN_SIGNS = frozenset(map(ord, " ()+,./0123456789:;<=>[]{}|"))
"""Places at which the font Symbol shows the sign of ASCII."""


def shown_symbol(font: str, number: int) -> str:
    """Return the character that a sign of a symbol font shows; :data:`UNKNOWN` for signs that are not in the tables."""
    sign = number - _PRIVATE if number >= _PRIVATE else number
    font = font.strip().lower()
    if font == "symbol" and sign in _LATIN_SIGNS:
        return chr(sign)
    return _FONTS.get(font, {}).get(sign, UNKNOWN)


def with_symbols(text: str, font: str) -> str:
    """Return a text in which signs of a symbol font are replaced by what they show."""
    if text.isascii() or not any(_PRIVATE <= ord(character) <= _PRIVATE + 0xFF for character in text):
        return text
    return "".join(
        shown_symbol(font, ord(character)) if _PRIVATE <= ord(character) <= _PRIVATE + 0xFF else character
        for character in text
    )
