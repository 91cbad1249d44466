"""Turns a refusal for want of rights into the grants that are missing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.names import shown_name, spell_bytes

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_DENIED = ("(ACCESS_DENIED)", "Not enough privileges")


def may(client: "Client", right: str, database: str) -> bool:
    """Whether this user has a right, such as `CREATE TABLE`, in a database; true where the engine can't say."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        return bool(int(str(client.command(f"check grant {right} on {spell_bytes(database, '`')}.*"))))
    except (Error, ValueError):
        return True


def unseen(client: "Client", database: str) -> str:
    """What else it may mean that a table is not there: a server shows nobody what they may not read."""
    if may(client, "SELECT", database):
        return ""
    return f". If it is there, this user may not see it: grant select on {shown_name(database)}.* to <user>"


@contextmanager
def naming_grants(relations: Mapping[str, str], models: Iterable[str]) -> Iterator[None]:
    """Where the warehouse denies access inside, the error names what this command reads."""
    try:
        yield
    except WarehouseError as error:
        if not any(sign in str(error) for sign in _DENIED):
            raise
        grants = "\n".join(
            f"  grant select on {relations[model]} to <user>;" for model in models if model in relations
        )
        raise WarehouseError(
            f"{error}\nThis user may not read all that this command reads. It writes nothing; it needs:\n{grants}\n"
            "Or name a target of another user with --target."
        ) from error
