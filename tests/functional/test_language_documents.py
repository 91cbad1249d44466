"""The segments that documents show are evaluated: the cookbook's by their examples, the reference's by a person."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.compiler.segments.reads import names_read
from segflux_cli.live.cases.case_files import read_cases
from segflux_cli.live.cases.run import run_cases
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.segments.references import references_of
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, plain
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

pytestmark = pytest.mark.embedded_only(reason="cases run on an engine in memory, whatever the target")
DOCS = Path(__file__).parents[2] / "docs"
_DECIDING = ("segment", "base", "who", "membership")
AS_OF = "2026-06-01T09:00:00Z"


def specs_in(document: str) -> dict[str, str]:
    """The segments that a document shows, each a whole file, by name."""
    text = (DOCS / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(segment: (\w+)\n.*?)^```", text, re.DOTALL | re.MULTILINE)
    return {name: spec for spec, name in blocks}


def test_the_thirty_of_the_cookbook_mean_whom_they_say(tmp_path: Path) -> None:
    specs = specs_in("cookbook.md")
    assert len(specs) == 30
    folder = tmp_path / "segments"
    folder.mkdir()
    for name, spec in specs.items():
        (folder / f"{name}.yml").write_text(spec, encoding="utf-8")
    assert {case.name for case in read_cases([folder], tmp_path)} == set(specs)
    told = run_cases(tmp_path, ())
    assert not told.failed, "\n".join(told.lines())


def test_every_segment_of_the_reference_can_be_evaluated_and_its_examples_hold(tmp_path: Path) -> None:
    specs = specs_in("segment-language.md")
    read = {name: _read(text) for name, text in specs.items()}
    # `sql` needs a project that allows it, which cases are not of: test_sql_conditions.py builds one
    apart = {name for name, text in specs.items() if "- sql:" in text or "\nstatus: retired\n" in text}
    cases = [_evaluated(name, *read[name]) for name in specs if name not in apart]
    (tmp_path / "evaluated.yml").write_text(json.dumps({"cases": cases}), encoding="utf-8")
    _as_project(tmp_path, specs)
    told = run_cases(tmp_path, [tmp_path / "evaluated.yml", tmp_path / "segments"])
    assert len(apart) == 2
    assert len(told.results) == len(cases) + 1
    assert not told.failed, "\n".join(told.lines())


def _read(text: str) -> tuple[dict[str, Any], Segment]:
    faults = Faults()
    node = parse_yaml(text, "example.yml", faults)
    assert isinstance(node, Mapping)
    segment = read_segment(node, Reading(faults, allows_sql=True))
    assert segment is not None
    return {entry.key: plain(entry.value) for entry in node.entries}, segment


def _evaluated(name: str, spec: dict[str, Any], segment: Segment) -> dict[str, Any]:
    """A case of somebody who did everything that the segment speaks of; those it reads have everybody."""
    read = names_read(segment.who, segment.base, segment.rules.leave_when)
    others = sorted({each.segment for each in references_of(segment, Everyone())} - {name})
    event = {"at": "2026-05-20T09:00:00Z", "user_id": "ada"}
    return {
        "name": f"{name} is evaluated",
        "given": {
            "events": [{**event, "event": each.rstrip("*") or "seen"} for each in read.events or ("seen",)],
            "traits": [{**event, "traits": dict.fromkeys(read.traits, "DE")}],
        },
        "segments": [
            *({"segment": other, "who": "everyone"} for other in others),
            {word: spec[word] for word in _DECIDING if word in spec},
        ],
        "expect": [{"as_of": AS_OF, "segment": name, "members": []}],
    }


def _as_project(folder: Path, specs: dict[str, str]) -> None:
    """A project with the segments whose examples are run."""
    (folder / "segments").mkdir(parents=True)
    for name, text in specs.items():
        if "\nexamples:" in text:
            (folder / "segments" / f"{name}.yml").write_text(text, encoding="utf-8")
