"""What segments are compared with: those built, or those that earlier specs declare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from segflux_cli.compiler.segments.sizes import size_words, verdict_of
from segflux_cli.live.counting import count_sets
from segflux_cli.live.diff.declared import Declared, is_same_segment, places_of, reads_alike
from segflux_cli.live.preview.previewed_sql import PreviewSql
from segflux_cli.spec.project.project import size_of
from segflux_cli.warehouse.builds.evaluations import Evaluated

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


class Earlier(Protocol):
    """Segments as they were."""

    @property
    def names(self) -> frozenset[str]:
        """The segments that there were."""
        ...

    def is_same(self, declared: Declared, name: str) -> bool:
        """Whether a segment of these specs has the same members, at the same places, without being evaluated."""
        ...

    def members(self, name: str) -> str:
        """The select of its members then: slice, members."""
        ...

    def verdict(self, name: str, size: int) -> str | None:
        """What was said of its size."""
        ...

    def status(self, name: str) -> str:
        """The status that it had."""
        ...

    def destinations(self, name: str) -> frozenset[str] | None:
        """Where its members went; None where that is not known."""
        ...


@dataclass(frozen=True)
class Built:
    """The newest evaluations up to an instant."""

    evaluated: Mapping[str, Evaluated]
    plan: PreviewSql
    as_of: datetime

    @property
    def names(self) -> frozenset[str]:
        """The segments of which there is an evaluation."""
        return frozenset(self.evaluated)

    def is_same(self, declared: Declared, name: str) -> bool:
        """Whether it was evaluated as of this very instant by the same definition, over others that stand alike."""
        then, now = self.evaluated[name], declared.compiled[name]
        built = (then.status, then.definition_hash, then.as_of)
        is_same = built == (now.segment.status, now.definition_hash, self.as_of)
        statuses = {each: evaluated.status for each, evaluated in self.evaluated.items()}
        return is_same and reads_alike(declared, name, statuses)

    def members(self, name: str) -> str:
        """Those of the evaluation, under the numbers that profiles have now."""
        return self.plan.stored(name)

    def verdict(self, name: str, _size: int) -> str | None:
        """That of the evaluation."""
        return self.evaluated[name].verdict

    def status(self, name: str) -> str:
        """That of the evaluation."""
        return self.evaluated[name].status

    def destinations(self, _name: str) -> frozenset[str] | None:
        """A build does not keep them."""
        return None


@dataclass(frozen=True)
class OfSpecs:
    """The segments that specs declare, evaluated as of the same instant."""

    declared: Declared
    client: "Client"
    plan: PreviewSql
    is_embedded: bool

    @property
    def names(self) -> frozenset[str]:
        """All that are declared."""
        return frozenset(self.declared.compiled)

    def is_same(self, declared: Declared, name: str) -> bool:
        """Whether definition, status and destinations are the same, and what it reads stands alike."""
        return is_same_segment(self.declared, declared, name)

    def members(self, name: str) -> str:
        """Those that a build by these specs would have."""
        return self.plan.members(name)

    def verdict(self, name: str, size: int) -> str | None:
        """What a build would say."""
        if name not in self.plan.segments:
            return None
        sql = self.plan.counted(name, [self.plan.segments[name].compiled.base], 0)
        counted = count_sets(self.client, sql, 0, is_embedded=self.is_embedded)
        own = self.declared.compiled[name].segment.size
        return verdict_of(size, counted.sizes[0], size_words(size_of(own, self.declared.specs.project)))

    def status(self, name: str) -> str:
        """That of its spec."""
        return self.declared.compiled[name].segment.status

    def destinations(self, name: str) -> frozenset[str] | None:
        """Those that its spec names."""
        return places_of(self.declared.compiled[name].segment)


@dataclass(frozen=True)
class Renamed:
    """Segments as they were, under the names that they have now; `former` has those that were others, by name."""

    earlier: Earlier
    former: Mapping[str, str]

    @property
    def names(self) -> frozenset[str]:
        """The segments that there were."""
        return (self.earlier.names - frozenset(self.former.values())) | frozenset(self.former)

    def is_same(self, declared: Declared, name: str) -> bool:
        """Whether the name is the same too."""
        return name not in self.former and self.earlier.is_same(declared, name)

    def members(self, name: str) -> str:
        """Those under the name of then."""
        return self.earlier.members(self.former.get(name, name))

    def verdict(self, name: str, size: int) -> str | None:
        """That under the name of then."""
        return self.earlier.verdict(self.former.get(name, name), size)

    def status(self, name: str) -> str:
        """That under the name of then."""
        return self.earlier.status(self.former.get(name, name))

    def destinations(self, name: str) -> frozenset[str] | None:
        """Those under the name of then."""
        return self.earlier.destinations(self.former.get(name, name))


def renamed(earlier: Earlier, declared: Declared) -> Renamed:
    """With the segments that say a former name which is known, where their own is not."""
    said = {name: one.segment.renamed_from for name, one in declared.compiled.items()}
    known = earlier.names
    return Renamed(
        earlier, {name: old for name, old in said.items() if old in known and name not in known and old}
    )
