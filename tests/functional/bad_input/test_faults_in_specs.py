"""Faults of every kind come through `segflux check` at once, each with its place, and change nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.main import main

SEGMENT = "segment: {name}\nwho:\n  - did: order\n    {line}\n"
FAULTY = {
    "segments/unknown.yml": (
        SEGMENT.format(name="unknown", line="withn: 7 days"),
        ':4:5: error: "withn" is not a word',
        'Did you mean "within"?',
    ),
    "segments/twice.yml": (
        "segment: twice\nlabel: a\nlabel: b\nwho: everyone\n",
        ':3:1: error: "label" stands twice, first at line 2',
        "keep one",
    ),
    "segments/typed.yml": (
        SEGMENT.format(name="typed", line="at_least: many times"),
        ":4:15: error: ",
        "many times",
    ),
    "segments/pattern.yml": (
        "segment: pattern\nwho:\n  - trait: a\n    matches: '(unclosed'\n",
        ":4:14: error: ",
        "(unclosed",
    ),
    "segments/window.yml": (
        SEGMENT.format(name="window", line="between: [2026-02-01, 2026-01-01]"),
        ":4:14: error: ",
        "begins at or after its end",
    ),
    "segments/same.yml": ("segment: same\nwho: everyone\n",),
    "segments/more/same.yml": (
        "segment: same\nwho: everyone\n",
        "",
        'the segment "same" is declared twice',
        "rename one",
    ),
    "segments/empty.yml": ("", "segments/empty.yml", "error: "),
    "segments/binary.yml": (b"segment: b\xff\xfe\n", "segments/binary.yml:", "UTF-8"),
    "segments/text.yml": ("no mapping at all", "segments/text.yml:1:1: error: ", "no mapping at all"),
    "segments/{{ name }}.yml": (
        "segment: \"{{ env_var('HOME') }}\"\nwho: everyone\n",
        ":1:10: error: ",
        "{{ env_var('HOME') }}",
    ),
    "segflux.yml": (
        "time_zone: Europe/Berln\n",
        "segflux.yml:1:12: error: ",
        'Did you mean "Europe/Berlin"?',
    ),
    "sources.yml": (
        "sources:\n  - {source: a, kind: event, table: a.b, at: at, event: e, identifiers: {user_id: u}}\n",
        "sources.yml:2:23: error: ",
        'Did you mean "events"?',
    ),
}


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project-dir", str(folder)])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    for name, (content, *_) in FAULTY.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("command", ["check", "compile", "build"])
def test_every_fault_is_told_in_one_go_and_nothing_is_changed(faulty: Path, command: str) -> None:
    before = files_of(faulty)
    told = run(faulty, command)
    assert told.exit_code == 3
    for name, (_, *wanted) in FAULTY.items():
        for text in wanted:
            assert str(text) in told.output, (name, text)
    count = len(FAULTY) - 1
    assert told.output.endswith(f"\n{count} faults. Nothing was changed.\n")
    assert files_of(faulty) == before


def test_machines_get_the_same_faults(faulty: Path) -> None:
    told = run(faulty, "check", "--format", "json")
    answer = json.loads(told.stdout)
    assert len(answer["faults"]) == len(FAULTY) - 1
    assert all(
        {"path", "line", "column", "message", "is_warning"} == set(fault) for fault in answer["faults"]
    )
