"""Templates of requests and readings of answers: what each form gives."""

from typing import Any

import pytest

from segflux_cli.destinations.http.answers import RowReading, read_rows
from segflux_cli.destinations.http.calls import formed
from segflux_cli.destinations.http.provider import FieldForm
from segflux_cli.destinations.http.templates import template, text_template
from segflux_cli.destinations.protocol import Row

SCOPE: dict[str, Any] = {
    "rows": [
        {"id": "a", "fields": {"n": 1}, "values": ["x", ""]},
        {"id": 'b"}', "fields": {}, "values": ["", "y"]},
    ],
    "audience": {"id": 7, "name": "a/b ?"},
    "flag": True,
    "nothing": None,
    "tree": {"a": [1, True, "ä"]},
}


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("{audience.id}", 7),
        ("list-{audience.id}", "list-7"),
        ("{flag} {nothing}", "true "),
        ("{nobody}{", "{"),
        ("t={tree}", 't={"a":[1,true,"ä"]}'),
        (["{audience.id}", "{nobody}"], [7]),
        ({"known": "{flag}", "unknown": "{nobody}", "{audience.name}": 1}, {"known": True, "a/b ?": 1}),
        ({"each": "rows", "as": "{id}"}, ["a", 'b"}']),
        ({"each": "rows", "as": {"id": "{id}", "...": "{fields}"}}, [{"id": "a", "n": 1}, {"id": 'b"}'}]),
        ({"each": "rows", "as": {"n": "{id}", "...": "{fields}"}}, [{"n": "a"}, {"n": 'b"}'}]),
        (
            {"each": "rows", "as": {"each": "values", "as": {"v": "{item}"}, "if_empty": {}}},
            [[{"v": "x"}, {}], [{}, {"v": "y"}]],
        ),
        ({"when": 1.5, "is": False, "none": None}, {"when": 1.5, "is": False, "none": None}),
    ],
)
def test_a_template_gives(written: Any, given: Any) -> None:
    assert template(written)(SCOPE) == given


def test_values_are_encoded_in_addresses_and_nowhere_else() -> None:
    assert text_template("/lists/{audience.name}", is_address=True)(SCOPE) == "/lists/a%2Fb%20%3F"
    assert text_template("/lists/{audience.name}")(SCOPE) == "/lists/a/b ?"


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("json", {"a.b": 1, "c": None, "d": [True, "x"]}),
        ("text", {"a.b": "1", "c": "", "d": "true;x"}),
        ("with_values", {"a.b": 1, "d": [True, "x"]}),
        ("nested", {"a": {"b": 1}, "c": None, "d": [True, "x"]}),
    ],
)
def test_fields_have_the_form_that_a_provider_takes(form: FieldForm, given: dict[str, Any]) -> None:
    assert formed({"a.b": 1, "c": None, "d": [True, "x"]}, form) == given


def test_objects_become_json_where_fields_are_text() -> None:
    assert formed({"a": {"b": [1]}, "c": [{"b": None}, 2]}, "text") == {"a": '{"b":[1]}', "c": '{"b":null};2'}


ROWS = [Row("k1", "p1", {"email": "A@x.example"}), Row("k2", "p2", {"email": "b@x.example"}, remote_id="77")]


@pytest.mark.parametrize(
    ("reading", "answer", "given"),
    [
        (RowReading("errors", "why", index="at"), {"errors": [{"at": 1, "why": "bad"}]}, {"k2": "bad"}),
        (RowReading("errors", "why", index="at"), {"errors": [{"at": 9, "why": "bad"}, {"why": "x"}]}, {}),
        (
            RowReading("bad", "'no'", value="@"),
            {"bad": ["a@X.example", 77, "c@x.example"]},
            {"k1": "no", "k2": "no"},
        ),
        (
            RowReading("r", "e", in_order=True, skips="ok"),
            {"r": [{"ok": True}, {"e": "bad"}, {"e": "?"}]},
            {"k2": "bad"},
        ),
        (RowReading("errors", "why", index="at"), None, {}),
        (RowReading("errors", "why", index="at"), {"errors": "many"}, {}),
    ],
)
def test_an_answer_is_read(reading: RowReading, answer: Any, given: dict[str, str]) -> None:
    assert read_rows(reading, answer, ROWS) == given


CASED = [Row("k1", "p1", {"user_id": "aB3"}), Row("k2", "p2", {"user_id": "Ab3"})]


@pytest.mark.parametrize(
    ("rows", "value", "given"),
    [
        (CASED, "aB3", {"k1": "no"}),
        (CASED, "Ab3", {"k2": "no"}),
        (CASED, "AB3", {}),
        (CASED[:1], "AB3", {"k1": "no"}),
    ],
)
def test_ids_that_differ_by_case_are_told_apart(rows: list[Row], value: str, given: dict[str, str]) -> None:
    assert read_rows(RowReading("bad", "'no'", value="@"), {"bad": [value]}, rows) == given
