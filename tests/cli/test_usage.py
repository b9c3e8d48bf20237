"""Help and usage errors: in the language asked for, Chinese by default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.cli.test_commands import run
from xltools.cli.app import app
from xltools.cli.usage import in_chinese

CHINESE = re.compile(r"[一-鿿]")


def commands(group: Any, path: str = "") -> Iterator[str]:
    """Every command and every group, as it is typed."""
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, f"{path} {name}".strip())


COMMANDS = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_chinese(command: str) -> None:
    code, text = run(*command.split(), "--help")
    assert code == 0
    assert not re.search("Usage|Options|Arguments|Commands|Examples|required|default|Show", text)
    lines = [line for line in text.splitlines() if line.startswith("  ") and not line.startswith("  xltools ")]
    assert lines
    assert all(CHINESE.search(line) or "--version" in line for line in lines), lines
    assert f"  xltools {command}".rstrip() in text, "there is an example"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_english(command: str) -> None:
    code, text = run(*command.split(), "--help", "--lang", "en")
    assert code == 0
    assert "Options" in text
    pages = text.partition("\nExamples\n")[0]
    assert not CHINESE.search(pages), pages


@pytest.mark.parametrize("group", ["", "addin", "libreoffice"])
def test_a_group_without_a_command_shows_its_help(group: str) -> None:
    code, text = run(*group.split())
    assert code == 0
    assert text == run(*group.split(), "--help")[1]


ERRORS = {
    "check": ("缺少 'FILE...'。", "Missing argument"),
    "consolidate 报送": ("缺少选项 '--out' / '-o'。", "Missing option"),
    "chek": ("没有命令 'chek'。", "No such command"),
    "fill a.xlsx --dry": ("没有选项 --dry。是不是 --dry-run？", "No such option"),
    "fill a.xlsx --zzz": ("没有选项 --zzz。", "No such option"),
    "fill a b": ("多出的内容：b。", "unexpected extra argument"),
    "fill a.xlsx --out": ("选项 '--out' 后面要写内容。", "requires an argument"),
    "check a.xlsx --force=yes": ("选项 '--force' 后面不写内容。", "does not take a value"),
    "check a.xlsx --format pdf": ("'--format' 不能是 'pdf'，可以是 'text', 'github', 'csv'。", "is not one of"),
    "rules --lang fr": ("'--lang' 不能是 'fr'，可以是 'zh', 'en'。", "is not one of"),
    "template --year 二〇": ("'--year' ", "valid integer"),
    "template --spare -1": ("'--spare' ", "--spare"),
}


@pytest.mark.parametrize("command", ERRORS)
def test_a_usage_error_is_in_chinese(command: str) -> None:
    code, text = run(*command.split())
    assert code == 2
    assert ERRORS[command][0] in text
    assert not re.search(r"Usage|Error|Missing|No such|Invalid|valid|unexpected|requires|Try|Input", text), text


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No such command 'chek'. Did you mean 'check'?", "没有命令 'chek'。是不是 'check'？"),
        ("No such command 'addn'. Did you mean 'add', 'addin'?", "没有命令 'addn'。是不是 'add', 'addin'？"),
        ("No such option: --dry Did you mean --dry-run?", "没有选项 --dry。是不是 --dry-run？"),
        ("No such option: --dry (Possible options: --dry-run, --dye)", "没有选项 --dry。是不是 --dry-run, --dye？"),
        (
            "Invalid value for '--jobs' / '-j': 'x' is not a valid integer range.",
            "'--jobs' / '-j' 不能是 'x'，要写整数。",
        ),
        ("Invalid value for '--spare': -1 is not in the range x>=0.", "'--spare' 不能是 -1，范围是 x>=0。"),
        ("Something that a later version says.", "Something that a later version says."),
    ],
)
def test_words_of_several_versions_of_the_parser(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


@pytest.mark.parametrize("command", [command for command in ERRORS if "--lang" not in command])
def test_a_usage_error_is_in_english(command: str) -> None:
    code, text = run("--lang", "en", *command.split())
    assert code == 2
    assert ERRORS[command][1] in text
    for word in command.split():
        text = text.replace(word, "")
    assert not CHINESE.search(text), text


@pytest.mark.parametrize(
    ("arguments", "variable", "english"),
    [
        ("rules X99", "", False),
        ("rules X99 --lang en", "", True),
        ("rules X99 --lang=en", "", True),
        ("--lang en rules X99", "", True),
        ("rules X99", "en", True),
        ("rules X99 --lang zh", "en", False),
        ("rules X99", "fr", False),
    ],
)
def test_where_the_language_comes_from(
    arguments: str, variable: str, english: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", variable)
    _, text = run(*arguments.split())
    assert ("There is no rule" in text) == english
    assert ("没有规则" in text) != english
