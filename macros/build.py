"""Build what binds buttons to Python and put it where it is used: ``python -m macros.build``.

The package carries the results, so that an installed xltools needs no sources; ``workbooks/`` offers the add-in and the
extension for download. A build gives the same bytes on every machine, and a test holds the committed files to it.
"""

from __future__ import annotations

from pathlib import Path

from macros.excel import addin
from macros.libreoffice import extension
from xltools.macro_sources import MODULES

__all__ = ["built", "main"]

ROOT = Path(__file__).parents[1]


def built() -> dict[Path, bytes]:
    """Every built file by its path in the repository."""
    sources, copies = ROOT / "macros" / "vba", ROOT / "xltools" / "macro_sources"
    modules = {copies / f"{name}.bas": (sources / f"{name}.bas").read_text("ascii").encode() for name in MODULES}
    xlam, oxt = addin(), extension()
    return modules | {
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
