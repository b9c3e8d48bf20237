"""A store written by the workers of a real Dask cluster: what one process writes, whatever happens to workers."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dask.config import set as configured

from tests.county import odd_inputs
from tests.county.dask_processes import DaskProcesses, certificates, running_dask, started_by
from tests.fixtures.hostile.disk import clean
from xltools.county import cluster as cluster_module
from xltools.county.cluster import Call, Cluster, ClusterError, is_open_address
from xltools.county.cluster_worker import Answer
from xltools.county.data import Fate
from xltools.limits import Limits
from xltools.outputs.store import STORE_TABLES
from xltools.rules.settings import Settings
from xltools.services import store as store_module
from xltools.services import store_cluster
from xltools.services.contract import MissingExtraError, Progress
from xltools.services.settings import ChosenSettings
from xltools.services.store import StoreRequest, StoreResult, query_store, store_files

FILES = range(301, 313)


def county(folder: Path, *, bad: tuple[str, ...] = ()) -> Path:
    """Write a county; ``reads`` beside it notes what is read."""
    sent = folder / "报送"
    sent.mkdir(parents=True)
    (folder / "reads").mkdir()
    for number in FILES:
        (sent / f"{number}.xlsx").write_bytes(clean(number))
    for name in bad:
        (sent / name).write_bytes(clean(int(name[:3])))
    return sent


def reads(sent: Path) -> Counter[str]:
    """The files that were read, and how many times."""
    return Counter(path.name.rpartition(" ")[0] for path in (sent.parent / "reads").iterdir())


def put(sent: Path, name: str, report: Callable[[Progress], None] = lambda _: None, **changes: Any) -> StoreResult:
    request = {"paths": (sent,), "store": sent.parent / name, "county": "示范县", "year": 2020, **changes}
    return store_files(StoreRequest(**request), report)


def contents(store: Path) -> list[str]:
    """The rows of every table, sorted, so that the first one that differs is told."""
    return [
        f"{table.name} {row}"
        for table in STORE_TABLES
        for row in sorted(map(repr, query_store(store, table.name).rows))
    ]


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers note what they read, and do what the names of files say."""
    monkeypatch.setattr(store_cluster, "read_county_file", odd_inputs.read_county_file)
    monkeypatch.setattr("xltools.county.gather.read_county_file", odd_inputs.read_county_file)
    limited = ChosenSettings(Settings(limits=Limits(file_seconds=15, worker_mb=1024)))
    monkeypatch.setattr(store_module, "choose_settings", lambda *_: limited)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    with running_dask(tmp_path_factory.mktemp("dask"), 3) as processes:
        yield processes


# --- with a scheduler and three workers -------------------------------------------------------------------------------


@pytest.mark.desktop
@pytest.mark.usefixtures("noted")
def test_a_killed_worker_changes_nothing(dask: DaskProcesses, tmp_path: Path) -> None:
    sent, killed = county(tmp_path), []

    def kill(progress: Progress) -> None:
        if progress.done == 4 and not killed:
            killed.append(dask.workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    result = put(sent, "集群", kill, cluster=dask.address)
    assert killed
    refused = query_store(
        tmp_path / "集群", "SELECT file, reason FROM files WHERE status <> 'accepted'", is_sql=True
    ).rows
    assert (result.counties[0].fates, refused) == ({Fate.ACCEPTED: len(FILES)}, ())
    assert set(reads(sent)) == {f"{number}.xlsx" for number in FILES}
    assert sum(reads(sent).values()) <= len(FILES) + 1, "only the file that the killed worker was at"
    alone = put(sent, "一个进程", jobs=1)
    assert contents(tmp_path / "集群") == contents(tmp_path / "一个进程")
    assert alone.counties[0].stored
    assert result.counties[0].stored
    assert result.counties[0].stored.digests == alone.counties[0].stored.digests, "the files too, byte for byte"


@pytest.mark.desktop
@pytest.mark.usefixtures("noted")
def test_a_bad_file_costs_itself_only(dask: DaskProcesses, tmp_path: Path) -> None:
    bad = ("300 dies.xlsx", "304 hangs.xlsx", "305 exits.xlsx", "306 eats.xlsx", "313 dies.xlsx")
    sent = county(tmp_path, bad=bad)
    before = dask.workers()
    put(sent, "集群", cluster=dask.address)
    rows = query_store(tmp_path / "集群", "SELECT file, rule FROM findings WHERE rule[1] = 'F'", is_sql=True).rows
    assert {Path(file).name: rule for file, rule in rows} == dict.fromkeys(bad, "F07") | {"306 eats.xlsx": "F27"}
    innocent = reads(sent)
    assert all(innocent.pop(name) <= 2 for name in bad)
    assert set(innocent.values()) == {1}, "nothing innocent is read twice"
    assert dask.workers() == before, "Dask's workers live on"
    assert not [child for worker in before for child in started_by(worker)], "their children have ended"


@pytest.mark.desktop
@pytest.mark.usefixtures("noted")
def test_a_run_that_was_ended_goes_on(dask: DaskProcesses, tmp_path: Path) -> None:
    sent = county(tmp_path)

    def stop(progress: Progress) -> None:
        if progress.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(sent, "集群", stop, cluster=dask.address)
    wait_until_idle(dask)
    put(sent, "集群", cluster=dask.address)
    assert set(reads(sent).values()) == {1}
    again = put(sent, "集群", cluster=dask.address)
    assert again.counties[0].stored
    assert not again.counties[0].stored.is_new
    assert set(reads(sent).values()) == {1}
    (sent / "301.xlsx").write_bytes(clean(399))
    put(sent, "集群", cluster=dask.address)
    assert {name for name, times in reads(sent).items() if times > 1} == {"301.xlsx"}


def wait_until_idle(dask: DaskProcesses) -> None:
    """Wait until the workers have finished what an ended run has left with them."""
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        while any(client.processing().values()):
            time.sleep(0.1)


@pytest.mark.desktop
def test_many_counties_are_stored_where_the_workers_are(dask: DaskProcesses, tmp_path: Path) -> None:
    for name in ("甲县", "乙县"):
        county(tmp_path / "全市" / name)
    county(tmp_path / "全市" / "丙县").joinpath("301.xlsx").write_bytes(b"PK")
    result = put(tmp_path / "全市", "仓", county="", by_folder=True, cluster=dask.address)
    alone = put(tmp_path / "全市", "仓二", county="", by_folder=True, jobs=2)
    assert [one.fates for one in result.counties] == [one.fates for one in alone.counties]
    assert [(one.county, one.problem) for one in result.counties] == [("丙县", None), ("乙县", None), ("甲县", None)]
    assert contents(tmp_path / "仓") == contents(tmp_path / "仓二")


@pytest.mark.desktop
def test_a_worker_that_does_not_answer_is_restarted(dask: DaskProcesses, tmp_path: Path) -> None:
    before = dask.workers()
    with Cluster(dask.address, tmp_path / "shown") as cluster:
        cluster.add(Call(time.sleep, (600,), "hangs", seconds=3))
        for number in range(6):
            cluster.add(Call(abs, (-number,), number, seconds=60))
        answers = {call.subject: answer for call, answer in cluster.answers()}
    assert answers == {number: Answer(number) for number in range(6)} | {"hangs": None}
    assert len(set(before) - set(dask.workers())) == 2, "the call was made again, of another worker"
    assert len(dask.workers()) == len(before)


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("scheduler", "worker", "safe", "message"),
    [
        (("--host", "127.0.0.1", "--dashboard-address", "0.0.0.0:0"), None, True, "调度器在 .*对外监听"),
        ((), None, True, "调度器在 .*对外监听"),
        (None, ("--host", "127.0.0.1", "--dashboard-address", "0.0.0.0:0"), True, "tcp://.*对外监听"),
        (None, None, False, "PYTHONSAFEPATH"),
    ],
)
def test_a_cluster_that_others_can_use_is_refused(
    tmp_path: Path, scheduler: Any, worker: Any, safe: bool, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = county(tmp_path / "a")
    options = {name: given for name, given in (("scheduler", scheduler), ("worker", worker)) if given is not None}
    with running_dask(tmp_path, 1, safe=safe, **options) as dask, pytest.raises(ClusterError, match=message):
        put(sent, "仓", cluster=dask.address)


@pytest.mark.desktop
def test_between_machines_with_certificates(tmp_path: Path) -> None:
    """Scheduler and workers listen on every address, as they have to on several machines."""
    sent, others = county(tmp_path / "a"), tmp_path / "others"
    others.mkdir()
    settings = certificates(tmp_path)
    quiet = ("--dashboard-address", "127.0.0.1:0")
    with running_dask(
        tmp_path, 2, scheduler=("--protocol", "tls", *quiet), worker=quiet, settings=settings
    ) as dask_processes:
        address = dask_processes.address
        assert address.startswith("tls://")
        with configured(settings):
            result = put(sent, "集群", cluster=address)
        assert result.counties[0].fates == {Fate.ACCEPTED: len(FILES)}
        with pytest.raises(ClusterError, match="没有证书"):
            put(sent, "没有证书的", cluster=address)
        with configured(certificates(others)), pytest.raises(ClusterError, match="连不上"):
            put(sent, "证书不对的", cluster=address)
        with pytest.raises(ClusterError, match="连不上"):
            put(sent, "不加密的", cluster=address.replace("tls", "tcp"))
    put(sent, "一个进程", jobs=1)
    assert contents(sent.parent / "集群") == contents(sent.parent / "一个进程")


# --- without ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "is_open"),
    [("127.0.0.1", False), ("127.9.9.9", False), ("localhost", False), ("::1", False), ("0.0.0.0", True),
     ("::", True), ("10.1.2.3", True), ("fe80::1%eth0", True), ("host.example", True)],
)  # fmt: skip
def test_open_addresses(host: str, is_open: bool) -> None:
    assert is_open_address(host) is is_open


@pytest.mark.parametrize(
    ("address", "message"),
    [("10.1.2.3:8786", "应写成"), ("http://10.1.2.3:1", "应写成"), ("tcp://10.1.2.3:8786", "没有加密")],
)
def test_addresses_that_are_refused(tmp_path: Path, address: str, message: str) -> None:
    sent = county(tmp_path)
    with pytest.raises(ClusterError, match=message):
        put(sent, "仓", cluster=address)


def test_an_address_where_nothing_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_CONNECT_SECONDS", 0.2)
    with pytest.raises(ClusterError, match="连不上"):
        put(county(tmp_path), "仓", cluster="tcp://127.0.0.1:9")


def test_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "find_spec", lambda name: None if name == "distributed" else object())
    with pytest.raises(MissingExtraError, match=r"xltools\[cluster,store\]"):
        put(county(tmp_path), "仓", cluster="tcp://127.0.0.1:9")
