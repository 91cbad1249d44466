import pytest

from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml


def warnings_of(who: str) -> list[str]:
    faults = Faults()
    node = parse_yaml(f"{{segment: a, who: {who}}}", "a.yml", faults)
    assert node is not None
    assert read_segment(node, Reading(faults))
    assert not faults.errors
    return [fault.message for fault in faults.warnings]


@pytest.mark.parametrize(
    "who",
    [
        "[{did: a, within: 1 day}, {did_not: a, within: 2 days}]",
        "[{did: a}, {did_not: a}]",
        "[{first_did: a, within: 1 day}, {did_not: a, within: 2 days}]",
        "[{last_did: a, having: {p: 1}}, {did_not: a}]",
        "[{in_segment: a}, {not_in_segment: a}]",
        "[{was_in_segment: a, left_within: 1 day}, {in_segment: a}]",
        "[{in_segment: a, for_at_least: 9 days}, {not_in_segment: a, for_at_least: 1 week}]",
        "[{did_not: a}, {all: [{did: a, at_least: 2 times, during: today}]}]",
        "[{any: [{all: [{did: a, where: {p: 1}}, {did_not: a}]}, {did: b}]}]",
        "[{trait: x, is: [a, b]}, {trait: x, is: c}]",
        "[{trait: x, exists: true}, {trait: x, exists: false}]",
        "[{trait: x, between: [2, 1]}]",
    ],
)
def test_what_nobody_can_satisfy_is_warned_of(who: str) -> None:
    assert len(warnings_of(who)) == 1


@pytest.mark.parametrize(
    "who",
    [
        "[{did: a, within: 2 days}, {did_not: a, within: 1 day}]",
        "[{did: a}, {did_not: b}]",
        "[{last_did: a, before: 7 days ago}, {did_not: a, within: 7 days}]",
        "[{first_did: a}, {last_did: a}]",
        "[{in_segment: a}, {not_in_segment: a, for_at_least: 1 week}]",
        "[{in_segment: a}, {not_in_segment: b}]",
        "[{not_in_segment: a}, {was_in_segment: a}]",
        "[{did: a, at_most: 2 times}, {did_not: a}]",
        "[{did: a}, {did_not: a, where: {p: 1}}]",
        "[{any: [{did: a}, {did_not: a}]}]",
        "[{trait: x, is: a}, {trait: y, is: b}]",
        "[{trait: x, is: '1'}, {trait: x, is: 1}]",
        "[{none: [{did: a}, {did_not: a}]}]",
    ],
)
def test_what_somebody_can_satisfy_is_not_warned_of(who: str) -> None:
    assert warnings_of(who) == []
