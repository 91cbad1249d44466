"""Which segments a preview is asked for, among those of the project and those that were built."""

from pathlib import Path

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.live.preview.previewed import Previewed, read_previewed

RENAMED = "segment: new\nrenamed_from: old\nwho: everyone\n"


def previewed(folder: Path, **texts: str) -> Previewed:
    """A preview of the first segment, where `old` and `gone` were built."""
    (folder / "segments").mkdir()
    for name, text in texts.items():
        (folder / "segments" / f"{name}.yml").write_text(text)
    return read_previewed(folder, next(iter(texts)), lambda: b"", ("gone", "old"))


def test_a_renamed_segment_is_previewed_before_a_build_knows_it(tmp_path: Path) -> None:
    assert previewed(tmp_path, new=RENAMED).asked[0].renamed_from == "old"


def test_who_reads_others_is_previewed_beside_a_renamed_one(tmp_path: Path) -> None:
    reader = "segment: reader\nwho: [{in_segment: gone}, {in_segment: new}]\n"
    assert [each.name for each in previewed(tmp_path, reader=reader, new=RENAMED).others] == ["new"]


def test_the_former_name_is_no_segment_any_more(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r'no segment is called "old" any more; it is "new" now'):
        previewed(tmp_path, reader="segment: reader\nwho: [{in_segment: old}]\n", new=RENAMED)


def test_no_past_is_taken_from_a_segment_written_by_hand(tmp_path: Path) -> None:
    models = tmp_path / "models" / "segments"
    models.mkdir(parents=True)
    (models / "seg_old.sql").write_text("select 1")
    with pytest.raises(SpecError, match='the segment "old" still exists'):
        previewed(tmp_path, new=RENAMED)
