"""What the answer to a why shows of rows."""

import json

import pytest

from segflux_cli.cli.why_report import with_plain_slashes


@pytest.mark.parametrize("path", ["/pricing", "a\\/b", "\\\\", 'say "/"', "/\n/"])
def test_a_row_reads_as_it_was_written_and_is_still_the_same_json(path: str) -> None:
    written = json.dumps({"path": path})
    assert with_plain_slashes(written.replace("/", "\\/")) == written
