"""What the READMEs and documents show is what comes out, and what they point to is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.cli.test_commands import run

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_EXAMPLE = re.compile(r"^```text\n\$ xltools (?P<command>[^\n]+)\n(?P<output>.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in _LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / unquote(target)).exists()] == []


def test_every_document_is_pointed_to_by_a_readme() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES[:2])
    assert [page.name for page in PAGES[2:] if f"docs/{page.name}" not in told] == []


def test_the_example_of_a_check_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [example] = _EXAMPLE.finditer((ROOT / "README.md").read_text("utf-8"))
    _, text = run(*example["command"].split())
    assert example["output"] in text
