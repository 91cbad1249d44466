"""Reads conditions: each is a mapping with one head word, and the head decides what may stand beside it."""

from collections.abc import Callable, Iterator

from segflux_cli.spec.conditions.change_reader import WORDS_OF_CHANGED, read_changed
from segflux_cli.spec.conditions.count_reader import (
    AMOUNT_WORDS,
    COUNT_WORDS,
    PERIOD_WORDS,
    is_amount_word,
    read_amounts,
    read_count,
    read_periods,
)
from segflux_cli.spec.conditions.edge_reader import WORDS_OF_LAST_DID, read_edge
from segflux_cli.spec.conditions.entity_reader import read_belongs_to
from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.listed_reader import read_listed
from segflux_cli.spec.conditions.membership_reader import LENGTH_WORDS, read_membership
from segflux_cli.spec.conditions.pattern_reader import (
    WORDS_OF_MOSTLY,
    WORDS_OF_RESUMED,
    read_lifecycle,
    read_mostly,
    read_resumed,
    read_where,
)
from segflux_cli.spec.conditions.rank_reader import read_rank
from segflux_cli.spec.conditions.regular_reader import WORDS_OF_REGULARLY, read_regularly
from segflux_cli.spec.conditions.related_reader import read_related
from segflux_cli.spec.conditions.rfm_reader import read_rfm
from segflux_cli.spec.conditions.sequence_reader import WORDS_OF_SEQUENCE, read_sequence
from segflux_cli.spec.conditions.share_reader import read_sample
from segflux_cli.spec.conditions.sql_reader import read_sql
from segflux_cli.spec.conditions.trait_reader import WORDS_OF_TRAIT, read_trait
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.conditions import Behavior, Block, Condition, Everyone, Known
from segflux_cli.spec.declared.measures import Count
from segflux_cli.spec.declared.population import Rank, Rfm
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import read_items
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import nearest, unknown_word

BLOCKS = ("all", "any", "none")
RELATED = ("has", "has_no")
POPULATION = ("rank", "rfm", "sample")
PATTERNS = ("mostly", "resumed", "regularly", "changed", "lifecycle", "sequence")
HEADS = (
    "trait",
    "did",
    "did_not",
    "first_did",
    "last_did",
    *PATTERNS,
    *POPULATION,
    *RELATED,
    "belongs_to",
    "sql",
    "listed",
    *LENGTH_WORDS,
    *BLOCKS,
)
WORDS_OF_DID = (*COUNT_WORDS, *AMOUNT_WORDS, "p1 … p100", *PERIOD_WORDS, *WINDOW_WORDS, "where")
WORDS_OF_DID_NOT = (*WINDOW_WORDS, "where")


def read_who(node: Node, reading: Reading) -> Condition | None:
    """`who`: `everyone`, a list of conditions that all hold, or one condition."""
    if isinstance(node, Scalar) and node.text == "everyone":
        return Everyone()
    return _read_group(node, "who", 'a list of conditions or "everyone"', reading)


def read_base(node: Node, reading: Reading) -> Condition | None:
    """`base`: `everyone`, `known`, or conditions as in `who`."""
    if isinstance(node, Scalar) and node.text == "everyone":
        return Everyone()
    if isinstance(node, Scalar) and node.text == "known":
        return Known()
    base = _read_group(node, "base", "everyone, known or a list of conditions", reading)
    for part in _parts(base) if base else ():
        if isinstance(part, Rank | Rfm):
            message = "a base says among whom rank and rfm count, so it cannot hold one; write it in who"
            reading.faults.add(part.place, message)
    return base


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in condition.conditions if isinstance(condition, Block) else ():
        yield from _parts(part)


def read_condition(node: Node, reading: Reading) -> Condition | None:
    """One condition or block."""
    if not isinstance(node, Mapping) or not node.entries:
        came = "an empty mapping" if isinstance(node, Mapping) else describe(node)
        message = f'a condition is a head word with a value such as "did: order_completed", not {came}'
        reading.faults.add(node.place, message)
        return None
    heads = _heads_of(node)
    if len(heads) != 1:
        _refuse_heads(node, heads, reading)
        return None
    return _READERS[heads[0].key](heads[0], node, reading)


def _heads_of(node: Mapping) -> list[Entry]:
    """The head words; a block beside `belongs_to` is what it asks."""
    heads = [entry for entry in node.entries if entry.key in HEADS]
    return [entry for entry in heads if entry.key not in BLOCKS] if "belongs_to" in node else heads


def _read_group(node: Node, what: str, needed: str, reading: Reading) -> Condition | None:
    if isinstance(node, Mapping):
        return read_condition(node, reading)
    if not isinstance(node, Sequence):
        reading.faults.add(node.place, f"{what} needs {needed}, not {describe(node)}")
        return None
    return _block("all", read_items(node, what, reading.faults), reading)


def _refuse_heads(node: Mapping, heads: list[Entry], reading: Reading) -> None:
    if heads:
        names = " and ".join(quoted(entry.key) for entry in heads)
        message = f"{names} stand in one condition; each has one head word: write a condition for each"
        reading.faults.add(heads[1].place, message)
        return
    beside = {*WORDS_OF_TRAIT, *WORDS_OF_DID, *WORDS_OF_LAST_DID, *LENGTH_WORDS.values()}
    beside |= {
        *WORDS_OF_MOSTLY,
        *WORDS_OF_RESUMED,
        *WORDS_OF_REGULARLY,
        *WORDS_OF_CHANGED,
        *WORDS_OF_SEQUENCE,
    }
    strangers = [entry for entry in node.entries if entry.key not in beside and not is_amount_word(entry.key)]
    meant = [entry for entry in strangers if nearest(entry.key, HEADS)] or strangers
    if meant:
        reading.faults.add(meant[0].place, unknown_word(meant[0].key, HEADS, "a head word Segflux knows"))
        return
    message = f"the condition has no head word; begin it with one of {', '.join(HEADS)}"
    reading.faults.add(node.place, message)


def _block(mode: str, nodes: tuple[Node, ...], reading: Reading) -> Condition | None:
    found = [read_condition(item, reading) for item in nodes]
    conditions = tuple(condition for condition in found if condition)
    if not conditions:
        return None
    return Block("any" if mode == "any" else "none" if mode == "none" else "all", conditions)


def _read_block(head: Entry, condition: Mapping, reading: Reading) -> Condition | None:
    for entry in condition.entries:
        if entry is not head:
            message = f"{quoted(entry.key)} stands beside {head.key}; a block stands alone"
            reading.faults.add(entry.place, f"{message}: put it into a condition of its list")
    return _block(head.key, read_items(head.value, head.key, reading.faults), reading)


def _read_entity(head: Entry, condition: Mapping, reading: Reading) -> Condition | None:
    return read_belongs_to(
        head,
        condition,
        reading,
        lambda entry, inside: _block(entry.key, read_items(entry.value, entry.key, inside.faults), inside),
    )


def _read_behavior(head: Entry, condition: Mapping, reading: Reading) -> Condition | None:
    negated = head.key == "did_not"
    legal = WORDS_OF_DID_NOT if negated else WORDS_OF_DID
    for entry in condition.entries:
        if entry is head or entry.key in legal or (not negated and is_amount_word(entry.key)):
            continue
        reading.faults.add(entry.place, unknown_word(entry.key, legal, f"a word of {head.key}"))
    return Behavior(
        place=head.place,
        events=read_event_names(head, reading),
        negated=negated,
        where=read_where(condition, reading),
        window=read_window(condition, reading),
        count=read_count(condition, reading.faults) if not negated else Count(),
        amounts=() if negated else read_amounts(condition, reading),
        periods=() if negated else read_periods(condition, reading.faults),
    )


_READERS: dict[str, Callable[[Entry, Mapping, Reading], Condition | None]] = {
    "trait": read_trait,
    "did": _read_behavior,
    "did_not": _read_behavior,
    "first_did": read_edge,
    "last_did": read_edge,
    "mostly": read_mostly,
    "resumed": read_resumed,
    "regularly": read_regularly,
    "changed": read_changed,
    "lifecycle": read_lifecycle,
    "sequence": read_sequence,
    "belongs_to": _read_entity,
    "sql": read_sql,
    "listed": read_listed,
    "rank": read_rank,
    **dict.fromkeys(RELATED, read_related),
    "rfm": read_rfm,
    "sample": read_sample,
    **dict.fromkeys(LENGTH_WORDS, read_membership),
    **dict.fromkeys(BLOCKS, _read_block),
}
