"""The command line: ``xltools COMMAND``. One module per command; the work is done by the services."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line; the console script's entry point."""
    from xltools.cli.app import run

    run()
