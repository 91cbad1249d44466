"""Names, values and rows that nobody should write, in one built project."""
