"""Quotes, braces and line breaks in every name and value go from the file to the segment unharmed."""

import subprocess
import sys
from pathlib import Path

from tests.dbt_projects import use_warehouse

RUN = "from segflux_cli.cli.main import run; run()"

ORDERS = """\
"we`ird ""{{ col }}'","{% x %}",at,"new
line"
a{{ 1 }}',u1,2026-05-30 10:00:00,"v'"
b,u2,2026-05-30 10:00:00,x
"""
SOURCES = r"""
sources:
  - source: odd
    kind: events
    table: {database: "ra'w {{ db }}", table: "t`{% a %} #}\\ \"é"}
    at: at
    event: {column: "we`ird \"{{ col }}'", map: {"a{{ 1 }}'": "did {{ this }} it's\n"}}
    identifiers: {user_id: "{% x %}", "ty{{p}}e'": "{% x %}"}
    properties: {"pro'p {{ x }}": "we`ird \"{{ col }}'", at: at, broken: "new\nline"}
"""
OWN_MODEL = """
{{ config(meta={'segflux': {'source': 'mine', 'shape': 'traits', 'traits': ['color']}}) }}
select
    'mine' as source,
    toNullable(toDateTime64('2026-01-01 00:00:00', 3, 'UTC')) as occurred_at,
    toDateTime64('2026-01-01 00:00:00', 3, 'UTC') as arrived_at,
    toUInt64(0) as arrival_order,
    [('user_id', 'u1')] as identifiers,
    '{"color":"red"}' as traits,
    cast(null as Nullable(DateTime64(3, 'UTC'))) as first_seen_at
"""
SEGMENT = r"""
segment: odd_people
who:
  - did: "did {{ this }} it's\n"
    where: {"pro'p {{ x }}": "a{{ 1 }}'", broken: "v'"}
  - trait: color
    is: red
"""


def test_any_character_passes_the_whole_way(tmp_path: Path) -> None:
    _run(tmp_path, "init")
    use_warehouse(tmp_path)
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "sources.yml").write_text(SOURCES)
    (tmp_path / "models" / "staging" / "my_own_rows.sql").write_text(OWN_MODEL)
    for spec in (tmp_path / "segments").glob("*.yml"):
        spec.unlink()
    (tmp_path / "segments" / "odd_people.yml").write_text(SEGMENT)
    _run(tmp_path, "load", "orders.csv", "--as", "ra'w {{ db }}.t`{% a %} #}\\ \"é")
    _run(tmp_path, "build", "--as-of", "2026-06-01T00:00:00Z")
    assert _run(tmp_path, "members", "odd_people", "--identifiers").split()[1:] == ["u1"]


def _run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
