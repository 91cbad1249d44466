"""Segments that would be decided by themselves."""

from collections.abc import Mapping
from itertools import pairwise

from segflux_cli.spec.declared.conditions import Membership
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted

References = Mapping[str, tuple[Membership, ...]]


class Circles:
    """Walks from every segment to those it reads; a way back to where it came from is a circle.

    `in_base` is what the project's base reads, and `ways_out` has what to do for each segment that takes that base.
    """

    def __init__(
        self,
        references: References,
        faults: Faults,
        in_base: tuple[Membership, ...],
        ways_out: Mapping[str, str],
    ) -> None:
        self._references, self._faults = references, faults
        self._in_base = {found.segment for found in in_base}
        self._ways_out = ways_out
        self._done: set[str] = set()

    def report(self) -> None:
        """Adds a fault for every circle."""
        for name in self._references:
            self._walk(name, [])

    def _walk(self, name: str, path: list[str]) -> None:
        if name in self._done:
            return
        for found in self._references.get(name, ()):
            ahead = [*path, name]
            if found.segment in ahead:
                circle = [*ahead[ahead.index(found.segment) :], found.segment]
                way = " → ".join(circle)
                message = f"the segment {quoted(found.segment)} would be decided by itself: {way}"
                self._faults.add(found.place, f"{message}; {self._advice(circle)}")
            else:
                self._walk(found.segment, ahead)
        self._done.add(name)

    def _advice(self, circle: list[str]) -> str:
        for name, read in pairwise(circle):
            if read in self._in_base and name in self._ways_out:
                return f"{quoted(name)} takes the project's base, which reads {quoted(read)}: {self._ways_out[name]}"
        return "leave one of these conditions or priorities out"
