"""Contraction finds the same groups as SciPy, whatever the shape of the graph and the order of its ids."""

import random

import numpy
import pytest
from clickhouse_connect.driver.client import Client
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import MacroError

Links = list[tuple[int, int]]
RUN = {"run_id": "contraction", "as_of": 0, "started_at": 0, "is_study": False}


def _contract(client: Client, links: Links) -> tuple[dict[int, int], int]:
    """The label of every node, and the rounds it took."""

    def run_query(sql: str) -> QueryResult:
        if sql.lstrip().startswith(("select", "exists")):
            result = client.query(sql)
            return QueryResult(result.column_names, result.result_rows)
        client.command(sql)
        return QueryResult((), ())

    client.command("create or replace table links (a UInt64, b UInt64) engine = MergeTree order by tuple()")
    if links:
        client.insert("links", links, ["a", "b"])
    session = load_macros(project_files()).session(run_query=run_query)
    rounds = session.call("contract_components", "links", Relation("default", "linked"), RUN)
    assert isinstance(rounds, int)
    return _labels(client), rounds


def _labels(client: Client) -> dict[int, int]:
    return {
        int(node): int(label) for node, label in client.query("select node, label from linked").result_rows
    }


def _groups(labels: dict[int, int]) -> set[frozenset[int]]:
    members: dict[int, set[int]] = {}
    for node, label in labels.items():
        members.setdefault(label, set()).add(node)
    return {frozenset(group) for group in members.values()}


def _expected(links: Links) -> set[frozenset[int]]:
    """What SciPy says of the nodes that have a link to another node."""
    pairs = [(a, b) for a, b in links if a != b]
    nodes = sorted({node for pair in pairs for node in pair})
    place = {node: index for index, node in enumerate(nodes)}
    rows, columns = [place[a] for a, _ in pairs], [place[b] for _, b in pairs]
    matrix = coo_matrix((numpy.ones(len(pairs)), (rows, columns)), shape=(len(nodes), len(nodes)))
    labels = connected_components(matrix, directed=False)[1]
    return _groups(dict(zip(nodes, labels.tolist(), strict=True)))


def _path(size: int) -> Links:
    return [(number, number + 1) for number in range(1, size)]


def _star(size: int) -> Links:
    return [(1, number) for number in range(2, size)]


def _grid(side: int) -> Links:
    across = [(y * side + x, y * side + x + 1) for y in range(side) for x in range(1, side)]
    return across + [(y * side + x, (y + 1) * side + x) for y in range(side - 1) for x in range(1, side + 1)]


def _random(nodes: int, links: int, seed: int) -> Links:
    chance = random.Random(seed)
    return [(chance.randint(1, nodes), chance.randint(1, nodes)) for _ in range(links)]


def _with_other_ids(links: Links, seed: int) -> Links:
    """The same graph under ids drawn anew, beyond 32 bits."""
    chance = random.Random(seed)
    ids: dict[int, int] = {}
    for node in (node for link in links for node in link):
        ids.setdefault(node, chance.randrange(1, 2**64))
    return [(ids[a], ids[b]) for a, b in links]


@pytest.mark.parametrize(
    "links",
    [
        pytest.param(_path(5_000), id="path"),
        pytest.param(_star(5_000), id="star"),
        pytest.param(_grid(100), id="grid"),
        pytest.param(_random(3_000, 1_500, 1), id="sparse"),
        pytest.param(_random(3_000, 9_000, 2), id="dense"),
        pytest.param([(5_000, number) for number in range(1, 4_000)], id="star of the greatest"),
        pytest.param([(a, b) for a in range(1, 300) for b in range(900, 910)], id="two sides"),
        pytest.param([(5, 5), (2, 1), (1, 2)], id="loops and repeats"),
    ],
)
def test_groups_are_those_of_scipy(client: Client, links: Links) -> None:
    """Ids in order and ids drawn at random give the groups of the graph; at most log2 of the nodes in rounds."""
    for graph in (links, _with_other_ids(links, 7)):
        labels, rounds = _contract(client, graph)
        assert _groups(labels) == _expected(graph)
        assert 2**rounds <= 2 * len(labels)


def test_order_of_ids_changes_no_group(client: Client) -> None:
    """However ids are hashed, the same identifiers are together."""
    links = _random(400, 300, 3)
    ids = sorted({node for link in links for node in link})
    found = set()
    for seed in range(4):
        names = list(range(1, len(ids) + 1))
        random.Random(seed).shuffle(names)
        renamed = dict(zip(ids, names, strict=True))
        back = {new: old for old, new in renamed.items()}
        labels, _ = _contract(client, [(renamed[a], renamed[b]) for a, b in links])
        found.add(frozenset(frozenset(back[node] for node in group) for group in _groups(labels)))
    assert len(found) == 1


def test_nothing_to_contract(client: Client) -> None:
    """Without links there is an empty table and no scratch table is left."""
    assert _contract(client, []) == ({}, 0)
    assert _contract(client, [(3, 3)]) == ({}, 0)
    left = client.query("select count() from system.tables where startsWith(name, '__')").result_rows
    assert left == [(0,)]


def test_a_graph_that_does_not_converge_is_refused(client: Client) -> None:
    """A target is left alone when links never run out."""
    labels, _ = _contract(client, [(1, 2)])

    def run_query(sql: str) -> QueryResult:
        if sql.startswith("select count() from") and "links_" in sql:
            return QueryResult(("count()",), ((1,),))
        if sql.lstrip().startswith(("select", "exists")):
            result = client.query(sql)
            return QueryResult(result.column_names, result.result_rows)
        client.command(sql)
        return QueryResult((), ())

    session = load_macros(project_files()).session(run_query=run_query)
    with pytest.raises(MacroError, match="did not converge in 64 rounds; nothing was changed"):
        session.call("contract_components", "links", Relation("default", "linked"), RUN)
    assert _labels(client) == labels
