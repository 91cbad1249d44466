"""What is sent to know a person by is what each platform's own documents say."""

import json
import random
import unicodedata
from collections.abc import Iterator

import phonenumbers
import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.destinations.identities import RULES
from segflux_cli.errors import UsageError
from segflux_cli.identifiers.phones import e164
from tests.functional.destinations.sending import hashed, sent, worked_out

REGIONS = ("DE", "US", "IT", "AR", "BR", "MX", "JP", "GB", "MG", "RU", "SM", "HU")


# Of "Customer information parameters" (Meta) and "Format user data" (Google Data Manager API).
GOLDEN = (
    ("sha256_email", " John_Smith@gmail.com ", "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"),
    ("sha256_phone_digits", "+1 (650)555-1212", "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"),
    ("sha256_google_email", "Cloudy.SanFrancisco+shopping@Gmail.com", hashed("cloudysanfrancisco@gmail.com")),
    ("sha256_google_email", "user.name+NYC@Example.com", hashed("user.name+nyc@example.com")),
    ("sha256_google_email", " a. b+c@googlemail.com", hashed("ab@googlemail.com")),
    ("sha256_phone", "+1 (800) 555-0100", hashed("+18005550100")),
    ("email", "  Zoë@Exämple.DE ", "zoë@exämple.de"),
    ("email", "a+b.c@gmail.com", "a+b.c@gmail.com"),
    ("phone", "+49 (0)30 123456", "+4930123456"),
    ("device_id", " AECE52E7-03EE-455A-B3C4-E57283966239", "aece52e7-03ee-455a-b3c4-e57283966239"),
    ("id", " 0042 ", "0042"),
    ("sha256_id", "42", hashed("42")),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "value", "expected"), GOLDEN)
def test_vectors_of_the_platforms_documents_hold(
    client: Client, rule: str, value: str, expected: str
) -> None:
    assert sent(client, rule, [value]) == [expected]


def test_a_local_number_takes_the_code_of_its_region(client: Client) -> None:
    assert sent(client, "sha256_phone", ["(800)555-0100"], "US") == [hashed("+18005550100")]
    assert sent(client, "phone", ["030 123456 ext. 7"], "DE") == ["+4930123456"]
    assert sent(client, "phone", ["0011 44 20 7031 3000"], "AU") == ["+442070313000"]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.startswith("sha256")])
def test_a_hash_passes_through_and_nothing_is_never_hashed(client: Client, rule: str) -> None:
    given = hashed("anything")
    assert sent(client, rule, [f" {given.upper()} "]) == [given]
    assert sent(client, rule, [""]) == [""]
    assert sent(client, rule, ["  "]) == [""]


@pytest.mark.parametrize("rule", ["email", "sha256_email", "sha256_google_email"])
@pytest.mark.parametrize("value", ["none", "@b.c", "a@b", "a@@b.c", "a@b..c", "a@b.c."])
def test_what_is_no_address_is_sent_nowhere(client: Client, rule: str, value: str) -> None:
    assert sent(client, rule, [value]) == [""]


def test_a_local_part_that_google_drops_is_no_address_there(client: Client) -> None:
    assert sent(client, "sha256_google_email", ["+@gmail.com"]) == [""]
    assert sent(client, "sha256_email", ["+@gmail.com"]) == [hashed("+@gmail.com")]


def _library(text: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _examples(region: str) -> list[phonenumbers.PhoneNumber]:
    kinds = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    found = (phonenumbers.example_number_for_type(region, kind) for kind in kinds)
    return [number for number in found if number is not None]


def _foreign(chance: random.Random) -> Iterator[str]:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for number in _examples(region):
            digits = list(str(number.national_number))
            yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
            yield f"+{number.country_code} (0) {number.national_number}"
            yield f"00{number.country_code}{number.national_number}"
            chance.shuffle(digits)
            yield f"+{number.country_code}{''.join(digits)}"


def _local(region: str, chance: random.Random) -> Iterator[str]:
    for _ in range(150):
        number = chance.choice(_examples(region))
        digits = str(number.national_number)
        kept = digits[: chance.randrange(len(digits))]
        mixed = kept + "".join(chance.choices("0123456789", k=chance.randint(0, 9)))
        code = str(number.country_code)
        yield from (mixed, "0" + mixed, "8" + mixed, code + mixed, f"{code}0{mixed}", f"+{code}{mixed}")
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) + " ext. 12"


@pytest.mark.parametrize("region", [None, *REGIONS])
def test_phone_numbers_are_read_as_the_phonenumbers_library_reads_them(
    client: Client, region: str | None
) -> None:
    chance = random.Random(f"numbers of {region}")
    texts = [
        *_foreign(chance),
        *(_local(region, chance) if region else ()),
        "",
        "+",
        "+0",
        "call me",
        "1-800-FLOWERS",
    ]
    numbers = [text for text in texts if not any(letter in text for letter in "FLOWERS")]
    read = worked_out(client, e164("value", region), numbers)
    expected = [_library(text, region) for text in numbers]
    assert {text: got for text, got, right in zip(numbers, read, expected, strict=True) if got != right} == {}


def test_letters_are_no_number(client: Client) -> None:
    assert worked_out(client, e164("value", "US"), ["1-800-FLOWERS", "call me", "١٢٣"]) == ["", "", ""]


# As people and other systems write a German mobile number, and what is none.
WRITTEN = (
    "\u00a0+49 151 12345678",
    "\u2009+49 151 12345678",
    "\ufeff+49 151 12345678",
    "\u200e+4915112345678",
    "\t+49 151 12345678",
    "+49 151 12345678\n",
    "tel:+49-151-12345678",
    "tel:0151-12345678",
    "Phone: 0151 12345678",
    "whatsapp +4915112345678",
    "\uff0b49 151 12345678",
    "++49 151 12345678",
    "+ 49 151 12345678",
    "(+49) 151 12345678",
    "+49 [151] 12345678",
    "+49\uff08151\uff0912345678",
    "0151\u30fc12345678",
    "+49 151\u200b12345678",
    "+49 151 12345678.",
    "0151 12345678 ext. 5",
    "\u0660\u0661\u0665\u0661\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
    "\uff10\uff11\uff15\uff11\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
    "\U0001d7ce\U0001d7cf\U0001d7d3\U0001d7cf\U0001d7cf\U0001d7d0\U0001d7d1\U0001d7d2\U0001d7d3\U0001d7d4\U0001d7d5\U0001d7d6",
)
NO_NUMBER = (
    "+49\t151\t12345678",
    "+49 151\u202f12345678",
    "+49_151_12345678",
    "+49,151,12345678",
    "call me",
    "+",
)


def test_a_phone_number_is_sent_however_it_is_written(client: Client) -> None:
    assert [_library(text, "DE") for text in WRITTEN] == ["+4915112345678"] * len(WRITTEN)
    assert [_library(text, "DE") for text in NO_NUMBER] == [""] * len(NO_NUMBER)
    assert sent(client, "phone", WRITTEN, "DE") == ["+4915112345678"] * len(WRITTEN)
    assert sent(client, "phone", NO_NUMBER, "DE") == [""] * len(NO_NUMBER)


def test_digits_of_every_script_are_read(client: Client) -> None:
    scripts = [chr(zero) for zero in range(0x80, 0x1FFFF) if unicodedata.digit(chr(zero), None) == 0]
    zeros = [zero for zero in scripts if unicodedata.category(zero) == "Nd"]
    texts = ["".join(chr(ord(zero) + int(digit)) for digit in "015112345678") for zero in zeros]
    assert len(zeros) > 60
    assert set(sent(client, "phone", texts, "DE")) == {"+4915112345678"}


def test_what_identity_keeps_of_a_number_is_not_touched(client: Client) -> None:
    kept = worked_out(client, e164("value", "DE"), ["tel:+49-151-12345678", "\u00a0+49 151 12345678"])
    assert kept == ["", ""]


def test_a_region_that_is_none_says_what_to_write() -> None:
    with pytest.raises(UsageError, match="two capital letters"):
        e164("value", "Germany")


def test_expressions_stay_small_enough_to_be_part_of_a_query() -> None:
    """A query may have 256 kB, and a destination knows people by a few identifiers at most."""
    assert len(json.dumps(e164("value", "AR"))) < 80_000
