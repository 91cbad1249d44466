from pathlib import Path

import pytest

from segflux_cli.compiler.files.segment_files import SegmentTarget, segment_files
from segflux_cli.compiler.rendering.macros import load_macros
from tests.unit.compiler.conftest import Compile

GOLDEN = Path(__file__).parent / "golden"
TARGET = SegmentTarget("segflux", "models/segments/generated")


def generated(compile_text: Compile) -> dict[str, str]:
    compiled = compile_text((GOLDEN / "window_shoppers.yml").read_text(encoding="utf-8"), "Europe/Berlin")
    return segment_files(compiled, compiled.segment.size, TARGET)


@pytest.mark.parametrize("suffix", ["sql", "yml"])
def test_files_of_a_segment_are_these_bytes(compile_text: Compile, suffix: str) -> None:
    files = generated(compile_text)
    expected = (GOLDEN / f"seg_window_shoppers.{suffix}").read_text(encoding="utf-8")
    assert files[f"models/segments/generated/seg_window_shoppers.{suffix}"] == expected


def test_same_input_gives_the_same_bytes(compile_text: Compile) -> None:
    assert generated(compile_text) == generated(compile_text)


def test_rendered_meta_holds_what_the_author_wrote(compile_text: Compile) -> None:
    files = generated(compile_text)
    text = files["models/segments/generated/seg_window_shoppers.sql"]
    session = load_macros(Path(__file__).parents[3]).session(
        variables={}, relations={"fct_segment_bitmaps": "bitmaps", "profile_numbers": "numbers"}
    )
    text = text.replace("project_name", "'segflux'")
    meta = session.render(text).config["meta"]
    assert isinstance(meta, dict)
    said = meta["segflux"]
    assert said["about"] == "They look at prices, \"often\"; {{ env_var('SECRET') }} stays what it is"
    assert said["tags"] == ["100%"]
    assert (said["minimum_size"], said["maximum_share"], said["otherwise"]) == (100, 0.05, "fail_build")
    assert all(f"{{{leaf}}}" in said["members"] for leaf in said["leaves"])
