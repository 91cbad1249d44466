"""Checks what a fake was asked against the models of the platform's own SDK, where that is installed."""

import json
from importlib import import_module
from types import SimpleNamespace

from tests.providers.service import Asked


def assert_fits(asked: Asked, package: str, model: str) -> None:
    """A body that the SDK reads as the model and writes again is the same: it has no word that the model lacks."""
    client = import_module(package).ApiClient()
    read = client.deserialize(SimpleNamespace(data=json.dumps(asked.body)), model)
    assert client.sanitize_for_serialization(read) == asked.body
