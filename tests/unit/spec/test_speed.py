import time
from pathlib import Path

from segflux_cli.spec.catalog import Catalog
from segflux_cli.spec.faults import Faults
from segflux_cli.spec.project import Project
from segflux_cli.spec.segment_files import read_segments

SPEC = """segment: s{number}
label: Segment {number}
owner: growth
tags: [a, b]
who:
  - did: order_completed
    at_least: 3 times
    within: 365 days
    where:
      revenue: {{at_least: 40}}
      category: [a, b, c]
  - any:
      - trait: country
        is: [DE, NO]
      - trait: email
        matches: "@example{number}[.]com$"
      - did_not: newsletter_opened
        within: 30 days
size:
  at_least: 100
  at_most: 20%
"""


def test_a_thousand_specs_are_read_in_two_seconds(tmp_path: Path) -> None:
    folder = tmp_path / "segments"
    folder.mkdir()
    for number in range(1000):
        (folder / f"s{number}.yml").write_text(SPEC.format(number=number), encoding="utf-8")
    faults = Faults()
    started = time.process_time()
    segments = read_segments(tmp_path, Project(), Catalog(), faults)
    assert len(segments) == 1000
    assert not faults.errors
    assert time.process_time() - started < 2
