"""What became of the cases, for people and for machines."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Failure:
    """One person who is not where the case says, or is there for another reason."""

    as_of: str
    segment: str
    id: str
    expected: bool
    actual: bool
    because: str
    claimed: str | None = None


@dataclass(frozen=True)
class CaseResult:
    """One case: good, failed, or not evaluated and why."""

    name: str
    place: str
    failures: tuple[Failure, ...] = ()
    error: str | None = None

    @property
    def is_ok(self) -> bool:
        """Everything held."""
        return self.error is None and not self.failures


@dataclass(frozen=True)
class Report:
    """The results in the order of the files."""

    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> int:
        """How many cases held."""
        return sum(result.is_ok for result in self.results)

    @property
    def failed(self) -> int:
        """How many did not."""
        return len(self.results) - self.passed

    def as_json(self) -> dict[str, object]:
        """The report for machines."""
        cases = [_case_as_json(result) for result in self.results]
        return {"passed": self.passed, "failed": self.failed, "cases": cases}

    def lines(self) -> Iterator[str]:
        """The report for people: a line per case, below it what did not hold."""
        for result in self.results:
            yield f"{'ok    ' if result.is_ok else 'FAILED'} {result.name}"
            if not result.is_ok:
                yield f"       at {result.place}"
                yield from (f"       {line}" for line in _reasons(result))
        yield f"{self.passed} passed, {self.failed} failed"


def _case_as_json(result: CaseResult) -> dict[str, object]:
    failures = [asdict(failure) for failure in result.failures]
    for failure in failures:
        if failure["claimed"] is None:
            del failure["claimed"]
    case: dict[str, object] = {"name": result.name, "ok": result.is_ok, "failures": failures}
    return case if result.error is None else case | {"error": result.error}


def _reasons(result: CaseResult) -> Iterator[str]:
    yield from (result.error or "").splitlines()
    for failure in result.failures:
        where = f"{failure.segment} at {failure.as_of}: {failure.id}"
        if failure.claimed is None:
            is_in = "is a member and should not be" if failure.actual else "is no member and should be"
            yield f"{where} {is_in}, because {failure.because}"
        else:
            yield f"{where} is decided by {failure.because}, not by {failure.claimed}"
