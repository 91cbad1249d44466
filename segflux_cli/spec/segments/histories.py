"""Whether segments keep their past as long as others, and they themselves, ask about it."""

from collections.abc import Iterable, Mapping

from segflux_cli.spec.declared.conditions import Membership
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.times.spans import is_never_longer
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted

_ADVICE = 'lengthen "history" under its membership, or leave it out'


def check_histories(
    segments: Iterable[Segment], references: Mapping[str, Iterable[Membership]], faults: Faults
) -> None:
    """Adds a fault for every condition and rule that asks about evaluations that are not kept."""
    listed = tuple(segments)
    kept = {segment.name: segment.history for segment in listed if segment.history}
    for found in (found for each in references.values() for found in each):
        history = kept.get(found.segment)
        if history and (found.length or found.word == "was_in") and not _reaches(history, found.length):
            asked = f"about {_spelled(found.length)}" if found.length else "about all of it"
            message = f"the segment {quoted(found.segment)} keeps its past for {_spelled(history)}"
            faults.add(found.place, f"{message}, and this asks {asked}; {_ADVICE}")
    for segment in listed:
        for word in ("stay_at_least", "reenter_after"):
            length = getattr(segment.rules, word)
            if segment.history and length and not _reaches(segment.history, length):
                message = (
                    f"{word} is {_spelled(length)}, longer than the history of {_spelled(segment.history)}"
                )
                faults.add(segment.place, f"{message} that it looks at; {_ADVICE}")


def _reaches(history: Duration, length: Duration | None) -> bool:
    return length is not None and is_never_longer(length, history)


def _spelled(length: Duration | None) -> str:
    return f"{length.amount} {length.unit}{'' if length.amount == 1 else 's'}" if length else ""
