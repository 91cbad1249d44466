"""What the warehouse itself says of builds: its clock, and the statements that are under way."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError, WarehouseError
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target
from segflux_cli.warehouse.query import ask, ask_if_there, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

AHEAD = timedelta(days=1)


def warehouse_clock(client: "Client") -> datetime:
    """The instant it is by the warehouse's clock, UTC."""
    now: datetime = ask(client, "select now64(3, 'UTC') as now")[0]["now"]
    return now.replace(tzinfo=UTC)


def refuse_instant_ahead(client: "Client", as_of: datetime) -> None:
    """Raises UsageError when an instant lies more than a day after the warehouse's clock."""
    now = warehouse_clock(client)
    if as_of.astimezone(UTC) > now + AHEAD:
        raise UsageError(
            f"--as-of {as_of:%Y-%m-%dT%H:%M:%SZ} lies more than a day ahead of the warehouse's clock "
            f"({now:%Y-%m-%dT%H:%M:%SZ}). Evaluations move forward: every build until then would be a study. "
            "Correct the instant, or say that you mean it with --allow-future."
        )


def newest_evaluation(client: "Client", relations: Mapping[str, str]) -> datetime | None:
    """As of when the newest evaluation is that was no study, UTC; None before the first one."""
    return newest_instant(client, relations, "evaluation_runs", "as_of", "not is_study")


def newest_instant(
    client: "Client", relations: Mapping[str, str], model: str, column: str, condition: str = "true"
) -> datetime | None:
    """The latest of a model's instants, UTC; None where it has no row, or is not there yet."""
    if model not in relations:
        return None
    sql = f"select maxOrNull({column}) as newest from {relations[model]} where {condition}"
    rows = ask_if_there(client, sql)
    newest: datetime | None = rows[0]["newest"] if rows else None
    return newest.replace(tzinfo=UTC) if newest else None


def refuse_clock_put_back(client: "Client", relations: Mapping[str, str]) -> None:
    """Raises WarehouseError when evaluations lie more than a day ahead of the warehouse's clock."""
    newest, now = newest_evaluation(client, relations), warehouse_clock(client)
    if newest and newest > now + AHEAD:
        raise WarehouseError(
            f"The newest evaluation is as of {newest:%Y-%m-%d %H:%M:%S} UTC, but the clock of the warehouse says "
            f"{now:%Y-%m-%d %H:%M:%S} UTC: a clock was wrong then or is now. Nothing was changed. Set the clock "
            "right, or delete what was evaluated ahead of it (docs/cli.md, A clock that was wrong)."
        )


def stop_statements(target: Target) -> None:
    """Stops what dbt's interrupted build still runs on a server; the holder of the lease is the only build there."""
    if target.kind == "chdb":  # its adapter does so itself
        return
    with suppress(WarehouseError):
        client = connect(target)
        try:
            run(
                client,
                """
                kill query where user = currentUser() and current_database = {schema:String}
                    and position(query, '"app": "dbt"') > 0 and match(query, '"node_id": "[a-z]+[.]segflux[.]')
                async
                """,
                {"schema": target.schema},
            )
        finally:
            client.close()
