"""Engine and oracle agree on every identifier and link, whatever the graph, the rules, the batches, the overrides."""

import os
from random import Random

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.live.cases.engine import in_memory
from tests.functional.identity.graph import Graph as StoredGraph
from tests.fuzz.identity_graphs import Drawn, draw_graph
from tests.oracle.identity import Identifier
from tests.oracle.identity_rules import IdentityRules, Link, node_of, resolve, sign_ins

DATA_SETS = int(os.environ.get("SEGFLUX_IDENTITY_DATA_SETS", "25"))  # each of three to seven people's graphs
AT_ONCE = 5  # data sets a test


class Graph(StoredGraph):
    """One whose tables are in memory, for speed."""

    def _run(self, sql: str) -> QueryResult:
        return super()._run(in_memory(sql.strip()))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(0, DATA_SETS, AT_ONCE))
def test_engine_and_oracle_agree_after_every_batch(client: Client, first: int) -> None:
    """The last batch is also resolved from nothing, which changes no verdict and no name."""
    for seed in range(first, min(first + AT_ONCE, DATA_SETS)):
        drawn = draw_graph(seed)
        graph = Graph(client, drawn.engine_rules(0))
        links: list[Link] = []
        for number, batch in enumerate(drawn.batches):
            links += batch
            graph.rules = drawn.engine_rules(number)
            _give(graph, drawn, batch, number)
            graph.resolve()
            _compare(graph, drawn, links, drawn.rules_at(number), f"seed {seed}, batch {number}")
            if number in drawn.squashed:
                graph.squash()
                _compare(graph, drawn, links, drawn.rules_at(number), f"seed {seed}, squashed after {number}")
        graph.resolve(is_full=True)
        _compare(graph, drawn, links, drawn.rules_at(-1), f"seed {seed}, decided anew")
        _compare_as_of(graph, drawn, f"seed {seed}")
        _compare_sign_ins(graph, drawn, f"seed {seed}")


def _give(graph: Graph, drawn: Drawn, batch: tuple[Link, ...], number: int) -> None:
    graph.override(*((action, *one, *(other or ("", ""))) for action, one, other in drawn.overrides[number]))
    rows = [(link.one, link.other, link.source, link.first_seen, link.made) for link in batch]
    graph.add(*rows, seen=drawn.alone if number == 0 else {})


def _compare(graph: Graph, drawn: Drawn, links: list[Link], rules: IdentityRules, where: str) -> None:
    seen = _seen(drawn, links)
    wanted = resolve(seen, links, rules)
    names = {node_of(one): one for one in seen}
    profiles = {one: names[node] for one, node in wanted.profiles.items()}
    found = {one: name for one, name in graph.profiles().items() if name is not None}
    assert found == profiles, where
    rejected = {
        (*sorted((names[one][1], names[other][1])), rule) for (one, other), rule in wanted.rejected.items()
    }
    assert graph.rejected() == rejected, where


def _compare_as_of(graph: Graph, drawn: Drawn, where: str) -> None:
    """S9, at an instant in the middle of what was seen."""
    times = sorted(drawn.seen.values())
    until = times[len(times) // 2]
    wanted = resolve(drawn.seen, drawn.links, drawn.rules_at(-1), until)
    names = {node_of(one): one for one in drawn.seen}
    assert graph.profiles_as_of(until) == {one: names[node] for one, node in wanted.profiles.items()}, where


def _compare_sign_ins(graph: Graph, drawn: Drawn, where: str) -> None:
    """S10: of the types drawn, only user_id is strong."""
    strong = frozenset({"user_id"})
    wanted = sign_ins(drawn.seen, drawn.links, drawn.rules_at(-1), strong)
    graph.rules = {**graph.rules, "backdate": {"unit": "second", "amount": 0}}
    assert graph.sign_ins() == {one: (graph.before(oldest), at) for one, (oldest, at) in wanted.items()}, (
        where
    )


def _seen(drawn: Drawn, links: list[Link]) -> dict[Identifier, int]:
    return Drawn((tuple(links),), drawn.alone, drawn.rules, ((),)).seen


@pytest.mark.parametrize("seed", range(1000, 1003))
def test_the_order_of_rows_changes_nothing(client: Client, seed: int) -> None:
    drawn = draw_graph(seed)
    links = drawn.links
    ends = []
    for turn in range(3):
        graph = Graph(client, drawn.engine_rules(0))
        Random(turn).shuffle(links)
        _give(graph, drawn, tuple(links), 0)
        graph.resolve()
        ends.append((graph.profiles(), graph.rejected()))
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("seed", range(2000, 2003))
def test_what_is_undone_was_never_done(client: Client, seed: int) -> None:
    """Merges, splits and blocks by hand leave nothing behind when they are taken back."""
    drawn = draw_graph(seed)
    graph = Graph(client, drawn.engine_rules(0))
    graph.add(*((link.one, link.other, link.source, link.first_seen) for link in drawn.links))
    graph.resolve()
    before = (graph.profiles(), graph.rejected())
    people = sorted(drawn.seen)
    for action, one, other in (("merge", people[0], people[-1]), ("block", people[1], ("", ""))):
        graph.override((action, *one, *other))
        graph.resolve()
    graph.override()
    graph.resolve()
    assert (graph.profiles(), graph.rejected()) == before


@pytest.mark.parametrize("seed", range(3000, 3002))
def test_without_rules_a_link_never_changes_the_oldest_id(client: Client, seed: int) -> None:
    """The name of a group stays, or becomes that of an older group which it joins."""
    drawn = draw_graph(seed)
    types = [{"type": kind, "strong": True, "clean": ["trim"]} for kind in ("user_id", "email")]
    graph = Graph(client, {"types": types})
    named: dict[Identifier, Identifier | None] = {}
    for link in sorted(drawn.links, key=lambda link: link.first_seen)[:8]:
        graph.add((link.one, link.other, link.source, link.first_seen))
        graph.resolve()
        now = graph.profiles()
        gone = {name for name in named.values() if name and now[name] != name}
        assert all(now[one] == name for one, name in named.items() if name not in gone)
        named = dict(now)


def test_a_blocked_anchor_is_logged_as_a_split(client: Client) -> None:
    types = [{"type": "user_id", "strong": True, "clean": ["trim"]}, {"type": "cookie", "clean": ["trim"]}]
    graph = Graph(client, {"types": types})
    anchor, ada, eve = ("cookie", "anchor"), ("user_id", "ada"), ("user_id", "eve")
    graph.add((anchor, ada, "app", 1), (anchor, eve, "app", 2), seen={anchor: 0})
    graph.resolve()
    assert set(graph.profiles().values()) == {anchor}
    graph.override(("block", *anchor, "", ""))
    graph.resolve()
    assert graph.profiles() == {anchor: None, ada: ada, eve: eve}
    told = {(kind, old, new) for kind, old, new, _ in graph.moves()}
    assert {("split", "anchor", "ada"), ("split", "anchor", "eve")} <= told
