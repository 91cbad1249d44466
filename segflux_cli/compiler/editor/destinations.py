"""The schema of `destinations.yml`; which options a type has is told by `segflux check`."""

import sys

from segflux_cli.compiler.editor.carrying import shared_words
from segflux_cli.compiler.editor.values import TEXT, Schema, block, choice, one_or_more, pattern
from segflux_cli.spec.declared.notifications import OUTCOMES
from segflux_cli.spec.syncs.destination_reader import LIMIT_WORDS, NAME, OWN_WORDS, ROOT_WORDS
from segflux_cli.spec.syncs.notify_reader import NOTIFY_WORDS
from segflux_cli.spec.yaml.env_values import SECRET, VARIABLE

_ABOUT = {
    "destinations": "The places that members are carried to.",
    "destination": "Its name, by which segments refer to it.",
    "type": "What it is, such as webhook or postgresql.",
    "limits": "Limits lower than those of the type.",
    "defaults": "How members are carried by every sync that says nothing else.",
    "targets": "The targets of profiles.yml that may send; none named: all.",
    "needs": "Variables without which it is left alone.",
    "notify": "Who hears how a run ended, through Apprise.",
    "url": "A variable that holds an address as Apprise writes it.",
    "on": "How a run must end to be told; failed and braked when nothing is said.",
}
_VARIABLE = pattern(VARIABLE.pattern, "HOOK_SECRET")
_SECRET = block({"env_var": _VARIABLE}, ("env_var",))
_REFERENCE = block({"env_var": _VARIABLE, "default": {}}, ("env_var",))
_COUNT: Schema = {"type": "integer", "minimum": 1}
_SECONDS: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": sys.float_info.max}
_SECRET_WORD = "".join(
    f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in SECRET.pattern
)
_OPTIONS: Schema = {
    "patternProperties": {_SECRET_WORD: _SECRET},
    "additionalProperties": {"$ref": "#/$defs/option"},
}


def destinations_schema() -> Schema:
    """The schema of the places and of who hears of runs."""
    kinds: dict[str, Schema] = {
        "destinations": {"type": "array", "items": _destination()},
        "notify": one_or_more(_notification()),
    }
    return {**block(_told(kinds, ROOT_WORDS), ("destinations",)), "$defs": {"option": _option()}}


def _destination() -> Schema:
    limits = {word: _SECONDS if word in ("seconds", "timeout") else _COUNT for word in LIMIT_WORDS}
    kinds: dict[str, Schema] = {
        "destination": pattern(NAME.pattern, "shop_mail"),
        "type": TEXT,
        "limits": block(limits),
        "defaults": block(shared_words()),
        "targets": one_or_more(TEXT),
        "needs": one_or_more(_VARIABLE),
        "notify": one_or_more(_notification()),
    }
    return {**block(_told(kinds, OWN_WORDS), ("destination", "type")), **_OPTIONS}


def _notification() -> Schema:
    kinds: dict[str, Schema] = {"url": _SECRET, "on": one_or_more(choice(OUTCOMES))}
    return block(_told(kinds, NOTIFY_WORDS), ("url",))


def _option() -> Schema:
    """Anything; where it refers to the environment it does so rightly, and no secret stands in it."""
    is_reference: Schema = {"type": "object", "required": ["env_var"]}
    return {"if": is_reference, "then": _REFERENCE, "else": _OPTIONS}


def _told(kinds: dict[str, Schema], words: tuple[str, ...]) -> dict[str, Schema]:
    return {word: {**kinds[word], "description": _ABOUT[word]} for word in words}
