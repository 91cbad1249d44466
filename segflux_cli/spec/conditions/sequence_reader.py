"""Reads `sequence`: steps in time, what must not come between them, and how long it may take (D14)."""

from dataclasses import replace

from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.paths import has_elements, read_path
from segflux_cli.spec.conditions.pattern_reader import read_where
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.patterns import Absence, Sequence, SequenceStep
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.spans import MONTHS, is_never_longer
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.fields import read_items
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, describe
from segflux_cli.spec.yaml.words import check_beside, unknown_word

WORDS_OF_SEQUENCE = ("inside", "same", *WINDOW_WORDS)
STEP_WORDS: dict[str, tuple[str, ...]] = {
    "did": ("where",),
    "then": ("within", "where"),
    "then_not": ("within", "where"),
}


def read_sequence(head: Entry, condition: Mapping, reading: Reading) -> Sequence | None:
    """`sequence: [...]` and the words beside it."""
    check_beside(head, condition, WORDS_OF_SEQUENCE, reading.faults)
    steps = _Steps(reading)
    for node in read_items(head.value, "sequence", reading.faults):
        steps.read(node)
    steps.check_end()
    inside = condition.get("inside")
    length = read_length(inside, "inside", reading.faults) if inside is not None else None
    if length:
        steps.check_inside(length)
    window, same = read_window(condition, reading), _read_same(condition, reading)
    return Sequence(head.place, tuple(steps.found), length, same, window) if steps.found else None


def _read_same(condition: Mapping, reading: Reading) -> str | None:
    node = condition.get("same")
    path = read_path(node, "same", reading) if node is not None else None
    if node is not None and path and has_elements(path):
        message = "same compares one value of each event, and a path with [] has several; name one property"
        reading.faults.add(node.place, message)
    return path


class _Steps:
    """The steps read so far; an absence belongs to the step before it."""

    def __init__(self, reading: Reading) -> None:
        self.found: list[SequenceStep] = []
        self._reading = reading
        self._lengths: list[tuple[Node, Duration]] = []
        self._last: Entry | None = None
        self._open: Entry | None = None  # a then_not that lasts until the next step

    def read(self, node: Node) -> None:
        """One item of the list; a faulty one is only reported."""
        head = self._head_of(node)
        if head is None or not isinstance(node, Mapping):
            return
        check_beside(head, node, STEP_WORDS[head.key], self._reading.faults)
        within = node.get("within") if "within" in STEP_WORDS[head.key] else None
        length = read_length(within, "within", self._reading.faults) if within is not None else None
        events, where = read_event_names(head, self._reading), read_where(node, self._reading)
        self._last = head
        if head.key != "then_not":
            self._open = None
            self.found.append(SequenceStep(events, where, length))
            self._lengths += [(within, length)] if within is not None and length else []
        elif self.found:
            self._open = head if within is None else self._open
            absence = Absence(events, where, length)
            self.found[-1] = replace(self.found[-1], absences=(*self.found[-1].absences, absence))

    def check_end(self) -> None:
        """What is not followed by anything needs an end of its own."""
        if self._open is not None:
            message = (
                "then_not at the end needs within: only when that has passed is it known; add within: 1 day"
            )
            self._reading.faults.add(self._open.place, message)

    def check_inside(self, inside: Duration) -> None:
        """A gap that is allowed to be longer than the whole (D24)."""
        for node, length in self._lengths:
            is_exact = not {inside.unit, length.unit} & set(MONTHS)
            if is_exact and length != inside and not is_never_longer(length, inside):
                message = "within is longer than inside, the length of the whole sequence; shorten it"
                self._reading.faults.add(node.place, message)

    def _head_of(self, node: Node) -> Entry | None:
        words = ("then", "then_not") if self._last else ("did",)
        if not isinstance(node, Mapping):
            message = f'a step is a mapping such as "{words[0]}: order_completed", not {describe(node)}'
            self._reading.faults.add(node.place, message)
            return None
        heads = [entry for entry in node.entries if entry.key in STEP_WORDS]
        if len(heads) == 1 and heads[0].key in words:
            return heads[0]
        if not heads and node.entries:
            message = unknown_word(node.entries[0].key, words, "how a step begins")
        else:
            message = f"a sequence begins with did; every other step is then or then_not: write {words[0]}"
        self._reading.faults.add(node.place, message)
        self._last = self._last or (heads[0] if heads else None)
        return None
