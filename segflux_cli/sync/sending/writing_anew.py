"""Sends a plan as the whole new content of a place."""

from collections.abc import Sequence

from segflux_cli.destinations.protocol import Outcome
from segflux_cli.sync.sending.batches import Planned
from segflux_cli.sync.sending.line import Line, refusal_of
from segflux_cli.sync.sending.outcomes import together
from segflux_cli.sync.sending.sender import Part, Sent
from segflux_cli.sync.state.plan import Plan


async def write_anew(line: Line, plan: Plan, batches: Sequence[Planned]) -> Outcome:
    """What came of it; nothing is there until all of it is, so that one checkpoint stands at the end."""
    parts: list[Part] = []
    doubtful: list[Sent] = []
    await line.sender.begin_replacing()
    for planned in batches:
        sent = await line.send(plan, planned)
        parts += sent.parts
        doubtful += [sent] if sent.is_doubtful else []
        if sent.failure:
            raise sent.failure
    if doubtful and len(doubtful) == len(batches):
        raise refusal_of(doubtful[0])
    await line.sender.finish_replacing()
    return together([part.outcome for part in parts])
