"""The bureau's register of what it approved (批复登记): a JSON file beside the workbooks, to compare with later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xltools.services.contract import RequestError

__all__ = ["APPROVED_NAME", "REGISTER_FILE", "Entry", "digests_of", "entries_of", "register_content"]

REGISTER_FILE = "批复登记.json"
"""The name of the register in the folder of the approved workbooks."""
APPROVED_NAME = "批复表"
"""The end of the name of every approved workbook."""

Entry = dict[str, Any]
"""One registered workbook: its file, department, sheets, project budget, digest, errors taken on, approval."""


def entries_of(path: Path) -> Sequence[Entry]:
    """Return the workbooks of a register; a RequestError says that the file is none.

    Entries of a version that named number, bureau and day once for all get them each.
    """
    try:
        document: Any = json.loads(path.read_bytes())
        head = {name: document[name] for name in ("approval", "year", "county") if name in document}
        return [
            {**head, **entry, "digest": str(entry["digest"]), "file": str(entry["file"])}
            for entry in document["approved"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RequestError(
            f"{path} 不是批复登记。请给出 xltools approve 生成的 {REGISTER_FILE}。",
            f"{path} is not a register: name the {REGISTER_FILE} that xltools approve wrote.",
        ) from error


def digests_of(path: Path) -> Mapping[str, str]:
    """Return the files of a register by their digests; a RequestError says that it is none."""
    return {entry["digest"]: entry["file"] for entry in entries_of(path)}


def register_content(head: Mapping[str, Any], entries: Iterable[Entry], earlier: Iterable[Entry]) -> bytes:
    """Return a register of this run's ``entries``, which share ``head``, and of ``earlier`` ones that stay."""
    approved = [*({**entry, **head} for entry in entries), *earlier]
    return json.dumps({**head, "approved": approved}, ensure_ascii=False, indent=1).encode()
