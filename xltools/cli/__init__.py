"""The command line: ``xltools COMMAND``. One module per command; the work is done by the services."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line; the console script's entry point."""
    import gc
    import signal

    # Next to nothing that a command makes has cycles: looking for them as often as usual takes a tenth of its time.
    gc.set_threshold(100_000)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to put away

    from xltools.cli.interruption import ending_on_signals

    with ending_on_signals():  # before the other modules are loaded, which takes a while
        from xltools.cli.app import run
        from xltools.leftovers import use_private_folder

        use_private_folder()
        run()
