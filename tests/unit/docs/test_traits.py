"""The reference of computed traits holds: each example is read, and each word has one."""

import re
from pathlib import Path

import pytest

from segflux_cli.spec.conditions.computed_reader import COMPUTED_HEADS, WORDS_BESIDE, WORDS_OF_LEFT_OUT
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.computed_files import read_computed_traits
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Sequence
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

TEXT = (Path(__file__).parents[3] / "docs" / "traits.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def listed(text: str) -> Node:
    root = parse_yaml(text, "traits.yml", Faults())
    assert isinstance(root, Mapping)
    found = root.get("traits")
    assert found is not None
    return found


@pytest.mark.parametrize("text", FILES)
def test_every_example_is_read_without_a_fault(text: str) -> None:
    faults = Faults()
    assert read_computed_traits(listed(text), Reading(faults))
    assert (faults.errors, faults.warnings) == ((), ())


def test_every_word_has_an_example() -> None:
    words = {*COMPUTED_HEADS, "p90"}
    words |= {word for table in (WORDS_BESIDE, WORDS_OF_LEFT_OUT) for each in table.values() for word in each}
    assert words - {key for text in FILES for key in keys(listed(text))} == set()


def keys(node: Node) -> set[str]:
    if isinstance(node, Sequence):
        return {key for item in node.items for key in keys(item)}
    entries = node.entries if isinstance(node, Mapping) else ()
    return {key for entry in entries for key in (entry.key, *keys(entry.value))}
