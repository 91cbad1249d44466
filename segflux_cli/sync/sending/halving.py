"""Finds the bad rows of a batch that was refused as a whole, and knows when that is of no use."""

from dataclasses import dataclass, replace

from segflux_cli.destinations.failures import BatchRefusedError, RowsRefusedError
from segflux_cli.destinations.protocol import Batch, Outcome, Select

# One bad row among 100,000 costs 18 refusals, and another bad row fewer. Where most rows are bad a refusal is paid
# for every row and more; then something is wrong with all of them, and sending them one by one would take hours.
_FREE = 50
_PER_ROW_TAKEN = 3


@dataclass
class Halving:
    """How the halving of one batch goes."""

    refusals: int = 0
    rejected: int = 0
    taken: int = 0
    has_answer: bool = False  # of which something is known about the rows
    said: str = ""

    def refuse(self, batch: Batch, refused: BatchRefusedError) -> None:
        """Notes a part that was refused."""
        self.refusals += 1
        self.rejected += batch.size == 1
        self.has_answer = self.has_answer or isinstance(refused, RowsRefusedError)
        self.said = str(refused)

    def take(self, batch: Batch, outcome: Outcome) -> None:
        """Notes a part that was not."""
        self.has_answer = True
        self.taken += batch.size - len(outcome.rejected)

    def nobody_taken(self) -> BatchRefusedError:
        """Where each row of several is refused alone too, that says nothing about the rows."""
        return BatchRefusedError(f"everybody of a batch is refused: {self.said}")

    def hopeless(self) -> BatchRefusedError | None:
        """Why the rest of the batch is not tried; None while it is worth it."""
        if self.refusals <= _FREE + _PER_ROW_TAKEN * self.taken:
            return None
        if not self.has_answer:
            return self.nobody_taken()
        return BatchRefusedError(
            f"nearly everybody is refused, {self.rejected} alone with {self.taken} taken, so that the rest of the "
            f"batch was not tried: {self.said}"
        )


def halves(batch: Batch) -> tuple[Batch, Batch]:
    """The batch in two, with keys of their own."""
    middle = batch.size // 2
    return _slice(batch, 0, middle), _slice(batch, middle, batch.size)


def _slice(batch: Batch, start: int, end: int) -> Batch:
    return replace(
        batch,
        rows=batch.rows[start:end],
        select=batch.select and _slice_of_select(batch.select, start, end),
        size=end - start,
        idempotency_key=f"{batch.idempotency_key}-{start}",
    )


def _slice_of_select(select: Select, start: int, end: int) -> Select:
    sql = f"select * from ({select.sql}) order by key limit {end - start} offset {start}"
    return Select(sql, select.values)
