"""The zip reader agrees with zipfile on what is whole, and refuses or reads whatever is not."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.forms import parts
from tests.fixtures.packages import zipped
from xltools.limits import Limits
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.refusal import RefusedError

WHOLE = zipped(parts(301))


def test_parts_are_what_zipfile_says() -> None:
    archive = ZipArchive(WHOLE, Limits())
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as expected:
        assert {name: archive.read(name) for name in archive} == {
            name: expected.read(name) for name in expected.namelist()
        }
    assert archive.read("XL/WORKBOOK.XML") == parts(301)["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(parts=3), "parts"),
        (Limits(unpacked_mb=1), "unpacked_mb"),
        (Limits(part_mb=1), "part_mb"),
        (Limits(text_mb=1), "text_mb"),
        (Limits(ratio=20), "ratio"),
    ],
)
def test_limits(limits: Limits, named: str) -> None:
    data = zipped({"a.xml": b"a" * (1500 << 10), "b.xml": b"b" * (900 << 10), "c.xml": b"c" * (300 << 10)})

    def read_all() -> None:
        archive = ZipArchive(data, limits)
        for name in ("c.xml", "b.xml", "a.xml"):
            archive.read(name)

    with pytest.raises(RefusedError) as refused:
        read_all()
    assert (refused.value.rule, refused.value.values["limit"]) == ("F06", named)


@given(st.data())
def test_damage_is_refused_or_harmless(data: st.DataObject) -> None:
    broken = bytearray(WHOLE)
    directory = WHOLE.rfind(b"PK\1\2")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(broken) - 1) | st.integers(directory, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del broken[data.draw(st.integers(0, len(broken))) :]
    limits = Limits()
    with contextlib.suppress(RefusedError):
        archive = ZipArchive(bytes(broken), limits)
        for name in archive:
            with contextlib.suppress(RefusedError):
                assert len(archive.read(name)) <= limits.part_mb << 20
