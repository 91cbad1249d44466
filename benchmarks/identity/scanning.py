"""What it costs to read events with the present profile of each, beside the bare table."""

from benchmarks.measuring import Figures, Warehouse, measured
from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files

_SHARE = 20  # one profile in so many was merged into another
_SPLIT = 10_000  # one in so many identifiers moved by an un-merge
_TABLES = ("fct_events", "profile_overrides", "profile_node_overrides", "int_events_resolved")
_QUERY = (
    "select max(n) from (select count() as n from {} where event_name in ('a', 'b') group by profile_number)"
)


def make(path: str, events: int, profiles: int, *, is_split: bool) -> None:
    """Events, overrides, and the real view over them; node overrides have rows only where `is_split`."""
    warehouse = Warehouse(path)
    relations = {name: Relation("scan", name) for name in _TABLES}
    session = load_macros(project_files()).session(
        relations=relations, run_query=warehouse.ask, graph={"nodes": {}}
    )
    model = (project_files() / "models" / "events" / "int_events_resolved.sql").read_text(encoding="utf-8")
    for statement in _statements(str(session.call("event_columns")), events, profiles, is_split=is_split):
        warehouse.run(statement)
    warehouse.run(f"create view scan.int_events_resolved as {session.render(model).sql}")


def _statements(columns: str, events: int, profiles: int, *, is_split: bool) -> list[str]:
    return [
        "drop database if exists scan",
        "create database scan",
        f"""create table scan.fct_events ({columns}) engine = MergeTree
            order by (event_name, toDate(occurred_at), profile_number)""",
        f"""insert into scan.fct_events (source, event_id, event_key, event_name, occurred_at, profile_number, node)
            select 'app', toString(number), number, ['a', 'b'][1 + number % 2],
                toDateTime64('2026-01-01', 3, 'UTC') + number % 8640000,
                1 + sipHash64(number) % {profiles}, sipHash64('node', sipHash64(number) % {profiles})
            from numbers({events})""",
        """create table scan.profile_overrides (old_number UInt32, profile_number UInt32, is_stored Bool)
            engine = MergeTree order by old_number""",
        f"""insert into scan.profile_overrides select number, number + 1, true from numbers(1, {profiles})
            where number % {_SHARE} = 0""",
        """create table scan.profile_node_overrides (node UInt64, profile_number UInt32,
            belongs_from DateTime64(3, 'UTC'), number_before UInt32) engine = MergeTree order by node""",
        f"""insert into scan.profile_node_overrides select sipHash64('node', number), number, 0, 0
            from numbers({profiles}) where {int(is_split)} and number % {_SPLIT} = 1""",
    ]


def scan(path: str, *, is_resolved: bool) -> Figures:
    """Counts the events of each profile, three times over: what a condition about events does."""
    warehouse = Warehouse(path)
    table = "scan.int_events_resolved" if is_resolved else "scan.fct_events"

    def work() -> None:
        for _ in range(3):
            warehouse.ask(_QUERY.format(table))

    return measured(warehouse, work)
