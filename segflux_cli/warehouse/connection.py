"""A connection to the warehouse of a target."""

import logging
from typing import TYPE_CHECKING

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.profiles import Target

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client
    from clickhouse_connect.driver.exceptions import Error

# The driver would log each failure with its traceback; the errors that it raises say enough.
_DRIVER_LOG = "clickhouse_connect"
# A time without a zone is UTC, whatever the zone of the server.
_SETTINGS = {"session_timezone": "UTC"}
# What dbt-clickhouse hands to clickhouse-connect, under the names that profiles.yml has for it.
_SERVER_OPTIONS = {
    "host": "host",
    "port": "port",
    "user": "username",
    "password": "password",
    "secure": "secure",
    "verify": "verify",
    "client_cert": "client_cert",
    "client_cert_key": "client_cert_key",
    "connect_timeout": "connect_timeout",
    "send_receive_timeout": "send_receive_timeout",
    "database": "database",
    "access_token": "access_token",
}


def connect(target: Target) -> "Client":
    """A client of the target's warehouse."""
    return _open_path(target) if target.kind == "chdb" else _open_server(target)


def _open_path(target: Target) -> "Client":
    options = target.options
    return open_embedded(
        target.path,
        settings=options.get("custom_settings"),
        lock_timeout=float(options.get("lock_timeout", 0)),
        config_file=options.get("config_file"),
        options=options.get("chdb_options"),
    )


def _open_server(target: Target) -> "Client":
    import clickhouse_connect
    from clickhouse_connect.driver.exceptions import Error

    written = target.options
    options = {ours: written[theirs] for theirs, ours in _SERVER_OPTIONS.items() if theirs in written}
    options["port"] = int(options["port"]) if "port" in options else None
    settings = {**_SETTINGS, **(written.get("custom_settings") or {})}
    logging.getLogger(_DRIVER_LOG).setLevel(logging.CRITICAL)
    try:
        return clickhouse_connect.get_client(query_limit=0, settings=settings, **options)
    except Error as error:
        where = f"{written.get('host', 'localhost')}:{written.get('port', '')} (target {target.name})"
        raise WarehouseError(f"The warehouse server {where} {_why_not(error)}") from error


def _why_not(error: "Error") -> str:
    from clickhouse_connect.driver.exceptions import OperationalError

    if isinstance(error, OperationalError):
        cause = error.__cause__ or error
        return (
            f"did not answer: {getattr(cause, 'reason', None) or cause}. Is it running, and are host, port and "
            "secure those of profiles.yml?"
        )
    told = str(error).splitlines()[0].rstrip(".")
    return f"refused: {told}. Look at the user and password of this target in profiles.yml."
