"""What a cluster needs is in every statement that defines anything, and in every table that dbt makes."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.compiler.rendering.macros import MacroLibrary, load_macros
from segflux_cli.errors import MacroError

ROOT = Path(__file__).parents[2]
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
DEFINES = re.compile(
    r"\b(?:create (?:or replace )?(?:table|view)|drop table|exchange tables|rename table|alter table"
    r"|truncate table|delete from)\b"
)
CLAUSE = re.compile(
    r"\bon_cluster\(\)|~ held ~|(?:attach|replace) partition"
)  # `held` ends with it; parts are a node's own
OF_ONE_NODE = {"take_lease.sql"}  # leases live where dbt talks to (docs/cluster.md)
OWN_ENGINES = {"sync_ledger", "sync_history", "sync_outbox", "sync_rejects", "sync_runs"}  # and so do syncs


def _macros() -> dict[str, str]:
    paths = (ROOT / "macros").rglob("*.sql")
    return {path.name: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in paths}


def test_every_definition_of_a_macro_says_on_cluster() -> None:
    bare = [
        f"{name}: {text[found.start() : found.start() + 80]}"
        for name, text in _macros().items()
        if name not in OF_ONE_NODE
        for found in DEFINES.finditer(text)
        if not CLAUSE.search(text[found.end() : found.end() + 160].split("run_query(")[0])
    ]
    assert bare == []


def test_no_macro_names_an_engine_but_those_that_vars_choose() -> None:
    named = {name for name, text in _macros().items() if "MergeTree" in text}
    assert named - OF_ONE_NODE == {"table_engine.sql"}


def test_every_table_that_dbt_makes_has_the_engine_of_the_var(manifest: Any) -> None:
    fixed = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["config"]["materialized"] in ("table", "kept_table", "incremental")
        and "engine=segflux.table_engine()" not in node["raw_code"]
    }
    assert fixed <= OWN_ENGINES


@pytest.fixture(scope="module")
def library() -> MacroLibrary:
    return load_macros(ROOT)


def said(library: MacroLibrary, macro: str, target: Mapping[str, object], **variables: object) -> str:
    given = {"type": "clickhouse", "schema": "segflux", **target}
    return str(library.session(variables=variables, target=given).call(macro))


def test_the_vars_choose_what_is_said(library: MacroLibrary) -> None:
    prod = {"cluster": "prod"}
    assert said(library, "on_cluster", {}) == ""
    assert said(library, "on_cluster", prod) == " on cluster `prod`"
    assert said(library, "on_cluster", prod, on_cluster=False) == ""
    assert said(library, "on_cluster", prod | {"database_engine": "Replicated('/x', 's', 'r')"}) == ""
    assert said(library, "table_engine", prod) == "MergeTree"
    assert said(library, "shard_engine", prod, table_engine="ReplicatedMergeTree") == "ReplicatedMergeTree"
    assert said(library, "shard_engine", prod, shard_engine="SharedMergeTree") == "SharedMergeTree"
    settings = said(
        library,
        "shard_settings",
        prod,
        sharding_key="profile_number",
        shard_settings={"insert_quorum": "auto"},
    )
    assert "distributed_foreground_insert = 1" in settings
    assert "insert_quorum = 'auto'" in settings


@pytest.mark.parametrize(
    ("adapter", "is_small", "engine"),
    [("chdb", True, "Memory"), ("chdb", False, "MergeTree"), ("clickhouse", True, "MergeTree")],
)
def test_scratch_stays_in_memory_only_where_the_engine_is_the_process(
    library: MacroLibrary, adapter: str, is_small: bool, engine: str
) -> None:
    """A server may be one of several that answer in turn, and a table in memory is on one of them."""
    asked: list[str] = []

    def run_query(sql: str) -> QueryResult:
        asked.append(sql)
        return QueryResult((), ())

    session = library.session(run_query=run_query, target={"type": adapter})
    session.call("scratch_as", "`a`.`b`", "select 1 as one", "one", is_small)
    assert re.findall(r"engine = (\w+)", asked[0]) == [engine]


@pytest.mark.parametrize(
    ("macro", "target", "variables", "told"),
    [
        ("on_cluster", {}, {"cluster": "prod"}, "Add `cluster: prod` to the target"),
        ("cluster_name", {"cluster": "prod"}, {"cluster": "test"}, "give both the same name"),
        ("sharding_key", {}, {"sharding_key": "profile_number"}, "cluster"),
        ("sharding_key", {"cluster": "prod"}, {"sharding_key": "event_name"}, "profile_number"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_the_way_out(
    library: MacroLibrary, macro: str, target: dict[str, object], variables: dict[str, object], told: str
) -> None:
    with pytest.raises(MacroError, match=re.escape(told)):
        said(library, macro, target, **variables)
