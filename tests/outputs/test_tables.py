"""Tables as files: exact amounts, one schema, no formula in CSV, and nothing overwritten that should not be."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.county.counties import county, department_sheet, progress_row
from tests.outputs.test_json_report import samples
from xltools.county.data import CountyData, DoubtfulAmount
from xltools.outputs import tables as tables_module
from xltools.outputs.json_report import county_json
from xltools.outputs.schema import TABLES, ValueType
from xltools.outputs.tables import TablesError, check_tables_folder, write_tables

NAMES = [table.name for table in TABLES]


def with_first_project(**changes: Any) -> CountyData:
    """青山县 with one project, changed like this."""
    data = county()
    file = data.accepted[0]
    row = file.projects[0]._replace(**changes)
    return replace(data, files=(replace(file, sheets=(row,)),), containments=(), findings=())


def without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "find_spec", lambda name: None)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_every_table_is_written_as_csv_and_parquet(tmp_path: Path) -> None:
    written = write_tables(samples(), tmp_path / "表")
    assert {path.name for path in written.paths} == {f"{name}.{kind}" for name in NAMES for kind in ("csv", "parquet")}
    assert {path.name for path in (tmp_path / "表").iterdir()} == {path.name for path in written.paths}
    assert written.parquet
    document = county_json(samples())
    for table in TABLES:
        lines = rows(tmp_path / "表" / f"{table.name}.csv")
        parquet = pq.read_table(tmp_path / "表" / f"{table.name}.parquet")
        assert list(lines[0]) == parquet.column_names == [column.name for column in table.columns]
        assert len(lines) == parquet.num_rows == len(document[table.name])


def test_amounts_are_the_same_in_json_csv_and_parquet(tmp_path: Path) -> None:
    write_tables(samples(), tmp_path)
    document = county_json(samples())
    checked = 0
    for table in TABLES:
        lines = rows(tmp_path / f"{table.name}.csv")
        parquet = pq.read_table(tmp_path / f"{table.name}.parquet")
        for column in (column for column in table.columns if column.type is ValueType.MONEY):
            assert parquet.schema.field(column.name).type == pa.decimal128(18, 2)
            in_json = [row[column.name] for row in document[table.name]]
            assert [line[column.name] or None for line in lines] == in_json
            assert [None if v is None else f"{v:f}" for v in parquet[column.name].to_pylist()] == in_json
            checked += sum(value is not None for value in in_json)
    assert checked > 500


def test_the_schema_of_parquet_does_not_depend_on_the_values(tmp_path: Path) -> None:
    empty = replace(county(), files=(), roster=(), containments=(), findings=())
    write_tables(empty, tmp_path / "空")
    file, *others = county().accepted
    row = file.projects[0]
    doubt = DoubtfulAmount(row, "1.00", "依据", row.place, row.budget_place)
    whole = (department_sheet(row.place),)
    results = (progress_row(row.place),)
    full = replace(file, doubtful=(doubt,), department_sheets=whole, progress=results)
    doubted = replace(county(), files=(full, *others))
    write_tables(doubted, tmp_path / "满")
    for name in NAMES:
        schemas = [pq.read_schema(tmp_path / folder / f"{name}.parquet") for folder in ("空", "满")]
        assert schemas[0].remove_metadata().equals(schemas[1].remove_metadata()), name
        assert pq.read_table(tmp_path / "满" / f"{name}.parquet").num_rows


def test_codes_stay_text(tmp_path: Path) -> None:
    write_tables(with_first_project(code="00123", department_code="011"), tmp_path)
    parquet = pq.read_table(tmp_path / "projects.parquet")
    assert (parquet["code"].to_pylist(), parquet["department_code"].to_pylist()) == (["00123"], ["011"])
    assert rows(tmp_path / "projects.csv")[0]["code"] == "00123"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+86", "'+86"),
        ("-未定", "'-未定"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1+1", "'＝1+1"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("'=1+1", "''=1+1"),
        ("道路=硬化", "道路=硬化"),
        ('他说"好"，\n换行', '他说"好"，\n换行'),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula_and_all_can_be_restored(tmp_path: Path, text: str, shown: str) -> None:
    write_tables(with_first_project(purpose=text), tmp_path)
    written = rows(tmp_path / "projects.csv")[0]["purpose"]
    assert written == shown
    assert written.removeprefix("'") == text
    assert pq.read_table(tmp_path / "projects.parquet")["purpose"].to_pylist() == [text]


def test_negative_amounts_stay_numbers(tmp_path: Path) -> None:
    write_tables(with_first_project(budget=Decimal("-1200.50"), fiscal=None), tmp_path)
    (line,) = rows(tmp_path / "projects.csv")
    assert (line["budget"], line["fiscal"]) == ("-1200.50", "")


def test_csv_has_a_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    write_tables(county(), tmp_path)
    content = (tmp_path / "projects.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdepartment_code,")
    assert content.count(b"\r\n") == content.count(b"\n") - sum(
        r["goal"].count("\n") for r in rows(tmp_path / "projects.csv")
    )


@pytest.mark.parametrize(
    "amount", [Decimal("10000000000000000.00"), Decimal("-99999999999999999.99"), Decimal("0.125")], ids=str
)
def test_an_amount_that_does_not_fit_ends_with_its_place(tmp_path: Path, amount: Decimal) -> None:
    with pytest.raises(TablesError, match="项目1 C6") as error:
        write_tables(with_first_project(budget=amount), tmp_path / "表")
    assert f"{amount:f}" in error.value.text.zh
    assert not (tmp_path / "表").exists()


def test_the_largest_amount_fits(tmp_path: Path) -> None:
    amount = Decimal("9999999999999999.99")
    write_tables(with_first_project(budget=amount), tmp_path)
    assert pq.read_table(tmp_path / "projects.parquet")["budget"].to_pylist() == [amount]


def test_other_numbers_are_rounded_to_15_decimals_in_parquet_only(tmp_path: Path) -> None:
    share = Decimal("33.33333333333333335")
    write_tables(with_first_project(plan=(share, None, None, Decimal(100))), tmp_path)
    assert rows(tmp_path / "plans.csv")[0]["typed"] == str(share)
    typed = pq.read_table(tmp_path / "plans.parquet")["typed"].to_pylist()
    assert typed == [Decimal("33.333333333333333"), None, None, Decimal("100.000000000000000")]


def test_without_pyarrow_there_is_only_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_pyarrow(monkeypatch)
    written = write_tables(county(), tmp_path)
    assert not written.parquet
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.csv" for name in NAMES)


def stale_parquet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(county(), folder)
    without_pyarrow(monkeypatch)


def own_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "projects.csv").write_text("我的,表\n", encoding="utf-8")


def a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write_text("x")


def existing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(county(), folder)


def subfolder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "files.csv").mkdir(parents=True)


@pytest.mark.parametrize(
    ("prepare", "overwrite", "words"),
    [
        (existing, False, "已存在"),
        (existing, True, ""),
        (own_file, False, "已存在"),
        (own_file, True, "不是本工具生成的表"),
        (subfolder, True, "不是本工具生成的表"),
        (a_file, True, "不是文件夹"),
        (stale_parquet, True, "没有安装 pyarrow"),
    ],
)
def test_what_is_there_is_overwritten_only_if_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepare: Callable[..., None], overwrite: bool, words: str
) -> None:
    folder = tmp_path / "表"
    prepare(folder, monkeypatch)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if not words:
        check_tables_folder(folder, overwrite=overwrite)
        assert write_tables(county(), folder, overwrite=overwrite).parquet
        return
    for refused in (check_tables_folder, lambda *args, **more: write_tables(county(), *args, **more)):
        with pytest.raises(TablesError) as error:
            refused(folder, overwrite=overwrite)
        assert words in error.value.text.zh
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_folder_above_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(TablesError, match="does not exist"):
        write_tables(county(), tmp_path / "没有" / "表")
    assert not (tmp_path / "没有").exists()


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("一", "二"):
        write_tables(county(), tmp_path / name)
    for path in (tmp_path / "一").iterdir():
        assert path.read_bytes() == (tmp_path / "二" / path.name).read_bytes()
