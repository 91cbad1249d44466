"""What kinds of destinations say of themselves, so that specs can be checked before anything is opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from segflux_cli.destinations.protocol import Destination, Field, Limits, Warehouse
from segflux_cli.spec.syncs import Mode

OptionKind = Literal["text", "number", "truth", "list", "mapping"]


@dataclass(frozen=True)
class Option:
    """A word of a destination: in destinations.yml, or under `audience` in a segment's `sync`.

    A secret is written only as `{env_var: NAME}`. An option that is a place says where members end
    up: with another value the engine empties the old place and fills the new one.
    """

    name: str
    about: str
    kind: OptionKind = "text"
    is_required: bool = False
    is_secret: bool = False
    is_place: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opening:
    """All that a destination needs to open: options with secrets filled in, and what will be sent."""

    name: str  # of the destination
    sync: str  # which segment goes where, such as "cart_abandoners to shop_mail"; for people and keys
    segment: str
    mode: Mode
    options: Mapping[str, Any]
    audience: Mapping[str, Any]
    fields: tuple[Field, ...]
    match_on: tuple[str, ...]
    limits: Limits | None  # as declared; None: the type's own
    project: Path  # relative paths of files begin here
    warehouse: Warehouse


@dataclass(frozen=True)
class DestinationType:
    """A kind of destination: its words, and how to open one."""

    name: str
    about: str
    modes: tuple[Mode, ...]  # the first is the default
    open: Callable[[Opening], Destination]  # imports what is heavy when called
    options: tuple[Option, ...] = ()
    audience: tuple[Option, ...] = ()
    identities: tuple[str, ...] = ()  # what `match_on` may name; empty: any type
    default_match_on: tuple[str, ...] = ()  # empty: `match_on` must be written; ("profile_id",): ours
    has_one_identity: bool = False  # `match_on` may name one type, not several
    is_shared: bool = False  # segments stay apart in one place, so that leaving one touches no other
    limits: Limits = field(default_factory=Limits)
    extra: str = ""  # the package extra that it needs
