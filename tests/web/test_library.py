"""The indicator library on the page: what is said beside findings, in the blank, and who learns of which project."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from xltools.derive.library import LibraryEntry
from xltools.errors import XltoolsError
from xltools.outputs.library_workbook import library_workbook
from xltools.services.contract import RequestError
from xltools.services.self_check import HandedFile, self_check
from xltools.web.access import Access, Caller, Role
from xltools.web.app import build_app
from xltools.web.offices import Offices, ServedOffice
from xltools.web.serve import ServeOptions, _read_from, _read_office

from .conftest import CODE, HOST, SAMPLES, SEED, SMALL, upload

PROJECT = "别的部门的项目"


def entry(level2: str, name: str, used: int = 1) -> LibraryEntry:
    return LibraryEntry("满意度指标", level2, name, "%", "", ("≥95%",), ("问卷",), (PROJECT,), used)


LIBRARY = (
    entry("服务对象满意度指标", "办事群众满意度", 4),
    entry("服务对象满意度指标", "群众满意度", 3),
    entry("服务对象满意度指标", "沿线群众满意度", 2),
    entry("服务对象满意度指标", "受益群众满意度", 1),
    entry("服务对象满意度指标", "学生近视率", 9),
    entry("质量指标", "群众满意度测评合格率"),
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    access = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)}, offline_pages=True)
    office = ServedOffice(access, library=LIBRARY)
    with TestClient(build_app(office), base_url=f"http://{HOST}", headers={"X-Xltools-Code": CODE}) as client:
        yield client


def test_each_indicator_with_a_finding_has_the_likest_of_its_level(client: TestClient) -> None:
    answer = client.post("/api/check", files=[upload(SEED)]).json()
    similar = answer["similar"]
    assert len(similar) > 3
    rows = {(one["sheet"], one["row"]) for one in answer["findings"]}
    for one in answer["findings"]:
        rows |= {(one["sheet"], int("".join(filter(str.isdigit, cell)))) for cell in one["cells"]}
    assert {(one["sheet"], one["row"]) for one in similar} < rows
    said = [[(entry["name"], entry["used"]) for entry in one["entries"]] for one in similar]
    assert {one["text"] for one in similar} == {"群众满意度"}
    assert said == [[("群众满意度", 3), ("办事群众满意度", 4), ("沿线群众满意度", 2)]] * len(similar)
    assert similar[0]["entries"][0] == {
        "level2": "服务对象满意度指标",
        "name": "群众满意度",
        "unit": "%",
        "values": ["≥95%"],
        "bases": ["问卷"],
        "used": 3,
    }


def test_projects_of_others_stay_out(client: TestClient) -> None:
    answer = client.post("/api/check", files=[upload(SEED)])
    assert "办事群众满意度" in answer.text
    assert PROJECT not in json.dumps(answer.json(), ensure_ascii=False)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/blank").content))
    cells = [str(cell.value) for row in book["指标库"].iter_rows() for cell in row]
    assert "办事群众满意度" in cells
    assert not {PROJECT, "使用的项目"} & {*cells}


def test_without_a_library_nothing_is_suggested(tmp_path: Path) -> None:
    file = HandedFile(SEED, SEED.name)
    assert self_check(file).similar == ()
    assert self_check(replace(file, library=LIBRARY)).checked == self_check(file).checked


# what lies in the county's folder, what --library says -> names that are offered, or a refusal
SERVED: dict[str, tuple[str, str, Any]] = {
    "none": ("", "", ()),
    "the county's": ("指标库.xlsx", "", ("受益村数",)),
    "another one": ("", "别处.xlsx", ("受益村数",)),
    "one that is not there": ("", "没有.xlsx", RequestError),
    "a workbook of another kind": ("名单", "", XltoolsError),
}


@pytest.mark.parametrize(("lies", "said", "expected"), SERVED.values(), ids=SERVED)
def test_where_the_library_is(lies: str, said: str, expected: Any, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    data = library_workbook([entry("数量指标", "受益村数")], "库")
    if lies == "名单":
        shutil.copy(SMALL, tmp_path / "指标库.xlsx")
    elif lies:
        (tmp_path / lies).write_bytes(data)
    if said == "别处.xlsx":
        (tmp_path / said).write_bytes(data)
    options = ServeOptions(county=tmp_path, library=tmp_path / said if said else None)
    if isinstance(expected, type):
        with pytest.raises(expected):
            _read_office(options, frozenset({HOST}), CODE)
    else:
        office = _read_office(options, frozenset({HOST}), CODE)
        assert tuple(one.name for one in office.library) == expected


def test_a_library_that_is_put_there_counts(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    options = ServeOptions(county=tmp_path)
    offices = Offices(
        _read_office(options, frozenset(), CODE), lambda: _read_office(options, frozenset(), CODE), _read_from(options)
    )
    assert offices.now.library == ()
    (tmp_path / "指标库.xlsx").write_bytes(library_workbook(LIBRARY, "库"))
    offices.refresh()
    assert len(offices.now.library) == len(LIBRARY)
    (tmp_path / "指标库.xlsx").write_bytes(b"PK")
    offices.refresh()
    assert len(offices.now.library) == len(LIBRARY), "what was read before stays"
    assert "指标库改过，但不能用" in offices.problem.zh
