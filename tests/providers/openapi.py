"""Checks what a fake was asked against the platform's own OpenAPI document, where one is at hand.

The documents are not part of the project: SEGFLUX_PROVIDER_SPECS names the folder that holds them.
"""

import json
import os
from pathlib import Path

import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest

from tests.providers.service import Asked, Service

FOLDER = Path(os.environ.get("SEGFLUX_PROVIDER_SPECS", "/nowhere"))
WITH_SPECS = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="SEGFLUX_PROVIDER_SPECS names no folder of OpenAPI documents"
)


def check_orders(service: Service, document: str, host: str) -> int:
    """How many orders were checked; raises what an order does wrong."""
    tree = json.loads((FOLDER / document).read_text(encoding="utf-8"))
    tree["servers"] = [{"url": host}]
    described = OpenAPI.from_dict(tree)
    for asked in service.orders():
        described.validate_request(_as_asked(asked, host))
    return len(service.orders())


def _as_asked(asked: Asked, host: str) -> MockRequest:
    return MockRequest(
        host,
        asked.method.lower(),
        asked.path,
        args=dict(asked.query),
        headers=dict(asked.headers),
        data=json.dumps(asked.body).encode() if asked.body is not None else None,
        content_type=asked.headers.get("Content-Type", "application/json"),
    )
