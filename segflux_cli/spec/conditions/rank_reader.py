"""Reads `rank` (D16)."""

from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, is_amount_word, read_measure
from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.pattern_reader import read_where
from segflux_cli.spec.conditions.share_reader import read_share
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.population import ByEvents, ByTrait, Rank, Share
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import is_percent, read_mapping, read_text, wrong
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_beside, check_keys, unknown_word

ENDS = ("top", "bottom")
WORDS_OF_RANK = ("by", *ENDS, "within_each", "among")
WORDS_OF_RANKED_EVENTS = ("did", *AMOUNT_WORDS, "p1 … p100", *WINDOW_WORDS, "where")
_EXAMPLE = '"{by: lifetime_value, top: 10%}"'


def read_rank(head: Entry, condition: Mapping, reading: Reading) -> Rank | None:
    """`rank: {by: lifetime_value, top: 10%}`; a word beside it is a fault."""
    check_beside(head, condition, (), reading.faults)
    block = read_mapping(head.value, "rank", _EXAMPLE, reading.faults)
    if block is None:
        return None
    check_keys(block, WORDS_OF_RANK, reading.faults)
    written = block.get("by")
    if written is None:
        reading.faults.add(head.place, f"rank needs by, such as {_EXAMPLE}; add it")
    by = _read_by(written, reading) if written else None
    end = _read_end(head, block, reading)
    most = _read_most(end, reading) if end else None
    within, among = (_read_name(word, block, reading) for word in ("within_each", "among"))
    if within:
        reading.catalog.check_trait(within, block.place, reading.faults)
    return Rank(head.place, by, end.key == "top", most, within, among) if by and end and most else None


def _read_by(node: Node, reading: Reading) -> ByTrait | ByEvents | None:
    if not isinstance(node, Mapping):
        return _by_trait(node, reading)
    heads = [entry for entry in node.entries if entry.key in ("trait", "did")]
    if len(heads) != 1:
        message = "by takes a trait, {trait: name} or {did: event} with an amount; write one of them"
        reading.faults.add(node.place, message)
        return None
    if heads[0].key == "trait":
        check_keys(node, ("trait",), reading.faults)
        return _by_trait(heads[0].value, reading)
    return _by_events(heads[0], node, reading)


def _by_trait(node: Node, reading: Reading) -> ByTrait | None:
    trait = read_text(node, "by", reading.faults)
    if trait is None:
        return None
    reading.catalog.check_trait(trait, node.place, reading.faults)
    return ByTrait(trait)


def _by_events(head: Entry, block: Mapping, reading: Reading) -> ByEvents | None:
    for entry in block.entries:
        if entry.key not in WORDS_OF_RANKED_EVENTS and not is_amount_word(entry.key):
            what = "a word of did inside by"
            reading.faults.add(entry.place, unknown_word(entry.key, WORDS_OF_RANKED_EVENTS, what))
    events, measure = read_event_names(head, reading), read_measure(block, reading)
    where, window = read_where(block, reading), read_window(block, reading)
    return ByEvents(events, measure, where, window) if events else None


def _read_end(head: Entry, block: Mapping, reading: Reading) -> Entry | None:
    found = [entry for entry in block.entries if entry.key in ENDS]
    if len(found) == 1:
        return found[0]
    came = "both" if found else "neither"
    reading.faults.add(head.place, f"rank takes either top or bottom, and there is {came}; write one")
    return None


def _read_most(end: Entry, reading: Reading) -> int | Share | None:
    node = end.value
    if is_percent(node):
        return read_share(node, end.key, reading)
    number = node.value if isinstance(node, Scalar) else None
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return number
    wrong(node, end.key, "a whole number above 0 or a percentage such as 10%", reading.faults)
    return None


def _read_name(word: str, block: Mapping, reading: Reading) -> str | None:
    node = block.get(word)
    return read_text(node, word, reading.faults) if node else None
