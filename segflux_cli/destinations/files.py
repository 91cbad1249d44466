"""Files and objects of an S3-compatible store: the members as one file that each run writes anew."""

from dataclasses import replace
from os.path import normpath

from segflux_cli.destinations.protocol import Destination, Limits
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.spec.declared.syncs import PROFILE_ID

_FORMATS = ("csv", "jsonl", "parquet")
_FORMAT = Option(
    "format", "csv, jsonl or parquet; default: parquet", is_place=True, choices=_FORMATS, default="parquet"
)
_NAME = Option(
    "name",
    "the file's name without its ending; default: the segment's name",
    is_place=True,
    default="{segment}",
)
_WHOLE = Limits(rows=1_000_000_000, at_once=1, timeout=3_600.0)


def _without_slash(url: str) -> str:
    return url.strip().rstrip("/")


def _open_file(opening: Opening) -> Destination:
    from segflux_cli.destinations.written_files import LocalFile

    return LocalFile(opening)


def _open_s3(opening: Opening) -> Destination:
    from segflux_cli.destinations.written_files import StoredObject

    return StoredObject(opening)


TYPES = (
    DestinationType(
        "file",
        "a file on this machine: CSV, JSON lines or Parquet",
        ("full", "mirror"),
        _open_file,
        options=(
            Option(
                "folder",
                "where files go, relative to the project",
                is_required=True,
                is_place=True,
                spelled=normpath,
            ),
            _FORMAT,
        ),
        audience=(replace(_NAME, spelled=normpath),),
        default_match_on=(PROFILE_ID,),
        limits=_WHOLE,
        is_one_batch=True,
        columns=("profile_id",),
    ),
    DestinationType(
        "s3",
        "an object of an S3-compatible store: CSV, JSON lines or Parquet",
        ("full", "mirror"),
        _open_s3,
        options=(
            Option(
                "url",
                "where objects go, such as https://bucket.s3.eu-central-1.amazonaws.com/segments",
                is_required=True,
                is_place=True,
                spelled=_without_slash,
            ),
            Option(
                "access_key", "the id of an access key that may write there", is_secret=True, is_required=True
            ),
            Option("secret_key", "its secret", is_secret=True, is_required=True),
            _FORMAT,
        ),
        audience=(_NAME,),
        default_match_on=(PROFILE_ID,),
        limits=_WHOLE,
        is_one_batch=True,
        columns=("profile_id",),
    ),
)
