"""Looks at the tables of declared sources and says what a build would read of them; nothing is written."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import Fault, UsageError
from segflux_cli.live.probe.probe_doubts import doubt_about_own_tables, doubts_about_rows, doubts_about_tables
from segflux_cli.live.probe.probed import ProbedRows, ProbedSource, ProbedTable
from segflux_cli.live.probe.probed_rows import StagedRows
from segflux_cli.live.warehouse_macros import declared_rules
from segflux_cli.spec.declared.sources import Source, by_entry
from segflux_cli.spec.sources.source_reader import read_sources
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.names import spell_bytes, spell_table
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.sources.source_check import check_sources
from segflux_cli.warehouse.sources.source_tables import FoundTable, found_tables, tables_in

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Entry = tuple[Source, ...]


def probe(
    project: Path, target_name: str | None, names: Iterable[str] = ()
) -> tuple[tuple[ProbedSource, ...], tuple[Fault, ...]]:
    """The probed sources of a project, all or those named, and warnings; raises SpecError where a table is missing."""
    target = read_target(project, target_name)
    sources, rules = _chosen(read_sources(project), tuple(names)), declared_rules(project)
    client = connect(target)
    try:
        warnings = check_sources(client, sources)
        return tuple(_probe_entry(client, entry, rules) for entry in by_entry(sources)), warnings
    finally:
        client.close()


def _chosen(sources: tuple[Source, ...], names: tuple[str, ...]) -> tuple[Source, ...]:
    known = sorted({source.name for source in sources})
    if not known:
        raise UsageError(
            "sources.yml declares no source. Write one, such as {source: web, adapter: segment, schema: segment_web}, "
            "or that of a table of yours (docs/sources.md)."
        )
    for name in names:
        if name not in known:
            raise UsageError(f"probe {quoted(name)}: {unknown_word(name, known, 'a source of sources.yml')}")
    return tuple(source for source in sources if not names or source.name in names)


def _probe_entry(client: "Client", entry: Entry, rules: Mapping[str, Any]) -> ProbedSource:
    found, passed_by = _tables_of(client, entry)
    rows: list[ProbedRows] = []
    doubts = [*doubts_about_tables(entry, found)] if entry[0].gathering else []
    for source in entry:
        if source.gathering and not found[source.kind]:
            continue
        staged = StagedRows(client, source, rules)
        rows.append(staged.counted())
        doubts += doubts_about_rows(source, rows[-1], staged)
        doubts += _doubts_about_own_tables(client, source, found[source.kind])
    tables = tuple(dict.fromkeys(each.table for of_kind in found.values() for each in of_kind))
    adapter = entry[0].gathering.adapter if entry[0].gathering else "custom"
    counted = _count(client, entry[0].database, tables or (entry[0].table,))
    return ProbedSource(
        entry[0].name,
        adapter,
        entry[0].place,
        counted,
        _missing(entry, tables),
        passed_by,
        tuple(rows),
        tuple(dict.fromkeys(doubts)),
    )


def _tables_of(client: "Client", entry: Entry) -> tuple[dict[str, tuple[FoundTable, ...]], tuple[str, ...]]:
    """The tables that each kind of an adapter reads, and those of the database that none does."""
    if not entry[0].gathering:
        return {source.kind: () for source in entry}, ()
    tables = tables_in(client, entry[0].database)
    found: dict[str, tuple[FoundTable, ...]] = {
        source.kind: found_tables(source.gathering, tables) for source in entry if source.gathering
    }
    read = {each.table for of_kind in found.values() for each in of_kind}
    return found, tuple(table for table in tables if table not in read)


def _missing(entry: Entry, tables: tuple[str, ...]) -> tuple[str, ...]:
    known = [name for source in entry if source.gathering for name in source.gathering.table_names]
    return tuple(name for name in dict.fromkeys(known) if name not in tables)


def _count(client: "Client", database: str, tables: tuple[str, ...]) -> tuple[ProbedTable, ...]:
    sql = "select name, total_rows from system.tables where database = {database:String}"
    counts = {str(row["name"]): row["total_rows"] for row in ask(client, sql, {"database": database})}
    return tuple(ProbedTable(table, counts.get(table)) for table in tables)


def _doubts_about_own_tables(
    client: "Client", source: Source, found: tuple[FoundTable, ...]
) -> Iterable[str]:
    own = [each.table for each in found if each.part.is_pattern]
    rest = [each for each in found if each.part.unless_own_table]
    if not own or not rest or not source.event_id:
        return ()
    key = spell_bytes(source.event_id.name, "`")
    event = spell_bytes(rest[0].part.unless_own_table or "", "`")
    all_events = spell_table(source.database, rest[0].table)
    names = ", ".join(spell_bytes(name) for name in own)
    in_tracks = _counts(
        client,
        f"select toString({event}), uniqExact({key}) from {all_events} where {event} in ({names}) group by 1",
    )
    in_tables = _counts(
        client,
        " union all ".join(
            f"select {spell_bytes(name)}, uniqExact({key}) from {spell_table(source.database, name)}"
            for name in own
        ),
    )
    return doubt_about_own_tables(in_tracks, in_tables)


def _counts(client: "Client", sql: str) -> Mapping[str, int]:
    return {str(name): int(count) for name, count in (row.values() for row in ask(client, sql))}
