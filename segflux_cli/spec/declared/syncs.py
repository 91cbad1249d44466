"""Where members go, as declared: destinations, and the `sync` and `except` of a segment."""

from dataclasses import dataclass
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.notifications import Notification
from segflux_cli.spec.declared.operators import Scalar
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.nodes import Mapping

Mode = Literal["add_only", "add_and_remove", "mirror", "upsert", "full"]

PROFILE_ID = "profile_id"  # in `match_on`: our own key, which every member has


@dataclass(frozen=True)
class DeclaredLimits:
    """Limits below those of the destination's type; None leaves the type's own."""

    rows: int | None = None
    bytes: int | None = None
    at_once: int | None = None
    requests: int | None = None
    seconds: float | None = None
    timeout: float | None = None


@dataclass(frozen=True)
class SentField:
    """A field of `send`: a trait, with a default where it has no value, or a constant."""

    place: Place
    name: str
    trait: str | None = None
    default: Scalar | None = None
    constant: Scalar | None = None


@dataclass(frozen=True)
class StopIf:
    """When a run stops before sending; None leaves the default (30 % for removals, above 50 people)."""

    removes_more_than: float | None = None  # percent of those who are there
    adds_more_than: float | None = None
    members_below: int | None = None
    members_above: int | None = None


@dataclass(frozen=True)
class SyncWords:
    """How members are carried; what is not written is None or empty."""

    mode: Mode | None = None
    match_on: tuple[str, ...] = ()
    send: tuple[SentField, ...] = ()
    channel: str | None = None
    schedule: str | None = None
    stop_if: StopIf = StopIf()
    places: tuple[tuple[str, Place], ...] = ()  # of the words that stand there

    def place_of(self, word: str, otherwise: Place) -> Place:
        """Where a word stands."""
        return dict(self.places).get(word, otherwise)


@dataclass(frozen=True)
class DeclaredDestination:
    """A destination of `destinations.yml`; `options` are the words of its type, still as written."""

    place: Place
    name: str
    type: str
    type_place: Place
    options: Mapping
    limits: DeclaredLimits = DeclaredLimits()
    defaults: SyncWords = SyncWords()
    targets: tuple[str, ...] = ()  # of profiles.yml, from which it may be synced; empty: all
    needs: tuple[str, ...] = ()  # variables of the environment without which it is left alone
    notify: tuple[Notification, ...] | None = None  # None: as the file says for all


@dataclass(frozen=True)
class Sync:
    """One entry of `sync`: a segment's way to a destination."""

    place: Place
    destination: str
    destination_place: Place
    words: SyncWords = SyncWords()
    audience: Mapping | None = None
    is_owned: bool = False


@dataclass(frozen=True)
class InSegment:
    """Members of another segment are held back."""

    place: Place
    segment: str


@dataclass(frozen=True)
class Listed:
    """People whom a model or seed lists are held back; its column is named like the identifier type."""

    place: Place
    name: str
    id_type: str


@dataclass(frozen=True)
class WithoutConsent:
    """People whose trait `consent_<channel>` is not true are held back."""

    place: Place
    channel: str


@dataclass(frozen=True)
class Contacted:
    """Nobody new who entered other audiences of a channel this often in this time; None: any channel."""

    place: Place
    at_least: int
    within: Duration
    channel: str | None = None


HeldBack = InSegment | Listed | WithoutConsent | Contacted


def with_defaults(words: SyncWords, defaults: SyncWords) -> SyncWords:
    """The words with those of the destination where none are written; fields of `send` come together."""
    own = {field.name for field in words.send}
    return SyncWords(
        mode=words.mode or defaults.mode,
        match_on=words.match_on or defaults.match_on,
        send=(*(field for field in defaults.send if field.name not in own), *words.send),
        channel=words.channel or defaults.channel,
        schedule=words.schedule or defaults.schedule,
        stop_if=words.stop_if if words.stop_if != StopIf() else defaults.stop_if,
        places=(*defaults.places, *words.places),
    )
