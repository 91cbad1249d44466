"""What builds make of the rows of other people, and of the erased person's own, after `segflux forget`."""

import pytest

from segflux_cli.errors import MacroError
from segflux_cli.warehouse.people.erasure import erase_person
from segflux_cli.warehouse.people.owned_tables import owned_tables
from segflux_cli.warehouse.people.person import find_person
from segflux_cli.warehouse.people.tombstones import write_tombstones
from segflux_cli.warehouse.people.wanted import Wanted
from tests.arrivals.raw import land
from tests.arrivals.scenes import NOW, WEB, Scene, event

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
    erase_person(scene.client, owned_tables(scene.client, relations), person, lambda _: None)


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
