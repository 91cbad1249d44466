"""Takes the rows of a case through the models of identity, events and traits."""

from collections.abc import Mapping, Sequence
from functools import cache

from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.live.cases.case import Given
from segflux_cli.live.cases.engine import ScratchEngine
from segflux_cli.live.cases.staged import LISTS, SCHEMA, create_staging, stage, stage_lists

_MODELS = {
    "identity": (
        *("int_identifiers_sighted", "int_identifiers_seen", "int_links_seen", "int_profiles_merged"),
        "int_identifiers_signed_in",
        *("profile_numbers", "profile_overrides", "profile_node_overrides", "dim_identifiers"),
    ),
    "events": (
        *("event_loads", "rejected_rows", "fct_events", "fct_traits"),
        *("int_events_resolved", "int_traits_resolved"),
    ),
}
# models name them: members are read before the one is written, and a case is resolved once
_NAMED = ("fct_segment_bitmaps", "identity_resolutions")
_RELATIONS = {name: Relation(SCHEMA, name) for names in (*_MODELS.values(), _NAMED) for name in names}
_LABELS = Relation(SCHEMA, "labels")
_NEVER_SPLIT = (
    "select toUInt64(0) as node, toUInt32(0) as profile_number, toDateTime64(0, 3, 'UTC') as belongs_from, "
    "toUInt32(0) as number_before where false"
)
# The run's start bounds the future of what is given, so it lies late.
_RUN = {"run_id": "case", "as_of": 4_102_444_800_000, "started_at": 4_102_444_800_000, "is_study": False}


class CaseStore:
    """The tables of one case at a time."""

    def __init__(self, engine: ScratchEngine) -> None:
        self._engine = engine
        self._graph: dict[str, object] = {"nodes": {}}
        library = load_macros(project_files())
        self.session: MacroSession = library.session(
            run_query=engine.query, relations=_RELATIONS, graph=self._graph
        )
        engine.query(f"create database if not exists {SCHEMA}")
        create_staging(engine)

    def load(self, given: Given, facets: Sequence[Mapping[str, object]]) -> dict[str, str]:
        """Loads a case; gives the relations that leaves read."""
        self._clear()
        self._use(facets)
        sources = stage(self._engine, given)
        self._resolve(sources)
        self._load("events", [source for source in sources if source["shape"] == "events"], list(facets))
        self._load("traits", [source for source in sources if source["shape"] != "events"], [])
        stage_lists(self._engine, given)
        names = {
            "events": "int_events_resolved",
            "traits": "int_traits_resolved",
            "identifiers": "dim_identifiers",
            "numbers": "profile_numbers",
            "overrides": "profile_overrides",
        }
        relations = {word: str(_RELATIONS[name]) for word, name in names.items()}
        return relations | {"lists": str(LISTS)}

    def _clear(self) -> None:
        self._engine.query(f"drop table if exists {', '.join(map(str, _RELATIONS.values()))}")

    def _use(self, facets: Sequence[Mapping[str, object]]) -> None:
        config = {"meta": {"segflux": {"facets": list(facets)}}}
        self._graph["nodes"] = {"model.case": {"resource_type": "model", "config": config}}

    def _resolve(self, sources: list[dict[str, object]]) -> None:
        sighted = _RELATIONS["int_identifiers_sighted"]
        of_people = [source for source in sources if source["shape"] != "entities"]
        self.session.call("load_sightings", sighted, of_people, None, _RUN)
        self._build("int_identifiers_seen", "int_links_seen")
        links, seen = _RELATIONS["int_links_seen"], _RELATIONS["int_identifiers_seen"]
        self.session.call("contract_components", str(links), _LABELS, _RUN)
        plain = self.session.call("plain_profiles_sql", _LABELS, seen)
        self._create("int_profiles_merged", f"select *, false as is_squashed from ({plain})")
        self._build("profile_numbers", "profile_overrides", "dim_identifiers")
        self._create("profile_node_overrides", _NEVER_SPLIT)

    def _load(self, shape: str, sources: list[dict[str, object]], facets: list[Mapping[str, object]]) -> None:
        if shape == "events":
            self._build("event_loads", "rejected_rows")
        words = {"loads": "event_loads", "rejected": "rejected_rows"}
        words |= {"identifiers": "dim_identifiers", "numbers": "profile_numbers"}
        tables = {word: _RELATIONS[name] for word, name in words.items()}
        layout = self.session.call("table_layout", shape, {"settings": "index_granularity = 8192"})
        options = {"columns": facets, "layout": layout, "is_full": False}
        self.session.call(f"load_{shape}", _RELATIONS[f"fct_{shape}"], sources, tables, _RUN, options)
        self._build(f"int_{shape}_resolved", kind="view")

    def _build(self, *models: str, kind: str = "table") -> None:
        for model in models:
            rendered = self.session.render(_model_text(model))
            self._create(model, rendered.sql, kind)

    def _create(self, model: str, sql: str, kind: str = "table") -> None:
        engine = " engine = MergeTree order by tuple()" if kind == "table" else ""
        self._engine.query(f"create {kind} {_RELATIONS[model]}{engine} as {sql}")


@cache
def _model_text(name: str) -> str:
    folder = next(folder for folder, names in _MODELS.items() if name in names)
    return (project_files() / "models" / folder / f"{name}.sql").read_text(encoding="utf-8")
