"""Names and settings in statements about tables, which cannot be bound as parameters."""


def spell_bytes(text: str, quote: str = "'") -> str:
    """A literal, or between backticks a name, of which every byte is escaped: nothing in it can end it."""
    return quote + "".join(f"\\x{byte:02x}" for byte in text.encode()) + quote


def spell_table(database: str, table: str) -> str:
    """A table with its database."""
    return f"{spell_bytes(database, '`')}.{spell_bytes(table, '`')}"
