"""The macros of Segflux at work on a project's warehouse, for commands that change its state."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.files.identity_rules import identity_rules
from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.spec.identity.identity_reader import read_identity
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.warehouse.profiles import Target, project_variables
from segflux_cli.warehouse.statements import fetch, run_statement

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_ASKS = ("select", "with", "exists", "describe")


def warehouse_macros(project: Path, target: Target, client: "Client") -> MacroSession:
    """The macros under the project's vars and rules of identity; they may write."""

    def run(sql: str) -> QueryResult:
        if sql.lstrip().startswith(_ASKS):
            return QueryResult(*fetch(client, sql))
        run_statement(client, sql)
        return QueryResult((), ())

    return load_macros(project_files()).session(
        run_query=run,
        variables=declared_variables(project),
        target={**target.options, "type": target.kind},
    )


def declared_variables(project: Path) -> Mapping[str, Any]:
    """The project's vars and its rules of identity, as macros take them."""
    return {**project_variables(project), "identity_rules": declared_rules(project)}


def declared_rules(project: Path) -> Mapping[str, Any]:
    """The rules of the project's identity.yml as macros take them, none where it has no such file."""
    faults = Faults()
    identity = read_identity(project, faults)
    faults.raise_any()
    return identity_rules(identity) if identity else {}
