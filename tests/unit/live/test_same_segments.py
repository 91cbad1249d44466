"""Which segments a diff need not evaluate, because they have the members that they had."""

from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from segflux_cli.live.diff.declared import Declared, is_same_segment, read_declared
from segflux_cli.live.diff.earlier import Built
from segflux_cli.warehouse.builds.evaluations import Evaluated

AS_OF = datetime(2026, 2, 3, tzinfo=UTC)
READERS = {
    "over": "segment: over\nwho: [{in_segment: z1}]\n",
    "far": "segment: far\nwho: [{not_in_segment: over}]\n",
    "still": "segment: still\nstatus: paused\nwho: [{in_segment: z1}]\n",
    "alone": "segment: alone\nwho: everyone\n",
}


def declared(folder: Path, *words: str, name: str = "z1") -> Declared:
    (folder / "segments").mkdir(parents=True)
    texts = {name: "".join(f"{line}\n" for line in (f"segment: {name}", *words, "who: everyone")), **READERS}
    for each, text in texts.items():
        (folder / "segments" / f"{each}.yml").write_text(text.replace("z1}", f"{name}}}"))
    return read_declared(folder)


def built(specs: Declared) -> Built:
    """What a build by the specs leaves."""
    evaluated = {
        name: Evaluated(AS_OF, one.definition_hash, one.segment.status, "actionable")
        for name, one in specs.compiled.items()
    }
    return Built(evaluated, Mock(), AS_OF)


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ("live", "retired", {"alone", "still"}),
        ("retired", "live", {"alone", "still"}),
        ("paused", "live", {"alone", "still"}),
        ("paused", "draft", {"alone", "still"}),
        ("paused", "paused", {"alone", "far", "over", "still"}),
        ("draft", "live", {"alone", "far", "over", "still"}),
    ],
)
def test_a_segment_is_the_same_only_where_those_that_it_reads_stand_alike(
    before: str, now: str, same: set[str], tmp_path: Path
) -> None:
    then = declared(tmp_path / "then", f"status: {before}")
    later = declared(tmp_path / "later", f"status: {now}")
    assert {name for name in READERS if built(then).is_same(later, name)} == same
    assert {name for name in READERS if is_same_segment(then, later, name)} == same


def test_a_segment_is_the_same_where_one_that_it_reads_is_renamed(tmp_path: Path) -> None:
    then = declared(tmp_path / "then")
    later = declared(tmp_path / "later", "renamed_from: z1", name="z2")
    assert all(built(then).is_same(later, name) for name in READERS)
    assert all(is_same_segment(then, later, name) for name in READERS)
