"""Where a sync writes, and in whose account, which only its kind of destination and the environment say."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from segflux_cli.destinations.places import fields_there, in_one_spelling
from segflux_cli.destinations.types import DestinationType
from segflux_cli.sync.state.carried import CarriedSync


def located(
    sync: CarriedSync, types: Mapping[str, DestinationType], environment: Mapping[str, str]
) -> CarriedSync:
    """The sync with its place in one spelling, where its fields are, and whose; as it is where its kind is unknown."""
    kind = types.get(sync.type)
    if kind is None:
        return sync
    place = in_one_spelling(sync.place, kind)
    account = _account(sync, kind, environment)
    return replace(sync, place=place, fields_at=fields_there(place, kind), account=account)


def _account(sync: CarriedSync, kind: DestinationType, environment: Mapping[str, str]) -> str:
    """A hash of secrets, which tell equal numbers of lists apart; one that is missing counts by its variable."""
    secrets = [sync.options.get(option.name) for option in kind.options if option.is_secret]
    known = [_known(secret, environment) for secret in secrets]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def _known(secret: object, environment: Mapping[str, str]) -> object:
    if not isinstance(secret, Mapping) or "env_var" not in secret:
        return secret
    return environment.get(str(secret["env_var"])) or secret.get("default") or secret
