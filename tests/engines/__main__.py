"""Ask every independent engine that installs here about macros, add-in, ribbon and templates.

    python -m pip install ".[engines]"
    python -m tests.engines            # prints the table
    python -m tests.engines --write    # puts it into docs/engines.md

Ends with 1 if an engine said something that must not be.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.engines.aspose import ask_aspose
from tests.engines.libreoffice import ask_for_addin, ask_libreoffice
from tests.engines.macros_and_parts import ask_oletools, ask_openxml_audit
from tests.engines.said import FILES, Said, plant_result

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
BEGIN, END = "<!-- made by python -m tests.engines --write -->\n", "<!-- end -->\n"


def ask_all() -> Iterator[Said]:
    """Yield every answer, engine by engine."""
    for ask in (ask_oletools, ask_openxml_audit, ask_aspose):
        for path in FILES:
            yield from ask(path)
    by_office = list(ask_libreoffice())
    yield from (*by_office, ask_for_addin(by_office[0].engine))
    with tempfile.TemporaryDirectory() as folder:
        path = plant_result(Path(folder))
        for one in (*ask_aspose(path), *ask_libreoffice([path])):
            if one.what == "formulas":
                yield replace(one, ok=not one.ok)  # the control: a wrong result has to be seen


def table(answers: list[Said]) -> str:
    """Return the answers in Markdown."""
    lines = [f"Python {platform.python_version()} on {platform.system()} {platform.machine()}.", ""]
    lines += ["| engine | file | looked at | said | as expected |", "|---|---|---|---|---|"]
    for one in answers:
        said = one.answer.replace("|", "\\|")
        lines.append(f"| {one.engine} | `{one.file}` | {one.what} | {said} | {'yes' if one.ok else '**no**'} |")
    return "\n".join((*lines, ""))


def main(arguments: list[str]) -> int:
    """Print or write the table."""
    answers = list(ask_all())
    text = table(answers)
    print(text)
    if "--write" in arguments:
        page = PAGE.read_text("utf-8")
        head, rest = page.split(BEGIN)
        tail = rest.split(END)[1]
        PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", "utf-8")
    return 0 if all(one.ok for one in answers) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
