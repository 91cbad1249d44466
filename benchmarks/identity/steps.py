"""The steps of the benchmark; each runs in a process of its own."""

from benchmarks.identity import rivals
from benchmarks.identity.contraction import OURS, contract
from benchmarks.identity.graphs import Graph
from benchmarks.measuring import Figures, Warehouse, measured

WAYS = {
    "contraction": lambda warehouse, _: contract(warehouse),
    "SciPy": rivals.by_scipy,
    "DuckDB": rivals.by_duckdb,
    "networkx": rivals.by_networkx,
}


def base(path: str) -> Figures:
    """What a process takes that opens the warehouse and does nothing."""
    warehouse = Warehouse(path)
    return measured(warehouse, lambda: None)


def make(path: str, graph: Graph) -> tuple[int, int]:
    """Makes the links; gives how many there are, and how many identifiers."""
    warehouse = Warehouse(path)
    for statement in graph.statements:
        warehouse.run(statement)
    links = warehouse.ask("select count() from bench.links").rows[0][0]
    nodes = warehouse.ask("select uniqExact(arrayJoin([a, b])) from bench.links").rows[0][0]
    return int(str(links)), int(str(nodes))


def label(path: str, way: str) -> Figures:
    """Labels all identifiers in one of the ways."""
    warehouse = Warehouse(path)
    return measured(warehouse, lambda: WAYS[way](warehouse, table_of(way)))


def rounds(path: str) -> int:
    """The rounds that contraction takes."""
    return contract(Warehouse(path))


def table_of(way: str) -> str:
    """Where the labels of a way are."""
    return str(OURS) if way == "contraction" else f"bench.`{way}`"


def same_groups(path: str, way: str) -> bool:
    """Whether another way has the groups of the contraction: each label goes with exactly one of the other."""
    rows = (
        Warehouse(path)
        .ask(f"""
select count(), uniqExact(ours.label), uniqExact(theirs.label), uniqExact(ours.label, theirs.label),
    (select count() from {table_of("contraction")}), (select count() from {table_of(way)})
from {table_of("contraction")} as ours inner join {table_of(way)} as theirs on ours.node = theirs.node""")
        .rows[0]
    )
    shared, ours, theirs, both, our_nodes, their_nodes = (int(str(value)) for value in rows)
    return shared == our_nodes == their_nodes and ours == theirs == both
