"""Turns a refusal for want of rights into the grants that are missing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from segflux_cli.errors import WarehouseError

_DENIED = ("(ACCESS_DENIED)", "Not enough privileges")


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
