"""The page uses nothing that Chromium 103, the kernel of older WPS, does not know.

Newer functions of JavaScript are found by TypeScript in ``.ci/run`` (``tests/web/tsconfig.json``).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xltools.web

PAGE = Path(xltools.web.__file__).with_name("page")
TOO_NEW_IN_CSS = {
    ":has()": r":has\(",
    "nested rules": r"^\s+&",
    "@container": r"@container",
    "@layer from 99 is known, @scope is not": r"@scope",
    "color-mix()": r"color-mix\(",
    "light-dark()": r"light-dark\(",
    "oklch()": r"oklch\(|oklab\(",
    "dvh, svh, lvh": r"\d[dsl]v[hw]\b",
    "text-wrap": r"text-wrap",
    "range in @media": r"@media[^{]*[<>]",
    "@property in shadow, view transitions": r"view-transition",
}
TOO_NEW_IN_JAVASCRIPT = {
    "regular expressions with modifiers": r"\(\?[ims-]+:",
    "import attributes": r"\bimport\b[^;]*\bwith\s*\{",
    "using": r"^\s*(?:await )?using ",
    "crypto.randomUUID": r"randomUUID",
}


@pytest.mark.parametrize("feature", TOO_NEW_IN_CSS)
def test_css(feature: str) -> None:
    for file in PAGE.glob("*.css"):
        assert not re.search(TOO_NEW_IN_CSS[feature], file.read_text(encoding="utf-8"), re.MULTILINE), file.name


@pytest.mark.parametrize("feature", TOO_NEW_IN_JAVASCRIPT)
def test_javascript(feature: str) -> None:
    for file in PAGE.glob("*.js"):
        assert not re.search(TOO_NEW_IN_JAVASCRIPT[feature], file.read_text(encoding="utf-8"), re.MULTILINE), file.name


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    """They would be blocked by the Content-Security-Policy."""
    text = (PAGE / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|https?:", text)


def test_texts_never_become_markup() -> None:
    for file in PAGE.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", file.read_text("utf-8")
        )
