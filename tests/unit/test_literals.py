"""What a person wrote means the same to ClickHouse, YAML and Jinja as it did to them."""

import re
from collections.abc import Callable

import jinja2
import pytest
import yaml
from hypothesis import given

from segflux_cli.errors import UsageError
from segflux_cli.literals import spell_jinja, spell_name, spell_text, spell_yaml
from tests.texts import AWKWARD, any_text


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("plain", "'plain'"),
        ("Zoë 😀", "'Zoë 😀'"),
        ("it's", "'it\\x27s'"),
        ("\\'", "'\\x5C\\x27'"),
        ("{{ env_var('SECRET') }}", "'\\x7B\\x7B env_var(\\x27SECRET\\x27) \\x7D\\x7D'"),
        ("\x00\n", "'\\x00\\x0A'"),
        ("\u2028", "'\\xE2\\x80\\xA8'"),
    ],
)
def test_sql_spells_delicate_characters_as_bytes(value: str, spelled: str) -> None:
    assert spell_text(value) == spelled


def test_a_name_is_between_backticks() -> None:
    assert spell_name("a`b") == "`a\\x60b`"


@given(any_text())
def test_yaml_gives_back_any_text(value: str) -> None:
    loaded = yaml.safe_load(f"key: {spell_yaml(value)}\nnext: 1\n")
    assert _rendered_by_dbt(loaded["key"]) == value
    assert loaded["next"] == 1


@given(any_text())
def test_jinja_gives_back_any_text(value: str) -> None:
    assert jinja2.Environment().compile_expression(spell_jinja(value))() == value


@pytest.mark.parametrize("value", AWKWARD)
def test_nothing_delicate_is_left_in_sight(value: str) -> None:
    for spelled in (spell_text(value), spell_jinja(value), spell_name(value)):
        assert not set(spelled[1:-1]) & set("\"'`{}%#\n\r\x00\x85\u2028")


@pytest.mark.parametrize("spell", [spell_text, spell_jinja, spell_yaml])
def test_half_a_character_is_refused(spell: Callable[[str], str]) -> None:
    with pytest.raises(UsageError, match="half of a character"):
        spell("a\ud83d")


def _rendered_by_dbt(text: str) -> str:
    """Dbt renders a text only when it sees the beginning or the end of a tag."""
    if not re.search("{[{%#]|[#}%]}", text):
        return text
    return jinja2.Environment(autoescape=False).from_string(text).render()
