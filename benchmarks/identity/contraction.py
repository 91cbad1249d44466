"""The contraction that a build runs, over the links of the benchmark."""

from benchmarks.identity.graphs import LINKS
from benchmarks.measuring import Warehouse
from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files

OURS = Relation("bench", "ours")
_RUN = {"run_id": "benchmark", "as_of": 0, "started_at": 0, "is_study": False}


def contract(warehouse: Warehouse, links: str = LINKS, target: Relation = OURS) -> int:
    """Labels every linked node with its group; gives the rounds that it took."""

    def run_query(sql: str) -> QueryResult:
        if sql.lstrip().startswith(("select", "exists")):
            return warehouse.ask(sql)
        warehouse.run(sql)
        return QueryResult((), ())

    session = load_macros(project_files()).session(run_query=run_query)
    rounds = session.call("contract_components", links, target, _RUN)
    return int(str(rounds))
