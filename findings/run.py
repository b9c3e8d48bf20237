"""Run findings, each with the versions it was seen with: ``python findings/run.py [NAME ...]``.

A finding names its versions in the block of inline metadata at its top, as Python's packaging standard describes it.
They are installed into a new virtual environment outside the repository, which is removed afterwards.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

FOLDER = Path(__file__).parent
_METADATA = re.compile(r"^# /// script\n(?P<lines>(?:#.*\n)+?)# ///$", re.MULTILINE)


def requirements(finding: Path) -> list[str]:
    """Return the pinned requirements of a finding."""
    block = _METADATA.search(finding.read_text("utf-8"))
    if block is None:
        sys.exit(f"{finding.name}: there is no block of metadata at the top")
    pinned: list[str] = tomllib.loads(re.sub(r"^# ?", "", block["lines"], flags=re.MULTILINE))["dependencies"]
    return pinned


def all_findings() -> list[Path]:
    """Return all findings, sorted by name."""
    return sorted(path for path in FOLDER.glob("*.py") if path.name != Path(__file__).name)


def run(finding: Path) -> bool:
    """Run one finding in an environment of its own; return whether it is as it was."""
    print(f"\n=== {finding.stem}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "-q", *requirements(finding)], check=True)  # noqa: S603
        # -I: neither the current folder nor the user's packages; what is imported is what was installed.
        return subprocess.run([python, "-I", finding], check=False).returncode == 0  # noqa: S603


def main(names: list[str]) -> int:
    """Run the findings with these names, or all; return 1 if one is not as it was."""
    chosen = [FOLDER / f"{Path(name).stem}.py" for name in names] or all_findings()
    changed = [finding.stem for finding in chosen if not run(finding)]
    print(f"\n{len(chosen) - len(changed)} as described, {len(changed)} changed: {', '.join(changed) or 'none'}")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
