"""A size beyond its limit is shown so that it differs from the limit."""

from __future__ import annotations

import pytest

from xltools.limits import Limits
from xltools.readers.file_access import _check_size
from xltools.readers.refusal import RefusedError, over_size

MB = 1 << 20


@pytest.mark.parametrize(
    ("size", "most", "found", "expected"),
    [
        (16 * MB + 1, 16 * MB, "16.000001 MB", "16 MB"),
        (16 * MB + 60_000, 16 * MB, "16.1 MB", "16 MB"),
        (16 * MB + 40_000, 16 * MB, "16.04 MB", "16 MB"),
        (300 * MB, 16 * MB, "300.0 MB", "16 MB"),
        (MB // 2 + 1, MB // 2, "0.500001 MB", "0.5 MB"),
    ],
)
def test_a_size_differs_from_its_limit(size: int, most: int, found: str, expected: str) -> None:
    error = over_size("file_mb", "文件大小", "size", size, most)
    assert (error.found, error.expected) == (found, expected)


def test_a_file_that_is_one_byte_too_large() -> None:
    with pytest.raises(RefusedError) as refused:
        _check_size(16 * MB + 1, Limits(file_mb=16))
    assert (refused.value.found, refused.value.expected) == ("16.000001 MB", "16 MB")
