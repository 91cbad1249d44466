"""The requests to the Data Manager API, as messages of its SDK."""

from collections.abc import Mapping, Sequence
from typing import Any

from google.ads import datamanager_v1 as api

from segflux_cli.destinations.data_manager.accounts import digits
from segflux_cli.destinations.protocol import Row

_GIVEN = {"granted": "CONSENT_GRANTED", "denied": "CONSENT_DENIED"}


def target(options: Mapping[str, Any], audience: Mapping[str, Any]) -> api.Destination:
    """The list, and the accounts by which it is reached."""
    kind = str(options["account_type"])  # the SDK takes names of its enumerations
    found = api.Destination(
        operating_account=api.ProductAccount(account_type=kind, account_id=digits(options["account"])),
        product_destination_id=str(audience["user_list"]),
    )
    if options.get("login_account"):
        account = digits(options["login_account"])
        found.login_account = api.ProductAccount(account_type=kind, account_id=account)
    if options.get("linked_account"):
        found.linked_account = api.ProductAccount(
            account_type="DATA_PARTNER",
            account_id=digits(options["linked_account"]),
        )
    return found


def members(rows: Sequence[Row]) -> list[api.AudienceMember]:
    """People by their hashed identifiers."""
    return [
        api.AudienceMember(user_data=api.UserData(user_identifiers=list(_identifiers(row)))) for row in rows
    ]


def _identifiers(row: Row) -> list[api.UserIdentifier]:
    names = {"email": "email_address", "phone": "phone_number"}
    return [api.UserIdentifier(**{names[kind]: value}) for kind, value in row.ids.items() if value]


def ingested(
    there: api.Destination,
    people: Sequence[api.AudienceMember],
    options: Mapping[str, Any],
    *,
    only_checks: bool,
) -> api.IngestAudienceMembersRequest:
    """A request that adds people to the list."""
    status = (
        api.TermsOfServiceStatus.ACCEPTED
        if options.get("accepts_terms")
        else api.TermsOfServiceStatus.REJECTED
    )
    request = api.IngestAudienceMembersRequest(
        destinations=[there],
        audience_members=people,
        validate_only=only_checks,
        encoding=api.Encoding.HEX,
        terms_of_service=api.TermsOfService(customer_match_terms_of_service_status=status),
    )
    given = {
        word: _GIVEN[options[word]] for word in ("ad_user_data", "ad_personalization") if options.get(word)
    }
    if given:
        request.consent = api.Consent(given)
    return request


def removed(there: api.Destination, people: Sequence[api.AudienceMember]) -> api.RemoveAudienceMembersRequest:
    """A request that takes people from the list."""
    return api.RemoveAudienceMembersRequest(
        destinations=[there], audience_members=people, encoding=api.Encoding.HEX
    )
