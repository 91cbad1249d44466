"""Files of errors: what they hold is read whatever their form, and what cannot be read is said to be so."""

import gzip
from typing import Any

import pytest

from segflux_cli.destinations.failures import TransientError
from segflux_cli.destinations.http import error_file
from segflux_cli.destinations.http.error_file import read_error_file

ONE = [{"email": "p1@x.example", "error_message": "a, b"}]
TABLE = b'\xef\xbb\xbfEmail,Error  Message\r\np1@x.example,"a, b"\r\n\r\n'


@pytest.mark.parametrize(
    ("content", "held"),
    [
        (TABLE, ONE),
        (gzip.compress(TABLE, mtime=0), ONE),
        (b'[{"email": "p1@x.example", "error_message": "a, b"}]', ONE),
        (b'{"email": "p1@x.example", "error_message": "a, b"}\n\n{}\n', [*ONE, {}]),
        (b'{"errors": []}', {"errors": []}),
        (b"email,error\np1@x.example\n", [{"email": "p1@x.example"}]),
        (b"", []),
    ],
)
def test_a_file_is_read(content: bytes, held: Any) -> None:
    assert read_error_file(content) == held


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        gzip.compress(TABLE, mtime=0)[:-9],
        b"\x1f\x8b nonsense",
        b'{"half": ',
        gzip.compress(b"a" * 200, mtime=0),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_file, "MOST_BYTES", 100)
    with pytest.raises(TransientError, match="can't be read"):
        read_error_file(content)
