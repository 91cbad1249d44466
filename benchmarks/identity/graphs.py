"""Graphs as tables of links (a, b): people as sources show them, and shapes that are hard to contract."""

from dataclasses import dataclass

LINKS = "bench.links"
EMPTY = f"create or replace table {LINKS} (a UInt64, b UInt64) engine = MergeTree order by (a, b)"


@dataclass(frozen=True)
class Graph:
    """Its name, how many links it has at the most, and the select that gives them."""

    name: str
    links: int
    select: str

    @property
    def statements(self) -> list[str]:
        """What makes its table."""
        return ["create database if not exists bench", EMPTY, f"insert into {LINKS} {self.select}"]


def people(number: int) -> Graph:
    """1.6 links a person, between identifiers whose nodes are hashes; one device in 40 is shared by two people."""
    select = f"""
select
    sipHash64('user_id', person) as one,
    sipHash64('anonymous_id', if(drawn % 40 = 0, intDiv(person, 2), person), device) as other
from (
    select
        number as person,
        sipHash64('links of', number) as drawn,
        arrayJoin(range(1 + (drawn % 5 = 0) + (drawn % 5 in (1, 2)))) as device
    from numbers({number})
)"""
    return Graph(f"{number:,} people", number * 2, select)


def shapes(nodes: int) -> list[Graph]:
    """A path, a grid, a star, a binary tree and a random graph of about so many nodes, under ids of no order."""
    side = int(nodes**0.5)
    return [
        _shape("path", nodes, f"select number as low, number + 1 as high from numbers({nodes - 1})"),
        _shape(
            "grid",
            2 * nodes,
            f"""select cell as low, cell + step as high
                from (
                    select number as cell, arrayJoin([1, {side}]) as step from numbers({side * side})
                )
                where if(step = 1, (cell + 1) % {side} != 0, cell + {side} < {side * side})""",
        ),
        _shape("star", nodes, f"select 0 as low, number + 1 as high from numbers({nodes - 1})"),
        _shape(
            "binary tree",
            nodes,
            f"select intDiv(number, 2) as low, number + 1 as high from numbers({nodes - 1})",
        ),
        _shape(
            "random",
            nodes,
            f"""select sipHash64('low', number) % {nodes} as low, sipHash64('high', number) % {nodes} as high
                from numbers({nodes})""",
        ),
    ]


def _shape(name: str, links: int, select: str) -> Graph:
    """Without hashing a path would lie in order, which is the easy case."""
    return Graph(name, links, f"select sipHash64(low) as one, sipHash64(high) as other from ({select})")
