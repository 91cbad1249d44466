"""What a person should look at before trusting how a source is read."""

from collections.abc import Iterable, Iterator, Mapping

from segflux_cli.live.probe.probed import ProbedRows
from segflux_cli.live.probe.probed_rows import StagedRows
from segflux_cli.spec.declared.sources import Column, Source, TimeColumn
from segflux_cli.spec.sources.adapter_files import is_of_adapter
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import nearest
from segflux_cli.warehouse.sources.source_tables import FoundTable

_MOST_WITHOUT = 0.2  # the share of rows without an identifier above which something is likely wrong
Found = Mapping[str, tuple[FoundTable, ...]]


def doubts_about_rows(source: Source, rows: ProbedRows, staged: StagedRows) -> Iterator[str]:
    """Doubts that the rows of one kind give rise to."""
    if rows.without_time and source.at:
        text = staged.unread_time()
        sample = f", such as {quoted(text)}: name its format" if text else ": the column is empty there"
        yield f"rows of {rows.kind} without a readable time: {rows.without_time:,}{sample}"
    if rows.at_impossible_time:
        yield (
            f"rows of {rows.kind} at an impossible time (before 1971, or more than a day after they arrived): "
            f"{rows.at_impossible_time:,}. They are rejected"
        )
    if rows.without_identifier and rows.without_identifier / rows.rows > _MOST_WITHOUT:
        yield f"{rows.without_identifier / rows.rows:.0%} of the {rows.kind} have no identifier and belong to nobody"
    if any(name == "" for name, _ in rows.events):
        yield "some events have no name: they are rejected"
    yield from _doubts_about_names(source, staged)
    yield from _doubts_about_values(source, staged)
    for shared in staged.shared_identifiers():
        beside = f"stands beside {shared['people']:,} user ids in {rows.kind}"
        yield (
            f"{shared['type']} {quoted(str(shared['value']))} {beside} and looks shared: it makes them one person "
            "(identity.yml ignores or limits it, docs/identity.md)"
        )


def _doubts_about_names(source: Source, staged: StagedRows) -> Iterator[str]:
    """Keys of a map of events that no row has; an adapter's map names more than a project uses."""
    event = source.event
    if not event or not event.column or not event.names or is_of_adapter(event.place):
        return
    keys = [key for key, _ in event.names]
    found = staged.event_texts(keys)
    for key in keys:
        if key not in found:
            meant = nearest(key, [text for text in found if text not in keys])
            question = f". Did you mean {quoted(meant)}?" if meant else ""
            yield f"no row has {quoted(key)} in {event.column.name}, which the map of events names{question}"


def _doubts_about_values(source: Source, staged: StagedRows) -> Iterator[str]:
    """Values that do not read as their type; a sample of those that identify somebody is not shown."""
    secret = {identifier.column.name for identifier in source.identifiers}
    for value, rows, text in staged.unread_values():
        sample = "" if value.column.name in secret else f", such as {quoted(text)}"
        advice = "name its format" if value.type == "time" and not value.format else "they stay text"
        yield f"values of {value.name} in {source.kind} that do not read as {value.type}: {rows:,}{sample}: {advice}"


def doubts_about_tables(sources: Iterable[Source], found: Found) -> Iterator[str]:
    """Doubts that the tables and columns of an adapter give rise to; `found` maps kinds to their tables."""
    listed = tuple(sources)
    for source in listed:
        if tables := found[source.kind]:
            yield from _doubts_about_columns(source, tables)
    yield from _doubts_about_context_traits(found)


def _doubts_about_columns(source: Source, tables: tuple[FoundTable, ...]) -> Iterator[str]:
    if isinstance(source.arrived_at, TimeColumn):
        lacking = _lacking(source.arrived_at.column, tables)
        if lacking:
            origin = f"no column of {_shown(lacking)} says when rows of {source.kind} arrived"
            yield f"{origin}: all of them are read at each build. Name one with arrived_at"
    if isinstance(source.at, TimeColumn) and (lacking := _lacking(source.at.column, tables)):
        yield f"no column of {_shown(lacking)} says when {source.kind} happened: they are rejected. Name one with at"
    types = {each.type: _lacking(each.column, tables) for each in source.identifiers}
    if all(len(lacking) == len(tables) for lacking in types.values()):
        yield f"no table has a column that identifies somebody in {source.kind}. Name one under identifiers"


def _lacking(column: Column, tables: tuple[FoundTable, ...]) -> list[str]:
    """The tables in which a column that the adapter names has nothing to come from."""
    if not is_of_adapter(column.place):
        return []
    return list(dict.fromkeys(each.table for each in tables if not each.has(column.name)))


def _doubts_about_context_traits(found: Found) -> Iterator[str]:
    if found.get("traits") or "traits" not in found:
        return
    holding = {
        each.table
        for each in found.get("events", ())
        if any(column.startswith("context_traits_") for column in each.columns)
    }
    if holding:
        yield (
            f"there is no table of identify calls, and {_shown(sorted(holding))} carry context_traits_… columns: "
            "they are properties here; map them as traits with an entry of kind traits if they are all you have"
        )


def doubt_about_own_tables(in_tracks: Mapping[str, int], in_tables: Mapping[str, int]) -> Iterator[str]:
    """Events of which their own table has clearly fewer than the table of all events."""
    for event, count in in_tracks.items():
        own = in_tables.get(event, count)
        if own < 0.99 * count:
            yield (
                f"the table {event} has {own:,} events where the table of all events tells of {count:,}: "
                "only its own rows are read. Was it synced later?"
            )


def _shown(tables: list[str]) -> str:
    return ", ".join(tables[:5]) + (f" and {len(tables) - 5} others" if len(tables) > 5 else "")
