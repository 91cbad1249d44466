"""Reads `except`: who is held back from every destination of a segment, though a member."""

from segflux_cli.spec.conditions.count_reader import read_times
from segflux_cli.spec.declared.syncs import Contacted, HeldBack, InSegment, Listed, WithoutConsent
from segflux_cli.spec.syncs.sync_reader import read_channel
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_items, read_mapping, read_text
from segflux_cli.spec.yaml.nodes import Mapping, Node
from segflux_cli.spec.yaml.words import check_keys, unknown_word

EXCEPTION_WORDS: dict[str, tuple[str, ...]] = {
    "in_segment": (),
    "listed": ("id_type",),
    "without_consent": (),
    "contacted": (),
}


def read_except(node: Node, faults: Faults) -> tuple[HeldBack, ...]:
    """The exceptions, any of which holds a member back."""
    items = read_items(node, "except", faults)
    read = [_read_exception(item, faults) for item in items]
    return tuple(each for each in read if each)


def _read_exception(node: Node, faults: Faults) -> HeldBack | None:
    block = read_mapping(node, "an exception", '"in_segment: staff"', faults)
    if block is None:
        return None
    heads = [entry.key for entry in block.entries if entry.key in EXCEPTION_WORDS]
    if len(heads) != 1:
        came = block.entries[0].key
        what = "a kind of exception" if not heads else "alone: one exception has one of these words"
        faults.add(block.place, unknown_word(came, EXCEPTION_WORDS, what))
        return None
    check_keys(block, (heads[0], *EXCEPTION_WORDS[heads[0]]), faults)
    return _READERS[heads[0]](block, faults)


def _read_in_segment(block: Mapping, faults: Faults) -> HeldBack | None:
    node = block.get("in_segment")
    name = read_text(node, "in_segment", faults) if node else None
    return InSegment(node.place, name) if node and name else None


def _read_listed(block: Mapping, faults: Faults) -> HeldBack | None:
    node, id_type = block.get("listed"), block.get("id_type")
    name = read_text(node, "listed", faults) if node else None
    kind = read_text(id_type, "id_type", faults) if id_type else "user_id"
    return Listed(node.place, name, kind) if node and name and kind else None


def _read_without_consent(block: Mapping, faults: Faults) -> HeldBack | None:
    node = block.get("without_consent")
    name = read_channel(node, faults) if node else None
    return WithoutConsent(node.place, name) if node and name else None


def _read_contacted(block: Mapping, faults: Faults) -> HeldBack | None:
    node = block.get("contacted")
    example = '"{at_least: 3 times, within: 7 days}"'
    inner = read_mapping(node, "contacted", example, faults) if node else None
    if inner is None:
        return None
    check_keys(inner, ("at_least", "within", "channel"), faults)
    count, within, channel = (inner.get(word) for word in ("at_least", "within", "channel"))
    if count is None or within is None:
        faults.add(inner.place, f"contacted needs how often and in which time, such as {example}")
        return None
    times = read_times(count, "at_least", faults)
    length = read_length(within, "within", faults)
    name = read_channel(channel, faults) if channel else None
    return Contacted(inner.place, times, length, name) if times and length else None


_READERS = {
    "in_segment": _read_in_segment,
    "listed": _read_listed,
    "without_consent": _read_without_consent,
    "contacted": _read_contacted,
}
