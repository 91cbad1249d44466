"""Reads `send`: which fields a destination gets, and from where."""

from segflux_cli.spec.declared.default_values import LARGEST, is_number
from segflux_cli.spec.declared.operators import Scalar as Value
from segflux_cli.spec.declared.syncs import SentField
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_mapping, read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, describe, quoted
from segflux_cli.spec.yaml.words import check_keys

_EXAMPLE = '"first_name: first_name" or "plan: {trait: plan, default: free}"'


def read_send(node: Node, faults: Faults) -> tuple[SentField, ...]:
    """The fields in the order of the file: a trait's name, or a mapping with a default or a constant."""
    block = read_mapping(node, "send", _EXAMPLE, faults)
    if block is None:
        return ()
    read = [_read_field(entry, faults) for entry in block.entries]
    return tuple(field for field in read if field)


def _read_field(entry: Entry, faults: Faults) -> SentField | None:
    if not entry.key.strip() or "\0" in entry.key:
        faults.add(entry.place, "the name of a field is empty; write a name")
        return None
    if isinstance(entry.value, Mapping):
        return _read_mapped(entry, entry.value, faults)
    trait = read_text(entry.value, f"the field {quoted(entry.key)}", faults)
    return SentField(entry.value.place, entry.key, trait=trait) if trait else None


def _read_mapped(entry: Entry, block: Mapping, faults: Faults) -> SentField | None:
    check_keys(block, ("trait", "default", "value"), faults)
    trait, default, constant = (block.get(word) for word in ("trait", "default", "value"))
    what = f"the field {quoted(entry.key)}"
    if (trait is None) == (constant is None):
        faults.add(entry.place, f'{what} needs either "trait: name" or "value: constant"')
        return None
    if constant is not None and default is not None:
        faults.add(default.place, f'{what} has a constant value; "default" belongs beside "trait"')
    if constant is not None:
        value = _read_value(constant, what, faults)
        return None if value is None else SentField(entry.place, entry.key, constant=value)
    name = read_text(trait, what, faults) if trait else None
    other = None if default is None else _read_value(default, f"the default of {what}", faults)
    return SentField(trait.place, entry.key, trait=name, default=other) if trait and name else None


def _read_value(node: Node, what: str, faults: Faults) -> Value | None:
    value = node.value if isinstance(node, Scalar) else None
    if value is None:
        faults.add(node.place, f"{what} needs a text, a number, true or false, not {describe(node)}")
    elif is_number(value) and not -LARGEST <= value <= LARGEST:
        advice = "write a smaller one, or put it in quotes to send text"
        faults.add(
            node.place, f"{what} is {describe(node)}, a number that no type of a column holds; {advice}"
        )
    return value
