"""What is sent to know a person by is what the platforms' own libraries make of the same text."""

from collections.abc import Callable

import phonenumbers
import pytest
from clickhouse_connect.driver.client import Client
from facebook_business.adobjects.customaudience import CustomAudience
from facebook_business.adobjects.serverside.normalize import Normalize
from google.ads.datamanager_util.format import Encoding, Formatter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.functional.destinations.sending import hashed, sent

_WHITE_SPACE = "".join(chr(code) for code in range(0x110000) if chr(code).isspace())
_BLANKS = st.text(_WHITE_SPACE, max_size=2)
_MARKS = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S"), exclude_characters="@")
_DOMAINS = st.sampled_from(
    ["x.example", "Gmail.COM", "googlemail.com", "mail.gmail.com", "Exämple.DE", "ΟΔΟΣ.example"]
)
ADDRESSES = st.builds("{}a{}@{}{}".format, _BLANKS, st.text(_MARKS, max_size=8), _DOMAINS, _BLANKS)


def meta_audience(schema: str) -> Callable[[str], str]:
    """What the builder of a custom audience's payload sends."""

    def build(text: str) -> str:
        [[sent_as]] = CustomAudience.format_params([schema], [[text]], is_raw=True)["payload"]["data"]
        return str(sent_as)

    return build


def meta_event(field: str) -> Callable[[str], str]:
    """What the normalizer of the Conversions API sends; '' where it refuses."""
    return lambda text: _or_nothing(lambda: Normalize.normalize_field(field, text))


def google_email(text: str) -> str:
    return _or_nothing(lambda: Formatter().process_email_address(text, Encoding.HEX))


def google_phone(text: str) -> str:
    return _or_nothing(lambda: Formatter().process_phone_number(text, Encoding.HEX))


def _or_nothing(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except (TypeError, ValueError):  # what the libraries raise for what is no address or number
        return ""


@settings(max_examples=25)
@given(values=st.lists(ADDRESSES, min_size=1, max_size=40))
def test_addresses_are_hashed_as_the_sdks_hash_them(client: Client, values: list[str]) -> None:
    to_meta = sent(client, "sha256_email", values)
    assert to_meta == [meta_event("em")(value) for value in values]
    assert to_meta == [meta_audience("EMAIL")(value.strip()) for value in values]  # it trims ASCII only
    assert sent(client, "sha256_google_email", values) == [google_email(value) for value in values]


def _numbers() -> list[str]:
    kinds = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    forms = (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164)
    return [
        phonenumbers.format_number(number, form)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in kinds
        if (number := phonenumbers.example_number_for_type(region, kind))
        for form in forms
    ]


def test_numbers_of_every_country_are_hashed_as_the_sdks_hash_them(client: Client) -> None:
    numbers = _numbers()
    assert sent(client, "sha256_phone", numbers) == [google_phone(number) for number in numbers]
    to_meta = sent(client, "sha256_phone_digits", numbers)
    assert to_meta == [meta_audience("PHONE")(number) for number in numbers]
    longer = [place for place, number in enumerate(numbers) if not number.startswith("+687")]
    assert [to_meta[place] for place in longer] == [meta_event("ph")(numbers[place]) for place in longer]


# Where the SDKs do otherwise: the rule, the value, what is sent, the SDK's function, and what that makes of it.
DIFFERENCES = {
    "Meta's document trims white space, and no dots": (
        "sha256_email", ".ann@x.example", hashed(".ann@x.example"), meta_audience("EMAIL"), hashed("ann@x.example"),
    ),
    "an address in a domain that ends in a dot is refused, since Meta's two ways to hash it differ": (
        "sha256_email", "ann@x.example.", "", meta_audience("EMAIL"), hashed("ann@x.example"),
    ),
    "nobody has an address in a domain without a dot": (
        "sha256_email", "ann@localhost", "", meta_audience("EMAIL"), hashed("ann@localhost"),
    ),
    "nobody has an address in a domain without a dot at Google either": (
        "sha256_google_email", "ann@localhost", "", google_email, hashed("ann@localhost"),
    ),
    "Google's document trims intermediate white space too": (
        "sha256_google_email", "an n@x.example", hashed("ann@x.example"), google_email, "",
    ),
    "a mark without a width is no part of an address": (
        "sha256_email", "\ufeffann@x.example\u200b", hashed("ann@x.example"),
        meta_event("em"), hashed("\ufeffann@x.example\u200b"),
    ),
    "the zero that is dialed at home is no part of a number": (
        "sha256_phone_digits", "+49 (0)30 123456", hashed("4930123456"),
        meta_audience("PHONE"), hashed("49030123456"),
    ),
    "nor is an extension": (
        "sha256_phone", "+49 30 123456 ext. 7", hashed("+4930123456"), google_phone, hashed("+49301234567"),
    ),
    "a prefix for calls abroad depends on where one is, and without a region none is known": (
        "sha256_phone_digits", "0049 30 123456", "", meta_event("ph"), hashed("4930123456"),
    ),
    "New Caledonia has numbers of six digits": (
        "sha256_phone_digits", "+687 20.12.34", hashed("687201234"), meta_event("ph"), "",
    ),
    "Meta's document hashes no mobile advertiser ids": (
        "device_id", "AECE52E7-03EE", "aece52e7-03ee", meta_audience("MADID"), hashed("aece52e7-03ee"),
    ),
    "your own ids are yours to spell": ("id", "User-7", "User-7", meta_audience("EXTERN_ID"), "user-7"),
}  # fmt: skip


@pytest.mark.parametrize("reason", DIFFERENCES)
def test_what_the_sdks_do_otherwise_is_known(client: Client, reason: str) -> None:
    rule, value, expected, sdk, theirs = DIFFERENCES[reason]
    assert (sent(client, rule, [value]), sdk(value)) == ([expected], theirs)
