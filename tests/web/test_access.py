"""Who gets in: the right host, the right page, the right code; and what every answer carries."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from xltools.web import access as access_module
from xltools.web.access import MAX_FAILURES, Access, Caller, Gate, Role
from xltools.web.app import build_app
from xltools.web.offices import ServedOffice
from xltools.web.rates import MAX_REMEMBERED_ADDRESSES, WINDOW_SECONDS, AddressCounter
from xltools.web.serve import _host_headers

from .conftest import CODE, HOST

WRONG, NONE = {"X-Xltools-Code": "ZZZZZ-ZZZZZ"}, {"X-Xltools-Code": ""}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="right code"),
        pytest.param({"X-Xltools-Code": "abcde23456"}, 200, id="small letters, no dash"),
        pytest.param(NONE, 401, id="no code"),
        pytest.param(WRONG, 401, id="wrong code"),
        pytest.param({"X-Xltools-Code": CODE[:-1]}, 401, id="beginning of the code"),
        pytest.param({"Host": "xltools.example.com"}, 421, id="another name for this address (rebinding)"),
        pytest.param({"Host": "127.0.0.1:80"}, 421, id="another port"),
        pytest.param({"Origin": f"http://{HOST}"}, 200, id="our page"),
        pytest.param({"Origin": "http://127.0.0.1:9000"}, 403, id="another service of this computer"),
        pytest.param({"Origin": "https://example.com"}, 403, id="a page elsewhere"),
        pytest.param({"Origin": f"ftp://{HOST}"}, 403, id="another scheme"),
        pytest.param({"Origin": "null"}, 200, id="an offline page with the code"),
        pytest.param({"Origin": "null", **NONE}, 401, id="an offline page without it"),
    ],
)
def test_requests(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.get("/api/about", headers=headers)
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "set-cookie" not in answer.headers
    if status != 200:
        assert answer.json()["problem"]["zh"]
        assert answer.headers["Connection"] == "close"


def test_offline_pages_are_for_this_computer_only() -> None:
    access = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)})
    with TestClient(build_app(ServedOffice(access)), base_url=f"http://{HOST}") as client:
        answer = client.get("/api/about", headers={"Origin": "null", "X-Xltools-Code": CODE})
    assert answer.status_code == 403


def test_an_offline_page_may_ask_before_it_calls(client: TestClient) -> None:
    answer = client.options("/api/check", headers={"Origin": "null", **NONE})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "null"
    assert "X-Xltools-Code" in answer.headers["Access-Control-Allow-Headers"]


def test_wrong_codes_make_an_address_wait() -> None:
    moment = 0.0
    access = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)})
    office = ServedOffice(access)
    app = build_app(office)
    assert isinstance(app, Gate)
    client = TestClient(Gate(app._app, lambda: office, clock=lambda: moment), base_url=f"http://{HOST}")
    for _ in range(MAX_FAILURES):
        assert client.get("/api/about", headers=WRONG).status_code == 401
    waiting = client.get("/api/about", headers={"X-Xltools-Code": CODE})
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, str(int(WINDOW_SECONDS) + 1))
    moment = WINDOW_SECONDS + 1
    assert client.get("/api/about", headers={"X-Xltools-Code": CODE}).status_code == 200


def test_too_many_requests_make_an_address_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_module, "MAX_REQUESTS", 3)
    access = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)})
    with TestClient(build_app(ServedOffice(access)), base_url=f"http://{HOST}") as client:
        answers = [client.get("/api/about", headers={"X-Xltools-Code": CODE}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= WINDOW_SECONDS + 1
    assert "请求太多" in answers[-1].json()["problem"]["zh"]
    assert answers[-1].headers["X-Content-Type-Options"] == "nosniff"


def test_addresses_wait_for_themselves_only_and_are_forgotten() -> None:
    moment = 0.0
    counter = AddressCounter(2, lambda: moment)
    for address in ("a", "a", "b"):
        counter.add(address)
    assert (counter.wait("a"), counter.wait("b"), counter.wait("c")) == (61, 0, 0)
    moment = WINDOW_SECONDS
    assert counter.wait("a") == 0
    counter.add("a")
    for number in range(MAX_REMEMBERED_ADDRESSES):
        counter.add(str(number))
    assert len(counter._windows) == MAX_REMEMBERED_ADDRESSES


@pytest.mark.parametrize(
    ("host", "names", "port", "answered"),
    [
        pytest.param("10.0.0.8:8765", (), 8765, True, id="as printed"),
        pytest.param("10.0.0.8", (), 8765, False, id="without the port"),
        pytest.param("10.0.0.8", (), 80, True, id="a browser leaves out port 80"),
        pytest.param("zc.example.org", ("ZC.example.org",), 8765, True, id="the name of a proxy with TLS"),
        pytest.param("zc.example.org:8443", ("zc.example.org:8443",), 8765, True, id="a proxy with a port"),
    ],
)
def test_hosts(host: str, names: tuple[str, ...], port: int, answered: bool) -> None:
    assert (host in _host_headers(["10.0.0.8"], names, port)) is answered


def test_a_host_is_the_same_in_capital_letters() -> None:
    access = Access(frozenset({"pc-7:8765"}), {CODE: Caller(Role.CHECKER)})
    with TestClient(build_app(ServedOffice(access)), base_url="http://PC-7:8765") as client:
        assert client.get("/api/about", headers={"X-Xltools-Code": CODE, "Host": "PC-7:8765"}).status_code == 200


def test_a_fault_of_ours_is_told_without_its_details(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("xltools.web.app._caller", fail)
    access = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)})
    with TestClient(
        build_app(ServedOffice(access)), base_url=f"http://{HOST}", raise_server_exceptions=False
    ) as client:
        answer = client.get("/api/about", headers={"X-Xltools-Code": CODE})
    assert (answer.status_code, "内部出错" in answer.json()["problem"]["zh"]) == (500, True)
    assert "secret" not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/main.js", "/style.css", "/icon.svg"])
def test_the_page_needs_no_code(client: TestClient, path: str) -> None:
    assert client.get(path, headers=NONE).status_code == 200


@pytest.mark.parametrize("path", ["/../app.py", "/%2e%2e/app.py", "/..%2fapp.py", "/api/nothing", "/api/copy/else"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.post(path).status_code in {404, 405}
    assert client.get(path).status_code in {404, 405}
