"""A project's warehouse, open for reading what a build has left there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.query import MissingTableError
from segflux_cli.warehouse.relations import read_relations

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@contextmanager
def opened(project: Path, target_name: str | None) -> Iterator[tuple["Client", Mapping[str, str]]]:
    """A client of the target's warehouse and the relations of its models; closed in the end."""
    target = read_target(project, target_name)
    relations = read_relations(project, target)
    client = connect(target)
    try:
        yield client, relations
    except MissingTableError as error:
        raise UsageError(
            f"The last build of target {target.name} did not come to its end, or this is another warehouse. "
            f"Run `segflux build`. ({error})"
        ) from error
    finally:
        client.close()
