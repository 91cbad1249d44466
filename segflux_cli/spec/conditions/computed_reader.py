"""Reads one computed trait: a head word says what is taken of the events, as in conditions."""

from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, is_amount_word, measure_of
from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.paths import read_path
from segflux_cli.spec.conditions.pattern_reader import read_where
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.computed_traits import MOST_LISTED, ComputedKind, ComputedTrait, LeftOut
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.zones import read_time_zone
from segflux_cli.spec.yaml.fields import read_mapping, read_text, wrong
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, quoted
from segflux_cli.spec.yaml.words import check_keys, nearest, unknown_word

OTHER_HEADS: tuple[ComputedKind, ...] = ("count", "first", "last", "mostly", "list")
COMPUTED_HEADS = (*OTHER_HEADS, *AMOUNT_WORDS)
LEFT_OUT_WORDS = ("unless", "unless_since")
WORDS_OF_LEFT_OUT = {
    "unless": ("did", "of", "where", *WINDOW_WORDS),
    "unless_since": ("did", "of", "where"),
}
_COMMON = ("trait", "about", "time_zone", *WINDOW_WORDS, "where")
WORDS_BESIDE = {
    "count": _COMMON,
    **dict.fromkeys((*AMOUNT_WORDS, "first", "last", "mostly"), (*_COMMON, "of")),
    "list": (*_COMMON, "of", "at_most", *LEFT_OUT_WORDS),
}
OPTIONAL_OF = ("first", "last")
LONGEST_LIST = 1000
_EXAMPLE = "{did: order_completed, of: product_id}"


def read_computed_trait(node: Mapping, name: str, reading: Reading) -> ComputedTrait | None:
    """The trait of that name; faults in it are only recorded."""
    heads = [entry for entry in node.entries if _is_head(entry.key)]
    if len(heads) != 1:
        _refuse_heads(node, name, heads, reading)
        return None
    head = heads[0]
    legal = WORDS_BESIDE.get(head.key, WORDS_BESIDE["median"])
    for entry in node.entries:
        if entry is not head and entry.key not in legal:
            reading.faults.add(entry.place, unknown_word(entry.key, legal, f"a word of {head.key}"))
    return _read(head, node, name, reading)


def _read(head: Entry, node: Mapping, name: str, reading: Reading) -> ComputedTrait | None:
    kind: ComputedKind = next((kind for kind in OTHER_HEADS if kind == head.key), "measure")
    events, of = read_event_names(head, reading), _read_of(head, node, reading)
    zone, about, most = node.get("time_zone"), node.get("about"), node.get("at_most")
    needs_of = kind not in ("count", *OPTIONAL_OF)
    trait = ComputedTrait(
        place=node.place,
        name=name,
        kind=kind,
        events=events,
        of=of,
        measure=measure_of(head.key, of) if kind == "measure" and of else None,
        where=read_where(node, reading),
        window=read_window(node, reading),
        at_most=_read_most(most, reading) if most and kind == "list" else MOST_LISTED,
        left_out=tuple(_read_left_out(node, reading)) if kind == "list" else (),
        time_zone=read_time_zone(zone, reading.faults) if zone else None,
        about=read_text(about, "about", reading.faults) if about else None,
    )
    return trait if events and (of or not needs_of) else None


def _is_head(word: str) -> bool:
    return word in OTHER_HEADS or is_amount_word(word)


def _refuse_heads(node: Mapping, name: str, heads: list[Entry], reading: Reading) -> None:
    shown = (*COMPUTED_HEADS, "p1 … p100")
    if heads:
        names = " and ".join(quoted(entry.key) for entry in heads)
        message = f"{names} stand in one trait; each has one head word: declare a trait for each"
        reading.faults.add(heads[1].place, message)
        return
    beside = {word for words in WORDS_BESIDE.values() for word in words}
    strangers = [entry for entry in node.entries if entry.key not in beside]
    meant = [entry for entry in strangers if nearest(entry.key, COMPUTED_HEADS)] or strangers
    if meant:
        message = unknown_word(meant[0].key, shown, "a head word of computed traits")
        reading.faults.add(meant[0].place, message)
        return
    message = f"the trait {quoted(name)} has no head word; say what it is with one of {', '.join(shown)}"
    reading.faults.add(node.place, message)


def _read_of(head: Entry, node: Mapping, reading: Reading) -> str | None:
    of = node.get("of")
    if head.key == "count":
        return None
    if of is not None:
        return read_path(of, "of", reading)
    if head.key not in OPTIONAL_OF:
        message = f"{head.key} needs the property that it is of; add of: revenue beside it"
        reading.faults.add(head.place, message)
    return None


def _read_most(node: Node, reading: Reading) -> int:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_LIST:
        return value
    wrong(node, "at_most", f"a whole number from 1 to {LONGEST_LIST}", reading.faults)
    return MOST_LISTED


def _read_left_out(node: Mapping, reading: Reading) -> list[LeftOut]:
    entries = [entry for entry in node.entries if entry.key in LEFT_OUT_WORDS]
    return [found for entry in entries if (found := _read_one_left_out(entry, reading))]


def _read_one_left_out(entry: Entry, reading: Reading) -> LeftOut | None:
    block = read_mapping(entry.value, entry.key, f'"{_EXAMPLE}"', reading.faults)
    if block is None:
        return None
    check_keys(block, WORDS_OF_LEFT_OUT[entry.key], reading.faults)
    did = next((each for each in block.entries if each.key == "did"), None)
    of = block.get("of")
    if did is None or of is None:
        message = f"{entry.key} needs an event and a property of it; write {entry.key}: {_EXAMPLE}"
        reading.faults.add(entry.place, message)
        return None
    is_since = entry.key == "unless_since"
    events, path = read_event_names(did, reading), read_path(of, "of", reading)
    where = read_where(block, reading)
    window = None if is_since else read_window(block, reading)
    return LeftOut(events, path, where, window, is_since) if events and path else None
