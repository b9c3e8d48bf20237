"""What the READMEs and documents show is what comes out, and what they point to is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
import typer

from tests.cli.test_commands import run
from xltools.cli.app import app

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *DOCS, *sorted((ROOT / "findings").glob("*.md"))]
NAVIGATION = (ROOT / ".mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_SESSION = re.compile(r"^```text\n(?P<session>\$ xltools .*?)^```", re.MULTILINE | re.DOTALL)
_CODE_BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_NAMED_PATH = re.compile(r"`((?:\.ci|docs|findings|macros|tests|workbooks|xltools)/[\w./-]*)`")


def by_path(pages: list[Path]) -> list[object]:
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages]


@pytest.mark.parametrize("page", by_path(PAGES))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in _LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / unquote(target)).exists()] == []


@pytest.mark.parametrize("page", by_path([page for page in PAGES if page.name != "CHANGELOG.md"]))
def test_files_named_in_the_text_exist(page: Path) -> None:
    text = _CODE_BLOCK.sub("", page.read_text("utf-8"))
    assert [path for path in _NAMED_PATH.findall(text) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", by_path(DOCS))
def test_the_site_has_every_document(page: Path) -> None:
    assert re.search(rf"[-:] {re.escape(page.relative_to(ROOT / 'docs').as_posix())}$", NAVIGATION, re.MULTILINE)


class Shown(NamedTuple):
    """A command that a page shows, and the pieces of its output, with something left out between them."""

    command: str
    pieces: list[str]


def shown_commands(session: str) -> Iterator[Shown]:
    for text in session.split("$ xltools ")[1:]:
        command, _, output = text.partition("\n")
        yield Shown(command, [piece for piece in re.split(r"^…\n", output, flags=re.MULTILINE) if piece])


EXAMPLES = [
    pytest.param(match["session"], id=f"{page.name}-{number}")
    for page in PAGES
    for number, match in enumerate(_SESSION.finditer(page.read_text("utf-8")), 1)
]


@pytest.mark.parametrize("session", EXAMPLES)
def test_examples_are_real(session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "workbooks" / "samples", tmp_path / "workbooks" / "samples")
    monkeypatch.chdir(tmp_path)
    for command, pieces in shown_commands(session):
        _, output = run(*command.split())
        rest = output
        for piece in pieces:
            assert piece in rest
            rest = rest.partition(piece)[2]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/index.md"])
def test_the_tours_have_examples(page: str) -> None:
    assert _SESSION.search((ROOT / page).read_text("utf-8"))


def commands() -> Iterator[tuple[str, set[str]]]:
    """Yield each command with its options, but for ``--help``."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for path, leaf in [(f"{name} {sub}", leaf) for sub, leaf in getattr(command, "commands", {}).items()] or [
            (name, command)
        ]:
            options = {option for parameter in leaf.params for option in (*parameter.opts, *parameter.secondary_opts)}
            yield path, {option for option in options if option.startswith("-")} - {"--help", "-h"}


@pytest.mark.parametrize(("command", "options"), [pytest.param(*pair, id=pair[0]) for pair in commands()])
def test_the_page_of_commands_names_each_option(command: str, options: set[str]) -> None:
    sections = (ROOT / "docs/commands.md").read_text("utf-8").split("\n## xltools ")[1:]
    texts = {title: text for title, _, text in (section.partition("\n") for section in sections)}
    assert set(re.findall(r"`(--?[a-z][a-z-]*)", texts[command])) >= options


def test_decisions_are_numbered_and_listed() -> None:
    records = sorted((ROOT / "docs/decisions").glob("0*.md"))
    index = (ROOT / "docs/decisions/index.md").read_text("utf-8")
    assert [record.name[:4] for record in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    for record in records:
        head = re.match(
            r"# (?P<number>\d{4}) (?P<title>.+)\n\n(?P<date>[\d-]{10}), (?P<status>.+)\n", record.read_text("utf-8")
        )
        assert head, record.name
        assert f"| {head['number']} | [{head['title']}]({record.name}) | {head['date']} | {head['status']} |" in index
