"""SHA-256 of identifiers, as ClickHouse expressions."""

from segflux_cli.identifiers.spelling import named
from segflux_cli.literals import spell_text

_HASHED = "^[0-9a-fA-F]{64}$"


def sha256(value: str) -> str:
    """The hash in lower-case hex; a value that is a hash already stays, and nothing is never hashed."""
    hashed = f"lower(hex(SHA256({value})))"
    return f"multiIf({value} = '', '', {_is_hash(value)}, lower({value}), {hashed})"


def or_hash(value: str, normal_form: str) -> str:
    """The normal form, or the value itself in lower case where it is a hash already."""
    trimmed = f"trimBoth({value})"
    return named("given", trimmed, f"if({_is_hash('given')}, lower(given), {normal_form})")


def _is_hash(value: str) -> str:
    return f"match({value}, {spell_text(_HASHED)})"
