from pathlib import Path

import pytest

from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.computed_files import read_computed_traits
from segflux_cli.spec.project.segment_files import check_names
from segflux_cli.spec.segments.references import check_references
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence
from segflux_cli.spec.yaml.yaml_reader import read_yaml

FOLDER = Path(__file__).parents[2] / "cases" / "refused"


def cases() -> list[tuple[str, Sequence, Node | None, str]]:
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        faults = Faults()
        root = read_yaml(path, path.name, faults)
        faults.raise_any()
        assert isinstance(root, Mapping)
        listed = root.get("cases")
        assert isinstance(listed, Sequence)
        found += [one_case(item) for item in listed.items if isinstance(item, Mapping)]
    return found


def one_case(case: Mapping) -> tuple[str, Sequence, Node | None, str]:
    name, error, segments = case.get("name"), case.get("error_contains"), case.get("segments")
    assert isinstance(name, Scalar)
    assert isinstance(error, Scalar)
    assert isinstance(segments, Sequence)
    return name.text, segments, case.get("traits"), error.text


def reading_of(traits: Node | None, faults: Faults) -> Reading:
    computed = read_computed_traits(traits, Reading(faults)) if traits else {}
    return Reading(faults, catalog=Catalog(computed=computed))


@pytest.mark.parametrize(
    ("segments", "traits", "error"), [pytest.param(*case[1:], id=case[0]) for case in cases()]
)
def test_a_faulty_definition_is_refused_with_the_way_out(
    segments: Sequence, traits: Node | None, error: str
) -> None:
    faults = Faults()
    reading = reading_of(traits, faults)
    read = [read_segment(item, reading) for item in segments.items]
    found = [segment for segment in read if segment]
    check_names(found, faults)
    check_references(found, Everyone(), (), faults)
    messages = [fault.message for fault in faults.errors]
    assert any(error in message for message in messages), messages


def test_every_fault_names_a_line_and_a_column() -> None:
    faults = Faults()
    for _, segments, traits, _ in cases():
        reading = reading_of(traits, faults)
        for item in segments.items:
            read_segment(item, reading)
    assert len(faults.errors) > 100
    assert all(fault.place.line and fault.place.column for fault in faults.errors)
