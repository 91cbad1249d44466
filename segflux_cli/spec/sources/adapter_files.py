"""Reads the adapters that come with Segflux: the words of `sources.yml` for a tool, and how its tables are gathered."""

from collections.abc import Mapping as Plain
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from segflux_cli.errors import Place
from segflux_cli.spec.declared.gathering import FoldedObject, GatheredColumn, Gathering, Origin, Part
from segflux_cli.spec.declared.sources import SourceKind
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import words_of
from segflux_cli.spec.yaml.nodes import Entry, Mapping, plain
from segflux_cli.spec.yaml.yaml_reader import read_yaml

_FOLDER = Path(__file__).parent / "adapters"
_SHOWN_FOLDER = "(adapter) "
_GATHERING_WORDS = ("from", "columns", "object")
_OBJECT_NAMES = {
    "events": "properties",
    "traits": "traits",
    "records": "properties",
    "links": "",
    "entities": "traits",
    "identifiers": "",
}


@dataclass(frozen=True)
class AdapterKind:
    """What an adapter says of one kind of rows: words as in `sources.yml`, and the tables behind them."""

    kind: SourceKind
    words: tuple[Entry, ...]
    gathering: Gathering


@cache
def adapter_names() -> tuple[str, ...]:
    """The names of all adapters."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


@cache
def read_adapter(name: str) -> tuple[AdapterKind, ...]:
    """The kinds of rows that an adapter reads; raises SpecError if its file is not legal."""
    faults = Faults()
    root = read_yaml(_FOLDER / f"{name}.yml", f"{_SHOWN_FOLDER}{name}.yml", faults)
    faults.raise_any()
    kinds = words_of(SourceKind)
    entries = root.entries if isinstance(root, Mapping) else ()
    return tuple(
        _read_kind(name, cast("SourceKind", entry.key), entry.value)
        for entry in entries
        if entry.key in kinds and isinstance(entry.value, Mapping)
    )


def _read_kind(adapter: str, kind: SourceKind, node: Mapping) -> AdapterKind:
    told = cast("dict[str, Any]", plain(node))
    shared = {word: told.get(word, {}) for word in ("columns", "object")}
    parts = tuple(_read_part(part, shared) for part in told["from"])
    words = tuple(entry for entry in node.entries if entry.key not in _GATHERING_WORDS)
    return AdapterKind(kind, words, Gathering(adapter, _OBJECT_NAMES[kind], parts))


def _read_part(told: Plain[str, Any], shared: Plain[str, Any]) -> Part:
    columns = {**shared["columns"], **told.get("columns", {})}
    folded = told.get("object", shared["object"])
    return Part(
        table=told["table"],
        needs=tuple(told.get("needs", ())),
        where=tuple((column, _texts(value)) for column, value in told.get("where", {}).items()),
        filled=tuple(told.get("filled", ())),
        constants=tuple(told.get("constants", {}).items()),
        columns=tuple(_read_column(name, origins) for name, origins in columns.items()),
        folded=_read_folded(folded) if folded else None,
        unless_own_table=told.get("unless_own_table"),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)


def _read_column(name: str, told: Any) -> GatheredColumn:
    if isinstance(told, dict):
        return GatheredColumn(name, tuple(map(_read_origin, told["joined"])), is_joined=True)
    return GatheredColumn(name, tuple(map(_read_origin, told)))


def _read_origin(told: Any) -> Origin:
    return Origin(told["column"], tuple(told["path"])) if isinstance(told, dict) else Origin(told)


def _read_folded(told: Plain[str, Any]) -> FoldedObject:
    lists = {word: tuple(names) for word, names in told.items() if word != "without_prefix"}
    return FoldedObject(**lists, without_prefix=told.get("without_prefix", ""))


def is_of_adapter(place: Place) -> bool:
    """Whether an adapter says this, and not a person."""
    return place.path.startswith(_SHOWN_FOLDER)
