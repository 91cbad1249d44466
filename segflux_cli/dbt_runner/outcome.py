"""What a run of dbt says of itself, in plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """One node has ended; `total` is how many the run will visit."""

    done: int
    total: int
    name: str
    status: str


@dataclass(frozen=True)
class NodeOutcome:
    """How one model or test ended."""

    unique_id: str
    name: str
    status: str
    message: str
    compiled_path: str
    seconds: float

    @property
    def has_failed(self) -> bool:
        """Whether this node, by itself, makes the run a failure."""
        return self.status in {"fail", "error", "runtime error", "partial success"}


@dataclass(frozen=True)
class Outcome:
    """How a run ended; `problem` is what kept it from running at all, such as a warehouse open elsewhere.

    `run_id` is the id that dbt gave the run, empty if it did not come that far.
    """

    succeeded: bool
    nodes: tuple[NodeOutcome, ...] = ()
    problem: str = ""
    run_id: str = ""

    @property
    def failed_nodes(self) -> tuple[NodeOutcome, ...]:
        """The nodes that broke; what was skipped because of them is not among them."""
        return tuple(node for node in self.nodes if node.has_failed)
