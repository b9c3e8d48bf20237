"""Some of the counties of :mod:`tests.county.random_counties`; the script itself checks them by the hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county.random_counties import check_county


@pytest.mark.parametrize("seed", range(6))
def test_every_fen_comes_out_again(seed: int, tmp_path: Path) -> None:
    assert check_county(tmp_path, seed)[0] == []
