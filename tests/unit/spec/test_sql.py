"""Expressions of `sql`: what they may hold, and that nothing of their text gets out."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segflux_cli.compiler.leaves.sql_leaves import sql_leaf
from segflux_cli.errors import Place
from segflux_cli.live.cases.plain_nodes import node_of
from segflux_cli.spec.declared.conditions import SqlTest
from segflux_cli.spec.declared.operators import OtherTrait
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.sql.sql_functions import FUNCTIONS
from segflux_cli.spec.sql.sql_parser import parse_sql
from segflux_cli.spec.sql.sql_tokens import SqlError
from segflux_cli.spec.yaml.faults import Faults
from tests.texts import AWKWARD

PLACE = Place("one.yml", 1, 1)
NAMES = ("country", "order_completed")
DOCUMENT = Path(__file__).parents[3] / "docs" / "segment-language.md"

BREAK_OUTS = {
    "country = 'a') or (1 = 1": "follows a whole expression",
    "country = 'a')": "follows a whole expression",
    "(country = 'a'": '")" was needed',
    "country = 'a": "is never closed",
    "country = `a": "is never closed",
    "country = 'a\\'": "is never closed",
    "country = 'a' -- or": "comments such as --",
    "country = 'a' /* or */": "comments such as /*",
    "country = 'a' # or": "comments such as #",
    "1 = 1; drop table x": "';' has no place",
    "country = 'a' settings readonly = 0": "follows a whole expression",
    "country = 'a' union all select 1": "follows a whole expression",
    "country = 'a' format JSON": "follows a whole expression",
    "country = 'a' into outfile 'x'": "follows a whole expression",
    "country in (select 1)": '"select" is not declared',
    "country in system.users": '"(" was needed',
    "exists(select 1)": 'function "exists" is not allowed',
    "(select count() from system.users) > 0": '"select" is not declared',
    "file('/etc/passwd') != ''": 'function "file" is not allowed',
    "url('http://x') != ''": 'function "url" is not allowed',
    "remote('x', system.one)": 'function "remote" is not allowed',
    "dictGet('d', 'x', 1) = 1": 'function "dictGet" is not allowed',
    "joinGet('t', 'x', 1) = 1": 'function "joinGet" is not allowed',
    "getSetting('x') = 1": 'function "getSetting" is not allowed',
    "sleep(3)": 'function "sleep" is not allowed',
    "now() > as_of": 'function "now" is not allowed',
    "rand() > 1": 'function "rand" is not allowed',
    "count() > 1": 'function "count" is not allowed',
    "arrayJoin([1]) = 1": 'function "arrayJoin" is not allowed',
    "LENGTH(country) > 1": 'Did you mean "length"',
    "{{ env_var('X') }} = 1": "'{' has no place",
    "{% set x = 1 %}": "'{' has no place",
    "country = {x:String}": "'{' has no place",
    "country = $$a$$": "'$' has no place",
    'country = "a"': "'\"' has no place",
    "country = ?": "'?' has no place",
    "@@version = 1": "'@' has no place",
    "profile_number = 1": '"profile_number" is not declared',
    "system.users.name = 'x'": '"system" is not declared',
    "country.secret = 'x'": "is no part of an event",
    "arrayExists(country -> 1, [1])": "is declared already",
    "x -> 1": '"x" is not declared',
    "interval 'x' day": "an interval is a whole number",
    "": "it ends too early",
    "country =": "it ends too early",
    "(" * 70 + "1" + ")" * 70: "nested deeper",
    "1 = " + "1" * 10_001: "characters; at most",
}


@pytest.mark.parametrize(("text", "why"), BREAK_OUTS.items(), ids=[text[:30] for text in BREAK_OUTS])
def test_what_would_break_out_is_refused(text: str, why: str) -> None:
    with pytest.raises(SqlError) as caught:
        parse_sql(text, NAMES)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("country in ('DE','A''T')", "(\x02text_of\x1f`trait country`\x03 in ('DE', 'A\\x27T'))"),
        ("not 1 = -2 or true", "((not (1 = (- 2))) or true)"),
        ("1 + 2 * 3 = 7", "((1 + (2 * 3)) = 7)"),
        ("length(order_completed) between 1 and 2", "(length(`events order_completed`) between 1 and 2)"),
        (
            "arrayExists(e -> e.at > as_of - interval 30 day, order_completed)",
            (
                "arrayExists(variable_e -> (tupleElement(variable_e, 'at') > (as_of - interval 30 day)),"
                " `events order_completed`)"
            ),
        ),
        ("`country` is not null", "(\x02text_of\x1f`trait country`\x03 is not null)"),
        (
            "country not like '{{ x }}%'",
            "(\x02text_of\x1f`trait country`\x03 not like '\\x7B\\x7B x \\x7D\\x7D\\x25')",
        ),
        ("[1, 2][1] = 1", "(arrayElement(array(1, 2), 1) = 1)"),
    ],
)
def test_an_expression_is_spelled_anew(text: str, spelled: str) -> None:
    assert _spelled(text) == spelled


@settings(max_examples=300, derandomize=True)
@given(
    st.lists(
        st.sampled_from([*AWKWARD, "'", "country", "(", ")", "or", "=", "--", "\\", "1", "`", "[", "->"]),
        max_size=12,
    )
)
def test_whatever_is_let_through_is_made_of_words_of_ours(pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        parts = parse_sql(text, NAMES)
    except SqlError:
        return
    ours = {part.value for part in parts if part.kind == "word"}
    allowed = {
        "(",
        ")",
        ", ",
        " or ",
        " and ",
        "not ",
        "- ",
        " -> ",
        "array",
        "arrayElement",
        "tupleElement",
        *FUNCTIONS,
    }
    signs = ("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "||", "in", "is null", "like")
    assert ours <= allowed | {f" {sign} " for sign in signs} | {"true", "false", "null", " is null"}
    brackets = [part.value for part in parts if part.value in ("(", ")") and part.kind == "word"]
    assert brackets.count("(") == brackets.count(")")


@given(st.text())
@settings(max_examples=300, derandomize=True)
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    with suppress(SqlError):
        assert parse_sql(text, NAMES)


def test_reads_declares_what_the_expression_sees() -> None:
    (missing,) = _faults({"sql": "country = 'DE'"})
    assert missing.startswith("sql needs reads, which declares what it reads")
    (unknown,) = _faults({"sql": "city = 'X'", "reads": {"traits": ["country"]}})
    assert unknown.startswith('the expression of sql cannot be used: "city" is not declared')
    (twice,) = _faults({"sql": "x = '1'", "reads": {"traits": ["x"], "events": ["x"]}})
    assert twice.startswith('"x" would mean two things in the expression')
    (stranger,) = _faults({"sql": "country = '1'", "reads": {"traits": ["country"], "tables": ["x"]}})
    assert stranger.startswith('"tables"')
    assert _faults({"sql": "country = 'DE'", "reads": {"traits": ["country"]}}) == []


def test_every_function_stands_in_the_reference() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{name}`" not in text] == []


def _faults(condition: dict[str, object]) -> list[str]:
    faults = Faults()
    node = node_of({"segment": "one", "who": [condition]}, PLACE)
    read_segment(node, Reading(faults, allows_sql=True))
    return [fault.message for fault in faults.errors]


def _spelled(text: str) -> str:
    test = SqlTest(PLACE, text, parse_sql(text, NAMES), (OtherTrait("country"),), ("order_completed",))
    return sql_leaf(test).test
