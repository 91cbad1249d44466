"""Stops a run that would do what nobody may have meant."""

from segflux_cli.spec.declared.syncs import StopIf
from segflux_cli.sync.members.changes import Changes
from segflux_cli.sync.members.desired import Desired

_REMOVED_SHARE = 30.0  # percent
_REMOVED_AT_LEAST = 50  # people; below that the default share stops nothing


def brakes(stop: StopIf, desired: Desired, changes: Changes, *, holds_sync: str = "") -> tuple[str, ...]:
    """Why the run must stop, in sentences; none when it may go on. Suppressed removals stop nothing."""
    checks = (
        holds_sync,
        _empty(desired, changes),
        _removals(stop, changes),
        _additions(stop, changes),
        _size(stop, desired),
    )
    return tuple(reason for reason in checks if reason)


def _empty(desired: Desired, changes: Changes) -> str:
    if desired.members or changes.removals == changes.suppressed:
        return ""
    return f"the segment has no members, and all {changes.there_before} people would be removed"


def _removals(stop: StopIf, changes: Changes) -> str:
    removals = changes.removals - changes.suppressed
    share = _REMOVED_SHARE if stop.removes_more_than is None else stop.removes_more_than
    allowed = changes.there_before * share / 100
    if stop.removes_more_than is None:
        allowed = max(allowed, _REMOVED_AT_LEAST)
    if removals <= allowed:
        return ""
    strangers = f" ({changes.strangers} of them strangers)" if changes.strangers else ""
    return f"{removals} of {changes.there_before} people would be removed{strangers}, more than {share:g} %"


def _additions(stop: StopIf, changes: Changes) -> str:
    share = stop.adds_more_than
    if share is None or not changes.there_before or changes.adds <= changes.there_before * share / 100:
        return ""
    return f"{changes.adds} people would be added to {changes.there_before}, more than {share:g} %"


def _size(stop: StopIf, desired: Desired) -> str:
    if stop.members_below is not None and desired.members < stop.members_below:
        return f"the segment has {desired.members} members, below {stop.members_below}"
    if stop.members_above is not None and desired.members > stop.members_above:
        return f"the segment has {desired.members} members, above {stop.members_above}"
    return ""
