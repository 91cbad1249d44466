"""Audiences that the environment names: with another value they are others, and who was put into the old one stays."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables


def found_audience(sync: CarriedSync, environment: Mapping[str, str]) -> str:
    """A hash of what the environment says of an audience; '' where it says nothing, or not all of it."""
    found = [environment.get(each["env_var"]) or each.get("default") for each in _references(sync)]
    if not found or None in found:
        return ""
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


async def filled_audience(handle: Handle, tables: Tables, sync: CarriedSync) -> str:
    """The hash under which people were put there; '' where surely nobody is there, or no run noted it."""
    name = spell_text(sync.name)
    row = await handle.one(f"""
        select argMaxIf(JSONExtractString(declaration, 'found') as noted, sequence, noted != '') as found
        from {tables["sync_runs"]}
        where sync = {name} and sync in (
            select sync from {tables["sync_ledger"]} final
            where sync = {name} and is_there and status in ('ok', 'accepted')
        )
    """)
    return str(row["found"])


def moved(sync: CarriedSync) -> str:
    """What is wrong where both differ, and the way out."""
    variables = ", ".join(dict.fromkeys(str(each["env_var"]) for each in _references(sync)))
    return (
        f"the environment names another audience by {variables} than the one that people were put into: set it back, "
        "or write another variable into the segment for the new one, so that the old one is emptied first"
    )


def _references(sync: CarriedSync) -> list[Mapping[str, Any]]:
    words = json.loads(sync.place).get("audience", {})
    return [
        words[name] for name in sorted(words) if isinstance(words[name], dict) and "env_var" in words[name]
    ]
