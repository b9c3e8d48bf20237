"""What our own writer writes is read back; whatever happens to it is refused or read, never anything else."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.readers.containers.compound import CompoundFile
from xltools.readers.refusal import RefusedError
from xltools.writer.compound_file import compound_file

SIZES = (0, 1, 63, 64, 65, 511, 4095, 4096, 4097, 70_000)
WHOLE = compound_file({"Workbook": bytes(range(256)) * 20, "A": {"B": {"small": b"x" * 100}}, "C": b"y" * 5000})


def test_streams_of_every_size_come_back() -> None:
    streams = {f"s{size}": bytes([size % 251]) * size for size in SIZES}
    compound = CompoundFile(compound_file({"folder": dict(streams), "top": b"top"}))
    assert {name: compound.read(f"Folder/{name.upper()}") for name in streams} == streams
    assert compound.read("top") == b"top"
    assert set(compound) == {"folder", "top", *(f"folder/{name}" for name in streams)}


def test_a_missing_stream_is_refused() -> None:
    with pytest.raises(RefusedError):
        CompoundFile(WHOLE).read("nowhere")


@given(st.data())
def test_damage_is_refused_or_harmless(data: st.DataObject) -> None:
    broken = bytearray(WHOLE[: data.draw(st.integers(0, len(WHOLE)))] if data.draw(st.booleans()) else WHOLE)
    for _ in range(data.draw(st.integers(0, 6))):
        if broken:
            # The header and the tables decide most; hit them often.
            at = data.draw(st.integers(0, min(len(broken), 700) - 1) | st.integers(0, len(broken) - 1))
            broken[at] = data.draw(st.sampled_from([0, 1, 2, 0x7F, 0xFE, 0xFF]))
    with contextlib.suppress(RefusedError):
        compound = CompoundFile(bytes(broken))
        for path in compound:
            with contextlib.suppress(RefusedError):
                assert len(compound.read(path)) <= len(broken)
