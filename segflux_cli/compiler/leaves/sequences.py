"""`sequence` as a leaf (D14).

Of the events that may stand before one, the latest is always enough: whoever can go on from an earlier
event can go on from it, with a first event that is as late or later. So one pass per step decides.
"""

from segflux_cli.compiler.leaves.row_leaves import SequenceLeaf, StepOfLeaf
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import window_range
from segflux_cli.compiler.values.steps import needs_zone, plus
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.spec.declared.patterns import Absence, Sequence, SequenceStep, parts_of


def sequence_leaf(sequence: Sequence, time_zone: str) -> SequenceLeaf:
    """The steps with their deadlines spelled: `latest`, `first` and `at` are columns of the plan."""
    event = EventDocument()
    steps = tuple(_step(step, event, time_zone) for step in sequence.steps)
    same = event.column(sequence.same, "text") if sequence.same else ""
    inside = plus("first", sequence.inside, time_zone) if sequence.inside else ""
    lengths = [sequence.inside, *(part.within for part in parts_of(sequence))]
    return SequenceLeaf(
        steps,
        inside,
        same,
        window_range(sequence.window),
        frozenset(event.facets),
        needs_zone=any(needs_zone(length) for length in lengths),
    )


def _step(part: SequenceStep | Absence, event: EventDocument, time_zone: str) -> StepOfLeaf:
    is_absence = isinstance(part, Absence)
    moment = "at" if is_absence else "latest"
    return StepOfLeaf(
        named(part.events),
        filter_test(part.where, event),
        plus(moment, part.within, time_zone) if part.within else "",
        () if isinstance(part, Absence) else tuple(_step(each, event, time_zone) for each in part.absences),
    )
