"""S0 and S1 under `identity.yml`: what a value is stored as, and whether it identifies nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from tests.oracle.values import lowered, trimmed


@dataclass(frozen=True)
class Type:
    """A type of identifier as the file declares it."""

    clean: tuple[str, ...] = ("trim",)
    region: str | None = None
    ignore: tuple[str, ...] = ()


def stored(value: str, declared: Type) -> str:
    """The value as it is kept, in the order trim, lower, e164, gmail_dots."""
    text = trimmed(value) if "trim" in declared.clean else value
    text = lowered(text) if "lower" in declared.clean else text
    text = _number(text, declared.region) if "e164" in declared.clean else text
    local, at, domain = text.rpartition("@")
    if "gmail_dots" in declared.clean and domain.lower() in {"gmail.com", "googlemail.com"}:
        return local.replace(".", "") + at + domain
    return text


def identifies_nobody(value: str, declared: Type, everywhere: Iterable[str]) -> bool:
    """Whether it is ignored as it was written or as it is stored, however an ignored value is written itself."""
    forms = [lowered(trimmed(form)) for form in (value, stored(value, declared))]
    listed = [*everywhere, *declared.ignore]
    own = {lowered(trimmed(stored(each, declared))) for each in listed if not each.startswith("^")}
    return "" in forms or forms[1] in own or any(_matches(form, each) for form in forms for each in listed)


def _matches(form: str, listed: str) -> bool:
    if listed.startswith("^"):
        return re.search(listed, form, re.IGNORECASE) is not None
    if listed.endswith("*"):
        return form.startswith(lowered(listed[:-1]))
    return form == lowered(trimmed(listed))


def _number(text: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
