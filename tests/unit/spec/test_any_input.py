"""Whatever stands in a spec, the reader gives a segment or a fault, never a traceback."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from segflux_cli.compiler.wording.because import canonical_because
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.spec.conditions.change_reader import WORDS_OF_CHANGED
from segflux_cli.spec.conditions.condition_reader import HEADS, WORDS_OF_DID, read_condition
from segflux_cli.spec.conditions.operator_reader import OPERATORS
from segflux_cli.spec.conditions.pattern_reader import WORDS_OF_LIFECYCLE, WORDS_OF_MOSTLY, WORDS_OF_RESUMED
from segflux_cli.spec.conditions.regular_reader import WORDS_OF_REGULARLY
from segflux_cli.spec.conditions.sequence_reader import STEP_WORDS, WORDS_OF_SEQUENCE
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.segments.segment_reader import SEGMENT_WORDS, read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

WORDS = st.sampled_from(
    [
        *HEADS,
        *WORDS_OF_DID,
        *OPERATORS,
        *SEGMENT_WORDS,
        *WORDS_OF_MOSTLY,
        *WORDS_OF_RESUMED,
        *WORDS_OF_REGULARLY,
        *WORDS_OF_CHANGED,
        *WORDS_OF_LIFECYCLE,
        *WORDS_OF_SEQUENCE,
        *STEP_WORDS,
        "having",
        "for_at_least",
        "of",
        "item",
        "p95",
        "metric",
    ]
)
VALUES = st.sampled_from(
    """everyone|known|3 times|7 days|0 days|1 month ago|today|last 3 weeks|2026-01-31
2026-02-30|2026-01|2026-01-31T09:00:00.5Z|9999-12-31|0000-01-01|40|-1|1.5|.nan|1e999
true|null|''|a..b|'p[].q'|'[]'|'('|'*'|20%|Europe/Berlin|last 99999999999 days
99999999999999999999 days|this year|'2026-01-31T09:00:00+99:99'|1 week
previous 3 weeks|50%|lapsed""".replace("\n", "|").split("|")
)
NODES = st.recursive(
    VALUES,
    lambda children: st.one_of(
        st.lists(children, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(WORDS, children, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        ),
    ),
    max_leaves=12,
)


def read(text: bytes | str) -> None:
    faults = Faults()
    node = parse_yaml(text, "any.yml", faults)
    segment = read_segment(node, Reading(faults)) if node else None
    assert segment is not None or faults.errors
    assert all(fault.message for fault in faults.errors)


@given(st.text())
@example("\x85")
@example("? ? ? a")
@example("a: !<\x01> b")
def test_any_text_is_a_segment_or_a_fault(text: str) -> None:
    read(text)


@given(st.binary())
def test_any_bytes_are_a_segment_or_a_fault(data: bytes) -> None:
    read(data)


@given(st.text(alphabet="{}[]:,-?|>&*!%@`'\"# \n\tab1~<=\\", max_size=60))
def test_any_punctuation_is_a_segment_or_a_fault(text: str) -> None:
    read(text)


@settings(max_examples=500)
@given(NODES, NODES, WORDS, NODES)
def test_any_use_of_the_words_is_a_segment_or_a_fault(who: str, value: str, word: str, other: str) -> None:
    read(f"{{segment: a, who: [{{did: {value}, {word}: {other}}}, {{trait: x, {word}: {value}}}, {who}]}}")


@settings(max_examples=300)
@given(WORDS, NODES, WORDS, NODES)
def test_canonical_words_are_their_own_canonical_words(one: str, value: str, two: str, other: str) -> None:
    for head in ("trait: x", "did: x"):
        faults = Faults()
        node = parse_yaml(f"{{{head}, {one}: {value}, {two}: {other}}}", "any.yml", faults)
        condition = read_condition(node, Reading(faults)) if node else None
        if condition and not faults.errors:
            assert canonical_because(canonical(condition)) == canonical(condition)
