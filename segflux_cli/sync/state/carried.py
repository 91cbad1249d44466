"""A sync with everything decided: what runs, and what a later run needs to empty a place that is left."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from segflux_cli.destinations.places import audience_there, place_of
from segflux_cli.destinations.protocol import Limits
from segflux_cli.destinations.types import DestinationType
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.declared.syncs import (
    DeclaredDestination,
    DeclaredLimits,
    Mode,
    StopIf,
    Sync,
    SyncWords,
    with_defaults,
)
from segflux_cli.spec.yaml.nodes import plain

_LEFT_OUT = ("stop_if", "schedule", "needs")  # what does not change what is sent, or where
_FOUND = ("fields_at", "account")  # what each command finds anew


@dataclass(frozen=True)
class SentValue:
    """A field of `send`; neither a trait nor a constant means no value."""

    name: str
    trait: str | None
    default: str | bool | int | float | None
    constant: str | bool | int | float | None


@dataclass(frozen=True)
class CarriedSync:
    """One segment's way to one place; `options` and `audience` keep references to the environment."""

    name: str  # the key of its state: segment, destination, and a hash of the place
    segment: str
    destination: str
    type: str
    mode: Mode
    match_on: tuple[str, ...]
    options: Mapping[str, Any]
    audience: Mapping[str, Any]
    place: str
    send: tuple[SentValue, ...] = ()
    channel: str = ""
    schedule: str = ""
    stop_if: StopIf = field(default_factory=StopIf)
    limits: DeclaredLimits = field(default_factory=DeclaredLimits)
    targets: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    fields_at: str = ""  # where the fields of mode upsert are, as `located` finds; '' where nobody looked
    account: str = ""  # whose audiences these are: a hash of secrets, as `located` finds

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.segment} to {self.destination}"

    @property
    def audience_there(self) -> str:
        """Its place whatever the destination is called here."""
        return audience_there(self.place)

    @property
    def claims(self) -> frozenset[str]:
        """What it fills, and what goes when it is emptied: its audience, and each field that it writes and clears."""
        fields = self.send if self.fields_at and self.mode == "upsert" else ()
        places = [self.audience_there, *(f"{self.fields_at} {field.name}" for field in fields)]
        return frozenset(f"{self.account} {place}" for place in places)

    def as_json(self, found: str = "") -> str:
        """The declaration as text, with a hash of what the environment said of its audience; it holds no secret."""
        words = {**self._declared(), "found": found} if found else self._declared()
        return json.dumps(words, sort_keys=True, ensure_ascii=False)

    def _declared(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key not in _FOUND}

    @property
    def hash(self) -> str:
        """A hash of all that decides what is sent where."""
        decided = {key: value for key, value in self._declared().items() if key not in _LEFT_OUT}
        return _digest(json.dumps(decided, sort_keys=True))


def carried_sync(
    segment: Segment, sync: Sync, destination: DeclaredDestination, kind: DestinationType
) -> CarriedSync:
    """The sync that an entry of a segment means."""
    words = with_defaults(sync.words, destination.defaults)
    mode = words.mode or kind.modes[0]
    match_on = words.match_on or kind.default_match_on
    place = place_of(segment.name, sync, destination, kind)
    return CarriedSync(
        name=name_of(segment.name, destination.name, place, match_on, mode),
        segment=segment.name,
        destination=destination.name,
        type=kind.name,
        mode=mode,
        match_on=match_on,
        options=plain_words(destination.options),
        audience=plain_words(sync.audience),
        place=place,
        send=_values(words),
        channel=words.channel or "",
        schedule=words.schedule or "",
        stop_if=words.stop_if,
        limits=destination.limits,
        targets=destination.targets,
        needs=destination.needs,
    )


def name_of(segment: str, destination: str, place: str, match_on: tuple[str, ...], mode: Mode) -> str:
    """The key of the state of a sync; it stays while it brings the same people to the same place."""
    kept = _digest(json.dumps([place, match_on, _manner(mode)]))[:8]
    return f"{segment}/{destination}/{kept}"


def from_json(text: str) -> CarriedSync:
    """The sync of a stored declaration; raises ValueError, KeyError or TypeError for another version's."""
    read = json.loads(text)
    read.pop("found", None)
    return CarriedSync(
        **{
            **read,
            "match_on": tuple(read["match_on"]),
            "targets": tuple(read["targets"]),
            "needs": tuple(read.get("needs", ())),
            "send": tuple(SentValue(**each) for each in read["send"]),
            "stop_if": StopIf(**read["stop_if"]),
            "limits": DeclaredLimits(**read["limits"]),
        }
    )


def _manner(mode: Mode) -> str:
    """What a mode leaves behind: members of an audience, fields of people, or a content of ours."""
    return {"upsert": "fields", "full": "content"}.get(mode, "audience")


def _values(words: SyncWords) -> tuple[SentValue, ...]:
    return tuple(SentValue(each.name, each.trait, each.default, each.constant) for each in words.send)


def plain_words(block: Any) -> dict[str, Any]:
    """The words of a block as they are written."""
    read = plain(block) if block is not None else {}
    return read if isinstance(read, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def limits_of(own: Limits, declared: DeclaredLimits) -> Limits:
    """The limits of a destination, lowered as declared."""
    removed = own.removed_rows or own.rows
    return Limits(
        rows=min(own.rows, declared.rows or own.rows),
        removed_rows=min(removed, declared.rows or removed),
        bytes=min(filter(None, (own.bytes, declared.bytes)), default=None),
        at_once=declared.at_once or own.at_once,
        requests=declared.requests or own.requests,
        seconds=declared.seconds or own.seconds,
        timeout=declared.timeout or own.timeout,
    )
