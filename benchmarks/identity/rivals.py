"""The same groups by other means: SciPy, DuckDB with the same algorithm, networkx; each from and to the warehouse."""

from typing import Any

import numpy
import pyarrow

from benchmarks.identity.graphs import LINKS
from benchmarks.measuring import Warehouse

_KEPT = 0.55  # a round goes on hopping while more of the nodes would survive


def by_scipy(warehouse: Warehouse, target: str) -> None:
    """Export, connected components, write back."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = warehouse.export(f"select a, b from {LINKS}")
    ends = numpy.concatenate([links.column("a").to_numpy(), links.column("b").to_numpy()])
    nodes, places = numpy.unique(ends, return_inverse=True)
    low, high = places[: len(places) // 2], places[len(places) // 2 :]
    matrix = coo_matrix((numpy.ones(len(low), dtype=numpy.int8), (low, high)), shape=(len(nodes), len(nodes)))
    labels = connected_components(matrix, directed=False)[1]
    _write(warehouse, target, nodes, labels)


def by_networkx(warehouse: Warehouse, target: str) -> None:
    """A graph of Python objects."""
    import networkx

    links = warehouse.export(f"select a, b from {LINKS}")
    graph = networkx.Graph()
    graph.add_edges_from(zip(links.column("a").to_pylist(), links.column("b").to_pylist(), strict=True))
    labels = [
        (node, label) for label, group in enumerate(networkx.connected_components(graph)) for node in group
    ]
    nodes = numpy.array([node for node, _ in labels], dtype=numpy.uint64)
    _write(warehouse, target, nodes, numpy.array([label for _, label in labels]))


def by_duckdb(warehouse: Warehouse, target: str) -> None:
    """The contraction of a build, round by round, in DuckDB's dialect."""
    import duckdb

    links = warehouse.export(f"select a, b from {LINKS}")
    engine = duckdb.connect()
    engine.register("links", links)
    engine.execute(
        "create table links_0 as select distinct least(a, b) as low, greatest(a, b) as high from links where a != b"
    )
    rounds = 0
    while _count(engine, f"links_{rounds}"):
        _contract_once(engine, rounds)
        rounds += 1
    _compose(engine, rounds)
    labels = engine.sql("select node, label from labels").to_arrow_table()
    _write(warehouse, target, labels.column("node").to_numpy(), labels.column("label").to_numpy())


def _contract_once(engine: Any, number: int) -> None:
    links, joined = f"links_{number}", f"joined_{number}"
    engine.execute(f"""create or replace temp table smallest as
        select node, min(neighbor) as smallest from (
            select low as node, high as neighbor from {links} union all select high, low from {links}
        ) group by node""")
    engine.execute(f"""create table {joined} as
        select own.node, least(own.smallest, next.smallest) as joined
        from smallest as own join smallest as next on own.smallest = next.node""")
    while _count(engine, joined, "count(distinct joined)") > _KEPT * _count(engine, joined):
        engine.execute(f"""create or replace table {joined} as
            select own.node, next.joined from {joined} as own join {joined} as next on own.joined = next.node""")
    engine.execute(f"""create table links_{number + 1} as
        select distinct least(low.joined, high.joined) as low, greatest(low.joined, high.joined) as high
        from {links} as links join {joined} as low on links.low = low.node
        join {joined} as high on links.high = high.node where low.joined != high.joined""")
    engine.execute(f"drop table {links}")


def _compose(engine: Any, rounds: int) -> None:
    engine.execute("create table labels (node ubigint, label ubigint)")
    for number in range(rounds - 1, -1, -1):
        engine.execute(f"""create or replace table labels as
            select joined.node, coalesce(later.label, joined.joined) as label
            from joined_{number} as joined left join labels as later on joined.joined = later.node""")


def _count(engine: Any, table: str, counted: str = "count(*)") -> int:
    return int(engine.execute(f"select {counted} from {table}").fetchone()[0])


def _write(warehouse: Warehouse, target: str, nodes: Any, labels: Any) -> None:
    warehouse.run(
        f"create or replace table {target} (node UInt64, label UInt64) engine = MergeTree order by node"
    )
    table = pyarrow.table({"node": nodes, "label": labels.astype(numpy.uint64)})
    warehouse.fill(target, table)
