"""Links to cells in both ways of writing them."""

from __future__ import annotations

import pytest

from xltools.desktop.libreoffice.hyperlinks import from_office_link, to_office_link


@pytest.mark.parametrize(
    ("excel", "office", "back"),
    [
        ("#Sheet1!A1", "#'Sheet1'.A1", "#Sheet1!A1"),
        ("#'项目 1'!$B$2", "#'项目 1'.B2", "#'项目 1'!B2"),
        ("#'O''Neil'!A1:C3", "#'O''Neil'.A1:C3", "#'O''Neil'!A1:C3"),
        ("#a.b!A1", "#'a.b'.A1", "#a.b!A1"),
        ("#预算数", "#预算数", "#预算数"),
        ("https://example.org/a!A1", "https://example.org/a!A1", "https://example.org/a!A1"),
        ("file.xlsx", "file.xlsx", "file.xlsx"),
    ],
)
def test_links(excel: str, office: str, back: str) -> None:
    assert to_office_link(excel) == office
    assert from_office_link(office) == back
