"""What a user may declare, as data; nothing here reads a file."""
