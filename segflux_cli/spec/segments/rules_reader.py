"""Reads `membership` of a segment: its time zone, and how membership goes on (D22)."""

from typing import get_args

from segflux_cli.spec.conditions.condition_reader import read_who
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import MembershipRules, Refresh
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.times.zones import read_time_zone
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_choice, read_mapping
from segflux_cli.spec.yaml.nodes import Mapping, Scalar
from segflux_cli.spec.yaml.words import check_keys

MEMBERSHIP_WORDS = ("refresh", "time_zone", "stay_at_least", "leave_when", "reenter_after", "history")


def read_zone(node: Mapping, faults: Faults) -> str | None:
    """The time zone of a segment; None for the project's."""
    block = node.get("membership")
    zone = block.get("time_zone") if isinstance(block, Mapping) else None
    return None if zone is None else read_time_zone(zone, faults)


def read_history(node: Mapping, faults: Faults) -> Duration | None:
    """How long the evaluations of a segment are kept; None is for ever."""
    block = node.get("membership")
    return _read_length("history", block, faults) if isinstance(block, Mapping) else None


def read_rules(node: Mapping, reading: Reading) -> MembershipRules:
    """The rules of a segment."""
    written = node.get("membership")
    if written is None:
        return MembershipRules()
    block = read_mapping(written, "membership", '"stay_at_least: 7 days"', reading.faults)
    if block is None:
        return MembershipRules()
    check_keys(block, MEMBERSHIP_WORDS, reading.faults)
    _check_refresh(block, reading.faults)
    stay, reenter = (_read_length(word, block, reading.faults) for word in ("stay_at_least", "reenter_after"))
    leave = block.get("leave_when")
    condition = read_who(leave, reading) if leave is not None else None
    if leave is not None and isinstance(condition, Everyone):
        message = "leave_when: everyone would let nobody stay; write conditions, or leave it out"
        reading.faults.add(leave.place, message)
    return MembershipRules(stay, condition, reenter)


def _check_refresh(block: Mapping, faults: Faults) -> None:
    refresh = block.get("refresh")
    if refresh is None:
        return
    if isinstance(refresh, Scalar) and refresh.text == "real_time":
        message = "refresh: real_time is not built; members are those of the last build: write each_build"
        faults.add(refresh.place, message)
    else:
        read_choice(refresh, get_args(Refresh), "refresh", faults)


def _read_length(word: str, block: Mapping, faults: Faults) -> Duration | None:
    node = block.get(word)
    return read_length(node, word, faults) if node else None
