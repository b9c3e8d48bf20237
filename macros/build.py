"""Build what binds buttons to Python and put it where it is used: ``python -m macros.build``.

The package carries the results, so that an installed xltools needs no build; ``workbooks/`` offers the add-in and the
extension for download. A build gives the same bytes on every machine, and a test holds the committed files to it.
The VBA modules of workbooks with buttons are no result: they lie in ``xltools/macro_sources/``, from where the package
writes them into workbooks and the add-in takes the two that it shares with them.
"""

from __future__ import annotations

from pathlib import Path

from macros.excel import addin
from macros.libreoffice import extension

__all__ = ["built", "main"]

ROOT = Path(__file__).parents[1]


def built() -> dict[Path, bytes]:
    """Return every built file by its path in the repository."""
    xlam, oxt = addin(), extension()
    return {
        folder / name: content
        for folder in (ROOT / "xltools" / "desktop" / "files", ROOT / "workbooks")
        for name, content in (("xltools.xlam", xlam), ("xltools.oxt", oxt))
    }


def main() -> None:
    """Write every built file and name those that changed."""
    for path, content in built().items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
