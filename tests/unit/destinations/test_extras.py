"""A destination whose packages are missing says which extra brings them."""

import sys
from pathlib import Path
from typing import Any, cast

import pytest

from segflux_cli.destinations import google, mysql, postgresql, redis
from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.protocol import Warehouse
from segflux_cli.destinations.types import DestinationType, Opening

OPENING = Opening("d", "s to d", "s", "add_only", {}, {}, (), (), None, Path(), cast("Warehouse", None))
IN_DATABASES = "segflux_cli.destinations.databases"


@pytest.mark.parametrize(
    ("kind", "package", "module"),
    [
        (google.TYPES[0], "google.ads", "segflux_cli.destinations.data_manager.destination"),
        (mysql.TYPES[0], "pymysql", f"{IN_DATABASES}.mysql"),
        (postgresql.TYPES[0], "psycopg", f"{IN_DATABASES}.postgresql"),
        (redis.TYPES[0], "redis", f"{IN_DATABASES}.redis"),
    ],
)
def test_the_extra_of_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, kind: DestinationType, package: str, module: str
) -> None:
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(StoppedError, match=rf"install Segflux with the extra, segflux\[{kind.name}\]"):
        kind.opened(OPENING)


@pytest.mark.parametrize(("missing", "extra"), [("segflux_cli.lost", "some"), ("psycopg", "")])
def test_what_no_extra_brings_is_told_as_it_is(missing: str, extra: str) -> None:
    def fail(_opening: Opening) -> Any:
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    with pytest.raises(ModuleNotFoundError, match=missing):
        DestinationType("some", "about", ("add_only",), fail, extra=extra).opened(OPENING)
