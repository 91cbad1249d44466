"""Rows of a case: people with several ids, repeats, late arrivals, values of every kind."""

from random import Random
from typing import Any

from tests.fuzz import pools
from tests.fuzz.draw import Vocabulary

EVENTS = ["bought", "bought", "seen", "cart_added", "cart_", "BOUGHT", "Événement ☕"]
WORDS = Vocabulary(
    names=[
        "bought",
        "bought",
        "seen",
        "cart_*",
        "cart_",
        "*",
        "BOUGHT",
        "nothing",
        ["bought", "seen"],
        ["cart_*", "Événement ☕"],
    ],
    frequent_names=["bought", "seen", "*", "*", "cart_*", ["bought", "seen"]],
    paths=[
        "price",
        "price",
        "kind",
        "due",
        "tags",
        "tags[]",
        "items[].kind",
        "items[].price",
        "items[].tags[]",
        "shop.city",
        "shop.size.net",
        "größe 'x'",
        "absent",
    ],
    amount_paths=["price", "price", "items[].price", "shop.size.net", "kind", "tags[]", "tags"],
    traits=["plan", "age", "born", "tags", "it's"],
    records=["subscriptions", "tickets"],
    entities=["account", "household"],
    lists=[("vip", "user_id"), ("mailed", "email"), ("devices", "anonymous_id")],
)
_BLOCKED = ["", "null", "0000-0000", "-1", "unknown"]
_NUMBERS = [*pools.SMALL_NUMBERS, *pools.SMALL_NUMBERS, *pools.NUMBER_TEXTS]
_TEXTS = [*pools.WORDS, *pools.TEXTS]

Row = dict[str, Any]


def given(random: Random, moments: list[str]) -> dict[str, Any]:
    """Events, traits and links of a handful of people."""
    people = [_identifiers(number) for number in range(random.randint(3, 14))]
    events = [_event(random, people, moments) for _ in range(random.randint(5, 70))]
    events += [
        _repeated(random, row, moments) for row in events if "event_id" in row and random.random() < 0.3
    ]
    events += [_twin(random, row, moments) for row in events if random.random() < 0.15]
    random.shuffle(events)
    traits = [_trait_row(random, people, moments) for _ in range(random.randint(0, 40))]
    links = [_link(random, people, moments) for _ in range(random.randint(0, 4))]
    related: dict[str, list[Row]] = {}
    for _ in range(random.choice([0, 5, 20])):
        related.setdefault(random.choice(WORDS.records), []).append(_record_row(random, people, moments))
    rows = {"events": events, "traits": traits, "links": links, "related": related}
    rows["lists"] = {name: _ids(random, kind, people) for name, kind in WORDS.lists}
    if random.random() < 0.6:
        rows["entities"] = {kind: _entity_rows(random, people, moments) for kind in WORDS.entities}
    return rows


def _identifiers(number: int) -> list[tuple[str, Any]]:
    """Every third person is known by devices alone; every row of a person names one of these."""
    devices = [("anonymous_id", f"a{number}"), ("anonymous_id", f"b{number}")]
    named = [("user_id", f"u{number}"), ("email", f"U{number}@example.org")]
    return devices if number % 3 == 2 else devices + named


def _row(random: Random, people: list[list[tuple[str, Any]]], moments: list[str]) -> Row:
    person = random.choice(people)
    chosen = random.sample(person, k=random.choice([1, 1, 1, 2]))
    if not any(kind in ("user_id", "anonymous_id") for kind, _ in chosen):
        chosen.append(person[0])
    row: Row = {"at": pools.written(random, pools.instant(random, moments)), **dict(chosen)}
    if random.random() < 0.05:
        row.setdefault("email", random.choice(_BLOCKED))
    if random.random() < 0.3:
        row["received_at"] = pools.written(random, pools.instant(random, moments))
    return row


def _event(random: Random, people: list[list[tuple[str, Any]]], moments: list[str]) -> Row:
    row = _row(random, people, moments) | {"event": random.choice(EVENTS)}
    if random.random() < 0.4:
        row["event_id"] = f"e{random.randint(0, 10**6)}"
    if random.random() < 0.9:
        row["properties"] = properties(random, moments)
    return row


def _repeated(random: Random, row: Row, moments: list[str]) -> Row:
    """The same event delivered again, perhaps with another time, content or arrival."""
    changed = dict(row)
    if random.random() < 0.5:
        changed["received_at"] = pools.written(random, pools.instant(random, moments))
    if random.random() < 0.3:
        changed["at"] = pools.written(random, pools.instant(random, moments))
    if random.random() < 0.3:
        changed["properties"] = properties(random, moments)
    return changed


def _twin(random: Random, row: Row, moments: list[str]) -> Row:
    """Another event of the same instant; of both, only ids and arrivals say which is the later one."""
    changed = dict(row) | {"event_id": f"e{random.randint(0, 10**6)}", "event": random.choice(EVENTS)}
    if random.random() < 0.7:
        changed["event"] = row["event"]
    if random.random() < 0.3:
        changed["received_at"] = pools.written(random, pools.instant(random, moments))
    return changed | {"properties": properties(random, moments)}


def _trait_row(random: Random, people: list[list[tuple[str, Any]]], moments: list[str]) -> Row:
    names = random.sample(WORDS.traits, k=random.randint(0, 3))
    return _row(random, people, moments) | {
        "traits": {name: property_value(random, name, moments) for name in names}
    }


def _record_row(random: Random, people: list[list[tuple[str, Any]]], moments: list[str]) -> Row:
    """A state of one of a few records, which may go from one to another."""
    row = _row(random, people, moments) | {"id": random.choice(["1", "2", "3", "4", 5])}
    row |= {"properties": properties(random, moments)}
    return row | ({"deleted": random.choice([True, True, False])} if random.random() < 0.3 else {})


def _entity_rows(
    random: Random, people: list[list[tuple[str, Any]]], moments: list[str]
) -> dict[str, list[Row]]:
    """Traits of a few entities and who belongs to them, for a time."""
    ids, traits, links = ["1", "2", "a b", 5], [], []
    for _ in range(random.choice([2, 6, 15])):
        row = {"at": pools.written(random, pools.instant(random, moments)), "id": random.choice(ids)}
        names = random.sample(WORDS.traits, k=random.randint(0, 3))
        traits.append(row | {"traits": {name: property_value(random, name, moments) for name in names}})
    for _ in range(random.choice([2, 10, 25])):
        row = _row(random, people, moments) | {"id": random.choice(ids)}
        links.append(
            row | ({"deleted": random.choice([True, True, False])} if random.random() < 0.25 else {})
        )
    return {"traits": traits, "links": links}


def _link(random: Random, people: list[list[tuple[str, Any]]], moments: list[str]) -> Row:
    """Mostly ids of one person; now and then two people turn out to be one."""
    one = random.choice(people)
    other = random.choice(people) if random.random() < 0.2 else one
    ids: dict[str, list[Any]] = {}
    for kind, name in [random.choice(one), random.choice(other), one[0]]:
        ids.setdefault(kind, []).append(name)
    return {"at": pools.written(random, pools.instant(random, moments)), "ids": ids}


def _ids(random: Random, kind: str, people: list[list[tuple[str, Any]]]) -> list[Any]:
    """Ids of some people, not as clean as in rows, and of nobody."""
    known = [value for person in people for other, value in person if other == kind]
    chosen = [random.choice([*known, "nobody", "unknown", 7]) for _ in range(random.randint(1, 6))]
    return [random.choice([one, f" {one}\t", str(one).lower()]) for one in chosen]


def properties(random: Random, moments: list[str]) -> Row:
    """Some of the properties that the filters of `definitions` ask about."""
    names = ["price", "kind", "due", "tags", "items", "shop", "größe 'x'"]
    found = {name: property_value(random, name, moments) for name in names if random.random() < 0.6}
    owners = [f"{kind}_id" for kind in WORDS.entities if random.random() < 0.4]
    return found | {name: random.choice(["1", 2, 5.0, "a b", None, [1]]) for name in owners}


def property_value(random: Random, name: str, moments: list[str]) -> Any:
    """What one expects under such a name, and sometimes anything else."""
    if random.random() < 0.15:
        return pools.value(random)
    if name in ("due", "born"):
        edge = pools.written(random, pools.instant(random, moments))
        return edge if random.random() < 0.6 else random.choice(pools.TIMES)
    if name in ("tags", "items"):
        one_of = _tag if name == "tags" else _item
        return [one_of(random) for _ in range(random.randint(0, 3))]
    if name == "shop":
        size = {"net": random.choice(pools.SMALL_NUMBERS)}
        return {"city": random.choice(pools.WORDS), "size": size}
    return random.choice(_NUMBERS if name in ("price", "age") else _TEXTS)


def _tag(random: Random) -> Any:
    return random.choice([*pools.WORDS, None, []])


def _item(random: Random) -> Any:
    if random.random() < 0.05:
        return pools.value(random)
    item = {"kind": random.choice(pools.WORDS), "price": random.choice(pools.SMALL_NUMBERS)}
    if random.random() < 0.3:
        item["tags"] = [random.choice(pools.WORDS) for _ in range(random.randint(0, 2))]
    return {key: value for key, value in item.items() if random.random() < 0.85}
