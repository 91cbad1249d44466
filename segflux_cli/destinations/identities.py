"""How each platform knows a person: rules that turn an identifier into what is sent there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segflux_cli.destinations.protocol import Identity
from segflux_cli.identifiers.emails import email, google_email
from segflux_cli.identifiers.hashes import or_hash, sha256
from segflux_cli.identifiers.phones import e164
from segflux_cli.identifiers.written_phones import plain_phone

_AS_IT_IS = "value"


@dataclass(frozen=True)
class _Rule:
    """A normal form, given the region of phone numbers without a country code; and what is sent of it."""

    normal_form: Callable[[str | None], str]
    sent_as: str = _AS_IT_IS


def _hashed(normal_form: Callable[[str | None], str], sent_as: str = _AS_IT_IS) -> _Rule:
    return _Rule(lambda region: or_hash("value", normal_form(region)), sha256(sent_as))


def _email(_region: str | None) -> str:
    return email("value")


def _google_email(_region: str | None) -> str:
    return google_email("value")


def _phone(region: str | None) -> str:
    return e164(plain_phone("value"), region)


def _id(_region: str | None) -> str:
    return "trimBoth(value)"


# Sources: "Format user data" (Google Data Manager API); "Customer information parameters" (Meta);
# "Customer file audiences" (TikTok); "Audience segments, users" (LinkedIn Marketing).
_RULES: Mapping[str, _Rule] = {
    "id": _Rule(_id),
    "email": _Rule(_email),
    "phone": _Rule(_phone),
    "sha256_id": _hashed(_id),
    "sha256_email": _hashed(_email),  # Meta, TikTok, LinkedIn: trimmed and lowered, nothing else
    "sha256_phone": _hashed(_phone),  # Google, TikTok: with the plus
    "sha256_phone_digits": _hashed(_phone, "replaceOne(value, '+', '')"),  # Meta: without it
    "sha256_google_email": _hashed(_google_email),
    "device_id": _Rule(lambda _region: "lower(trimBoth(value))"),
}

RULES = tuple(_RULES)


def identity(rule: str, id_type: str, *, region: str | None = None) -> Identity:
    """The identifier type as a platform of this rule knows it; `region` is that of local phone numbers."""
    chosen = _RULES[rule]
    return Identity(id_type, chosen.normal_form(region), chosen.sent_as)
