"""What Google's SDK raises, as failures of a destination."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests
from google.api_core import exceptions
from google.auth import exceptions as auth
from google.protobuf import json_format

from segflux_cli.destinations.failures import (
    BatchRefusedError,
    DestinationError,
    StoppedError,
    TransientError,
)
from segflux_cli.destinations.protocol import Row

RAISED = (
    exceptions.GoogleAPICallError,
    auth.GoogleAuthError,
    requests.RequestException,
    json_format.Error,
    ValueError,
)
_MEMBER = re.compile(r"audience_?members(?:\.audience_?members)?\[(\d+)\]", re.IGNORECASE)
_STOPPING = (401, 403, 404)


def failure(error: Exception) -> DestinationError:
    """The failure that an exception of the SDK is; messages of Google name fields and reasons, not values."""
    kind = type(error).__name__
    if isinstance(error, exceptions.GoogleAPICallError):
        code = int(error.code or 500)
        if code in _STOPPING:
            return StoppedError(
                f"Google refuses ({code}): {_reason(error)}. Check account, login_account, user_list and the rights "
                "of the credentials."
            )
        if code in (400, 413):
            return BatchRefusedError(f"Google refuses ({code}): {_reason(error)}")
        return TransientError(f"Google answers {code} ({kind})")
    if isinstance(error, auth.TransportError | requests.RequestException | json_format.Error):
        return TransientError(f"Google does not answer as its SDK understands ({kind})")
    return StoppedError(f"The credentials for Google are not good ({kind}). Check service_account.")


def bad_rows(error: BaseException | None, rows: Sequence[Row]) -> Mapping[str, str]:
    """The reason by key of each row that the error names."""
    found: dict[str, str] = {}
    for field, reason in _violations(error):
        named = _MEMBER.search(field)
        if named and int(named.group(1)) < len(rows):
            found[rows[int(named.group(1))].key] = reason
    return found


def _violations(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """Each field that Google finds wrong, and why; over REST details are JSON."""
    details: Sequence[Any] = error.details if isinstance(error, exceptions.GoogleAPICallError) else ()
    for detail in details:
        for violation in detail.get("fieldViolations", ()) if isinstance(detail, dict) else ():
            yield str(violation.get("field", "")), str(violation.get("reason") or "not valid")


def _reason(error: exceptions.GoogleAPICallError) -> str:
    reasons = sorted({f"{reason} in {field}" for field, reason in _violations(error)})
    return "; ".join(reasons[:3]) or str(error.reason or type(error).__name__)
