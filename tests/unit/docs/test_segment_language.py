"""The reference of the language holds: each example is read, and each word has one."""

import re
from pathlib import Path

import pytest

from segflux_cli.spec.conditions.change_reader import CHANGE_WORDS
from segflux_cli.spec.conditions.condition_reader import BLOCKS, HEADS, WORDS_OF_DID
from segflux_cli.spec.conditions.edge_reader import WORDS_OF_LAST_DID
from segflux_cli.spec.conditions.membership_reader import LENGTH_WORDS
from segflux_cli.spec.conditions.operator_reader import OPERATORS
from segflux_cli.spec.conditions.pattern_reader import WORDS_OF_LIFECYCLE, WORDS_OF_MOSTLY, WORDS_OF_RESUMED
from segflux_cli.spec.conditions.rank_reader import WORDS_OF_RANK
from segflux_cli.spec.conditions.regular_reader import WORDS_OF_REGULARLY
from segflux_cli.spec.conditions.rfm_reader import WORDS_OF_RFM
from segflux_cli.spec.conditions.sequence_reader import STEP_WORDS, WORDS_OF_SEQUENCE
from segflux_cli.spec.conditions.share_reader import WORDS_OF_SAMPLE
from segflux_cli.spec.conditions.trait_reader import WORDS_OF_TRAIT
from segflux_cli.spec.declared.population import CELLS
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.project import PROJECT_FILE, PROJECT_WORDS, read_project
from segflux_cli.spec.project.rfm_cells import CELLS_FILE
from segflux_cli.spec.segments.detail_reader import GOAL_WORDS, SIZE_WORDS
from segflux_cli.spec.segments.rules_reader import MEMBERSHIP_WORDS
from segflux_cli.spec.segments.segment_reader import SEGMENT_WORDS, read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

TEXT = (Path(__file__).parents[3] / "docs" / "segment-language.md").read_text(encoding="utf-8")
BLOCKS_OF_YAML = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
SPECS = [block for block in BLOCKS_OF_YAML if not block.startswith(("# segflux.yml", "# rfm.yml"))]


def name_of(spec: str) -> str:
    return spec.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_every_example_is_a_whole_spec_without_a_warning(spec: str) -> None:
    faults = Faults()
    node = parse_yaml(spec, "example.yml", faults)
    assert node is not None
    assert read_segment(node, Reading(faults, allows_sql=True)) is not None
    assert (faults.errors, faults.warnings) == ((), ())


def test_the_example_of_the_project_is_read(tmp_path: Path) -> None:
    cells, project = (block for block in BLOCKS_OF_YAML if block not in SPECS)
    (tmp_path / PROJECT_FILE).write_text(project, encoding="utf-8")
    (tmp_path / CELLS_FILE).write_text(cells, encoding="utf-8")
    faults = Faults()
    assert sorted(read_project(tmp_path, faults).cells) == ["fading", "gone", "rising", "stars"]
    assert faults.errors == ()


def test_every_word_has_an_example() -> None:
    words = {
        *(
            word
            for word in (*HEADS, *BLOCKS, *WORDS_OF_DID, *WORDS_OF_LAST_DID, *LENGTH_WORDS.values())
            if " " not in word
        ),
        *(*WORDS_OF_MOSTLY, *WORDS_OF_RESUMED, *WORDS_OF_REGULARLY, *CHANGE_WORDS, *WORDS_OF_LIFECYCLE),
        *(*WORDS_OF_SEQUENCE, *STEP_WORDS, "in", "against", "from_at_least", "of_last"),
        *(
            *WORDS_OF_TRAIT,
            *WORDS_OF_RANK,
            *WORDS_OF_RFM,
            *WORDS_OF_SAMPLE,
            *MEMBERSHIP_WORDS,
            "has",
            "has_no",
            "listed",
            "id_type",
        ),
        *(*OPERATORS, *SEGMENT_WORDS, *GOAL_WORDS, *SIZE_WORDS, *PROJECT_WORDS, "item", "p95", "time_zone"),
    }
    faults = Faults()
    roots = [parse_yaml(block, "example.yml", faults) for block in BLOCKS_OF_YAML]
    used = {key for root in roots if root for key in keys(root)}
    assert words - used == set()


def test_the_table_of_cells_is_that_of_the_language() -> None:
    rows = re.findall(r"`(\w+)` \| ([1-5, ]+) \| ([1-5, ]+) \|", TEXT)
    shown = {name: {"r": _scores(recency), "f": _scores(frequency)} for name, recency, frequency in rows}
    assert shown == CELLS


def _scores(text: str) -> tuple[int, ...]:
    return tuple(int(score) for score in text.split(","))


def test_the_message_it_shows_is_the_message_that_comes() -> None:
    faults = Faults()
    spec = SPECS[0].replace("within", "withn").replace("withn", "within", 1)
    node = parse_yaml(spec, "segments/cart_abandoners.yml", faults)
    assert node is not None
    read_segment(node, Reading(faults))
    (shown,) = re.findall(r"^```text\n(.*?)\n```", TEXT, re.DOTALL | re.MULTILINE)
    assert [str(fault) for fault in faults.errors] == [shown]


def keys(node: Node) -> set[str]:
    if isinstance(node, Scalar):
        return set()
    if isinstance(node, Sequence):
        return {key for item in node.items for key in keys(item)}
    assert isinstance(node, Mapping)
    return {key for entry in node.entries for key in (entry.key, *keys(entry.value))}
