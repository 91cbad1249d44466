"""Values are cleaned and ignored as identity.yml says: junk that looks like somebody would merge strangers."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.files.identity_rules import identity_rules
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.spec.identity.identity_reader import read_identity
from segflux_cli.spec.yaml.faults import Faults
from tests.functional.identity.graph import Graph
from tests.oracle.cleaning import Type, identifies_nobody, stored

_DEFAULTS: tuple[str, ...] = ("", "null", "none", "undefined", "nan", "anonymous", "unknown", "-1", "^[0-]*$")
_DEFAULTS += ("test@test.com", "noreply@*")
_PHONES = ("+49 170 1234567", "0170/1234567", "0170-12345 67", "000000", "0000-0000", "0 0", "+49 030 123456")
_MAILS = ("A.da@gmail.com", "ada@Gmail.com", "no.reply@gmail.com", "No.Body@googlemail.com", "b.o@x.example")
_OTHERS = (
    "",
    "  ",
    "NULL",
    " undefined\t",
    "-1",
    "n/a",
    "Ärger",
    "TEST@test.com",
    "noreply@x",
    "0",
    "x" * 70,
)
_IGNORED = ("0170 1234567", "030*", "^qa", "no.body@gmail.com", "N.Reply*", " ada@gmail.com ", "Ärger", "n/a")


def _rules(folder: Path, types: Mapping[str, Type], **more: Any) -> Mapping[str, Any]:
    declared = [
        {"type": name, "clean": list(each.clean)}
        | ({"ignore": list(each.ignore)} if each.ignore else {})
        | ({"region": each.region} if each.region else {})
        for name, each in types.items()
    ]
    (folder / "identity.yml").write_text(json.dumps({"types": declared, **more}))
    faults = Faults()
    identity = read_identity(folder, faults)
    faults.raise_any()
    assert identity is not None
    return identity_rules(identity)


@pytest.mark.parametrize("seed", range(4))
def test_engine_and_oracle_clean_and_ignore_alike(client: Client, tmp_path: Path, seed: int) -> None:
    random = Random(f"cleaning {seed}")
    ways: list[tuple[str, ...]] = [
        ("trim", "e164"),
        ("trim", "lower", "gmail_dots"),
        ("trim",),
        ("gmail_dots",),
    ]
    types = {
        f"type{place}": Type(
            clean, random.choice((None, "DE", "US")) if "e164" in clean else None, _some(random)
        )
        for place, clean in enumerate(ways)
    }
    everywhere = (*(_DEFAULTS if seed % 2 else ()), *_some(random))
    rules = _rules(tmp_path, types, ignore=list(everywhere))
    told = [
        (kind, random.choice(("", " ")) + value + random.choice(("", "\n")))
        for kind in types
        for value in (*_PHONES, *_MAILS, *_OTHERS)
    ]
    client.command("create or replace table told (kind String, value String, place UInt32) engine = Memory")
    client.insert("told", [[*each, place] for place, each in enumerate(told)])
    session = load_macros(project_files()).session(variables={"identity_rules": rules})
    sql = f"select {session.call('cleaned_identifiers', '[(kind, value)]')} from told order by place"
    found = [row[0] for row in client.query(sql).result_rows]
    expected = [
        [] if identifies_nobody(value, types[kind], everywhere) else [(kind, stored(value, types[kind]))]
        for kind, value in told
    ]
    wrong = {one: got for one, got, right in zip(told, found, expected, strict=True) if got != right}
    assert wrong == {}


def _some(random: Random) -> tuple[str, ...]:
    return tuple(random.sample(_IGNORED, 3))


def test_telephone_numbers_of_three_regions_and_many_pairs_fit_into_a_statement(
    client: Client, tmp_path: Path
) -> None:
    """Overrides and pairs name a number in any spelling."""
    types = {"user_id": Type()} | {
        name: Type(("trim", "e164"), region) for name, region in (("de", "DE"), ("us", "US"), ("ar", "AR"))
    }
    pairs = [[{"de": f"0170 12345{number:02}"}, {"us": f"(800) 555-01{number:02}"}] for number in range(30)]
    phones = Graph(client, _rules(tmp_path, types, never_merge=pairs))
    number, other, user = ("de", "+491701234507"), ("us", "+18005550107"), ("user_id", "ada")
    phones.add((user, number, "app", 1), (user, other, "app", 2), seen={("user_id", "bob"): 3})
    phones.override(("merge", " user_id ", "bob", "us", "1-800-555-0107"))
    phones.resolve()
    assert phones.groups() == {frozenset({"ada", number[1]}), frozenset({"bob", other[1]})}
    assert phones.rejected() == {(other[1], "ada", "never_merge")}
