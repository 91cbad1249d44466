"""Files on this machine and objects of a store: whole, typed, and never half written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from moto.server import ThreadedMotoServer

from segflux_cli.destinations.files import TYPES
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, set_people
from tests.dbt_projects import new_warehouse

KINDS = {kind.name: kind for kind in TYPES}
PEOPLE = [(1, "p1@x.example", 'a "quoted", one'), (2, "p2@x.example", "zwölf"), (3, "p3@x.example", "")]
SEND = (
    SentValue("plan", "plan", None, None),
    SentValue("spent", "spent", None, None),
    SentValue("seen", "first_seen_at", None, None),
)
ROWS = [("p1@x.example", 'a "quoted", one', 1.0), ("p2@x.example", "zwölf", 2.0), ("p3@x.example", None, 3.0)]
CAREFUL = Wishes()
FORMATS = ("csv", "jsonl", "parquet")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("files")) as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def client(warehouse: Any) -> Any:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs"):
        warehouse.command(f"truncate table {SCHEMA}.{table}")
    return warehouse


def run(
    client: Any,
    kind: str,
    *,
    wishes: Wishes = CAREFUL,
    send: tuple[SentValue, ...] = SEND,
    **options: Any,
) -> RunReport:
    sync = a_sync("", type=kind, mode="full", options=options, audience={}, send=send)
    return sync_once(client, Task(sync), types=KINDS, wishes=wishes)


def read(path: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(f"select email, nullif(plan, ''), spent from '{path}' order by email").fetchall()


@pytest.mark.embedded_only(reason="a server writes on its own disk")
@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_is_the_segment(client: Any, tmp_path: Path, ending: str) -> None:
    set_people(client, PEOPLE, [1, 2, 3])
    assert run(client, "file", folder=str(tmp_path / "out"), format=ending).state == "ok"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"regulars.{ending}"]
    assert read(f"{tmp_path}/out/regulars.{ending}") == ROWS
    set_people(client, PEOPLE, [2])
    run(client, "file", folder=str(tmp_path / "out"), format=ending)
    assert read(f"{tmp_path}/out/regulars.{ending}") == ROWS[1:2]


@pytest.mark.embedded_only(reason="a server writes on its own disk")
@pytest.mark.parametrize("ending", FORMATS)
def test_a_default_of_another_type_makes_text_of_a_column(client: Any, tmp_path: Path, ending: str) -> None:
    set_people(client, PEOPLE, [1, 2])
    missing = "update spent = null where profile_id like '%2' settings mutations_sync = 1"
    client.command(f"alter table {SCHEMA}.dim_profiles {missing}")
    send = (
        SentValue("spent", "spent", "none", None),
        SentValue("whole", "spent", 7, None),
        SentValue("plan", "plan", 0, None),
    )
    run(client, "file", folder=str(tmp_path), format=ending, send=send)
    columns = "cast(spent as varchar), whole, plan"
    found = duckdb.execute(f"select {columns} from '{tmp_path}/regulars.{ending}' order by email").fetchall()
    assert found == [("1", 1.0, 'a "quoted", one'), ("none", 7.0, "zwölf")]


@pytest.mark.embedded_only(reason="a server writes on its own disk")
def test_parquet_has_the_types_of_the_warehouse_and_nobody_is_no_row(client: Any, tmp_path: Path) -> None:
    set_people(client, PEOPLE, [1])
    exact = "update first_seen_at = '1965-01-02 03:04:05.678' where true settings mutations_sync = 1"
    client.command(f"alter table {SCHEMA}.dim_profiles {exact}")
    run(client, "file", folder=str(tmp_path))
    seen = duckdb.execute(f"select epoch_ms(seen) from '{tmp_path}/regulars.parquet'").fetchall()
    assert seen == [(-157668954322,)]
    types = duckdb.execute(f"describe select * from '{tmp_path}/regulars.parquet'").fetchall()
    assert [(row[0], row[1]) for row in types] == [
        ("profile_id", "VARCHAR"),
        ("email", "VARCHAR"),
        ("plan", "VARCHAR"),
        ("spent", "DOUBLE"),
        ("seen", "TIMESTAMP WITH TIME ZONE"),
    ]
    set_people(client, PEOPLE, [])
    assert run(client, "file", folder=str(tmp_path)).state == "braked"
    assert run(client, "file", wishes=Wishes(allows_large_change=True), folder=str(tmp_path)).state == "ok"
    assert read(f"{tmp_path}/regulars.parquet") == []
    (tmp_path / "regulars.parquet").unlink()
    assert run(client, "file", folder=str(tmp_path)).state == "ok"
    assert read(f"{tmp_path}/regulars.parquet") == []


@pytest.mark.embedded_only(reason="a server writes on its own disk")
def test_a_first_run_with_nobody_leaves_no_row_of_an_older_file(client: Any, tmp_path: Path) -> None:
    (tmp_path / "regulars.csv").write_text("old")
    set_people(client, PEOPLE, [])
    assert run(client, "file", folder=str(tmp_path), format="csv").state == "ok"
    assert (tmp_path / "regulars.csv").read_text() == '"profile_id","email","plan","spent","seen"\n'


@pytest.mark.embedded_only(reason="a server writes on its own disk")
def test_a_folder_that_cannot_be_is_told_before_anything_is_planned(client: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    set_people(client, PEOPLE, [1])
    report = run(client, "file", folder=str(tmp_path / "taken"))
    assert (report.state, "the warehouse cannot write there" in report.reason) == ("failed", True)


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def stored(client: Any, url: str) -> list[tuple[Any, ...]]:
    sql = "select email, nullIf(plan, ''), spent from s3({url:String}, 'id', 'secret') order by email"
    return [tuple(row) for row in client.query(sql, parameters={"url": url}).result_rows]


@pytest.mark.parametrize("ending", FORMATS)
def test_an_object_is_the_segment(client: Any, store: str, ending: str) -> None:
    httpx.put(f"{store}/members").raise_for_status()
    words: dict[str, Any] = {"url": f"{store}/members/segments/", "access_key": "id", "secret_key": "secret"}
    set_people(client, PEOPLE, [1, 2, 3])
    assert run(client, "s3", format=ending, **words).state == "ok"
    url = f"{store}/members/segments/regulars.{ending}"
    assert stored(client, url) == ROWS
    set_people(client, PEOPLE, [2])
    run(client, "s3", format=ending, **words)
    assert stored(client, url) == ROWS[1:2]


def test_a_bucket_that_is_not_there_fails_the_run_without_a_secret(client: Any, store: str) -> None:
    set_people(client, PEOPLE, [1])
    words: dict[str, Any] = {"url": f"{store}/nowhere", "access_key": "id", "secret_key": "topsecret"}
    report = run(client, "s3", **words)
    assert report.state == "failed"
    assert "regulars.parquet was not written" in report.reason
    assert "topsecret" not in json.dumps(report.reason)
