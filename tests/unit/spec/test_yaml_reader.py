from pathlib import Path

import pytest

from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, plain
from segflux_cli.spec.yaml.yaml_reader import parse_yaml, read_yaml


def parse(text: bytes | str) -> tuple[object, list[str]]:
    faults = Faults()
    node = parse_yaml(text, "a.yml", faults)
    return (plain(node) if node else None), [str(fault) for fault in faults.errors]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("1.50", 1.5),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("-7", -7),
        (".inf", float("inf")),
        ("'7'", "7"),
        ('"true"', "true"),
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", float(2**64)),
        ("=", "="),
    ],
)
def test_unquoted_values_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    found, errors = parse(f"a: {written}")
    assert (found, errors) == ({"a": value}, [])
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: 1\na: 2", 'a.yml:2:1: "a" stands twice, first at line 1; keep one'),
        ('a: 1\n"a": 2', 'a.yml:2:1: "a" stands twice'),
        ("a:\n\t- b", "a.yml:2:1: a tab stands here; indent with spaces"),
        ("a: &x 1", "a.yml:1:4: the anchor &x is not allowed; write the value out"),
        ("a: &x 1\nb: *x", "a.yml:2:4: the alias *x is not allowed; write the value out"),
        ("<<: {a: 1}", "a.yml:1:1: the merge key << is not allowed"),
        ("a: 1\n---\nb: 2", "a.yml:2:1: a second document starts here"),
        ("a: !!str 1", 'a.yml:1:4: the tag "tag:yaml.org,2002:str" is not allowed'),
        ("[a, b]: 1", "a.yml:1:1: a key must be a word, not a list or a mapping"),
        ("%YAML 1.1\n---\na: 1", "a.yml:1:1: only YAML 1.2 is read"),
        ("", "a.yml: the file is empty"),
        ("# only a comment\n", "a.yml: the file is empty"),
        ("a: b: c", "a.yml:1:5: a key cannot stand here"),
        ("a: @b", "a.yml:1:4: a value cannot start with this character"),
        ("a: [1,", "a.yml:2:1: this is not YAML"),
        ("a: \x07", "a.yml:1:4: this is not YAML: control characters are not allowed"),
        ("a: 'x\u2028y'", "a.yml:1:6: the invisible line break U+2028 is not allowed"),
        ('a: "\\ud800"', "a.yml:1:7: this is not YAML: found invalid Unicode character escape code"),
        ("\ud800", "a.yml:1:1: the file is not UTF-8"),
        (b"a: caf\xe9", "a.yml:1:7: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        (b"\xef\xbb\xbfa: 1", "a.yml:1:1: the file starts with a byte order mark"),
        ("a: 1".encode("utf-16"), "a.yml:1:1: the file is not UTF-8"),
        ("[" * 100_000, "a.yml:1:61: nested deeper than 60 levels"),
        ("\n".join(" " * depth + "a:" for depth in range(100)), "nested deeper than 60 levels"),
    ],
)
def test_what_is_not_allowed_is_named_with_its_place(text: bytes | str, error: str) -> None:
    _, errors = parse(text)
    assert any(error in found for found in errors), errors


def test_an_alias_bomb_is_refused_without_growing() -> None:
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)]
    _, errors = parse("a0: &a0 lol\n" + "\n".join(levels))
    assert len(errors) == 10 + 9 * 9


def test_the_faults_of_a_file_are_reported_together() -> None:
    found, errors = parse("a: 1\na: 2\nb: &x 3\nc: {d: 1, d: 2}")
    assert found == {"a": 1, "b": 3, "c": {"d": 1}}
    assert len(errors) == 3


def test_keys_and_values_know_their_places() -> None:
    node = parse_yaml("who:\n  - did: über, within: 1\n".replace(", within: 1", ""), "a.yml", Faults())
    assert isinstance(node, Mapping)
    entry = node.entries[0]
    assert str(entry.place) == "a.yml:1:1"
    assert str(entry.value.place) == "a.yml:2:3"


def test_columns_count_characters_not_bytes() -> None:
    _, errors = parse("{ü: 1, ü: 2}")
    assert errors == ['a.yml:1:8: "ü" stands twice, first at line 1; keep one']


def test_a_directory_and_a_missing_file_are_faults(tmp_path: Path) -> None:
    faults = Faults()
    assert read_yaml(tmp_path, "folder.yml", faults) is None
    assert read_yaml(tmp_path / "none.yml", "none.yml", faults) is None
    assert read_yaml(Path("/dev/null"), "null.yml", faults) is None
    assert [str(fault) for fault in faults.errors] == [
        "folder.yml: this is a directory; a YAML file is needed here",
        "none.yml: the file cannot be read (No such file or directory); check its name and rights",
        "null.yml: this is not a regular file; a YAML file is needed here",
    ]
