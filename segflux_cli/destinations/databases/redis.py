"""Members as hashes in Redis, one a person, which the segments of a project share."""

import json
from collections.abc import Sequence
from typing import Any

from redis import exceptions
from redis.asyncio import Redis

from segflux_cli.destinations.failures import DestinationError, StoppedError, TransientError
from segflux_cli.destinations.protocol import (
    BaseDestination,
    Batch,
    Capabilities,
    Limits,
    Operation,
    Outcome,
    Row,
)
from segflux_cli.destinations.types import Opening
from segflux_cli.spec.declared.syncs import PROFILE_ID

_OPERATIONS: frozenset[Operation] = frozenset({"add", "remove"})
_STOPPING = (exceptions.AuthenticationError, exceptions.AuthorizationError, exceptions.NoPermissionError)
_NOT_A_HASH = "the key of this person holds something else than a hash"
# Both change a hash in one step, so that who reads sees the old version or the new one.
_LIST = """
local segments = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if string.sub(field, 1, 3) == 'in:' then table.insert(segments, string.sub(field, 4)) end
end
table.sort(segments)
"""
_ADD = f"""
redis.call('HSET', KEYS[1], 'in:' .. ARGV[1], ARGV[2])
{_LIST}
redis.call('HSET', KEYS[1], 'segments', cjson.encode(segments))
return redis.call('HINCRBY', KEYS[1], 'version', 1)
"""
_REMOVE = f"""
if redis.call('HDEL', KEYS[1], 'in:' .. ARGV[1]) == 0 then return 0 end
{_LIST}
if #segments == 0 then return redis.call('HDEL', KEYS[1], 'segments', 'version') end
redis.call('HSET', KEYS[1], 'segments', cjson.encode(segments))
return redis.call('HINCRBY', KEYS[1], 'version', 1)
"""


class RedisDestination(BaseDestination):
    """A field of each member's hash; a hash goes with its last field, and fields of others stay."""

    def __init__(self, opening: Opening) -> None:
        options = opening.options
        self._segment = opening.segment
        self._known_by = opening.match_on[0]
        self._limits = opening.limits or Limits(rows=1_000, at_once=4, timeout=60.0)
        self._prefix = str(options["prefix"])
        self._place = f"{options['host']}:{options['port']}"
        self._redis = Redis(
            host=str(options["host"]),
            port=int(options["port"]),
            db=int(options["database"]),
            username=options.get("user"),
            password=options.get("password"),
            ssl=bool(options.get("tls")),
            socket_timeout=self._limits.timeout,
            socket_connect_timeout=10,
            decode_responses=True,
        )

    @property
    def capabilities(self) -> Capabilities:
        """People enter and leave."""
        return Capabilities(_OPERATIONS, self._limits)

    async def check(self) -> None:
        """Raises StoppedError where the server refuses, and TransientError where it does not answer."""
        try:
            await self._redis.ping()
        except exceptions.RedisError as error:
            raise self._failed(error) from error

    async def send(self, batch: Batch) -> Outcome:
        """Changes the hash of each person of the batch, each in one step."""
        script = _REMOVE if batch.operation == "remove" else _ADD
        pipeline = self._redis.pipeline(transaction=False)
        for row in batch.rows:
            pipeline.eval(script, 1, self._key(row), *self._arguments(row, batch.operation))
        try:
            answers = await pipeline.execute(raise_on_error=False)
        except exceptions.RedisError as error:
            raise self._failed(error) from error
        return Outcome(dict(self._rejected(batch.rows, answers)))

    async def close(self) -> None:
        """Lets connections go."""
        await self._redis.aclose()

    def _key(self, row: Row) -> str:
        known_as = row.profile_id if self._known_by == PROFILE_ID else row.ids[self._known_by]
        return f"{self._prefix}:{self._known_by}:{known_as}"

    def _arguments(self, row: Row, operation: Operation) -> tuple[str, ...]:
        if operation == "remove":
            return (self._segment,)
        return (self._segment, json.dumps(dict(row.fields), ensure_ascii=False, sort_keys=True))

    def _rejected(self, rows: Sequence[Row], answers: Sequence[Any]) -> list[tuple[str, str]]:
        found = []
        for row, answer in zip(rows, answers, strict=True):
            if isinstance(answer, Exception):
                if "WRONGTYPE" not in str(answer):
                    raise self._failed(answer) from answer
                found.append((row.key, _NOT_A_HASH))
        return found

    def _failed(self, error: Exception) -> DestinationError:
        # The text of other errors may repeat an argument of ours, and with it an identifier.
        kind = type(error).__name__
        if isinstance(error, _STOPPING) or "NOPERM" in str(error) or "DB index" in str(error):
            return StoppedError(
                f"{self._place} refuses ({kind}). Check user, password and database in destinations.yml; the user "
                f"needs +@hash, +eval, +ping and +select on ~{self._prefix}:*."
            )
        return TransientError(f"{self._place}: {kind}")
