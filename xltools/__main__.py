"""``python -m xltools`` is the ``xltools`` command."""

from xltools.cli import main

if __name__ == "__main__":
    main()
