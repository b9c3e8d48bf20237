"""A summary, JSON or table that somebody saves while the county is read is not overwritten, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.rules.examples import build_book, build_sheet
from xltools.services.check import CheckRequest, check
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.services.contract import ExitStatus, Progress
from xltools.services.return_ import ReturnRequest, return_files
from xltools.template import write_department
from xltools.writer.save import SaveError, SaveProblem


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    write_department(build_book(build_sheet(other="")), folder / "301.xlsx")
    return folder


def request(sent: Path, **changes: object) -> ConsolidateRequest:
    place = sent.parent
    return ConsolidateRequest(
        **{
            "paths": (sent,), "output": place / "汇总.xlsx", "json_file": place / "汇总.json",
            "tables": place / "表", "jobs": 1, **changes,
        }
    )  # fmt: skip


@pytest.mark.parametrize("if_exists", [IfExists.REPLACE, IfExists.REFUSE])
def test_every_output_of_a_consolidation(sent: Path, if_exists: IfExists) -> None:
    asked = request(sent, if_exists=if_exists)
    outputs = [asked.output, asked.json_file, asked.tables / "projects.csv"]
    if if_exists is IfExists.REPLACE:
        consolidate(asked)
    mine = [b"mine" if path == asked.output or not path.exists() else path.read_bytes() + b" " for path in outputs]

    def save(_: Progress) -> None:
        asked.tables.mkdir(exist_ok=True)
        for path, content in zip(outputs, mine, strict=True):
            path.write_bytes(content)

    result = consolidate(asked, save)
    assert [path.read_bytes() for path in outputs] == mine
    assert result.output == sent.parent / "汇总（2）.xlsx"
    assert all(path.with_stem(f"{path.stem}（2）").is_file() for path in outputs)
    words = [notice.zh for notice in result.notices if "在处理期间被人保存过，没有覆盖" in notice.zh]
    assert len(words) == 3
    assert result.status is ExitStatus.FINDINGS


def test_the_json_of_a_check(sent: Path) -> None:
    target = sent.parent / "问题.json"
    result = check(CheckRequest((sent,), json_file=target), lambda _: target.write_bytes(b"{}"))
    assert target.read_bytes() == b"{}"
    assert (sent.parent / "问题（2）.json").is_file()
    assert [str(target) in notice.zh for notice in result.notices] == [True]
    assert result.status is ExitStatus.FINDINGS


def test_the_notice_of_a_return(sent: Path, tmp_path: Path) -> None:
    notice = tmp_path / "退回" / "退回通知.xlsx"
    result = return_files(ReturnRequest((sent,), notice.parent), lambda _: notice.write_bytes(b"mine"))
    assert notice.read_bytes() == b"mine"
    assert any(str(notice) in note.zh and "没有覆盖" in note.zh for note in result.notices)


def test_a_pipe_is_refused_before_any_work(sent: Path) -> None:
    import os

    asked = request(sent, if_exists=IfExists.REPLACE)
    os.mkfifo(asked.output)
    with pytest.raises(SaveError) as caught:
        consolidate(asked)
    assert caught.value.problem is SaveProblem.NOT_A_FILE
