"""What came of a run."""

from dataclasses import dataclass, field

from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.runs import Counts, State


@dataclass(frozen=True)
class RunReport:
    """What a run did, or would do; `samples` are profile ids by operation.

    `strangers` are those of the planned removals whom Segflux never added, as only mode mirror removes them.
    """

    sync: CarriedSync
    state: State
    counts: Counts = field(default_factory=Counts)
    reason: str = ""
    is_drain: bool = False
    is_dry: bool = False
    seconds: float = 0.0
    samples: dict[str, list[str]] = field(default_factory=dict)
    strangers: int = 0
    unsettled: int = 0  # jobs of which the destination has not told yet what became
    warnings: tuple[str, ...] = ()  # of messages that could not be sent
