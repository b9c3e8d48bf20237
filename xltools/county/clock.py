"""The time that outputs carry."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from xltools.errors import XltoolsError

__all__ = ["ClockError", "now", "reproducible"]

_EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_MAX_EPOCH_SECONDS = 253_402_214_400
"""The last day of the year 9999 in UTC; a local time past it does not exist."""


class ClockError(XltoolsError):
    """A value of SOURCE_DATE_EPOCH that cannot be a time."""


def reproducible() -> bool:
    """Return whether equal input has to give equal files, whoever makes them: SOURCE_DATE_EPOCH is set."""
    return bool(os.environ.get(_EPOCH_VARIABLE))


def now() -> datetime:
    """Return the local time in whole seconds, or the one that SOURCE_DATE_EPOCH states, for reproducible files.

    :raises ClockError: SOURCE_DATE_EPOCH is set and is not a number of seconds since 1970.
    """
    epoch = os.environ.get(_EPOCH_VARIABLE, "")
    if not epoch:
        moment = datetime.now(UTC)
    elif re.fullmatch("[0-9]{1,12}", epoch) and int(epoch) <= _MAX_EPOCH_SECONDS:
        moment = datetime.fromtimestamp(int(epoch), UTC)
    else:
        raise ClockError(
            f"环境变量 {_EPOCH_VARIABLE}={epoch} 不是 1970 年以来的秒数，请改正或取消这个变量。",
            f"{_EPOCH_VARIABLE}={epoch} in the environment is not a number of seconds since 1970: correct or unset it.",
        )
    return moment.astimezone().replace(microsecond=0)
