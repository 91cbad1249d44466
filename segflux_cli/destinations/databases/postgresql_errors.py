"""What is told of an error of PostgreSQL: its own words only where they cannot repeat values of rows."""

import psycopg

ROWS = ("22", "23")  # classes of SQLSTATE: a value that does not fit, a constraint
_REASONS = {
    "22001": "a value is too long for its column",
    "22003": "a value is out of the range of its column",
    "23502": "a column of the table takes no null",
    "23503": "a foreign key of the table misses what it refers to",
    "23505": "a unique key of the table has a value of this row already",
    "23514": "a check of the table refuses the row",
}
_OF_CLASSES = {"22": "a value does not fit its column", "23": "a constraint of the table refuses the row"}


def told(error: psycopg.Error) -> str:
    """The database's words, or a reason of ours: about rows, or in a function of the user's, they may hold values."""
    state, said = error.sqlstate or "", error.diag
    if not state.startswith(ROWS) and not said.context:
        return said.message_primary or type(error).__name__
    otherwise = _OF_CLASSES.get(state[:2], "a trigger or function of the table refuses")
    named = (("constraint", said.constraint_name), ("column", said.column_name))
    names = [f"{what} {name}" for what, name in named if name]
    return f"{_REASONS.get(state, otherwise)} ({', '.join([f'SQLSTATE {state}', *names])})"
