"""Audit files: ``python -m tests.auditor FILE...`` prints their problems, and exits with 1 if there are any."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.auditor import audit


def main(paths: list[str]) -> int:
    """Print the problems of each file."""
    if not paths:
        print(__doc__)
        return 2
    count = 0
    for path in paths:
        problems = audit(Path(path).read_bytes())
        count += len(problems)
        print(f"{path}: {len(problems)} problems")
        for problem in problems:
            print(f"  {problem}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
