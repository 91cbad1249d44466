"""How e-mail addresses, phone numbers and names are written in one form, as ClickHouse expressions."""
