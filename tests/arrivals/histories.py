"""Random histories: what lands in the raw tables before, and in the middle of, each of several builds."""

import json
import random
from dataclasses import dataclass, field

from tests.arrivals.shapes import DAY, SOURCES, Declared

START = 1_767_225_600_000  # 2026-01-01
STEP = DAY // 2
Row = dict[str, object]
Batch = dict[str, list[Row]]


@dataclass(frozen=True)
class Step:
    """One build: when it starts, what landed before it, and what lands while it runs."""

    started_at: int
    before: Batch
    during: Batch
    mirrored: Batch = field(default_factory=dict)


def random_history(seed: int, steps: int = 3) -> list[Step]:
    """A history in which rows come late, come twice, are corrected and link people."""
    maker = _Maker(random.Random(seed))
    return [maker.step(number) for number in range(steps)]


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.mirror: Batch = {"carts__events": [], "survey__traits": []}

    def step(self, number: int) -> Step:
        started_at = START + (number + 1) * STEP
        before = self._batch(started_at, started_at, self.chance.randint(5, 25))
        if number == 0:
            before.setdefault("crm__traits", []).extend(_mirrored_people())
        return Step(
            started_at,
            before=before,
            during=self._batch(started_at, started_at + STEP, self.chance.randint(0, 6)),
            mirrored=self._mirror(started_at),
        )

    def _batch(self, until: int, stored_at: int, rows: int) -> Batch:
        batch: Batch = {}
        for _ in range(rows):
            source = self.chance.choice([s for s in SOURCES if s.table not in self.mirror])
            batch.setdefault(source.table, []).append(self._row(source, until, stored_at))
        return batch

    def _row(self, source: Declared, until: int, stored_at: int) -> Row:
        arrived = until - self.chance.randrange(0, DAY - STEP) // 1000 * 1000
        occurred = self._occurred(source, arrived)
        row: Row = {
            "source": source.source,
            "occurred_at": occurred,
            "arrived_at": arrived if source.look_back_seconds else (occurred or 0),
            "arrival_order": self.chance.randint(0, 3),
            "identifiers": self._identifiers(),
            "first_seen_at": stored_at,
        }
        return row | self._content(source.shape) | (self._version(arrived) if source.is_keyed else {})

    def _version(self, arrived: int) -> Row:
        """What a row of a table edited in place says now, of whom: somebody who is known from elsewhere."""
        return {
            "mutable_key": self.chance.choice(("", "1", "2", "3")),
            "occurred_at": arrived - self.chance.choice((0, DAY)),
            "identifiers": [("user_id", f"mirrored {self.chance.randrange(6)}")],
            "traits": json.dumps({"plan": self.chance.choice(("a", "b"))}),
        }

    def _occurred(self, source: Declared, arrived: int) -> int | None:
        if self.chance.random() < 0.05:
            return None
        if self.chance.random() < 0.05:
            return arrived + 3 * DAY if source.look_back_seconds else -DAY
        return arrived - self.chance.choice((0, 1000, DAY, 40 * DAY, 900 * DAY))

    def _content(self, shape: str) -> Row:
        if shape == "events":
            name = self.chance.choice(("page_viewed", "signed_in", "order_completed", ""))
            return {
                "event_id": f"e{self.chance.randrange(40)}",
                "event_name": name or self.chance.choice(("", "page_viewed")),
                "properties": self._document(),
            }
        return {"traits": self._document()} if shape == "traits" else {}

    def _document(self) -> str:
        if self.chance.random() < 0.05:
            return self.chance.choice(("", "[]", "{", "null", '{"a":1} x'))
        keys = self.chance.sample(("plan", "age", "o'dd {{ x }}", "list", "very big"), 2)
        values = ("free", 7, 7.5, None, True, [1, "a"], 2**64 + 5, -0.0, "Ä'\\{%\n")
        return json.dumps({key: self.chance.choice(values) for key in keys}, ensure_ascii=False)

    def _identifiers(self) -> list[tuple[str, str]]:
        kinds = self.chance.choice(
            (
                ["anonymous_id"],
                ["user_id"],
                ["anonymous_id", "user_id"],
                ["user_id", "email"],
                ["card", "email"],
                [],
            )
        )
        return [(kind, self._identifier(kind)) for kind in kinds]

    def _identifier(self, kind: str) -> str:
        if self.chance.random() < 0.08:
            return self.chance.choice(("null", "0000", " ", "Unknown", "noreply@x.org"))
        number = self.chance.randrange({"anonymous_id": 30, "user_id": 14, "email": 12}.get(kind, 8))
        return (
            self.chance.choice(("", " "))
            + f"{kind[0].upper()}{number}"
            + ("@x.org" if kind == "email" else "")
        )

    def _mirror(self, started_at: int) -> Batch:
        """The whole content of the tables that are edited in place; their people are known from elsewhere."""
        for table, rows in self.mirror.items():
            kept = [row for row in rows if self.chance.random() < 0.8]
            fresh = [self._mirrored_row(table, key) for key in range(6) if self.chance.random() < 0.4]
            keys = {row["event_id"] for row in fresh}
            self.mirror[table] = [row for row in kept if row["event_id"] not in keys] + fresh
        return {table: [dict(row) for row in rows] for table, rows in self.mirror.items()}

    def _mirrored_row(self, table: str, key: int) -> Row:
        occurred = START - self.chance.randrange(3) * DAY
        row: Row = {
            "source": table.split("__", maxsplit=1)[0],
            "occurred_at": occurred,
            "arrived_at": occurred,
            "arrival_order": 0,
            "identifiers": [("user_id", f"mirrored {key}")],
            "first_seen_at": START,
            "event_id": f"m{key}",
        }
        document = json.dumps({"plan": self.chance.choice(("a", "b", "c")), "key": key})
        return row | (
            {"traits": document} if table == "survey__traits" else {"event_name": "x", "properties": document}
        )


def _mirrored_people() -> list[Row]:
    """The people of the tables edited in place: they stay known when those tables forget them."""
    return [
        {
            "source": "crm",
            "occurred_at": START,
            "arrived_at": START + STEP,
            "arrival_order": 0,
            "identifiers": [("user_id", f"mirrored {key}")],
            "first_seen_at": START,
            "traits": "{}",
        }
        for key in range(6)
    ]
