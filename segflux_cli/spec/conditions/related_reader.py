"""Reads `has` and `has_no` (D23)."""

from dataclasses import replace

from segflux_cli.spec.conditions.count_reader import (
    AMOUNT_WORDS,
    COUNT_WORDS,
    is_amount_word,
    read_amounts,
    read_count,
)
from segflux_cli.spec.conditions.filter_reader import read_filter
from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.conditions import Related
from segflux_cli.spec.declared.measures import NO_COUNT
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import unknown_word

WORDS_OF_HAS = (*COUNT_WORDS, *AMOUNT_WORDS, "p1 … p100", "where")
WORDS_OF_HAS_NO = ("where",)


def read_related(head: Entry, condition: Mapping, reading: Reading) -> Related | None:
    """`has: R` with counts, amounts and `where`; `has_no: R` with `where`."""
    negated = head.key == "has_no"
    legal = WORDS_OF_HAS_NO if negated else WORDS_OF_HAS
    for entry in condition.entries:
        if entry is head or entry.key in legal or (not negated and is_amount_word(entry.key)):
            continue
        reading.faults.add(entry.place, unknown_word(entry.key, legal, f"a word of {head.key}"))
    record = read_text(head.value, head.key, reading.faults)
    if record is not None:
        reading.catalog.check_record(record, head.value.place, reading.faults)
    # the catalog knows the properties of events, not those of records
    own, where = replace(reading, catalog=Catalog()), condition.get("where")
    read = Related(
        place=head.place,
        record=record or "",
        negated=negated,
        where=read_filter(where, own) if where else None,
        count=NO_COUNT if negated else read_count(condition, reading.faults),
        amounts=() if negated else read_amounts(condition, own),
    )
    return read if record is not None else None
