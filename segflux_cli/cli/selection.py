"""What `segflux build --select` names: segments, which are evaluated alone, or nodes of dbt."""

from collections.abc import Collection, Sequence

from segflux_cli.errors import UsageError
from segflux_cli.spec.project.specs import Specs


def chosen_segments(select: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """The segments that are named; none where dbt's nodes are. Raises UsageError where both are."""
    words = " ".join(select).split()  # as dbt reads them
    segments = tuple(word for word in words if word in known)
    others = [word for word in words if word not in known]
    if segments and others:
        raise UsageError(
            f"--select names segments ({', '.join(segments)}) and words for dbt ({', '.join(others)}). "
            "Nothing was built. Name either segments, as `segflux segments` lists them, or nodes such as "
            "`fct_events`, and build twice where you want both."
        )
    return segments


def segment_names(specs: Specs) -> frozenset[str]:
    """All segments of a project, those whose model a person wrote too."""
    declared = frozenset(segment.name for segment in specs.segments)
    return declared | {model.name for model in specs.handwritten}
