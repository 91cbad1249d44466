"""Names and settings in statements about tables, which cannot be bound as parameters."""

import re


def spell_bytes(text: str, quote: str = "'") -> str:
    """A literal, or between backticks a name, of which every byte is escaped: nothing in it can end it."""
    return quote + "".join(f"\\x{byte:02x}" for byte in text.encode()) + quote


def shown_name(text: str) -> str:
    """A name as a person would type it, for statements that are only shown."""
    return text if re.fullmatch(r"[A-Za-z_]\w*", text, re.ASCII) else spell_bytes(text, "`")


def spell_table(database: str, table: str) -> str:
    """A table with its database."""
    return f"{spell_bytes(database, '`')}.{spell_bytes(table, '`')}"
