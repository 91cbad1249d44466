"""How a value that somebody ignores is stored where its type is cleaned beyond trimming and case."""

from collections.abc import Collection

_GMAIL = ("gmail.com", "googlemail.com")


def stored_form(value: str, clean: Collection[str], region: str | None) -> str:
    """The value as `clean` writes it, so that it is ignored however it is spelled."""
    written = value.strip()
    if "e164" in clean:
        return _number(written, region)
    local, at, domain = written.rpartition("@")
    if "gmail_dots" in clean and domain.lower() in _GMAIL:
        return local.replace(".", "") + at + domain
    return written


def _number(written: str, region: str | None) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return written
    reason = phonenumbers.is_possible_number_with_reason(number)
    is_number = reason == phonenumbers.ValidationResult.IS_POSSIBLE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_number else written
