"""``python -m xltools`` is the ``xltools`` command."""

import os
import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # Python puts the current folder first. Modules that lie there, with what departments sent, are not to be run; only
    # where this package itself lies there it is needed, and comes last.
    folder = os.path.realpath(sys.path.pop(0))
    if folder == os.path.dirname(os.path.dirname(os.path.realpath(__file__))):
        sys.path.append(folder)

from xltools.cli import main

if __name__ == "__main__":
    main()
