"""Schemas of `sync` and `except`; what the type of a destination asks for is told by `segflux check`."""

from typing import get_args

from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.values import (
    COUNT,
    LENGTH,
    PERCENT,
    SCALAR,
    TEXT,
    TRUTH,
    Schema,
    block,
    choice,
    known,
    listed,
    not_together,
    one_or_more,
    pattern,
)
from segflux_cli.spec.declared.default_values import LARGEST
from segflux_cli.spec.declared.syncs import PROFILE_ID, Mode
from segflux_cli.spec.syncs.except_reader import EXCEPTION_WORDS
from segflux_cli.spec.syncs.stop_reader import STOP_WORDS
from segflux_cli.spec.syncs.sync_reader import CHANNEL, SHARED_WORDS, SYNC_WORDS

_CHANNEL: Schema = pattern(CHANNEL.pattern, "email", "sms", "push")
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_ANYTHING: Schema = {"type": "object", "minProperties": 1}


def syncs_schema() -> Schema:
    """A list of destinations by name, or with how members are carried there."""
    kinds: dict[str, Schema] = {
        "destination": TEXT,
        "owned": TRUTH,
        "audience": _ANYTHING,
        **shared_words(),
    }
    words = {word: kinds[word] for word in SYNC_WORDS}
    return {**listed({"anyOf": [TEXT, block(words, ("destination",))]}), "uniqueItems": True}


def shared_words() -> dict[str, Schema]:
    """The words that a sync and a destination's defaults have in common."""
    kinds: dict[str, Schema] = {
        "mode": choice(get_args(Mode)),
        "match_on": _match_on(),
        "send": _send(),
        "schedule": TEXT,
        "channel": _CHANNEL,
        "stop_if": _stop_if(),
    }
    return {word: kinds[word] for word in SHARED_WORDS}


def exceptions_schema(names: Names) -> Schema:
    """A list of those who are held back, each with one head word."""
    contacted = {"at_least": COUNT, "within": LENGTH, "channel": _CHANNEL}
    kinds: dict[str, Schema] = {
        "in_segment": known(names.segments, TEXT, is_closed=False),
        "listed": TEXT,
        "id_type": TEXT,
        "without_consent": _CHANNEL,
        "contacted": block(contacted, ("at_least", "within")),
    }
    heads = [
        block({word: kinds[word] for word in (head, *beside)}, (head,))
        for head, beside in EXCEPTION_WORDS.items()
    ]
    return listed({"anyOf": heads})


def _match_on() -> Schema:
    """Types of identifiers, or `profile_id`, which stands alone."""
    others = {**TEXT, "not": {"const": PROFILE_ID}}
    alone = {**listed({"const": PROFILE_ID}), "maxItems": 1}
    return {"anyOf": [one_or_more(others) | {"uniqueItems": True}, {"const": PROFILE_ID}, alone]}


def _send() -> Schema:
    """Fields of the destination with the trait that each gets, or a constant."""
    sent = {**SCALAR, "minimum": -LARGEST, "maximum": LARGEST}
    mapped = block({"trait": TEXT, "default": sent, "value": sent})
    either = {
        "oneOf": [{"required": ["trait"]}, {"required": ["value"]}],
        "allOf": [not_together("value", "default")],
    }
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": r"^[^\x00]*[^\x00\s][^\x00]*$"},
        "additionalProperties": {"anyOf": [TEXT, {**mapped, **either}]},
    }


def _stop_if() -> Schema:
    kinds = {
        "removes_more_than": PERCENT,
        "adds_more_than": PERCENT,
        "members_below": _WHOLE,
        "members_above": _WHOLE,
    }
    return block({word: kinds[word] for word in STOP_WORDS})
