"""The batches of a plan, as the destination takes them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from segflux_cli.destinations.protocol import Batch, Operation, Select
from segflux_cli.spec.declared.syncs import Mode
from segflux_cli.sync.sending.outbox import ROW_COLUMNS, row_of
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.plan import FIRST_NEW, Plan

_OPERATIONS: Mapping[Mode, tuple[Operation, Operation]] = {
    "add_only": ("add", "remove"),
    "add_and_remove": ("add", "remove"),
    "mirror": ("add", "remove"),
    "upsert": ("upsert", "clear"),
    "full": ("replace", "remove"),
}


@dataclass(frozen=True)
class Planned:
    """A batch of the outbox that is not read yet."""

    number: int
    operation: Operation
    size: int

    @property
    def condition(self) -> str:
        """The condition of its rows in the outbox of the run."""
        return f"batch = {self.number}"


async def planned_batches(handle: Handle, plan: Plan) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """The batches of removals and those of everybody else, in order."""
    rows = await handle.ask(f"""
        select operation, batch, count() as size
        from {plan.tables["sync_outbox"]}
        where {plan.rows}
        group by operation, batch
        order by batch
    """)
    upsert, remove = _OPERATIONS["full" if plan.is_replacing else plan.sync.mode]
    removals = [Planned(row["batch"], remove, row["size"]) for row in rows if row["operation"] == "remove"]
    others = [Planned(row["batch"], upsert, row["size"]) for row in rows if row["operation"] == "upsert"]
    return tuple(removals), tuple(others)


async def load_batch(handle: Handle, plan: Plan, planned: Planned, *, takes_select: bool) -> Batch:
    """The batch with its rows, or with the query of them."""
    outbox = plan.tables["sync_outbox"]
    sql = f"select {ROW_COLUMNS} from {outbox} where {plan.rows} and {planned.condition}"
    key = _idempotency_key(plan, planned)
    if takes_select:
        return Batch(planned.operation, key, planned.size, select=Select(sql, {}))
    rows = await handle.ask(f"{sql} order by key")
    is_new = planned.number >= FIRST_NEW
    return Batch(planned.operation, key, planned.size, tuple(row_of(row, is_new=is_new) for row in rows))


def _idempotency_key(plan: Plan, planned: Planned) -> str:
    text = f"{plan.sync.name} {plan.sequence} {planned.number}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
