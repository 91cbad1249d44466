"""A whole resolution of identities, and what a batch costs beside it, by the macro that a build runs."""

import time

from benchmarks.identity.graphs import LINKS
from benchmarks.measuring import Figures, Warehouse, measured
from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files

_WRITTEN = ("nodes", "verdicts", "merges", "splits", "applied", "resolutions")
_RULES = {
    "types": [
        {"type": "user_id", "strong": True, "clean": ["trim"]},
        {"type": "anonymous_id", "strong": False, "clean": ["trim"]},
    ]
}
_MOMENT = 0.2  # seconds
_AT = "toDateTime64('2026-01-01', 3, 'UTC')"


def whole(path: str, schema: str) -> Figures:
    """Stores all links as one batch and resolves them from nothing."""
    warehouse = Warehouse(path)
    session = _empty(warehouse, schema)
    _store(warehouse, schema, 1, "true")
    _let_merges_end(warehouse)
    return measured(warehouse, lambda: _resolve(session, schema, 1))


def batch(path: str, schema: str, one_in: int) -> Figures:
    """Resolves all links but one in so many, then stores those and resolves again; gives the cost of the second."""
    warehouse = Warehouse(path)
    session = _empty(warehouse, schema)
    drawn = f"sipHash64('batch', a, b) % {one_in}"
    _store(warehouse, schema, 1, f"{drawn} != 0")
    _resolve(session, schema, 1)
    _store(warehouse, schema, 2, f"{drawn} = 0")
    _let_merges_end(warehouse)
    return measured(warehouse, lambda: _resolve(session, schema, 2))


def same_profiles(path: str, one: str, other: str) -> bool:
    """Whether each node has the same profile in both schemas; a node that is not there is its own."""
    warehouse = Warehouse(path)
    session = _session(warehouse)
    profiles = [
        str(session.call("resolved_nodes_sql", tables["nodes"], tables["resolutions"]))
        for tables in (_tables(one), _tables(other))
    ]
    apart = warehouse.ask(f"""
select count()
from (
    select node, profile_node from ({profiles[0]}) where node != profile_node
    union all
    select node, profile_node from ({profiles[1]}) where node != profile_node
)
group by node, profile_node
having count() != 2
limit 1""").rows
    return not apart


def _tables(schema: str) -> dict[str, object]:
    return {name: Relation(schema, name) for name in (*_WRITTEN, "identifiers", "links")}


def _session(warehouse: Warehouse) -> MacroSession:
    def run_query(sql: str) -> QueryResult:
        if sql.lstrip().startswith(("select", "with", "exists")):
            return warehouse.ask(sql)
        warehouse.run(sql)
        return QueryResult((), ())

    return load_macros(project_files()).session(
        run_query=run_query, variables={"identity_rules": _RULES}, target={"type": "chdb"}
    )


def _empty(warehouse: Warehouse, schema: str) -> MacroSession:
    warehouse.run(f"drop database if exists {schema}")
    warehouse.run(f"create database {schema}")
    at = "first_seen_at DateTime64(3, 'UTC'), batch UInt32"
    for name, columns, order in (
        ("identifiers", "node UInt64, identifier_type String, identifier_value String", "node"),
        ("links", "a UInt64, b UInt64, source String", "(a, b)"),
    ):
        warehouse.run(f"create table {schema}.{name} ({columns}, {at}) engine = MergeTree order by {order}")
    session = _session(warehouse)
    session.call("create_identity_tables", _tables(schema))
    return session


def _store(warehouse: Warehouse, schema: str, number: int, filter_: str) -> None:
    warehouse.run(
        f"insert into {schema}.links select least(a, b), greatest(a, b), 'app', {_AT}, {number} "
        f"from {LINKS} where {filter_}"
    )
    warehouse.run(
        f"insert into {schema}.identifiers select end, 'anonymous_id', toString(end), {_AT}, {number} "
        f"from (select arrayJoin([a, b]) as end from {LINKS} where {filter_}) "
        f"where end not in (select node from {schema}.identifiers) group by end"
    )


def _let_merges_end(warehouse: Warehouse) -> None:
    """Parts of what was stored before are no cost of the resolution."""
    while warehouse.ask("select count() from system.merges").rows[0][0]:
        time.sleep(_MOMENT)


def _resolve(session: MacroSession, schema: str, number: int) -> None:
    run = {"run_id": f"run{number}", "as_of": 0, "started_at": 0, "is_study": False}
    session.call("resolve_identities", _tables(schema), run, {})
