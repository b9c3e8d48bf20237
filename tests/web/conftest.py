"""An office to call in tests: the application with codes that are known, and a county's desk in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from xltools.services.county_desk import CountyDesk, access_code, open_desk
from xltools.web.access import Access, Caller, Role
from xltools.web.app import build_app
from xltools.web.offices import ServedOffice

HOST = "127.0.0.1:8765"
CODE = "ABCDE-23456"
SAMPLES = Path(__file__).parents[2] / "workbooks" / "samples"
SMALL = SAMPLES / "332安河县水利局.xlsx"
SEED = SAMPLES / "475顺平县扶贫开发办公室.xlsx"


@dataclass(frozen=True)
class Desk:
    """A client, and the county's desk that it calls."""

    client: TestClient
    desk: CountyDesk

    def ask(self, method: str, path: str, holder: str, *files: Path) -> Any:
        """Call as a department, by its code, or as ``officer``."""
        headers = {"X-Xltools-Code": access_code(self.desk, holder)}
        return self.client.request(method, path, headers=headers, files=[upload(file) for file in files] or None)


def upload(file: Path, name: str = "") -> tuple[str, tuple[str, bytes]]:
    return "files", (name or file.name, file.read_bytes())


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    access = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)}, offline_pages=True)
    with TestClient(
        build_app(ServedOffice(access)), base_url=f"http://{HOST}", headers={"X-Xltools-Code": CODE}
    ) as client:
        yield client


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Desk]:
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    with county_of(tmp_path) as desk:
        yield desk


@contextmanager
def county_of(folder: Path) -> Iterator[Desk]:
    """Serve the desk of a folder with a roster."""
    desk = open_desk(folder)
    codes = {
        access_code(desk, entry.code): Caller(Role.DEPARTMENT, entry.code, entry.name) for entry in desk.departments
    }
    codes[access_code(desk, "officer")] = Caller(Role.OFFICER)
    office = ServedOffice(Access(frozenset({HOST}), codes), desk.chosen.settings, desk.registers, desk)
    with TestClient(build_app(office), base_url=f"http://{HOST}") as client:
        yield Desk(client, desk)
