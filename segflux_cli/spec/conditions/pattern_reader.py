"""Reads `mostly`, `resumed` and `lifecycle` (D11, D12, D18)."""

from collections.abc import Iterable
from typing import get_args

from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.filter_reader import read_filter
from segflux_cli.spec.conditions.operator_reader import OPERATORS, operator_word, read_operator
from segflux_cli.spec.conditions.paths import read_path
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.operators import Filter, Operator, OperatorWord
from segflux_cli.spec.declared.patterns import ACTIVE_WITHIN, LAPSED_AFTER, Lifecycle, Mostly, Resumed, Stage
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.spans import is_never_longer
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.fields import one_or_more, read_choice, read_mapping
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import check_beside, check_keys

# beside an event `between`, `after` and `before` are the window
OPERATORS_OF_MOSTLY: tuple[OperatorWord, ...] = tuple(word for word in OPERATORS if word not in WINDOW_WORDS)
WORDS_OF_MOSTLY = ("property", *OPERATORS_OF_MOSTLY, *WINDOW_WORDS, "where")
WORDS_OF_RESUMED = ("after_gap", *WINDOW_WORDS, "where")
WORDS_OF_LIFECYCLE = ("of", "stage", "active_within", "lapsed_after", "where")
STAGES: tuple[Stage, ...] = get_args(Stage)


def read_mostly(head: Entry, condition: Mapping, reading: Reading) -> Mostly | None:
    """`mostly: E`, the property and the operator that judges its most frequent value."""
    check_beside(head, condition, WORDS_OF_MOSTLY, reading.faults)
    events = read_event_names(head, reading)
    path = _read_needed("property", head, condition, "page", reading)
    read = read_path(path.value, "property", reading) if path else None
    operator = _read_one_operator(head, condition, reading)
    where, window = read_where(condition, reading), read_window(condition, reading)
    return Mostly(head.place, events, read, operator, where, window) if read and operator else None


def read_resumed(head: Entry, condition: Mapping, reading: Reading) -> Resumed | None:
    """`resumed: E`, the silence and the window of the return."""
    check_beside(head, condition, WORDS_OF_RESUMED, reading.faults)
    events = read_event_names(head, reading)
    gap = _read_needed("after_gap", head, condition, "30 days", reading)
    length = read_length(gap.value, "after_gap", reading.faults) if gap else None
    window, where = read_window(condition, reading), read_where(condition, reading)
    if not any(word in condition for word in WINDOW_WORDS):
        message = f"resumed needs the window of the return; add one of {', '.join(WINDOW_WORDS)}"
        reading.faults.add(head.place, message)
    return Resumed(head.place, events, length, window, where) if length and window else None


def read_lifecycle(head: Entry, _condition: Mapping, reading: Reading) -> Lifecycle | None:
    """`lifecycle: {of: E, stage: new}`; a word beside it is a fault."""
    check_beside(head, _condition, (), reading.faults)
    block = read_mapping(head.value, "lifecycle", '"{of: order_completed, stage: lapsed}"', reading.faults)
    if block is None:
        return None
    check_keys(block, WORDS_OF_LIFECYCLE, reading.faults)
    of = _read_needed("of", head, block, "order_completed", reading)
    stage = _read_needed("stage", head, block, "lapsed", reading)
    events = read_event_names(of, reading) if of else ()
    stages = _read_stages(stage, reading) if stage else ()
    lengths = _read_lengths(head, block, reading)
    where = read_where(block, reading)
    return Lifecycle(head.place, events, stages, *lengths, where) if events and stages else None


def read_where(condition: Mapping, reading: Reading) -> Filter | None:
    """`where` of a condition, None where there is none."""
    where = condition.get("where")
    return None if where is None else read_filter(where, reading)


def _read_needed(word: str, head: Entry, block: Mapping, example: str, reading: Reading) -> Entry | None:
    found = next((entry for entry in block.entries if entry.key == word), None)
    if found is None:
        reading.faults.add(head.place, f"{head.key} needs {word}, such as {word}: {example}; add it")
    return found


def _read_one_operator(head: Entry, condition: Mapping, reading: Reading) -> Operator | None:
    found = [entry for entry in condition.entries if entry.key in OPERATORS_OF_MOSTLY]
    if not found:
        words = ", ".join(OPERATORS_OF_MOSTLY)
        reading.faults.add(head.place, f"mostly needs an operator that judges the value; add one of {words}")
    elif len(found) > 1:
        names = " and ".join(entry.key for entry in found)
        message = f"{names} stand beside one mostly; it takes one operator: write a condition for each"
        reading.faults.add(found[1].place, message)
    word = operator_word(found[0]) if len(found) == 1 else None
    return read_operator(word, found[0].value, reading) if word else None


def _read_stages(stage: Entry, reading: Reading) -> tuple[Stage, ...]:
    nodes = one_or_more(stage.value, "stages", reading.faults)
    found = {read_choice(node, STAGES, "stage", reading.faults) for node in nodes}
    return _in_order(STAGES, found) if None not in found else ()


def _in_order(words: Iterable[Stage], found: set[Stage | None]) -> tuple[Stage, ...]:
    return tuple(word for word in words if word in found)


def _read_lengths(head: Entry, block: Mapping, reading: Reading) -> tuple[Duration, Duration]:
    active = _read_length("active_within", block, ACTIVE_WITHIN, reading)
    lapsed = _read_length("lapsed_after", block, LAPSED_AFTER, reading)
    if is_never_longer(lapsed, active):
        message = "active_within is not shorter than lapsed_after, so nobody would ever be lapsing"
        reading.faults.add(head.place, f"{message}; write a shorter active_within or a longer lapsed_after")
    return active, lapsed


def _read_length(word: str, block: Mapping, default: Duration, reading: Reading) -> Duration:
    node = block.get(word)
    return (read_length(node, word, reading.faults) if node else None) or default
