"""Reads `first_did` and `last_did`: the first or the last matching event of all history (D11)."""

from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.filter_reader import read_filter
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.conditions import EdgeEvent
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import check_beside

WORDS_OF_FIRST_DID = (*WINDOW_WORDS, "where")
WORDS_OF_LAST_DID = ("having", *WORDS_OF_FIRST_DID)


def read_edge(head: Entry, condition: Mapping, reading: Reading) -> EdgeEvent:
    """The condition; faults in it are only recorded."""
    is_last = head.key == "last_did"
    legal = WORDS_OF_LAST_DID if is_last else WORDS_OF_FIRST_DID
    check_beside(head, condition, legal, reading.faults)
    where, having = condition.get("where"), condition.get("having")
    return EdgeEvent(
        place=head.place,
        events=read_event_names(head, reading),
        is_last=is_last,
        where=None if where is None else read_filter(where, reading),
        window=read_window(condition, reading),
        having=read_filter(having, reading, "having") if having is not None and is_last else None,
    )
