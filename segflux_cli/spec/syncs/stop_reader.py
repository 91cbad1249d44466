"""Reads `stop_if`: when a run stops before it sends anything."""

from segflux_cli.spec.declared.syncs import StopIf
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_count, read_mapping, read_percent
from segflux_cli.spec.yaml.nodes import Mapping
from segflux_cli.spec.yaml.nodes import Node as AnyNode
from segflux_cli.spec.yaml.words import check_keys

STOP_WORDS = ("removes_more_than", "adds_more_than", "members_below", "members_above")


def read_stop_if(node: AnyNode, faults: Faults) -> StopIf:
    """The bounds; what is wrong or missing is None."""
    block = read_mapping(node, "stop_if", '"removes_more_than: 20%"', faults)
    if block is None:
        return StopIf()
    check_keys(block, STOP_WORDS, faults)
    stop = StopIf(
        removes_more_than=_read_share("removes_more_than", block, faults),
        adds_more_than=_read_share("adds_more_than", block, faults),
        members_below=read_count("members_below", block, faults),
        members_above=read_count("members_above", block, faults),
    )
    low, high = stop.members_below, stop.members_above
    if low is not None and high is not None and low > high:
        faults.add(block.place, "members_below is above members_above, so no size is right; exchange them")
    return stop


def _read_share(word: str, block: Mapping, faults: Faults) -> float | None:
    node = block.get(word)
    return None if node is None else read_percent(node, word, faults)
