"""A build of identity, events, traits and profiles without dbt: the same models and macros, in the same order."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation, RenderedModel
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from tests.arrivals.shapes import SOURCES, Declared

_APPENDED = (
    "event_loads",
    "rejected_rows",
    "int_identifiers_seen",
    "int_links_seen",
    "identity_loads",
    "identity_cleanings",
    "identity_resolutions",
    "int_links_judged",
    "int_profiles_moved",
    "int_identifiers_split",
    "int_overrides_applied",
    "profile_numbers",
)
RESOLVED = {
    "identifiers": "int_identifiers_seen",
    "links": "int_links_seen",
    "nodes": "int_identifiers_resolved",
    "verdicts": "int_links_judged",
    "merges": "int_profiles_moved",
    "splits": "int_identifiers_split",
    "applied": "int_overrides_applied",
    "resolutions": "identity_resolutions",
}
_OVERRIDES = ("profile_overrides", "profile_node_overrides")
_VIEWS = ("int_events_resolved", "int_traits_resolved")
_FACETS = [
    {"column": "plan text", "type": "Nullable(String)", "expression": "JSONExtractString(properties, 'plan')"}
]


class KilledError(Exception):
    """Stands for a process that was ended in the middle of a statement."""


class Warehouse:
    """One schema of an embedded engine and the builds that run on it."""

    def __init__(
        self,
        client: Client,
        schema: str,
        raw: str,
        sources: Iterable[Declared] = SOURCES,
        *,
        variables: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self.client, self.schema, self.variables = client, schema, variables
        self.facets = _FACETS
        self.sent: list[str] = []
        self.sources = [source.entry(f"{raw}.{source.read_table}") for source in sources]
        self.kept: list[str] = []  # by the last build
        self.is_full = False
        self.kill_after: int | None = None
        self.statements = 0
        client.command(f"create database if not exists {schema}")
        client.command(
            f"create table if not exists {schema}.evaluation_runs (run_id String, as_of DateTime64(3, 'UTC'), "
            "started_at DateTime64(3, 'UTC'), is_study Bool) engine = MergeTree order by started_at"
        )
        client.command(
            f"create table if not exists {schema}.int_traits_computed "
            "(trait String, profile_number UInt32, value String) engine = MergeTree order by trait"
        )

    def relation(self, name: str) -> Relation:
        """A table of this schema."""
        return Relation(self.schema, name)

    def call(self, macro: str, *arguments: object) -> object:
        """What a macro does on this warehouse."""
        return self._session().call(macro, *arguments)

    def build(
        self, started_at: int, *, is_full: bool = False, midway: Callable[[], None] | None = None
    ) -> None:
        """Run every node once, as a build that starts at the given time."""
        self.kept, self.is_full = [], is_full
        run = self._open_run(started_at)
        session = self._session()
        self._model(session, "identity", "identity_cleanings")
        if not is_full:
            tables = {"loads": "event_loads", "events": "fct_events", "traits": "fct_traits"}
            there = {
                word: self.relation(name) if self._exists(name) else None for word, name in tables.items()
            }
            session.call("refuse_losses", self._of(), there)
        loads = self.relation("identity_loads") if self._exists("identity_loads") and not is_full else None
        session.call("load_sightings", self.relation("int_identifiers_sighted"), self._of(), loads, run)
        for name in ("int_identifiers_seen", "int_links_seen", "identity_loads"):
            self._model(session, "identity", name)
        self._resolve(session, run, is_full=is_full)
        for name in ("profile_numbers", *_OVERRIDES, "dim_identifiers"):
            self._model(session, "identity", name)
        if midway:
            midway()
        self._load(session, run, is_full=is_full)
        self._model(session, "profiles", "dim_profiles")

    def _resolve(self, session: MacroSession, run: dict[str, Any], *, is_full: bool) -> None:
        for name in RESOLVED.values():
            if name in _APPENDED and not self._exists(name):
                self._model(session, "identity", name)
        tables = {word: self.relation(name) for word, name in RESOLVED.items()}
        if self._exists("int_identity_overrides"):
            tables["overrides"] = self.relation("int_identity_overrides")
        session.call("create_identity_tables", {"nodes": tables["nodes"]})
        session.call("resolve_identities", tables, run, {"is_full": is_full})
        self._model(session, "identity", "int_profiles_merged")
        tables["merged"] = self.relation("int_profiles_merged")
        session.call("resolve_sign_ins", self.relation("int_identifiers_signed_in"), tables, run)

    def _load(self, session: MacroSession, run: dict[str, Any], *, is_full: bool) -> None:
        if is_full:
            self.client.command(f"drop table if exists {self.relation('rejected_rows')}")
        for name in _APPENDED[:2]:
            self._model(session, "events", name)
        tables = {
            "loads": self.relation("event_loads"),
            "rejected": self.relation("rejected_rows"),
            "identifiers": self.relation("dim_identifiers"),
            "numbers": self.relation("profile_numbers"),
        }
        for target, macro, shapes in (
            ("fct_traits", "load_traits", ("traits", "identifiers")),
            ("fct_events", "load_events", ("events",)),
        ):
            layout = session.call("table_layout", shapes[0], {"settings": "index_granularity = 8192"})
            options = {"columns": self.facets, "layout": layout, "is_full": is_full}
            session.call(macro, self.relation(target), self._of(*shapes), tables, run, options)
        for name in _VIEWS:
            self._model(session, "events", name)

    def _open_run(self, started_at: int) -> dict[str, Any]:
        run_id = f"run{started_at:x}"[-12:]
        at = f"fromUnixTimestamp64Milli({started_at}, 'UTC')"
        self.client.command(
            f"insert into {self.relation('evaluation_runs')} select '{run_id}', {at}, {at} + toIntervalMillisecond("
            f"(select count() from {self.relation('evaluation_runs')})), false"
        )
        return {"run_id": run_id, "as_of": started_at, "started_at": started_at, "is_study": False}

    def _of(self, *shapes: str) -> list[dict[str, object]]:
        return [source for source in self.sources if not shapes or source["shape"] in shapes]

    def _session(self) -> MacroSession:
        names = re.findall(
            r"(\w+)\.sql", " ".join(path.name for path in project_files().rglob("models/**/*.sql"))
        )
        relations = {name: self.relation(name) for name in names}
        models: dict[str, dict[str, object]] = {
            "dim_sources": {"segflux": {"sources": self.sources}},
            "seg_x": {"segflux": {"facets": self.facets}},
            "int_identifiers_seen": {},
            **{f"stg_{source['source']}__{source['shape']}": {} for source in self.sources},
        }
        nodes = {
            f"model.segflux.{name}": _node(name, meta, self._relation_of(name))
            for name, meta in models.items()
        }
        for name in ("forgotten_identifiers", "identity_cleanings", "int_identity_overrides"):
            if self._exists(name):
                meta: dict[str, object] = {"segflux": {"identity_rules": {"overrides": True}}}
                nodes[f"model.segflux.{name}"] = _node(name, meta, str(self.relation(name)))
        return load_macros(project_files()).session(
            run_query=self._run,
            variables=self.variables,
            relations=relations | {"dim_sources": "none"},
            graph={"nodes": nodes},
            target={"type": "chdb", "cluster": self.variables.get("cluster")},
        )

    def _relation_of(self, name: str) -> str:
        found = [str(source["relation"]) for source in self.sources if source["model"] == name]
        return found[0] if found else str(self.relation(name))

    def _model(self, session: MacroSession, folder: str, name: str) -> None:
        text = (project_files() / "models" / folder / f"{name}.sql").read_text(encoding="utf-8")
        target, is_there = self.relation(name), self._exists(name)
        model = session.render(text, this=target, is_incremental=is_there and name in _APPENDED)
        if model.config.get("materialized") == "shard_view":
            session.call("create_shard_view", str(target), model.sql)
        elif name in _VIEWS:
            self._run(f"create or replace view {target} as {model.sql}")
        elif is_there and name in _APPENDED:
            columns = self.client.query(f"describe table {target}").result_columns[0]
            self._run(f"insert into {target} ({', '.join(columns)}) {model.sql}")
        else:
            self._make(session, target, model)
        if name in _OVERRIDES:  # their hook, which dbt renders after the table stands
            session.call("copy_to_shards", session.call("local_name", target), f"select * from {target}")

    def _make(self, session: MacroSession, target: Relation, model: RenderedModel) -> None:
        made_from = ""
        if model.config.get("materialized") == "kept_table":
            runs = self.relation("evaluation_runs") if model.config.get("counts_until") else None
            made_from = str(session.call("made_from", [model.sql], [], runs))
            if not self.is_full and session.call("stands_as_made", target, made_from):
                self.kept.append(target.identifier)
                return
        order = model.config.get("order_by", "tuple()")
        self._run(f"create or replace table {target} engine = MergeTree order by {order} as {model.sql}")
        session.call("note_made", target, made_from)

    def _exists(self, name: str) -> bool:
        return bool(self.client.query(f"exists table {self.relation(name)}").result_rows[0][0])

    def _run(self, sql: str) -> QueryResult:
        self.statements += 1
        self.sent.append(sql)
        if self.statements == self.kill_after:
            self._half(sql)
            raise KilledError
        text = sql.strip()
        if re.match(r"(select|with|exists|describe)\b", text, re.IGNORECASE):
            result = self.client.query(text)
            return QueryResult(result.column_names, result.result_rows)
        self.client.command(text)
        return QueryResult((), ())

    def _half(self, sql: str) -> None:
        """What a killed statement leaves behind: of an insert some of its rows, of others all or nothing."""
        text = sql.strip()
        if text.startswith("insert into") and self.statements % 3:
            self.client.command(f"{text} limit {self.statements % 7}")
        elif self.statements % 2 and not re.match(r"(select|with|exists)\b", text, re.IGNORECASE):
            self.client.command(text)


def _node(name: str, meta: dict[str, object], relation: str) -> dict[str, object]:
    return {
        "resource_type": "model",
        "name": name,
        "package_name": "segflux",
        "relation_name": relation,
        "config": {"meta": meta},
    }
