"""Google's Data Manager over REST: lists of hashes, requests that are worked on later; read by the SDK's own models."""

import json
import re
from typing import Any

from google.ads import datamanager_v1 as api

from tests.providers.service import Asked, Service, Told

_MOST = 10_000
_HASH = re.compile("[0-9a-f]{64}")


def refused(status: int, name: str, **violations: str) -> Told:
    """An error as Google's APIs tell it: `violations` are reasons by the member's position, as `at_3`."""
    listed = [
        {
            "field": f"audience_members.audience_members[{at.removeprefix('at_')}].user_data",
            "reason": reason,
        }
        for at, reason in violations.items()
    ]
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed}
    error = {"code": status, "status": name, "message": "There was a problem.", "details": [detail]}
    return Told(status, {"error": error})


class DataManager(Service):
    """One account of Google Ads with one list; a request is worked on when it is asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.list: set[str] = set()
        self.bad: set[str] = set()
        self.jobs: dict[str, dict[str, Any]] = {}
        self.consents: list[Any] = []

    def answer(self, asked: Asked) -> Told:
        """An ingestion, a removal, or the status of one."""
        if not asked.headers.get("Authorization", "").startswith("Bearer "):
            return refused(401, "UNAUTHENTICATED")
        if asked.path == "/v1/requestStatus:retrieve":
            return Told(200, {"requestStatusPerDestination": [self.jobs[asked.query["requestId"]]]})
        kinds: dict[str, Any] = {
            "/v1/audienceMembers:ingest": api.IngestAudienceMembersRequest,
            "/v1/audienceMembers:remove": api.RemoveAudienceMembersRequest,
        }
        request = kinds[asked.path].from_json(json.dumps(asked.body))  # raises on what it does not know
        return self._refusal(request) or self._taken(request, is_removal=asked.path.endswith("remove"))

    def _refusal(self, request: Any) -> Told | None:
        there = request.destinations[0]
        if there.operating_account.account_id != "1234567890":
            return refused(403, "PERMISSION_DENIED")
        assert there.operating_account.account_type == api.ProductAccount.AccountType.GOOGLE_ADS
        if there.product_destination_id != "77" or not 0 < len(request.audience_members) <= _MOST:
            return refused(400, "INVALID_ARGUMENT")
        bad = {
            f"at_{at}": "INVALID_HEX_ENCODING"
            for at, member in enumerate(request.audience_members)
            if self.bad & set(_hashes(member))
        }
        return refused(400, "INVALID_ARGUMENT", **bad) if bad else None

    def _taken(self, request: Any, *, is_removal: bool) -> Told:
        assert request.encoding == api.Encoding.HEX
        if request.validate_only:
            return Told(200, {})
        if not is_removal:
            accepted = api.TermsOfServiceStatus.ACCEPTED
            assert request.terms_of_service.customer_match_terms_of_service_status == accepted
            self.consents.append(request.consent)
        hashes = {value for member in request.audience_members for value in _hashes(member)}
        self.list = self.list - hashes if is_removal else self.list | hashes
        job = f"job-{len(self.jobs)}"
        self.jobs[job] = {"requestStatus": "PROCESSING"}
        return Told(200, {"requestId": job})


def _hashes(member: Any) -> list[str]:
    found = [each.email_address or each.phone_number for each in member.user_data.user_identifiers]
    assert 0 < len(found) <= 10
    assert all(_HASH.fullmatch(value) for value in found)
    return found
