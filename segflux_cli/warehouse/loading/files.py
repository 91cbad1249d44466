"""What a file to load is: its format by its name, its compression by name and first bytes."""

import bz2
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Literal

from segflux_cli.errors import UsageError

FileFormat = Literal["delimited", "json", "parquet"]

_FORMATS: dict[str, tuple[FileFormat, str]] = {
    ".csv": ("delimited", ","),
    ".tsv": ("delimited", "\t"),
    ".tab": ("delimited", "\t"),
    ".txt": ("delimited", ","),
    ".jsonl": ("json", ""),
    ".ndjson": ("json", ""),
    ".json": ("json", ""),
    ".parquet": ("parquet", ""),
}
_COMPRESSIONS: dict[str, tuple[str, bytes]] = {
    ".gz": ("gzip", b"\x1f\x8b"),
    ".zst": ("zstd", b"\x28\xb5\x2f\xfd"),
    ".bz2": ("bz2", b"BZh"),
    ".xz": ("xz", b"\xfd7zXZ\x00"),
    ".lz4": ("lz4", b"\x04\x22\x4d\x18"),
}
_ARCHIVES = {b"PK\x03\x04": "a zip archive or a spreadsheet", b"\xd0\xcf\x11\xe0": "a spreadsheet"}
_NAMED_DELIMITERS = {"tab": "\t", "blanks": "blanks", "comma": ",", "semicolon": ";"}


@dataclass(frozen=True)
class LoadableFile:
    """A file as the engine shall read it; the delimiter counts for delimited text only."""

    path: Path
    format: FileFormat
    compression: str
    delimiter: str

    @property
    def values(self) -> dict[str, str]:
        """What queries of the file bind as parameters."""
        return {"path": str(self.path), "compression": self.compression}


@contextmanager
def readable(file: LoadableFile) -> Iterator[LoadableFile]:
    """The file as the engine can read it: bz2, which it does not know, is unpacked for it first."""
    if file.compression != "bz2":
        yield file
        return
    with TemporaryDirectory() as folder:
        unpacked = Path(folder) / file.path.stem
        with bz2.open(file.path) as packed, unpacked.open("wb") as plain:
            copyfileobj(packed, plain)
        yield replace(file, path=unpacked, compression="none")


def recognize(file: Path, delimiter: str | None) -> LoadableFile:
    """The file's format; raises UsageError where it isn't there, is empty or isn't what its name says."""
    if not file.is_file():
        raise UsageError(f"{file}: no such file; check its name")
    if file.stat().st_size == 0:
        raise UsageError(f"{file}: the file is empty; a header and at least one row are needed")
    suffixes = [suffix.lower() for suffix in file.suffixes]
    compression = _compression(file, suffixes)
    known = suffixes[-1] if suffixes else ""
    kind, usual = _FORMATS.get(known, ("delimited", "")) if delimiter else _format(file, known)
    if kind == "parquet" and file.read_bytes()[:4] != b"PAR1":
        raise UsageError(f"{file}: the name says Parquet, the content does not; give the file its right name")
    if kind != "parquet":
        _refuse_binary(file, compression)
    if kind != "delimited" and delimiter:
        raise UsageError(f"{file}: --delimiter is for delimited text; this is {known}. Leave it out")
    return LoadableFile(file.resolve(), kind, compression, _delimiter(delimiter) if delimiter else usual)


def _format(file: Path, suffix: str) -> tuple[FileFormat, str]:
    if suffix not in _FORMATS:
        allowed = ", ".join(_FORMATS)
        raise UsageError(
            f"{file}: the name does not say what the file is. Allowed: {allowed}, also with "
            f"{', '.join(_COMPRESSIONS)} after it; for delimited text of another name give --delimiter"
        )
    return _FORMATS[suffix]


def _compression(file: Path, suffixes: list[str]) -> str:
    """The compression; takes its suffix off the list."""
    with file.open("rb") as opened:
        head = opened.read(8)
    name, magic = _COMPRESSIONS.get(suffixes[-1] if suffixes else "", ("none", b""))
    if name != "none":
        if not head.startswith(magic):
            raise UsageError(f"{file}: the name says {name}, the content does not; give it its right name")
        suffixes.pop()
    return name


def _refuse_binary(file: Path, compression: str) -> None:
    if compression != "none":
        return
    with file.open("rb") as opened:
        head = opened.read(8)
    for suffix, (name, magic) in _COMPRESSIONS.items():
        if head.startswith(magic):
            raise UsageError(f"{file}: the content is {name}; let its name end in {suffix}")
    if head.startswith(b"PAR1"):
        raise UsageError(f"{file}: the content is Parquet; let its name end in .parquet")
    for magic, what in _ARCHIVES.items():
        if head.startswith(magic):
            raise UsageError(f"{file}: this is {what}; unpack it, or save it as CSV, and load that")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{file}: the text is UTF-16; save it as UTF-8, as with `iconv -f UTF-16 -t UTF-8`")


def _delimiter(text: str) -> str:
    delimiter = _NAMED_DELIMITERS.get(text, "\t" if text == "\\t" else text)
    if delimiter != "blanks" and (len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n\\'):
        named = ", ".join(_NAMED_DELIMITERS)
        raise UsageError(f"--delimiter came as {text!r}. Allowed: one character such as ';', or {named}")
    return delimiter
