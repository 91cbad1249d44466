"""identity.yml is read strictly, and every fault in it is told at once."""

from pathlib import Path

import pytest

from segflux_cli.compiler.files.identity_rules import identity_rules
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import SpecError
from segflux_cli.spec.declared.identity import Identity
from segflux_cli.spec.identity.identity_reader import read_identity
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.spec.yaml.faults import Faults

WHOLE = """
types:
  - type: user_id
    clean: [lower, trim]
    ignore: ["0000", "test*", "^qa-"]
    at_most_per_profile: 1
  - type: email
  - type: device_id
    linked_to:
      user_id: {at_most: 5, beyond: keep_first}
  - {type: phone, clean: e164, region: DE}
ignore: ["", "null", 0]
never_merge:
  - [{user_id: ada}, {user_id: bob}, {email: c@x}]
low_confidence: web
too_big: 1000
merged_today: {at_most: 2%}
backdate_anonymous: 30 days
overrides: corrections
"""
SOURCES = """
sources:
  - source: web
    kind: identifiers
    table: raw.web
    identifiers: {user_id: user_id, email: email, device_id: device, phone: phone}
"""


def _read(folder: Path, text: str) -> Identity:
    (folder / "identity.yml").write_text(text)
    faults = Faults()
    identity = read_identity(folder, faults)
    faults.raise_any()
    assert identity is not None
    return identity


def _project(folder: Path, text: str) -> Path:
    (folder / "dbt_project.yml").write_text("name: shop\n")
    (folder / "sources.yml").write_text(SOURCES)
    (folder / "seeds").mkdir()
    (folder / "seeds" / "corrections.csv").write_text("action,type_a,value_a,type_b,value_b\n")
    (folder / "identity.yml").write_text(text)
    return folder


def test_the_rules_are_those_that_macros_read(tmp_path: Path) -> None:
    rules = dict(identity_rules(_read(tmp_path, WHOLE)))
    types = rules.pop("types")
    assert [each["type"] for each in types] == ["user_id", "email", "device_id", "phone"]
    assert [each["strong"] for each in types] == [True, True, False, True]
    assert [each["clean"] for each in types] == [["trim", "lower"], ["trim", "lower"], ["trim"], ["e164"]]
    assert types[0]["ignore"] == ["0000", "test*", "^qa-"]
    assert types[2]["linked_to"] == [{"type": "user_id", "at_most": 5, "beyond": "keep_first"}]
    assert "+" in types[3]["e164"]
    assert [each.get("region") for each in types] == [None, None, None, "DE"]
    assert len(rules.pop("never_merge")) == 3
    assert rules == {
        "ignore": ["", "null", "0"],
        "low_confidence": ["web"],
        "too_big": 1000,
        "merged_today": 2.0,
        "backdate": {"unit": "day", "amount": 30},
        "overrides": True,
    }


@pytest.mark.parametrize(
    ("more", "too_big"),
    [("", None), ("too_big: 7", 7), ("never_merge: [[{user_id: a}, {user_id: b}]]", 1000)],
)
def test_components_decided_link_by_link_have_a_bound(tmp_path: Path, more: str, too_big: int | None) -> None:
    """Without one an attempt on a giant component would never end."""
    assert identity_rules(_read(tmp_path, f"types: [{{type: user_id}}]\n{more}"))["too_big"] == too_big


@pytest.mark.parametrize(
    ("said", "back"),
    [("true", None), ("false", {"unit": "second", "amount": 0}), ("500 years", None)],
)
def test_the_past_of_anonymous_identifiers_is_the_persons_unless_said(
    tmp_path: Path, said: str, back: object
) -> None:
    """So far back that no row is older is all of it."""
    read = _read(tmp_path, f"types: [{{type: user_id}}]\nbackdate_anonymous: {said}")
    assert identity_rules(read)["backdate"] == back


def test_a_project_carries_its_rules_into_a_model(tmp_path: Path) -> None:
    text = compile_project(_project(tmp_path, WHOLE))["models/segflux/identity/int_identity_overrides.sql"]
    assert 'ref("corrections")' in text
    assert '"at_most_per_profile": 1' in text


def test_a_source_of_guesses_that_is_gone_stays_named(tmp_path: Path) -> None:
    """Without its name in `low_confidence` what is stored of it would be as good as all other links."""
    specs = read_specs(_project(tmp_path, "types: [{type: user_id}]\nlow_confidence: [wb]\n"))
    told = next(fault.message for fault in specs.warnings if '"wb"' in fault.message)
    assert told.startswith('"wb" is not a source of sources.yml. Did you mean "web"?')
    assert told.endswith("Links that are stored of it are tried last")


def test_faults_are_told_at_once(tmp_path: Path) -> None:
    faulty = """
types:
  - {type: user_id, clean: [trimm], strong: 1, at_most_per_profile: 0}
  - {type: user_id}
  - {type: phone, clean: [e164, gmail_dots], region: XX}
  - {type: email, region: DE, ignore: ["^(", true]}
  - {type: device_id, linked_to: {user: {at_most: 2}, email: {beyond: keep}}}
  - 7
never_merge: [[{user_id: a}], [{user_id: a}, {user_id: " a"}], [{usr: a}, {user_id: b, email: c}]]
low_confidence: [wb, web, web]
too_big: 1
merged_today: {at_most: 0%}
backdate_anonymous: sometimes
overrides: correction
colour: red
"""
    with pytest.raises(SpecError) as raised:
        read_specs(_project(tmp_path, faulty))
    told = "\n".join(str(fault) for fault in raised.value.faults)
    for part in (
        '"trimm" is not a legal cleaning. Did you mean "trim"?',
        "strong needs true or false",
        "at_most_per_profile needs a whole number, 1 or more",
        'the type "user_id" stands twice, first at line 3',
        "e164 is for telephone numbers and gmail_dots for e-mails",
        '"XX" is no region for telephone numbers',
        '"region" is for telephone numbers',
        "not legal RE2",
        'ignore needs texts, such as "test*"',
        '"user" is not a type of identifier. Did you mean "user_id"?',
        '"at_most" is missing: say how many email are too many',
        '"keep" is not a legal beyond',
        'a type came as "7"',
        "this one names one",
        "kept apart from itself",
        "an identifier is one type with its value",
        'the source "web" stands twice',
        "too_big needs a whole number, 2 or more",
        "a percentage is above 0",
        "backdate_anonymous needs true, false or a length such as 7 days",
        'overrides: "correction" is not a seed or model of this project. Did you mean "corrections"?',
        '"colour" is not a word Segflux knows here',
    ):
        assert part in told


def test_overrides_that_would_do_nothing_are_told_with_their_line(tmp_path: Path) -> None:
    folder = _project(tmp_path, "types: [{type: user_id}]\noverrides: corrections")
    seed = folder / "seeds" / "corrections.csv"
    head = seed.read_text()
    seed.write_text(
        head + "Split , user_id,a,user_id,b\n\nunmerge,user_id,a,user_id,b\nsplit,user_id,a,user_id\n"
    )
    seed.write_text(seed.read_text() + "block,user_id, ,,\nmerge,user_id,a,b,user_id,c\nblock,usr_id,a,,\n")
    with pytest.raises(SpecError) as raised:
        read_specs(folder)
    assert [(fault.place.line, fault.is_warning) for fault in sorted(raised.value.faults)] == [
        *((line, False) for line in (4, 5, 6, 7)),
        (8, True),
    ]
    told = "\n".join(str(fault) for fault in raised.value.faults)
    for part in (
        '"unmerge" is not an action',
        "a value of both identifiers",
        "block needs type_a",
        '"usr_id"',
    ):
        assert part in told
    seed.write_text(head.replace(",", ";") + "split;user_id;a;user_id;b\n")
    assert not read_specs(folder).warnings
    seed.write_text("action,type_a,value_a\n")
    with pytest.raises(SpecError, match=r"seeds/corrections.csv:1.*missing here: type_b, value_b"):
        read_specs(folder)


def test_telephone_numbers_are_read_of_three_regions_at_most(tmp_path: Path) -> None:
    """What does not fit into one statement is refused before a build."""
    regions = ("DE", "US", "DE", "FR", "IT")
    types = ", ".join(f"{{type: t{n}, clean: e164, region: {each}}}" for n, each in enumerate(regions))
    with pytest.raises(SpecError, match='"t4" is of the region IT, and e164 reads those of at most 3'):
        read_specs(_project(tmp_path, f"types: [{types}]"))


def test_an_ignored_value_is_ignored_however_it_is_spelled(tmp_path: Path) -> None:
    """Exact ones also in the form that the cleaning of the type gives them, those of the whole file, too."""
    text = "types: [{type: phone, clean: e164, region: DE, ignore: [0170 1234567, 030*]}, {type: user_id}]\n"
    phone, user = identity_rules(_read(tmp_path, text + "ignore: [' 040 12345 ', n/a]"))["types"]
    assert phone["ignore"] == ["0170 1234567", "030*", "+494012345", "+491701234567"]
    assert user["ignore"] == []


@pytest.mark.parametrize("text", ["[]", "types:", "types: []", "types: {user_id: 1}"])
def test_a_file_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SpecError):
        _read(tmp_path, text)


def test_without_types_those_hold_that_hold_without_the_file(tmp_path: Path) -> None:
    """So that the one line which `identity why` advises is a whole file."""
    read = identity_rules(_read(tmp_path, "never_merge: [[{user_id: ada}, {user_id: bob}]]\n"))
    defaults = load_macros(project_files()).session().call("identity_rules")
    assert isinstance(defaults, dict)
    told = [{word: each[word] for word in ("type", "strong", "clean")} for each in read["types"]]
    assert told == defaults["types"]


def test_rules_that_cancel_each_other_are_refused(tmp_path: Path) -> None:
    """Who is ignored is in no profile, so keeping them apart says nothing."""
    text = "types: [{type: user_id, ignore: [ADA]}]\nnever_merge: [[{user_id: ada}, {user_id: bob}]]"
    with pytest.raises(SpecError, match='"ada" is ignored'):
        read_specs(_project(tmp_path, text))


def test_a_type_that_no_source_carries_is_a_warning(tmp_path: Path) -> None:
    specs = read_specs(_project(tmp_path, "types: [{type: user_id}, {type: e_mail}]"))
    assert [warning.message for warning in specs.warnings] == [
        'no source carries identifiers of the type "e_mail". Did you mean "email"?'
    ]
