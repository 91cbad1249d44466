import pytest

from segflux_cli.compiler.segments.segments import CompiledSegment, compile_segments
from segflux_cli.errors import Place
from segflux_cli.spec.declared.conditions import Condition, Everyone, Known, Membership
from segflux_cli.spec.declared.segments import Priority, Segment
from tests.unit.compiler.conftest import Compile


def leaf_ids(compiled: CompiledSegment) -> set[str]:
    return {leaf.id for leaf in compiled.leaves} - {"universe"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{did: a}", "{did_not: a}"),
        ("{did: a}", "{did: a, at_least: 1 time}"),
        ("{did_not: a}", "{did: a, exactly: 0}"),
        ("{did_not: a}", "{did: a, at_most: 0 times}"),
        ("{did: a, at_least: 3 times}", "{did: a, at_most: 2 times}"),
        ("{did: a, within: 7 days}", "{did: a, within: 1 week}"),
        ("{did: a, within: 24 months}", "{did: a, within: 2 years}"),
        ("{did: a, during: yesterday}", "{did: a, during: last 1 day}"),
        ("{did: [a, b]}", "{did: [b, a]}"),
        ("{did: a, where: {p: x, q: y}}", "{did: a, where: {q: y, p: x}}"),
        ("{trait: t, is: [x, y]}", "{trait: t, is_not: [y, x]}"),
        ("{trait: t, exists: true}", "{trait: t, exists: false}"),
    ],
)
def test_conditions_that_need_the_same_profiles_share_a_leaf(
    compile_who: Compile, one: str, other: str
) -> None:
    assert leaf_ids(compile_who(one)) == leaf_ids(compile_who(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{did: a}", "{did: b}"),
        ("{did: a, within: 7 days}", "{did: a, within: 8 days}"),
        ("{did: a, within: 30 days}", "{did: a, within: 1 month}"),
        ("{did: a, where: {p: 1}}", "{did: a, where: {p: '1'}}"),
        ("{did: a, where: {any: [{p: x}, {q: y}]}}", "{did: a, where: {all: [{p: x}, {q: y}]}}"),
        ("{trait: t, is: x}", "{trait: t, is: X}"),
        ("{trait: t, is: true}", "{trait: t, exists: true}"),
    ],
)
def test_other_conditions_have_other_leaves(compile_who: Compile, one: str, other: str) -> None:
    assert not leaf_ids(compile_who(one)) & leaf_ids(compile_who(other))


@pytest.mark.parametrize(
    ("who", "differs"),
    [
        ("{did: a, within: 7 days}", False),
        ("{did: a, within: 7 months}", True),
        ("{did: a, during: today}", True),
        ("{did: a, after: 2026-01-01T00:00:00Z}", False),
        ("{did: a, after: 2026-01-01}", True),
        ("{did: a, on_days: {at_least: 2}}", True),
        ("{did: a, where: {p: {older_than: 3 days}}}", False),
        ("{did: a, where: {p: {on: 2026-01-01}}}", True),
        ("{trait: t, anniversary_within: 3 days}", True),
        ("{first_did: a, within: 1 week}", False),
        ("{in_segment: a, for_at_least: 1 week}", False),
        ("{was_in_segment: a, left_within: 1 month}", True),
        ("{first_did: a, during: last month}", True),
        ("{last_did: a, having: {p: {on: 2026-01-01}}}", True),
    ],
)
def test_time_zone_parts_leaves_only_where_it_matters(compile_who: Compile, who: str, differs: bool) -> None:
    utc, berlin = compile_who(who), compile_who(who, "Europe/Berlin")
    assert (leaf_ids(utc) != leaf_ids(berlin)) == differs


@pytest.mark.parametrize(
    ("first_or_last", "did"),
    [
        ("{first_did: a}", "{did: a}"),
        ("{first_did: a, before: 2026-01-01}", "{did: a, before: 2026-01-01}"),
        ("{last_did: a, within: 7 days}", "{did: a, within: 7 days}"),
        ("{last_did: a, after: 2026-01-01}", "{did: a, after: 2026-01-01}"),
    ],
)
def test_an_open_end_needs_no_grouping(compile_who: Compile, first_or_last: str, did: str) -> None:
    (one,), (other,) = (
        [leaf.call for leaf in compile_who(who).leaves if leaf.id != "universe"]
        for who in (first_or_last, did)
    )
    assert one == other


@pytest.mark.parametrize(
    ("who", "members"),
    [
        ("{did: a}", "bitmapAnd({0}, {universe})"),
        ("{did_not: a}", "bitmapAndnot({universe}, {0})"),
        ("{did: a, at_least: 0 times}", "{universe}"),
        ("{any: [{did_not: a}, {did: a, at_least: 0 times}]}", "{universe}"),
        ("{none: [{did: a, at_least: 0 times}]}", "bitmapAndnot({universe}, {universe})"),
        ("{none: [{did_not: a}]}", "bitmapAnd({0}, {universe})"),
        ("{in_segment: a}", "bitmapAnd({0}, {universe})"),
        ("{not_in_segment: a, for_at_least: 3 days}", "bitmapAndnot({universe}, {0})"),
    ],
)
def test_signs_are_carried_to_the_end(compile_who: Compile, who: str, members: str) -> None:
    compiled = compile_who(who)
    ids = sorted(leaf_ids(compiled))
    assert compiled.members == members.replace("{0}", f"{{{ids[0]}}}" if ids else "")


def test_any_and_none_of_mixed_signs_use_few_operations(compile_who: Compile) -> None:
    compiled = compile_who("{any: [{did: a}, {did_not: b}]}")
    first, second = sorted(leaf_ids(compiled))
    inside, outside = (first, second) if first.startswith("did_a") else (second, first)
    assert compiled.members == f"bitmapAndnot({{universe}}, bitmapAndnot({{{outside}}}, {{{inside}}}))"


def test_definition_hash_changes_with_who_is_in_and_nothing_else(compile_text: Compile) -> None:
    plain = compile_text("segment: one\nwho: [{did: a}]\n")
    described = compile_text("segment: one\nabout: more\nsize: {at_least: 5}\nwho: [{did: a}]\n")
    based = compile_text("segment: one\nbase: known\nwho: [{did: a}]\n")
    assert plain.definition_hash == described.definition_hash != based.definition_hash


def test_a_rename_leaves_the_definitions_of_those_that_read_or_yield_as_they_are() -> None:
    first, place = hashes("first", Known()), Place("segments/x.yml")
    assert hashes("z_renamed", Known()) == first
    assert hashes("first", Everyone())["reader"] != first["reader"]
    assert hashes("first", Known(), Membership(place, "first", "was_in"))["reader"] != first["reader"]
    assert hashes("first", Known(), Membership(place, "middle"))["reader"] != first["reader"]


def hashes(name: str, who: Condition, reads: Condition | None = None) -> dict[str, str]:
    """The hashes of a segment that reads another of that name, and of one that yields to it."""
    place = Place("segments/x.yml")
    segments = [
        Segment(place, name, who, priority=Priority(place, "group", 1)),
        Segment(place, "middle", Everyone(), priority=Priority(place, "group", 2)),
        Segment(place, "reader", reads or Membership(place, name)),
    ]
    compiled = compile_segments(segments, Everyone(), "UTC")
    return {one.segment.name: one.definition_hash for one in compiled if one.segment.name != name}


def test_facets_are_columns_without_dots(compile_who: Compile) -> None:
    compiled = compile_who("{did: a, where: {a.b/c~d: x, 'l[].n.m': 5}}")
    assert [facet.name for facet in compiled.facets] == ["a/b~1c~0d text", "l[]/n/m elements"]
    assert "JSONExtractRaw(properties, 'a', 'b/c~d')" in compiled.facets[0].expression
    assert "JSONExtractRaw(part, 'n', 'm')" in compiled.facets[1].expression


def test_names_cannot_leave_their_literals(compile_who: Compile) -> None:
    compiled = compile_who("""{did: "a' or 1=1 -- {{ x }}", where: {"q`'{at as_of}": "v'}"}}""")
    (leaf,) = [leaf for leaf in compiled.leaves if leaf.id != "universe"]
    assert "event_name = 'a\\\\x27 or 1=1 -- \\\\x7B\\\\x7B x \\\\x7D\\\\x7D'" in leaf.call
    assert "`q\\\\x60\\\\x27\\\\x7Bat as_of\\\\x7D text` = 'v\\\\x27\\\\x7D'" in leaf.call
