"""The rules of `identity.yml` as the macros read them, and the model that carries them."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from segflux_cli.compiler.files.segment_files import SegmentTarget
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.identifiers.ignored import stored_form
from segflux_cli.identifiers.phones import e164
from segflux_cli.literals import spell_jinja
from segflux_cli.spec.declared.identity import Backdating, IdentifierType, Identity
from segflux_cli.spec.times.time_reader import is_too_long

_TEMPLATE = Path(__file__).parent / "templates" / "int_identity_overrides.sql"
_LONGEST_BACK = 100  # years; rows older than that are not read
_MOST_DECIDED = (
    1000  # identifiers of a component whose links are tried one by one, where the file says nothing
)


def identity_file(identity: Identity | None, target: SegmentTarget) -> dict[str, str]:
    """The model by path; there is one even where the project has no `identity.yml`."""
    overrides = identity.overrides if identity else None
    text = generate(
        _TEMPLATE,
        project=spell_jinja(target.project_name),
        rules=_spelled(identity_rules(identity)) if identity else "{}",
        overrides=spell_jinja(overrides) if overrides else None,
    )
    return {f"{target.folder}/{_TEMPLATE.name}": text}


def identity_rules(identity: Identity) -> Mapping[str, Any]:
    """The rules as `segflux.identity_rules()` gives them; what the file leaves out has its default there."""
    rules: dict[str, Any] = {
        "types": [_type(declared, identity.ignore or ()) for declared in identity.types],
        "never_merge": [
            [{"type": each.type, "value": each.value} for each in pair]
            for group in identity.never_merge
            for pair in combinations(group, 2)
        ],
        "low_confidence": [source.name for source in identity.low_confidence],
        "too_big": identity.too_big or (_MOST_DECIDED if identity.decides_links else None),
        "merged_today": identity.merged_today_percent,
        "backdate": _backdating(identity.backdate_anonymous),
        "overrides": identity.overrides is not None,
    }
    return rules if identity.ignore is None else {**rules, "ignore": list(identity.ignore)}


def _backdating(said: Backdating) -> dict[str, Any] | None:
    """How far before its sign-in rows of an anonymous identifier are the person's; None: from the beginning."""
    if said == "never":
        return {"unit": "second", "amount": 0}
    if said == "always" or is_too_long(said, _LONGEST_BACK):
        return None
    return {"unit": said.unit, "amount": said.amount}


def _type(declared: IdentifierType, ignored: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": declared.name,
        "strong": declared.is_strong,
        "clean": list(declared.clean),
        **_telephone(declared),
        "ignore": [*declared.ignore, *_as_stored(declared, ignored)],
        "at_most_per_profile": declared.at_most_per_profile,
        "linked_to": [
            {"type": limit.type, "at_most": limit.at_most, "beyond": limit.beyond}
            for limit in declared.linked_to
        ],
    }


def _telephone(declared: IdentifierType) -> dict[str, str | None]:
    if "e164" not in declared.clean:
        return {"e164": None}
    return {"e164": e164("value", declared.region), "region": declared.region}


def _as_stored(declared: IdentifierType, ignored: tuple[str, ...]) -> list[str]:
    """Whole values to ignore as the type's cleaning writes them, where that is another form than the one said."""
    said = [*ignored, *declared.ignore]
    whole = [value for value in said if not value.startswith("^") and not value.endswith("*")]
    forms = [stored_form(value, declared.clean, declared.region) for value in whole]
    return [form for value, form in zip(whole, forms, strict=True) if form != value.strip()]


def _spelled(value: object) -> str:
    """A value as an expression of Jinja."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{spell_jinja(key)}: {_spelled(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    if isinstance(value, str):
        return spell_jinja(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "none" if value is None else repr(value)
