from collections.abc import Callable

import pytest

from segflux_cli.compiler.segments.segments import Among, CompiledSegment, compile_segment
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

Compile = Callable[..., CompiledSegment]


@pytest.fixture
def compile_text() -> Compile:
    """Compiles the text of a segment's file."""

    def compile_one(text: str, time_zone: str = "UTC") -> CompiledSegment:
        faults = Faults()
        node = parse_yaml(text, "segments/one.yml", faults)
        faults.raise_any()
        assert node is not None
        segment = read_segment(node, Reading(faults, time_zone))
        faults.raise_any()
        assert segment is not None
        return compile_segment(segment, Among(Everyone(), time_zone))

    return compile_one


@pytest.fixture
def compile_who(compile_text: Compile) -> Compile:
    """Compiles a segment that says nothing but `who`."""

    def compile_one(who: str, time_zone: str = "UTC") -> CompiledSegment:
        return compile_text(f"segment: one\nwho: [{who}]\n", time_zone)

    return compile_one
