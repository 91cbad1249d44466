"""What kinds of destinations say of themselves, so that specs can be checked before anything is opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.http.templates import text_template
from segflux_cli.destinations.protocol import Destination, Field, Limits, Warehouse
from segflux_cli.spec.declared.syncs import Mode

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
    default: str | bool | int | float | None = None  # where nobody writes it; a text may hold `{segment}`
    spelled: Callable[[str], str] = str.strip  # of several ways to write one text, the one that places have

    def one_spelling(self, value: object) -> object:
        """The value as all ways to write it are in places, such as 7 for 7.0; references stay as they are."""
        if self.kind == "text" and isinstance(value, str | int | float) and not isinstance(value, bool):
            return self.spelled(str(value))
        return int(value) if isinstance(value, float) and value.is_integer() else value


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
    has_written: bool = False  # an earlier run of this sync did; what stands there may be ours


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
    is_one_batch: bool = False  # a batch is a whole content, and a second one would take its place
    has_nested_fields: bool = False  # a dot in a field's name makes it a part of another
    written_names: tuple[str, ...] = ()  # templates of names that are written beside fields: no field's
    called: Mapping[str, str] = field(default_factory=dict)  # identifier types by another name there
    fields_in: tuple[str, ...] = ()  # words of `audience` that have fields of upsert apart; empty: none has
    columns: tuple[str, ...] = ()  # of its own in each table, beside those of identifiers and fields
    folds_names: bool = False  # columns whose names differ by case alone are one
    longest_name: int | None = None  # bytes of the names of tables and columns, which are cut there
    extra: str = ""  # the package extra that it needs

    def opened(self, opening: Opening) -> Destination:
        """The destination, with the defaults of what nobody wrote; raises StoppedError where its extra is missing."""
        names = {"segment": opening.segment, "destination": opening.name, "sync": opening.sync}
        options = with_option_defaults(self.options, opening.options, names)
        audience = with_option_defaults(self.audience, opening.audience, names)
        try:
            return self.open(replace(opening, options=options, audience=audience))
        except ImportError as error:
            if not self.extra or (error.name or "").startswith("segflux_cli"):
                raise
            advice = f"install Segflux with the extra, segflux[{self.extra}]"
            raise StoppedError(
                f"The type {self.name} needs packages that are not installed: {advice}"
            ) from error


def with_option_defaults(
    options: tuple[Option, ...], written: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    """What is written, and the defaults of the other options; `names` are those of segment, destination and sync."""
    defaults = {option.name: _filled(option.default, names) for option in options}
    given = {name: value for name, value in written.items() if value is not None}
    return {name: value for name, value in {**defaults, **given}.items() if value is not None}


def _filled(default: object, names: Mapping[str, str]) -> Any:
    return text_template(default)(names) if isinstance(default, str) else default
