"""Whether a place that is left is empty after a run, and what becomes of one that cannot be emptied."""

from dataclasses import dataclass, replace

from segflux_cli.sync.remarks import LOST
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.archive import archive
from segflux_cli.sync.state.replanning import GIVEN_UP, give_up, staying
from segflux_cli.sync.surroundings import Surroundings


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A run that emptied a place; `lost` of its removals lack an identifier.

    `is_refused`: the destination lets nobody be taken.
    """

    around: Surroundings
    report: RunReport
    sequence: int
    is_refused: bool
    lost: int

    async def judged(self) -> RunReport:
        """The report, with why people are still there; they are given up where the command says so."""
        if not (why := await self._stayed()):
            return self.report
        if not self.around.wishes.gives_up:
            return replace(self.report, reason=why + self._way_out())
        handle, tables, sync = self.around.handle, self.around.tables, self.report.sync
        people = await give_up(handle, tables, sync, self.sequence)
        await archive(handle, sync, tables)
        return replace(self.report, state="ok", reason=f"{people} people {GIVEN_UP}: {why}")

    async def _stayed(self) -> str:
        """Why people are still there; '' where they are gone, or it is not known yet."""
        if self.is_refused:
            return self.report.reason
        if self.report.state != "ok" or self.report.unsettled:
            return ""
        people = await staying(self.around.handle, self.around.tables, self.report.sync)
        return f"{people} could not be removed" if people else ""

    def _way_out(self) -> str:
        if not self.is_refused and 0 < self.report.counts.rejected == self.lost:
            return LOST
        sync = self.report.sync
        named = f"`segflux sync {sync.segment} --to {sync.destination} --give-up`"
        return f"; if that stays so, {named} gives up who is there"
