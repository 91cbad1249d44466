"""E-mail addresses in one form, as ClickHouse expressions; '' where a value is no address."""

from segflux_cli.identifiers.spelling import named
from segflux_cli.literals import spell_text

# What Unicode calls white space, what Python does beside it, and two marks without a width.
_BLANKS = (
    r"\x09-\x0D\x1C-\x20\x85\xA0\x{1680}\x{2000}-\x{200B}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}"
)
_BLANK = f"[{_BLANKS}]"
# One @, something before it, and a domain with a dot; what else is an address only its server knows.
_ADDRESS = rf"^[^@{_BLANKS}]+@[^@{_BLANKS}.]+(\.[^@{_BLANKS}.]+)+$"


def email(value: str) -> str:
    """The address without the blanks around it, in lower case."""
    trimmed = f"replaceRegexpAll({value}, {spell_text(f'^{_BLANK}+|{_BLANK}+$')}, '')"
    return _address(f"lowerUTF8({trimmed})")


def google_email(value: str) -> str:
    """The address as Google compares it.

    No blanks at all; for gmail.com and googlemail.com without dots and what follows a plus in the local
    part. Source: "Format user data", Google Data Manager API.
    """
    bare = f"lowerUTF8(replaceRegexpAll({value}, {spell_text(_BLANK)}, ''))"
    local = "replaceAll(extract(address, '^[^@+]*'), '.', '')"
    domain = "extract(address, '@.*$')"
    folded = (
        f"if(match(address, {spell_text('@(gmail|googlemail)[.]com$')}), concat({local}, {domain}), address)"
    )
    return named("address", _address(bare), _address(folded))


def _address(value: str) -> str:
    return named("read", value, f"if(match(read, {spell_text(_ADDRESS)}), read, '')")
