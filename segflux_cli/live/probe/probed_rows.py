"""Counts rows of a source as its staging model gives them, without dbt and without writing anything."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.files import staging_calls as calls
from segflux_cli.compiler.files.staging_model import spell_source_rows, spell_staging_model
from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.literals import spell_text
from segflux_cli.live.probe.probed import ProbedRows
from segflux_cli.spec.declared.sources import Column, Source, TimeColumn, ValueColumn
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_SHARED_BY = 10  # user ids beside one other identifier
_MOST_EVENTS = 12
_MOST_NAMES = 100  # of events, among which a misspelled one may be meant
_NOW = "toUnixTimestamp64Milli(now64(3))"


class StagedRows:
    """The rows of one source and kind; `rules` of identity clean their identifiers, none: as without identity.yml."""

    def __init__(self, client: "Client", source: Source, rules: Mapping[str, Any]) -> None:
        self._client, self._source = client, source
        self._limited = {
            each["type"]
            for each in rules.get("types", ())
            if any(limit["type"] == "user_id" for limit in each["linked_to"])
        }
        names = source.gathering.table_names if source.gathering else ()
        relations = {"rows": Relation(source.database, source.table), **dict.fromkeys(names, "")}
        self._session = load_macros(project_files()).session(
            run_query=self._run, relations=relations, variables={"identity_rules": rules}
        )
        staged = self._session.render(spell_staging_model(source, "segflux")).sql
        cleaned = self._session.call("cleaned_identifiers", "identifiers")
        self._staged = f"select *, {cleaned} as cleaned from ({staged})"

    def counted(self) -> ProbedRows:
        """How many rows there are, how new they are, and how many lack what."""
        impossible = self._session.call("_is_impossible_time", self._source.arrived_at is None, _NOW)
        ids = "uniqExact(event_id)" if self._source.kind == "events" else "count()"
        row = self._first(
            f"""
            select count() as rows, {ids} as ids, countIf(occurred_at is null) as without_time,
                countIf({impossible}) as at_impossible_time, countIf(empty(cleaned)) as without_identifier,
                maxOrNullIf(occurred_at, not {impossible}) as newest_at, maxOrNull(arrived_at) as newest_arrival
            from ({self._staged})
            """
        )
        has_ids = self._source.kind == "events" and self._source.event_id is not None
        return ProbedRows(
            kind=self._source.kind,
            rows=row["rows"],
            newest_at=row["newest_at"],
            newest_arrival=row["newest_arrival"] if self._source.arrived_at else None,
            without_time=row["without_time"] if self._source.at else 0,
            at_impossible_time=row["at_impossible_time"],
            without_identifier=None if self._source.kind == "entities" else row["without_identifier"],
            repeated=row["rows"] - row["ids"] if has_ids else None,
            events=self._events() if self._source.kind == "events" else (),
        )

    def _events(self) -> tuple[tuple[str, int], ...]:
        _, rows = fetch(
            self._client,
            f"select event_name, count() as rows from ({self._staged}) group by event_name "
            f"order by rows desc, event_name limit {_MOST_EVENTS}",
        )
        return tuple((str(name), int(count)) for name, count in rows)

    def shared_identifiers(self) -> list[Mapping[str, Any]]:
        """Identifiers that stand beside many user ids: {type, value, people, others}, the worst first.

        Those of types that identity.yml limits merge nobody.
        """
        found = self._all(
            f"""
            select pair.1 as type, pair.2 as value, uniqExact(user) as people, count() over () as others
            from (
                select
                    arrayJoin(arrayFilter(each -> each.1 != 'user_id', cleaned)) as pair,
                    arrayJoin(arrayFilter(each -> each.1 = 'user_id', cleaned)).2 as user
                from ({self._staged})
            )
            group by type, value
            having people > {_SHARED_BY}
            order by people desc, value
            limit 3
            """
        )
        return [row for row in found if row["type"] not in self._limited]

    def unread_time(self) -> str | None:
        """A text of the time column that is no time, if there is one."""
        if not isinstance(self._source.at, TimeColumn):
            return None
        column = calls.spell_column(self._source.at.column)
        sql = f"""
            select anyOrNull(toString({column})) as text from source_rows
            where {calls.occurred_at(self._source)} is null and toString({column}) != ''
        """
        text = self._first(self._of_rows(sql))["text"]
        return None if text is None else str(text)

    def unread_values(self) -> Iterator[tuple[ValueColumn, int, str]]:
        """Values of which some do not read as their type: how many, and one of them."""
        typed = () if isinstance(self._source.values, Column) else self._source.values
        for value in typed:
            if value.type in (None, "text"):
                continue
            text = f"toString({calls.spell_column(value.column)})"
            counts = f"select count() as rows, anyOrNull({text}) as text from source_rows"
            row = self._first(self._of_rows(f"{counts} where {calls.is_unread(value)}"))
            if row["rows"]:
                yield value, int(row["rows"]), str(row["text"])

    def event_texts(self, keys: Sequence[str]) -> list[str]:
        """What stands in the column of events: which of the keys, then the others that stand there most often."""
        if not self._source.event or not self._source.event.column:
            return []
        listed = ", ".join(spell_text(key) for key in keys)
        text = calls.read_text(self._source.event.column)
        sql = f"""
            select text from (select ifNull({text}, '') as text from source_rows)
            group by text order by text in ({listed}) desc, count() desc, text
            limit {_MOST_NAMES + len(keys)}
        """
        return [str(row["text"]) for row in self._all(self._of_rows(sql))]

    def _of_rows(self, sql: str) -> str:
        """A query of the raw rows, as the staging model sees them."""
        return self._session.render(f"with source_rows as ({spell_source_rows(self._source)}) {sql}").sql

    def _first(self, sql: str) -> Mapping[str, Any]:
        return self._all(sql)[0]

    def _all(self, sql: str) -> list[Mapping[str, Any]]:
        names, rows = fetch(self._client, sql)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _run(self, sql: str) -> QueryResult:
        return QueryResult(*fetch(self._client, sql))
