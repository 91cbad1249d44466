"""Counts sets of profiles in queries that write nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segflux_cli.warehouse.segments.cost import Cost, ask_for_cost

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_PARSED_BY_DEFAULT = 200_000  # characters of a query; a longer one needs a setting to be read


@dataclass(frozen=True)
class Counted:
    """The sizes of sets in their order, some profile numbers of the first one, and what that cost."""

    sizes: tuple[int, ...]
    sample: tuple[int, ...]
    cost: Cost


def count_sets(client: "Client", sql: str, sample: int, *, is_embedded: bool) -> Counted:
    """The answer of a `counted_sets_sql`, its slices put together."""
    settings: dict[str, int] = {"readonly": 2}
    if len(sql) > _PARSED_BY_DEFAULT:
        settings |= {"max_query_size": len(sql.encode()) + 1_000, "max_ast_elements": 10_000_000}
    rows, cost = ask_for_cost(client, sql, settings, is_embedded=is_embedded)
    sizes = tuple(sum(column) for column in zip(*(row["counts"] for row in rows), strict=True))
    return Counted(sizes, tuple(number for row in rows for number in row["sample"])[:sample], cost)
