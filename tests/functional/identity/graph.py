"""Identifiers and links in an embedded engine, resolved by the project's macros without a build of dbt."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.literals import spell_text

Identifier = tuple[str, str]
# with its source, the second in which it was first seen, and that in which it was made if another
Link = tuple[Identifier, Identifier, str, int] | tuple[Identifier, Identifier, str, int, int]

_WRITTEN = ("nodes", "verdicts", "merges", "splits", "applied", "resolutions")


class Graph:
    """A schema of identity; times are seconds since 1970, nodes are given back as (type, value)."""

    def __init__(self, client: Client, rules: Mapping[str, Any], schema: str = "graph") -> None:
        self.client, self.rules, self.batch, self.runs = client, dict(rules), 0, 0
        self.schema, self._known = schema, dict[Identifier, int]()
        client.command(f"drop database if exists {schema}")
        client.command(f"create database {schema}")
        self.tables: dict[str, object] = {
            name: Relation(schema, name) for name in (*_WRITTEN, "identifiers", "links", "overrides")
        }
        at = "first_seen_at DateTime64(3, 'UTC'), batch UInt32"
        for name, columns in {
            "identifiers": f"node UInt64, identifier_type String, identifier_value String, {at}",
            "links": f"a UInt64, b UInt64, source String, {at}, linked_at DateTime64(3, 'UTC')",
            "overrides": "action String, type_a String, value_a String, type_b String, value_b String",
        }.items():
            client.command(
                f"create table {self.tables[name]} ({columns}) engine = MergeTree order by tuple()"
            )
        self.call("create_identity_tables", self.tables)

    def add(self, *links: Link, seen: Mapping[Identifier, int] | None = None) -> None:
        """Store a batch: links, and identifiers at the times given, else at those of their links."""
        self.batch += 1
        times = dict(seen or {})
        for first, second, _, at, *_ in links:
            for each in (first, second):
                times[each] = min(at, times.get(each, at))
        rows = [[self.node(each), *each, _at(second), self.batch] for each, second in times.items()]
        columns = ["node", "identifier_type", "identifier_value", "first_seen_at", "batch"]
        self.client.insert("identifiers", rows, columns, database=self.schema)
        pairs = [
            [*sorted((self.node(a), self.node(b))), source, _at(at), self.batch, _at(made[0] if made else at)]
            for a, b, source, at, *made in links
        ]
        if pairs:
            names = ["a", "b", "source", "first_seen_at", "batch", "linked_at"]
            self.client.insert("links", pairs, names, database=self.schema)

    def node(self, identifier: Identifier) -> int:
        """S0, by the engine's own hash."""
        if identifier not in self._known:
            kind, value = (spell_text(part) for part in identifier)
            found = self.client.query(f"select {self.call('node', kind, value)}").result_rows
            self._known[identifier] = int(found[0][0])
        return self._known[identifier]

    def override(self, *rows: tuple[str, str, str, str, str]) -> None:
        """Put these overrides in the place of all earlier ones."""
        self.client.command(f"truncate table {self.tables['overrides']}")
        if rows:
            names = ["action", "type_a", "value_a", "type_b", "value_b"]
            self.client.insert("overrides", [list(row) for row in rows], names, database=self.schema)

    def resolve(self, **options: bool) -> dict[str, Any]:
        """Run one resolution."""
        self.runs += 1
        run = {"run_id": f"run{self.runs:05}", "as_of": 0, "started_at": 0, "is_study": False}
        result = self.call("resolve_identities", self.tables, run, options)
        assert isinstance(result, dict)
        return result

    def squash(self) -> None:
        """Let superseded state go; there are no stored rows here that would get another number."""
        numbered = "select node as profile_node, toUInt32(rowNumberInAllBlocks() + 1) as profile_number"
        kept = {name: Relation(self.schema, name) for name in ("numbers", "events", "traits")}
        source = f"(select distinct node from {self.tables['identifiers']})"
        self.client.command(
            f"create or replace table {kept['numbers']} engine Memory as {numbered} from {source}"
        )
        for name in ("events", "traits"):
            columns = "(node UInt64, profile_number UInt32) engine = MergeTree order by node"
            self.client.command(f"create table if not exists {kept[name]} {columns}")
        tables = {**{name: self.tables[name] for name in _WRITTEN}, **kept}
        published = {
            "overrides": ("_squashed_numbers_sql", "old_number, new_number as profile_number"),
            "node_overrides": ("_squashed_nodes_sql", "split_node as node, new_number as profile_number"),
        }
        for name, (macro, columns) in published.items():
            place = Relation(self.schema, f"published_{name}")
            self.client.command(
                f"create or replace table {place} engine Memory as select {columns} from ({self.call(macro, tables)})"
            )
            tables[name] = place
        self.call("squash_identity", tables, {"run_id": f"squash{self.runs:05}"})

    def call(self, macro: str, *arguments: object) -> object:
        """What a macro does here."""
        variables = {"identity_rules": self.rules}
        session = load_macros(project_files()).session(
            run_query=self._run, variables=variables, target={"type": "chdb"}
        )
        return session.call(macro, *arguments)

    def profiles(self) -> dict[Identifier, Identifier | None]:
        """The identifier that names the profile of each, None where it identifies nobody."""
        sql = self.call("resolved_nodes_sql", self.tables["nodes"], self.tables["resolutions"])
        stored = {row[0]: row[2] for row in self.client.query(str(sql)).result_rows}
        names = self._names()
        return {name: names.get(stored.get(key, key)) for key, name in names.items()}

    def sign_ins(self) -> dict[Identifier, tuple[int, int]]:
        """The node of the past of each anonymous identifier, and the second in which it signed in."""
        merged = str(self.call("resolved_nodes_sql", self.tables["nodes"], self.tables["resolutions"]))
        target = Relation(self.schema, "signed_in")
        self.call("resolve_sign_ins", target, {**self.tables, "merged": f"({merged})"}, {"run_id": "run"})
        rows = self.client.query(
            f"select node, before_node, toInt64(toUnixTimestamp64Milli(signed_in_at)) from {target}"
        ).result_rows
        names = self._names()
        return {names[row[0]]: (row[1], row[2] // 1000) for row in rows}

    def before(self, identifier: Identifier) -> int:
        """The node of the past of the anonymous profile that an identifier names."""
        sql = self.call("node_before_sign_in", f"toUInt64({self.node(identifier)})")
        return int(self.client.query(f"select {sql}").result_rows[0][0])

    def profiles_as_of(self, until: int) -> dict[Identifier, Identifier]:
        """The identifier that named the profile of each at a second, by what had been seen by then (S9)."""
        rows = (
            "(select toUInt64(0) as node, toUInt32(0) as profile_number, toDateTime64(0, 3, 'UTC') as belongs_from, "
            "toUInt32(0) as number_before)"
        )
        numbers = (
            "(select toUInt32(1) as profile_number, toUInt64(0) as profile_node, '' as profile_id, "
            "toUUIDOrZero('') as number_space)"
        )
        given: dict[str, object] = {
            "people": rows,
            "events": rows,
            "traits": rows,
            "nodes": rows,
            "numbers": numbers,
        }
        scratch = Relation(self.schema, "as_of")
        tables = {**self.tables, **given, "scratch": scratch}
        made = self.call("identity_as_of", tables, {"run_id": "study"}, until * 1000)
        assert isinstance(made, dict)
        found = self.client.query(
            "select identifier_type, identifier_value, profile_node, profile_number "
            f"from {made['dim_identifiers']}"
        ).result_rows
        self.call("drop_leftovers", scratch)
        names = self._names()
        assert len({row[2] for row in found}) == len({(row[2], row[3]) for row in found})
        return {(row[0], row[1]): names[row[2]] for row in found}

    def groups(self) -> set[frozenset[str]]:
        """The values of the identifiers that are one person, of persons with more than one."""
        found: dict[Identifier, set[str]] = {}
        for (_, value), profile in self.profiles().items():
            if profile:
                found.setdefault(profile, set()).add(value)
        return {frozenset(group) for group in found.values() if len(group) > 1}

    def rejected(self) -> set[tuple[str, str, str]]:
        """The values of the links that are not used, sorted, and the rule of each."""
        sql = str(self.call("rejected_links_sql", self.tables["verdicts"], self.tables["resolutions"]))
        names = self._names()
        rows = self.client.query(f"select a, b, verdict_rule from ({sql})").result_rows
        return {(*sorted((names[a][1], names[b][1])), rule) for a, b, rule in rows}

    def moves(self) -> list[tuple[str, str, str, str]]:
        """What was merged and split: kind, from, into and the rule, in order."""
        names = {key: name[1] for key, name in self._names().items()} | {0: ""}
        rows = self.client.query(
            f"select kind, from_node, into_node, rule from {self.tables['merges']} order by resolution, kind"
        ).result_rows
        return [(kind, names[old], names[new], rule) for kind, old, new, rule in rows]

    def _names(self) -> dict[int, Identifier]:
        rows = self.client.query(
            f"select node, identifier_type, identifier_value from {self.tables['identifiers']}"
        ).result_rows
        return {row[0]: (row[1], row[2]) for row in rows}

    def _run(self, sql: str) -> QueryResult:
        text = sql.strip()
        if text.startswith(("select", "with", "exists", "describe")):
            result = self.client.query(text)
            return QueryResult(result.column_names, result.result_rows)
        self.client.command(text)
        return QueryResult((), ())


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def types(*names: str | Mapping[str, Any]) -> list[dict[str, Any]]:
    """Types of identifiers, strongest first, trimmed where nothing else is said."""
    plain: Iterable[Mapping[str, Any]] = ({"type": each} if isinstance(each, str) else each for each in names)
    return [{"strong": False, "clean": ["trim"], **each} for each in plain]
