"""Places: one spelling of each, and the usual one is that by which warehouses know their audiences."""

from pathlib import Path

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.sync.command import read_checked_specs
from segflux_cli.sync.tasks import declared_syncs

SOURCES = """
sources:
  - source: crm
    kind: traits
    table: raw.crm
    at: at
    identifiers: {user_id: id, email: mail}
    traits: [plan]
"""
HUBSPOT = "type: hubspot, access_token: {env_var: K}"
ITERABLE = "type: iterable, api_key: {env_var: K}"
POSTGRESQL = "type: postgresql, host: db, database: shop, user: me, password: {env_var: K}"
GOOGLE = 'type: google, accepts_terms: true, account: "1234567890"'
FILE = "type: file, folder: exports"
BRAZE = "type: braze, endpoint: rest.example.com, api_key: {env_var: K}"
S3 = "type: s3, url: https://bucket.example.com/segments, access_key: {env_var: K}, secret_key: {env_var: S}"


def names(folder: Path, *syncs: tuple[str, str]) -> list[str]:
    """The names of the state of syncs, each of a segment of its own to a destination of these words."""
    (folder / "segments").mkdir(exist_ok=True)
    (folder / "sources.yml").write_text(SOURCES)
    destinations = [f"  - {{destination: d{place}, {words}}}\n" for place, (words, _) in enumerate(syncs)]
    (folder / "destinations.yml").write_text(f"destinations:\n{''.join(destinations)}")
    for place, (_, audience) in enumerate(syncs):
        listed = f", audience: {audience}" if audience else ""
        entry = f"{{destination: d{place}, match_on: email{listed}}}"
        text = f"segment: s{place}\nwho: everyone\nsync:\n  - {entry}\n"
        (folder / "segments" / f"s{place}.yml").write_text(text)
    return [sync.name for sync in declared_syncs(*read_checked_specs(folder))]


@pytest.mark.parametrize(
    ("words", "audience", "name"),
    [
        (HUBSPOT, '{list_id: "123"}', "s0/d0/e5751d8b"),
        (HUBSPOT, "{list_id: {env_var: LIST, default: 7}}", "s0/d0/1cd4eeb5"),
        (ITERABLE, "{list_id: 42}", "s0/d0/26871584"),
        (POSTGRESQL, "", "s0/d0/ffa144d8"),
        (f"{POSTGRESQL}, port: 6000", "{table: Käufer}", "s0/d0/0959c7c9"),
        (GOOGLE, '{user_list: "77"}', "s0/d0/f2b49a63"),
        (FILE, "{name: buyers}", "s0/d0/58f1401b"),
        (S3, "", "s0/d0/0db5b367"),
        (BRAZE, "", "s0/d0/5f342777"),
    ],
)
def test_the_usual_spelling_has_the_name_that_it_always_had(
    tmp_path: Path, words: str, audience: str, name: str
) -> None:
    """With another name an audience would be emptied and filled anew."""
    assert names(tmp_path, (words, audience)) == [name]


@pytest.mark.parametrize(
    ("words", "audience", "other_words", "other_audience"),
    [
        (HUBSPOT, '{list_id: "123"}', HUBSPOT, "{list_id: 123}"),
        (HUBSPOT, "{list_id: ab}", HUBSPOT, '{list_id: "ab "}'),
        (ITERABLE, "{list_id: 42}", ITERABLE, "{list_id: 42.0}"),
        (FILE, "{name: buyers}", FILE, "{name: ./buyers}"),
        (FILE, "{name: buyers}", FILE.replace("exports", "./exports/"), "{name: buyers}"),
        (GOOGLE, "{user_list: 77}", GOOGLE.replace("1234567890", "123-456-7890"), '{user_list: "77"}'),
        (S3, "{name: x}", S3.replace("segments", "segments/"), "{name: x}"),
    ],
)
def test_one_place_in_two_spellings_is_one(
    tmp_path: Path, words: str, audience: str, other_words: str, other_audience: str
) -> None:
    with pytest.raises(SpecError, match="fills this audience of"):
        names(tmp_path, (words, audience), (other_words, other_audience))
