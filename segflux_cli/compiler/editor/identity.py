"""The schema of `identity.yml`."""

from segflux_cli.compiler.editor.values import (
    LENGTH,
    PERCENT,
    TEXT,
    TRUTH,
    Schema,
    choice,
    listed,
    one_or_more,
)
from segflux_cli.spec.declared.identity import Beyond, Cleaning
from segflux_cli.spec.identity.identity_reader import IDENTITY_WORDS
from segflux_cli.spec.identity.identity_type_reader import LIMIT_WORDS, TYPE_WORDS
from segflux_cli.spec.yaml.fields import words_of

_COUNT: Schema = {"type": "integer", "minimum": 1}
_VALUE: Schema = {"type": ["string", "number"]}
_IGNORED: Schema = one_or_more(_VALUE)
_NAMED: Schema = {"type": "object", "additionalProperties": _VALUE, "minProperties": 1, "maxProperties": 1}
_ABOUT = {
    "types": "The types of identifiers, strongest first.",
    "ignore": "Values that identify nobody, in place of the default list: exact, prefix* or ^pattern.",
    "never_merge": "Identifiers that no profile may hold together.",
    "low_confidence": "Sources whose links are tried last, in this order.",
    "too_big": "Links that bring more identifiers together than this are not used, and shown.",
    "merged_today": "The share of profiles that may be merged within a day before a build stops.",
    "backdate_anonymous": "Whether what was done before sign-in is the person's; or how far back at most.",
    "overrides": "A dbt seed or model of merges, splits and blocks by hand.",
    "type": "Its name, as in sources.yml.",
    "clean": "How its values are written in one form.",
    "strong": "Whether it makes a profile known.",
    "region": "The country of telephone numbers without a country code.",
    "at_most_per_profile": "How many of it one profile may hold.",
    "linked_to": "To how many of another type one of it may be linked before it counts as shared.",
    "at_most": "The most that are allowed.",
    "beyond": "exclude: none of its links counts; keep_first: those seen first do.",
}


def identity_schema() -> Schema:
    """The schema of who is one person."""
    kinds: dict[str, Schema] = {
        "types": listed(_type()),
        "ignore": _IGNORED,
        "never_merge": listed({"type": "array", "items": _NAMED, "minItems": 2}),
        "low_confidence": one_or_more(TEXT),
        "too_big": {"type": "integer", "minimum": 2},
        "merged_today": _object({"at_most": PERCENT}, ("at_most",), ("at_most",)),
        "backdate_anonymous": {"anyOf": [TRUTH, LENGTH]},
        "overrides": TEXT,
    }
    return _object(kinds, IDENTITY_WORDS, ())


def _type() -> Schema:
    limit = _object({"at_most": _COUNT, "beyond": choice(words_of(Beyond))}, LIMIT_WORDS, ("at_most",))
    kinds: dict[str, Schema] = {
        "type": TEXT,
        "clean": one_or_more(choice(words_of(Cleaning))),
        "strong": TRUTH,
        "region": TEXT,
        "ignore": _IGNORED,
        "at_most_per_profile": _COUNT,
        "linked_to": {"type": "object", "additionalProperties": limit, "minProperties": 1},
    }
    return _object(kinds, TYPE_WORDS, ("type",))


def _object(kinds: dict[str, Schema], words: tuple[str, ...], needed: tuple[str, ...]) -> Schema:
    properties = {word: {**kinds[word], "description": _ABOUT[word]} for word in words}
    return {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }
