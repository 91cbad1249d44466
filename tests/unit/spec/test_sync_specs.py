"""destinations.yml, `sync` and `except`: what is read, and every fault at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from segflux_cli.destinations.check import check_destinations
from segflux_cli.destinations.protocol import Destination, Limits
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.errors import SpecError
from segflux_cli.spec.project.specs import Specs, read_specs
from segflux_cli.sync.state.carried import CarriedSync, carried_sync, from_json
from segflux_cli.sync.tasks import Chosen

SOURCES = """
sources:
  - source: crm
    kind: traits
    table: raw.crm
    at: at
    identifiers: {user_id: id, email: mail}
    traits: [plan, consent_email]
"""
DESTINATIONS = """
destinations:
  - destination: mail
    type: mailer
    api_key: {env_var: MAIL_KEY}
    defaults: {match_on: email, send: {plan: plan}}
"""
SYNC = "sync:\n  - {destination: mail, audience: {list: one}}\n"


def _never(_opening: Opening) -> Destination:
    raise AssertionError("nothing is opened to check specs")


MAILER = DestinationType(
    name="mailer",
    about="sends mail",
    modes=("add_and_remove", "add_only"),
    open=_never,
    options=(
        Option("api_key", "the key", is_required=True, is_secret=True),
        Option("tls", "whether it is encrypted", kind="truth"),
        Option("names", "some names", kind="list"),
    ),
    audience=(Option("list", "the list", is_required=True, is_place=True),),
    identities=("email",),
    limits=Limits(rows=100),
)
TAGGER = replace(
    MAILER, name="tagger", audience=(Option("tag", "the tag", is_place=True, default="in_{segment}"),)
)


def read(folder: Path, sync: str = SYNC, destinations: str = DESTINATIONS, **others: str) -> Specs:
    files = {"sources.yml": SOURCES, "destinations.yml": destinations}
    segments = {"buyers": sync, **others}
    files |= {
        f"segments/{name}.yml": f"segment: {name}\nwho: everyone\n{text}" for name, text in segments.items()
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    writer = replace(TAGGER, name="writer", is_one_batch=True, columns=("profile_id",))
    nester = replace(MAILER, name="nester", has_nested_fields=True)
    profiler = replace(TAGGER, name="profiler", modes=("upsert", "add_and_remove"))
    tabler = replace(profiler, name="tabler", fields_in=("tag",))
    cutter = replace(
        writer,
        name="cutter",
        audience=(Option("table", "the table", is_place=True, default="{segment}"),),
        longest_name=63,
    )
    folder_of_names = replace(writer, name="folder", folds_names=True)
    listed = (MAILER, TAGGER, writer, nester, profiler, tabler, cutter, folder_of_names)
    types = {kind.name: kind for kind in listed}
    return read_specs(folder, also=lambda specs, faults: check_destinations(specs, types, faults))


def carried(specs: Specs) -> CarriedSync:
    segment = specs.segments[0]
    return carried_sync(segment, segment.syncs[0], specs.destinations[0], MAILER)


def faults_of(folder: Path, sync: str = SYNC, destinations: str = DESTINATIONS, **others: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        read(folder, sync, destinations, **others)
    return [str(fault) for fault in caught.value.faults]


def test_defaults_of_the_destination_hold_where_the_sync_says_nothing(tmp_path: Path) -> None:
    sync = carried(read(tmp_path))
    assert (sync.mode, sync.match_on, [field.name for field in sync.send]) == (
        "add_and_remove",
        ("email",),
        ["plan"],
    )


def test_a_declaration_survives_the_warehouse_and_holds_no_secret(tmp_path: Path) -> None:
    sync = carried(read(tmp_path))
    assert from_json(sync.as_json()) == sync
    assert '"env_var": "MAIL_KEY"' in sync.as_json()


def test_another_list_is_another_sync_and_another_mapping_is_not(tmp_path: Path) -> None:
    first = carried(read(tmp_path))
    moved = carried(read(tmp_path, SYNC.replace("one", "two")))
    mapped = carried(read(tmp_path, SYNC.replace("{destination", "{send: {level: plan}, destination")))
    assert moved.name != first.name
    assert mapped.name == first.name


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    destinations = """
destinations:
  - destination: mail
    type: mailer
    api_key: abc123
    limits: {rows: 1000}
    colour: red
  - {destination: other, type: mialer}
"""
    sync = (
        "sync:\n  - {destination: mial}\n  - {destination: mail, mode: upsert, match_on: user_id, "
        "send: {plan: paln}, channel: sms}\n"
    )
    told = "\n".join(faults_of(tmp_path, sync, destinations))
    for expected in (
        "a secret must not stand in a file",
        'Did you mean "mailer"?',
        'Did you mean "mail"?',
        '"colour" is not a word',
        "takes at most 100",
        '"upsert" is not a mode of mailer',
        '"user_id" is not an identifier that mailer knows people by',
        'Did you mean "plan"?',
        "consent_sms",
        '"list" is missing',
    ):
        assert expected in told
    assert "abc123" not in told


def test_a_mirror_is_refused_where_it_cannot_be_and_where_nobody_says_owned(tmp_path: Path) -> None:
    told = "\n".join(faults_of(tmp_path, SYNC.replace("{destination", "{mode: mirror, destination")))
    assert "mailer does not tell who is in an audience, so mode mirror cannot remove strangers there" in told
    assert 'say so with "owned: true"' in told


def test_a_destination_may_need_variables_of_the_environment(tmp_path: Path) -> None:
    needing = DESTINATIONS.replace("    defaults", "    needs: [MAIL_KEY, OTHER]\n    defaults")
    sync = carried(read(tmp_path, destinations=needing))
    assert not Chosen(environment={"MAIL_KEY": "x", "OTHER": ""}).has(sync)
    assert Chosen(environment={"MAIL_KEY": "x", "OTHER": "y"}).has(sync)
    assert from_json(sync.as_json()) == sync
    told = faults_of(tmp_path, destinations=needing.replace("OTHER", "not a name"))
    assert any("is no name of a variable" in each for each in told)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("tls: {env_var: T, default: 'no'}", 'tls needs true or false, not "no"'),
        ("names: {env_var: N}", '"names" needs a list, which no variable holds; write it out'),
    ],
)
def test_a_reference_that_can_never_fit_is_refused(tmp_path: Path, option: str, said: str) -> None:
    read(tmp_path, destinations=f"{DESTINATIONS}    tls: {{env_var: T, default: 'false'}}\n")
    assert said in faults_of(tmp_path, destinations=f"{DESTINATIONS}    {option}\n")[0]


def test_two_segments_may_not_fill_one_audience(tmp_path: Path) -> None:
    told = faults_of(tmp_path, other=SYNC)
    assert len(told) == 1
    assert "who leaves one would be taken from the other" in told[0]


def test_an_audience_left_out_is_the_one_that_its_default_names(tmp_path: Path) -> None:
    tags = DESTINATIONS.replace("mailer", "tagger")
    assert len(read(tmp_path, "sync: [mail]\n", tags, other="sync: [mail]\n").segments) == 2
    written = "sync:\n  - {destination: mail, audience: {tag: in_buyers}}\n"
    told = faults_of(tmp_path, "sync: [mail]\n", tags, other=written)
    assert "who leaves one would be taken from the other" in told[0]


@pytest.mark.parametrize(
    ("kind", "words", "is_refused"),
    [
        ("profiler", "send: {plan: plan}", True),
        ("profiler", "send: {level: plan}", False),
        ("profiler", "send: {plan: plan}, mode: add_and_remove", False),
        ("tabler", "send: {plan: plan}", False),
    ],
)
def test_one_field_of_people_is_written_by_one_sync(
    tmp_path: Path, kind: str, words: str, *, is_refused: bool
) -> None:
    """Two lists are two places, but a person is one in the account; in tables of their own they are two."""
    destinations = DESTINATIONS.replace("mailer", kind).replace(", send: {plan: plan}", "")
    first, other = (f"sync:\n  - {{destination: mail, {each}}}\n" for each in ("send: {plan: plan}", words))
    if not is_refused:
        assert len(read(tmp_path, first, destinations, other=other).segments) == 2
        return
    (told,) = faults_of(tmp_path, first, destinations, other=other)
    assert 'segments/other.yml:4:5: "buyers" writes the field "plan" of people at "mail" too' in told
    assert "Send it from one of them, or under another name" in told
    twice = first + other.partition("\n")[2].replace("mail,", "mail, audience: {tag: vip},")
    assert "another entry here writes the field" in faults_of(tmp_path, twice, destinations)[0]


def test_one_audience_stands_once_in_a_segment_however_it_is_written(tmp_path: Path) -> None:
    tags = DESTINATIONS.replace("mailer", "tagger")
    told = faults_of(tmp_path, "sync: [mail, {destination: mail, audience: {tag: in_buyers}}]\n", tags)
    assert "stands twice with one audience, first at line 3" in told[0]


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [("", True), ("    targets: [server]\n", False), ("    needs: [OTHER]\n", False), ("key", False)],
)
def test_one_audience_under_two_names_of_a_destination_is_one(
    tmp_path: Path, changed: str, is_same: bool
) -> None:
    """Another key may be another account, whose lists have numbers of their own."""
    second = DESTINATIONS.partition("  - ")[2].replace("mail\n", "crm\n", 1)
    second = second.replace("MAIL_KEY", "CRM_KEY") if changed == "key" else second + changed
    destinations, other = f"{DESTINATIONS}  - {second}", SYNC.replace("mail", "crm")
    both = SYNC + other.partition("\n")[2]
    if not is_same:
        assert len(read(tmp_path, both, destinations).segments) == 1
        return
    assert '"crm" (the same place as "mail") stands twice' in faults_of(tmp_path, both, destinations)[0]
    told = faults_of(tmp_path, SYNC, destinations, other=other)
    assert '"buyers" fills this audience of "crm" (the same place as "mail") too' in told[0]


def test_limits_may_not_cut_what_is_written_whole(tmp_path: Path) -> None:
    cut = DESTINATIONS.replace("mailer", "writer").replace(
        "    defaults", "    limits: {rows: 10}\n    defaults"
    )
    assert "leave rows and bytes out" in faults_of(tmp_path, "sync: [mail]\n", cut)[0]


@pytest.mark.parametrize("name", ["profile_id", "Email"])
def test_a_field_may_not_be_called_like_a_column_that_is_there(tmp_path: Path, name: str) -> None:
    sync = f"sync:\n  - {{destination: mail, send: {{{name}: plan}}}}\n"
    told = faults_of(tmp_path, sync, DESTINATIONS.replace("mailer", "writer"))
    assert f'has a column "{name}" already' in told[0]


def test_fields_that_differ_by_case_are_refused_where_they_are_one_column(tmp_path: Path) -> None:
    sync = "sync:\n  - {destination: mail, send: {Level: plan, level: plan}}\n"
    told = faults_of(tmp_path, sync, DESTINATIONS.replace("mailer", "folder"))
    assert 'folder has a column "level" already; give the field another name' in told[0]
    read(tmp_path, sync, DESTINATIONS.replace("mailer", "writer"))


def test_a_name_that_the_database_would_cut_is_refused(tmp_path: Path) -> None:
    long, cut = f"{'ü' * 31}x", DESTINATIONS.replace("mailer", "cutter")
    sync = "sync:\n  - {destination: mail, audience: {table: NAME}, send: {FIELD: plan}}\n"
    read(tmp_path, sync.replace("NAME", long).replace("FIELD", long), cut)
    table, column = faults_of(tmp_path, sync.replace("NAME", f"{long}y").replace("FIELD", f"{long}z"), cut)
    assert f'cutter cuts the name of the table "{long}y", of which it takes 63 bytes' in table
    assert f'cutter cuts the name of the column "{long}z"' in column
    name = "b" * 64
    [told] = faults_of(tmp_path, "", cut, **{name: "sync: [mail]\n"})
    assert 'write a shorter one under "audience: {table: …}"' in told


@pytest.mark.parametrize("names", [("a.b", "a.b.c"), ("a.b.c", "a.b"), ("a", "a.b.c")])
def test_a_field_and_a_part_of_it_are_refused_where_fields_nest(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    sync = f"sync:\n  - {{destination: mail, audience: {{list: one}}, send: {{{names[0]}: plan, {names[1]}: plan}}}}\n"
    part, whole = sorted(names, reverse=True)
    told = faults_of(tmp_path, sync, DESTINATIONS.replace("mailer", "nester"))
    assert f'for nester "{part}" is a part of "{whole}", which is a field too' in told[0]
    read(tmp_path, sync)
    read(tmp_path, sync.replace(f"{whole}:", f"{whole}x:"), DESTINATIONS.replace("mailer", "nester"))


@pytest.mark.parametrize(
    ("kind", "default", "advice"),
    [
        ("number", "none", "write a number without quotes"),
        ("number", "true", "write a number without quotes"),
        ("boolean", "0", "write true or false"),
        ("time", "never", "write a date or an instant"),
        ("time", "2026-02-30", "write a date or an instant"),
        ("number", "0", ""),
        ("boolean", "false", ""),
        ("time", "2026-01-31", ""),
        ("time", '"2026-01-31T12:00:00Z"', ""),
        ("text", "0", ""),
        ("json", "none", ""),
    ],
)
def test_a_default_fits_the_type_of_its_trait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, default: str, advice: str
) -> None:
    typed = SOURCES.replace("traits: [plan", f"traits: {{level: {{column: level, type: {kind}}}, plan: plan")
    monkeypatch.setitem(
        globals(), "SOURCES", typed.replace("consent_email]", "consent_email: consent_email}")
    )
    field = f"{{trait: level, default: {default}}}"
    sync = f"sync:\n  - {{destination: mail, audience: {{list: one}}, send: {{level: {field}}}}}\n"
    if not advice:
        read(tmp_path, sync)
        return
    [told] = faults_of(tmp_path, sync)
    assert f'would be lost, since the trait "level" has the type {kind}; {advice}' in told


@pytest.mark.parametrize("number", [".nan", "-.inf", "9223372036854775808", "1e29"])
def test_a_number_that_no_column_holds_is_refused(tmp_path: Path, number: str) -> None:
    field = f"{{value: {number}}}"
    sync = f"sync:\n  - {{destination: mail, audience: {{list: one}}, send: {{level: {field}}}}}\n"
    assert f'"{number}", a number that no type of a column holds' in faults_of(tmp_path, sync)[0]
    read(tmp_path, sync.replace(number, f'"{number}"'))


def test_a_retired_segment_leaves_its_audience_to_another_and_holds_nobody_back(tmp_path: Path) -> None:
    specs = read(tmp_path, f"except: [{{in_segment: other}}]\n{SYNC}", other=f"status: retired\n{SYNC}")
    assert len(specs.segments) == 2
    assert [fault.message for fault in specs.warnings] == [
        (
            'the segment "other" is retired, so it holds nobody back; '
            "leave the exception out, or name another segment"
        )
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sync: mail", "write a list"),
        ("sync:\n  - {destination: mail, mode: mirror, audience: {list: one}}", "owned: true"),
        (
            "sync:\n  - {destination: mail, match_on: [email, profile_id], audience: {list: one}}",
            "stands alone",
        ),
        (
            "sync:\n  - {destination: mail, stop_if: {removes_more_than: 20}, audience: {list: one}}",
            "percentage",
        ),
        ("except:\n  - {in_segment: nobody}", 'no segment is called "nobody". Allowed: buyers'),
        ("renamed_from: staff\nexcept:\n  - {in_segment: staff}", 'it is "buyers" now: write that'),
        ("except:\n  - {in_segment: buyers}", "an exception to itself"),
        ("except:\n  - {contacted: {at_least: 3 times}}", "how often and in which time"),
        ("except:\n  - {listed: out}", 'no seed and no model is called "out"'),
        ("except:\n  - {listed: out, id_type: fax}", "an identifier type of sources.yml"),
    ],
)
def test_a_faulty_word_is_refused_with_the_way_out(tmp_path: Path, written: str, expected: str) -> None:
    assert any(expected in fault for fault in faults_of(tmp_path, f"{written}\n"))


def test_an_exception_cannot_be_written_in_sql(tmp_path: Path) -> None:
    model = tmp_path / "models" / "segments" / "seg_wholesale.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select '' as profile_id")
    told = faults_of(tmp_path, "except: [{in_segment: wholesale}]\n")
    assert "is written in SQL" in told[0]
    assert "`who: {in_segment: wholesale}`" in told[0]
