"""Checks what a fake was asked against the platform's own SDK: its models, or what its client sends for the same.

Left out, since they send any body as it is given, which proves nothing: the SDKs of Customer.io, Mailchimp,
SendGrid and LinkedIn. TikTok's lacks the mapping of segments; Braze and Iterable keep none for Python.
Google's is what the adapter itself sends through, and webhooks are read by the library of their standard.
"""

import json
from collections.abc import Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from tests.providers.service import Asked


def assert_fits(asked: Asked, package: str, model: str) -> None:
    """A body that the SDK reads as the model and writes again is the same: no word is unknown, none is missing."""
    assert _without_added(_reread(asked.body, package, model), asked.body) == asked.body


def assert_same(ours: Sequence[Asked], theirs: Sequence[Asked]) -> None:
    """The SDK's client asked for the same, in the same words."""
    first, second = ([(a.method, a.path, a.query, a.body) for a in asked] for asked in (ours, theirs))
    assert first == second


def _reread(body: Any, package: str, model: str) -> Any:
    described = getattr(import_module(f"{package}.models"), model)
    if hasattr(described, "from_dict"):  # models of later generators read for themselves
        return described.from_dict(body).to_dict()
    client = import_module(package).ApiClient()
    return client.sanitize_for_serialization(
        client.deserialize(SimpleNamespace(data=json.dumps(body)), model)
    )


def _without_added(read: Any, body: Any) -> Any:
    """Without the nulls that a model writes for words that it was not given."""
    if isinstance(read, dict) and isinstance(body, dict):
        return {
            word: _without_added(value, body.get(word))
            for word, value in read.items()
            if value is not None or word in body
        }
    if isinstance(read, list) and isinstance(body, list):
        return [_without_added(each, of) for each, of in zip(read, body, strict=True)]
    return read
