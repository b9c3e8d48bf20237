"""How all tests run: no time limits in property tests, and the same examples for everybody where CI is set."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is no fault of the code; speed is measured in tests/benchmarks.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
