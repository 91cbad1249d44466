"""Reads percentages exactly, and `sample` (D20)."""

from decimal import Decimal

from segflux_cli.spec.declared.population import Sample, Share
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import read_mapping, read_percent, read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_beside, check_keys

WORDS_OF_SAMPLE = ("share", "seed")


def read_share(node: Node, what: str, reading: Reading) -> Share | None:
    """A percentage above 0 and at most 100, with every digit."""
    percent = read_percent(node, what, reading.faults)
    if percent is None or not isinstance(node, Scalar):
        return None
    return Share(Decimal(node.text.removesuffix("%").strip()))


def read_sample(head: Entry, condition: Mapping, reading: Reading) -> Sample | None:
    """`sample: {share: 10%}`, with a seed of its own or the segment's name."""
    check_beside(head, condition, (), reading.faults)
    block = read_mapping(head.value, "sample", '"{share: 10%}"', reading.faults)
    if block is None:
        return None
    check_keys(block, WORDS_OF_SAMPLE, reading.faults)
    written, seed = block.get("share"), block.get("seed")
    if written is None:
        reading.faults.add(head.place, "sample needs a share, such as share: 10%; add it")
    share = read_share(written, "share", reading) if written else None
    read = read_text(seed, "seed", reading.faults) if seed else None
    return Sample(head.place, share, read) if share else None
