"""ClickHouse's own access control for a gateway: roles from `grant` statements, and one user who has one of them.

The embedded engine keeps no roles that statements create, but it reads those of a users.xml, grants included.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_CREATE = re.compile(r"create role if not exists (\w+)")
_GRANT = re.compile(r"(grant .*) to (\w+)", re.DOTALL)


def role_grants(statements: Sequence[str]) -> dict[str, list[str]]:
    """The grants of each role as they are written, less the role's name; raises ValueError at anything else."""
    roles: dict[str, list[str]] = {}
    for statement in statements:
        created, granted = _CREATE.fullmatch(statement), _GRANT.fullmatch(statement)
        if created:
            roles[created[1]] = []
        elif granted:
            roles[granted[2]].append(granted[1])
        else:
            raise ValueError(f"neither a role nor a grant: {statement}")
    return roles


def write_users(folder: Path, roles: dict[str, list[str]], role: str = "") -> Path:
    """The configuration of an engine whose user has that role and nothing else; without one, every right."""
    mine = (
        f"<grants><query>grant {role}</query></grants>"
        if role
        else "<access_management>1</access_management>"
    )
    told = "".join(f"<{name}><grants>{_queries(grants)}</grants></{name}>" for name, grants in roles.items())
    users = folder / f"users-{role or 'all'}.xml"
    users.write_text(
        "<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default><password/>"
        f"<networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>{mine}"
        f"</default></users><roles>{told}</roles></clickhouse>"
    )
    config = folder / f"config-{role or 'all'}.xml"
    config.write_text(f"<clickhouse><users_config>{users}</users_config></clickhouse>")
    return config


def _queries(grants: list[str]) -> str:
    return "".join(f"<query>{escape(grant)}</query>" for grant in grants)
