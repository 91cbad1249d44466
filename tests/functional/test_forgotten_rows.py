"""What builds make of the rows of other people, and of the erased person's own, after `segflux forget`."""

import pytest

from segflux_cli.errors import MacroError
from segflux_cli.warehouse.people.erasure import count_person, erase_person, find_traces
from segflux_cli.warehouse.people.owned_tables import owned_tables
from segflux_cli.warehouse.people.person import find_person
from segflux_cli.warehouse.people.tombstones import write_tombstones
from segflux_cli.warehouse.people.wanted import Wanted
from tests.arrivals.raw import land
from tests.arrivals.scenes import CRM, DEVICES, NOW, WEB, Scene, event, row_of

DAY = 86_400_000
TOMBSTONES = """
    create table if not exists built.forgotten_identifiers (
        node UInt64, receipt String, forgotten_at DateTime64(3, 'UTC')
    ) engine = MergeTree order by node
"""


def forget(scene: Scene, value: str, *, returns: bool = False) -> None:
    """Erases a person as `segflux forget` does, at the source too if they may return."""
    tables = scene.rows("select name from system.tables where database = 'built'")
    relations = {name: f"`built`.`{name}`" for (name,) in tables}
    person = find_person(scene.client, relations, Wanted(value))
    assert person
    if returns:
        scene.client.command("truncate table raw.web__events")
    else:
        scene.client.command(TOMBSTONES)
        write_tombstones(scene.client, "built.forgotten_identifiers", person, "r1")
    owned = owned_tables(scene.client, relations)
    counted = count_person(scene.client, owned, person)
    assert erase_person(scene.client, owned, person, lambda _: None) == counted
    assert find_traces(scene.client, owned, person) == {}


def arrive(scene: Scene, event_id: str, **identifiers: str) -> None:
    """An event with these identifiers lands."""
    land(scene.client, "raw", {"web__events": [event(event_id, identifiers=list(identifiers.items()))]})


def people(scene: Scene) -> set[str]:
    """The identifiers of each person."""
    told = "arrayStringConcat(arraySort(groupArray(identifier_value)), ' ')"
    return {row[0] for row in scene.rows(f"select {told} from built.dim_identifiers group by profile_number")}


def test_links_that_arrive_after_the_newest_batch_was_erased_count(scene: Scene) -> None:
    built = scene.declare(WEB)
    arrive(scene, "1", user_id="ada")
    built.build(NOW)
    arrive(scene, "2", user_id="zoe", email="zoe@x.example")
    built.build(NOW + 1)
    forget(scene, "zoe", returns=True)
    arrive(scene, "3", user_id="bob", email="bob@x.example")
    built.build(NOW + 2)
    assert people(scene) == {"ada", "bob bob@x.example"}
    assert (
        scene.rows("select merged_profiles from built.identity_resolutions order by resolution") == [(0,)] * 3
    )


def test_people_that_a_limit_held_apart_from_the_erased_one_stay_whole(scene: Scene) -> None:
    """What was decided of them stood under an identifier of hers."""
    limited = {"type": "user_id", "strong": True, "clean": ["trim"], "at_most_per_profile": 1}
    built = scene.declare(WEB, identity_rules={"types": [limited, {"type": "email"}, {"type": "device"}]})
    for name in ("ada", "ben", "cem"):
        arrive(scene, name, user_id=name, email=f"{name}@x.example", device="d")
    built.build(NOW)
    named = "profile_node in (select profile_node from built.int_identifiers_resolved where node = component)"
    whose = (
        f"select identifier_value from built.dim_identifiers where identifier_type = 'user_id' and {named}"
    )
    erased = scene.rows(whose)[0][0]
    forget(scene, erased, returns=True)
    built.build(NOW + 1)
    assert people(scene) == {f"{name} {name}@x.example" for name in ("ada", "ben", "cem") if name != erased}


def test_rows_of_others_are_loaded_without_what_was_the_erased_persons(scene: Scene) -> None:
    """Whoever shared her tablet or e-mail keeps their rows; hers stay out, and so do those of her tablet alone."""
    built = scene.declare(WEB)
    arrive(scene, "1", user_id="zoe", email="zoe@x.example", anonymous_id="tablet")
    built.build(NOW)
    forget(scene, "zoe")
    arrive(scene, "2", user_id="bob", anonymous_id="tablet")
    arrive(scene, "3", user_id="cem", email="zoe@x.example", anonymous_id="phone")
    arrive(scene, "4", anonymous_id="tablet")
    arrive(scene, "5", user_id="zoe", email="ada@x.example")
    arrive(scene, "6", email="zoe@x.example")
    for is_full in (False, True):
        built.build(NOW + 1 + is_full, is_full=is_full)
        assert people(scene) == {"bob", "cem phone"}
        events = scene.rows("select event_id, profile_number != 0 from built.int_events_resolved order by 1")
        assert events == [("2", True), ("3", True)]
        assert scene.rows("select count() from built.rejected_rows") == [(0,)]


@pytest.mark.parametrize("parted", ["by hand", "by a limit", "by an ignored value"])
def test_who_was_parted_from_the_erased_person_keeps_their_rows(scene: Scene, parted: str) -> None:
    """Those came with her number, and their source does not give them again; hers are gone whatever their number."""
    built = scene.declare(WEB, CRM, DEVICES)
    who = {"ada": ("user_id", "ada"), "bob": ("user_id", "bob"), "till": ("anonymous_id", "till")}
    land(
        scene.client,
        "raw",
        {
            "web__events": [event(name, identifiers=[one]) for name, one in who.items()],
            "crm__traits": [row_of("crm", identifiers=[who["bob"]], traits='{"plan":"pro"}')],
            "devices__identifiers": [
                row_of("devices", identifiers=[who["ada"], who["till"]], first_seen_at=NOW - 2),
                row_of("devices", identifiers=[who["bob"], who["till"]], first_seen_at=NOW - 1),
            ],
        },
    )
    built.build(NOW)
    assert people(scene) == {"ada bob till"}
    rules: dict[str, object] = {"ignore": ["till"] if parted == "by an ignored value" else []}
    if parted == "by a limit":
        rules["never_merge"] = [[{"type": "user_id", "value": name} for name in ("ada", "bob")]]
    if parted == "by hand":
        split = "select 'split' as action, 'user_id' as type_a, 'ada' as value_a, 'user_id' as type_b, 'bob' as value_b"
        scene.client.command(f"create table built.int_identity_overrides engine Memory as {split}")
    built.variables = {"identity_rules": rules}
    built.build(NOW + 3 * DAY)
    assert "bob" in people(scene)
    forget(scene, "ada")
    for later in (None, 6, 9):
        if later:
            built.build(NOW + later * DAY)
        assert people(scene) == {"bob"}
        assert scene.rows("select event_id from built.fct_events order by 1") == [("bob",)]
        assert scene.rows("select value from built.int_traits_resolved where trait = 'plan'") == [('"pro"',)]


def test_whose_device_was_the_erased_persons_keeps_its_rows(scene: Scene) -> None:
    built = scene.declare(WEB)
    for name in ("ada", "bob"):
        arrive(scene, name, user_id=name)
    arrive(scene, "x", anonymous_id="x")
    columns = "action String, type_a String, value_a String, type_b String, value_b String"
    scene.client.command(f"create table built.int_identity_overrides ({columns}) engine Memory")
    for turn, owner in enumerate(("ada", "bob")):
        scene.client.command("truncate table built.int_identity_overrides")
        merge = f"('merge', 'user_id', '{owner}', 'anonymous_id', 'x')"
        scene.client.command(f"insert into built.int_identity_overrides values {merge}")
        built.build(NOW + 3 * turn * DAY)
    assert people(scene) == {"ada", "bob x"}
    forget(scene, "ada")
    assert scene.rows("select event_id from built.int_events_resolved order by 1") == [("bob",), ("x",)]
    forget(scene, "bob")
    assert scene.rows("select count() from built.fct_events") == [(0,)]


def test_a_changed_cleaning_brings_nobody_back(scene: Scene) -> None:
    """Rows of the erased person are found in the form that they had, whatever it would be now."""
    built = scene.declare(WEB)
    phone = {
        "type": "phone",
        "strong": True,
        "clean": ["trim", "e164"],
        "e164": "substring(value, 2)",
        "region": "DE",
    }
    ways = {"user_id": ["trim", "lower"], "email": ["trim", "lower"]}

    def declare(*phones: dict[str, object], **changed: list[str]) -> None:
        types = [{"type": name, "strong": True, "clean": clean} for name, clean in (ways | changed).items()]
        built.variables = {"identity_rules": {"types": [*types, *phones]}}

    declare(phone)
    arrive(scene, "1", user_id="zoe", email="zoe.x@gmail.com", phone="049")
    built.build(NOW)
    forget(scene, "zoe")
    arrive(scene, "2", user_id="Zoe")
    arrive(scene, "3", email="Zoe.X@gmail.com ")
    arrive(scene, "4", phone="049")
    declare(
        phone | {"type": "fax"},
        user_id=["trim"],
        email=["trim", "lower", "gmail_dots"],
        phone=["trim"],
    )
    built.build(NOW + 1, is_full=True)
    assert people(scene) == set()
    declare(phone=["trim"])
    with pytest.raises(
        MacroError,
        match=r"Put it back, or keep it .* {type: former_fax, clean: \[trim, e164\], region: DE}",
    ):
        built.build(NOW + 2)
