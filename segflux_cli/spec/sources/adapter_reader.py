"""Turns an entry of `sources.yml` that names an adapter into one entry per kind of rows that the adapter reads."""

from collections.abc import Iterable
from collections.abc import Mapping as PlainMapping
from dataclasses import dataclass, replace

from segflux_cli.spec.declared.gathering import Gathering
from segflux_cli.spec.sources.adapter_files import AdapterKind, adapter_names, read_adapter
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_choice
from segflux_cli.spec.yaml.names import read_name, required
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, describe
from segflux_cli.spec.yaml.words import unknown_word

CUSTOM = "custom"
OWN_WORDS_OF_ADAPTED = ("source", "kind", "adapter", "schema", "tables")


@dataclass(frozen=True)
class AdaptedEntry:
    """An entry in which the adapter's words stand wherever the person wrote none of their own."""

    node: Mapping
    schema: Scalar
    gathering: Gathering


def names_adapter(node: Mapping, faults: Faults) -> str | None:
    """The adapter that an entry names, None where its columns are mapped by hand; an unknown one is a fault."""
    written = node.get("adapter")
    word = read_name(written, '"adapter"', faults) if written else None
    if written is None or word is None or word == CUSTOM:
        return None
    if word not in adapter_names():
        faults.add(written.place, unknown_word(word, (CUSTOM, *adapter_names()), "an adapter Segflux knows"))
    return word


def check_words_beside(
    node: Mapping, adapter: str, words: PlainMapping[str, Iterable[str]], faults: Faults
) -> None:
    """Reports words that override nothing; `words` are the legal ones of each kind of source."""
    is_known = adapter in adapter_names()
    kinds: list[str] = [kind.kind for kind in read_adapter(adapter)] if is_known else [*words]
    allowed = dict.fromkeys(
        [*OWN_WORDS_OF_ADAPTED, *(word for kind in kinds for word in words[kind] if word != "table")]
    )
    for entry in node.entries:
        if entry.key == "table":
            message = (
                f'the adapter {adapter} reads tables by their own names; write "schema: database" instead'
            )
            faults.add(
                entry.place, f'{message}, and "tables: {{name: your_name}}" where one has another name'
            )
        elif entry.key not in allowed:
            faults.add(entry.place, unknown_word(entry.key, allowed))


def read_adapted(node: Mapping, adapter: str, faults: Faults) -> tuple[AdaptedEntry, ...]:
    """The entries of an adapter's kinds, of one kind where `kind` says so; none after a fault."""
    if adapter not in adapter_names():
        return ()
    kinds = _chosen_kinds(node, adapter, faults)
    written = required(node, "schema", f"name the database that {adapter} writes into", faults)
    schema = read_name(written, '"schema"', faults) if written else None
    names = _read_tables(node.get("tables"), adapter, faults)
    if not isinstance(written, Scalar) or schema is None:
        return ()
    return tuple(
        AdaptedEntry(_merged(node, kind), written, _renamed(kind.gathering, names)) for kind in kinds
    )


def _chosen_kinds(node: Mapping, adapter: str, faults: Faults) -> tuple[AdapterKind, ...]:
    kinds = read_adapter(adapter)
    written = node.get("kind")
    if written is None:
        return kinds
    word = read_choice(written, [kind.kind for kind in kinds], f"kind of the adapter {adapter}", faults)
    return tuple(kind for kind in kinds if kind.kind == word)


def _read_tables(node: Node | None, adapter: str, faults: Faults) -> dict[str, str]:
    known = [part.table for kind in read_adapter(adapter) for part in kind.gathering.parts]
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        message = f'"tables" came as {describe(node)}; write "name in the adapter: your name" pairs'
        faults.add(node.place, message)
        return {}
    for entry in node.entries:
        if entry.key not in known:
            faults.add(entry.place, unknown_word(entry.key, known, f"a table that {adapter} reads"))
    pairs = [(entry.key, read_name(entry.value, "a table", faults)) for entry in node.entries]
    return {key: name for key, name in pairs if name is not None}


def _merged(node: Mapping, kind: AdapterKind) -> Mapping:
    """The person's words first, then those of the adapter that they did not write."""
    own = tuple(entry for entry in node.entries if entry.key not in ("adapter", "schema", "tables", "kind"))
    written = {entry.key for entry in own}
    given = tuple(entry for entry in kind.words if entry.key not in written)
    of_kind = Entry(node.place, "kind", Scalar(node.place, kind.kind, kind.kind))
    return Mapping(node.place, (*own, of_kind, *given))


def _renamed(gathering: Gathering, names: dict[str, str]) -> Gathering:
    parts = tuple(replace(part, table=names.get(part.table, part.table)) for part in gathering.parts)
    return replace(gathering, parts=parts)
