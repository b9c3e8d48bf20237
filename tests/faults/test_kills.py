"""Commands that are killed at random moments: what they read is untouched, what they write is whole or as it was.

``XLTOOLS_FAULTS_KILLS`` is the number of kills of ``consolidate`` and of ``return``, 100 by default; every other
command is killed a fifth as often. ``XLTOOLS_FAULTS_SEED`` chooses other moments.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.test_published_text import TEXT
from tests.faults.commands import SAMPLES, Computer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="watches processes by /proc"),
]

KILLS = int(os.environ.get("XLTOOLS_FAULTS_KILLS", "100"))
SEED = int(os.environ.get("XLTOOLS_FAULTS_SEED", "1"))

COMMANDS = {
    "consolidate": [
        "consolidate",
        ".",
        "--out",
        "../出/汇总.xlsx",
        "--json",
        "../出/汇总.json",
        "--tables",
        "../出/表",
    ],
    "return": ["return", ".", "--out", "../出/退回"],
    "check": ["check", ".", "--json", "../出/问题.json"],
    "fill": ["fill", "475顺平县扶贫开发办公室.xlsx", "--out", "../出/填.xlsx"],
    "undo": ["undo", "../填好.xlsx", "--out", "../出/撤销.xlsx", "-y"],
    "import": ["import", "../公开.txt", "--out", "../出/导入.xlsx"],
    "transfer": ["transfer", "402安河县统计局.xlsx", "--out", "../出/新.xlsx"],
    "template": ["template", "--roster", "../应报名单.xlsx", "--out", "../出/下发"],
    "template --blank": ["template", "--blank", "../出/空白.xlsx"],
}


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computer]:
    computer = Computer.below(tmp_path_factory.mktemp("kills"))
    for file in SAMPLES.iterdir():
        shutil.copy(file, computer.here)
    assert computer.run("template", "--roster-example", "../应报名单.xlsx")[0] == 0
    assert computer.run("fill", "475顺平县扶贫开发办公室.xlsx", "--out", "../填好.xlsx")[0] == 0
    (computer.here.parent / "公开.txt").write_text(TEXT, encoding="utf-8")
    yield computer
    computer.remove()


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_whole(name: str, data: bytes) -> None:
    """Raise an error where a file is not whole."""
    if name.endswith((".xlsx", ".xlsm")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.testzip() is None
    elif name.endswith(".json"):
        json.loads(data)
    elif name.endswith(".jsonl"):
        assert data.startswith(b"{")  # a line may be cut off; the next run begins one of its own
    elif name.endswith(".csv"):
        assert data.endswith(b"\r\n")
        list(csv.reader(data.decode("utf-8-sig").splitlines()))
    elif name.endswith(".parquet"):
        assert data[:4] == data[-4:] == b"PAR1"
    else:
        raise AssertionError(f"{name} is nothing that the command writes")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_leaves_nothing_half_done(computer: Computer, name: str) -> None:
    chance = random.Random(f"{SEED} {name}")
    output = computer.here.parent / "出"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir()
    command = COMMANDS[name] if name == "undo" else [*COMMANDS[name], "--force"]  # undo replaces what it wrote itself
    begin = time.monotonic()
    assert computer.run(*command)[0] in {0, 1}
    longest = time.monotonic() - begin
    before, inputs = content(output), content(computer.here)
    kills = finished = 0
    for number in range(KILLS if name in {"consolidate", "return"} else max(KILLS // 5, 1)):
        process = computer.start(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, longest * 1.05))
        # All processes of the command at once, or its first one, which the others must notice.
        (os.killpg if number % 2 else os.kill)(process.pid, signal.SIGKILL)
        if process.wait() == -signal.SIGKILL:
            kills += 1
        else:
            finished += 1
        assert computer.wait_until_alone() == []
        assert content(computer.here) == inputs
        for file, data in content(output).items():
            if not Path(file).name.startswith(".xltools-"):
                assert "（2）" not in file
                check_whole(file, data)
        assert computer.run("--version")[0] == 0
        assert computer.left_over() == []
    assert computer.run(*command)[0] in {0, 1}
    assert content(output).keys() == before.keys()
    assert computer.left_over() == []
    print(f"\n{name}: {kills} killed, {finished} finished before")
