"""Settings of all tests: no time limits in property tests, the same examples in CI, and logged errors are failures.

Where Python writes no bytecode (PYTHONDONTWRITEBYTECODE), this process, the workers of pytest-xdist and the programs
that tests start would all compile the package and the tests anew: they get a folder inside of pytest's own cache.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is not a fault of the code; speed is measured in tests/benchmarks.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

if sys.dont_write_bytecode:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
    sys.dont_write_bytecode, sys.pycache_prefix = False, os.environ["PYTHONPYCACHEPREFIX"]

# Tests read every file; those of the cache name a folder of their own.
os.environ["XLTOOLS_CACHE"] = ""

LOGGER = logging.getLogger("xltools")


class FailOnError(logging.Handler):
    """Turn a logged error, such as that of a failing rule, into a failure of the test."""

    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(self.format(record))


@pytest.fixture(scope="session", autouse=True)
def fail_on_logged_errors() -> Iterator[FailOnError]:
    handler = FailOnError(logging.ERROR)
    LOGGER.addHandler(handler)
    yield handler
    LOGGER.removeHandler(handler)


@pytest.fixture
def expected_errors(
    fail_on_logged_errors: FailOnError, caplog: pytest.LogCaptureFixture
) -> Iterator[pytest.LogCaptureFixture]:
    """Collect logged errors, for a test that expects them."""
    LOGGER.removeHandler(fail_on_logged_errors)
    yield caplog
    LOGGER.addHandler(fail_on_logged_errors)
