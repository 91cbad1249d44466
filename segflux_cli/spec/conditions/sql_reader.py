"""Reads `sql`: one boolean expression over declared traits and events, where the project allows it."""

from segflux_cli.spec.declared.conditions import SqlTest
from segflux_cli.spec.declared.operators import OtherTrait
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.sql.sql_parser import AS_OF, parse_sql
from segflux_cli.spec.sql.sql_tokens import SqlError
from segflux_cli.spec.yaml.fields import read_mapping, read_text, read_texts
from segflux_cli.spec.yaml.nodes import Entry, Mapping, quoted
from segflux_cli.spec.yaml.words import check_beside, check_keys

WORDS_OF_SQL = ("reads",)
WORDS_OF_READS = ("traits", "events")


def read_sql(head: Entry, condition: Mapping, reading: Reading) -> SqlTest | None:
    """`sql: expression` with `reads: {traits: […], events: […]}`."""
    check_beside(head, condition, WORDS_OF_SQL, reading.faults)
    if not reading.allows_sql:
        message = "sql is refused here: the project does not allow it"
        reading.faults.add(
            head.place, f'{message}; say it in other words, or write "allow_sql: true" in segflux.yml'
        )
        return None
    text = read_text(head.value, "sql", reading.faults)
    read = _read_reads(head, condition, reading)
    if text is None or read is None:
        return None
    traits, events = read
    try:
        parts = parse_sql(text, (*traits, *events))
    except SqlError as fault:
        reading.faults.add(head.value.place, f"the expression of sql cannot be used: {fault}")
        return None
    return SqlTest(head.place, text, parts, tuple(OtherTrait(name) for name in traits), events)


def _read_reads(
    head: Entry, condition: Mapping, reading: Reading
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    written = condition.get("reads")
    if written is None:
        message = "sql needs reads, which declares what it reads"
        reading.faults.add(head.place, f"{message}, such as {{traits: [country], events: [order_completed]}}")
        return None
    block = read_mapping(written, "reads", "traits: [country]", reading.faults)
    if block is None:
        return None
    check_keys(block, WORDS_OF_READS, reading.faults)
    named = {word: block.get(word) for word in WORDS_OF_READS}
    traits, events = (read_texts(node, word, reading.faults) if node else () for word, node in named.items())
    for name in traits:
        reading.catalog.check_trait(name, written.place, reading.faults)
    for name in events:
        reading.catalog.check_event(name, written.place, reading.faults)
    twice = {name for name in (*traits, *events) if (*traits, *events).count(name) > 1 or name == AS_OF}
    for name in sorted(twice):
        message = f"{quoted(name)} would mean two things in the expression"
        reading.faults.add(written.place, f"{message}: name each trait and event once, and none as_of")
    return None if twice else (traits, events)
