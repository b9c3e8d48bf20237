"""Which rule settings hold: one order of precedence, and no file that a department may have sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.rules.settings import DEFAULT
from xltools.services.contract import RequestError
from xltools.services.settings import SETTINGS_FILE, choose_settings

OFF = "[rules.{}]\nenabled = false\n"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The county's folder, with the folder of the departments' files in it; each has settings of its own."""
    for place, rule in (
        (tmp_path / "县", "V01"),
        (tmp_path / "县" / "报送", "V02"),
        (tmp_path / "县" / "报送" / "旧", "V03"),
    ):
        place.mkdir()
        (place / SETTINGS_FILE).write_text(OFF.format(rule), "utf-8")
    (tmp_path / "县" / "补报").mkdir()
    (tmp_path / "县" / "规则.toml").write_text(OFF.format("V04"), "utf-8")
    (tmp_path / "县" / "报送" / "475.xlsx").write_bytes(b"")
    monkeypatch.chdir(tmp_path / "县")
    return tmp_path / "县"


NAMED, SENT, SENT_FILE, EMPTY = Path("规则.toml"), Path("报送"), Path("报送/475.xlsx"), Path("补报")


@pytest.mark.parametrize(
    ("rules", "output", "inputs", "off", "notices"),
    [
        pytest.param(NAMED, Path("汇总.xlsx"), [SENT], "V04", 0, id="named by the officer"),
        pytest.param(SENT / SETTINGS_FILE, Path("汇总.xlsx"), [SENT], "V02", 0, id="a sent file, named by the officer"),
        pytest.param(
            None, Path("汇总.xlsx"), [SENT], "V01", 1, id="beside the summary; that of the sent files is named"
        ),
        pytest.param(None, Path("退回"), [SENT], "V01", 1, id="beside the folder that is written"),
        pytest.param(None, None, [SENT_FILE], "V01", 1, id="nothing is written: the current folder"),
        pytest.param(None, Path("报送/汇总.xlsx"), [SENT], None, 1, id="the summary lies among the sent files"),
        pytest.param(None, Path("报送/汇总.xlsx"), [SENT_FILE], None, 1, id="the same, files given one by one"),
        pytest.param(
            None, Path("报送/旧/汇总.xlsx"), [SENT], None, 2, id="in a subfolder of the sent files: both are named"
        ),
        pytest.param(None, Path("汇总.xlsx"), [EMPTY], "V01", 0, id="no settings beside the sent files"),
        pytest.param(None, Path("汇总.xlsx"), [SENT, SENT_FILE], "V01", 1, id="named only one time"),
        pytest.param(None, Path("汇总.xlsx"), [Path()], None, 1, id="the current folder is that of the sent files"),
    ],
)
def test_the_order_of_precedence(
    rules: Path | None, output: Path | None, inputs: list[Path], off: str | None, notices: int, county: Path
) -> None:
    chosen = choose_settings(rules, output, inputs)
    assert dict(chosen.settings.enabled) == ({off: False} if off else {})
    assert len(chosen.notices) == notices
    assert bool(chosen.file) == bool(off) == bool(chosen.settings.name)


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    chosen = choose_settings(None, tmp_path / "汇总.xlsx", [tmp_path / "报送"])
    assert (chosen.settings, chosen.file, chosen.notices) == (DEFAULT, None, ())
    assert chosen.settings.shown_name == ("默认", "default")


@pytest.mark.parametrize(
    ("content", "why"), [("[rules.P99]\n", "没有“rules.P99”这一项"), ("[rules", "TOML"), (None, "找不到")]
)
def test_a_file_that_cannot_be_followed_ends_the_job(content: str | None, why: str, tmp_path: Path) -> None:
    file = tmp_path / SETTINGS_FILE
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(RequestError) as caught:
        choose_settings(file if content is None else None, tmp_path / "汇总.xlsx", [])
    assert why in caught.value.text.zh
    assert SETTINGS_FILE in caught.value.text.zh
