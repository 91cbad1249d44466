"""Checks a block of options against those that a type declares."""

from segflux_cli.destinations.option_values import needed, read_value
from segflux_cli.destinations.types import Option
from segflux_cli.spec.yaml.env_values import is_reference, refuse_written_secret
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_choice, wrong
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, plain, quoted
from segflux_cli.spec.yaml.words import check_keys

_NEEDED = {
    "text": "text",
    "number": "a number (without quotes)",
    "truth": "true or false",
    "list": "a list",
    "mapping": "keys and values",
}


def check_options(block: Mapping, options: tuple[Option, ...], faults: Faults) -> None:
    """Adds a fault for every unknown, missing or badly written option."""
    check_keys(block, (option.name for option in options), faults)
    for option in options:
        node = block.get(option.name)
        if node is not None:
            _check_option(node, option, faults)
        elif option.is_required:
            faults.add(block.place, f'"{option.name}" is missing: {option.about}')


def _check_option(node: Node, option: Option, faults: Faults) -> None:
    if isinstance(node, Mapping) and is_reference(node):
        _check_reference(node, option, faults)
    elif option.is_secret:
        refuse_written_secret(option.name, node, faults)
    elif option.choices:
        read_choice(node, option.choices, option.name, faults)
    elif not _fits(node, option):
        wrong(node, option.name, _NEEDED[option.kind], faults)


def _check_reference(node: Mapping, option: Option, faults: Faults) -> None:
    """What the variable holds is read when the destination is opened."""
    default = node.get("default")
    if option.kind in {"list", "mapping"}:
        message = f"{quoted(option.name)} needs {_NEEDED[option.kind]}, which no variable holds; write it out"
        faults.add(node.place, message)
    elif default is not None and _is_wrong(plain(default), option):
        wrong(default, option.name, needed(option), faults)


def _is_wrong(default: object, option: Option) -> bool:
    """Without a value the option is as if nobody wrote it."""
    return option.is_required if default is None else read_value(option, default) is None


def _fits(node: Node, option: Option) -> bool:
    if option.kind == "list":
        return isinstance(node, Sequence)
    if option.kind == "mapping":
        return isinstance(node, Mapping)
    value = node.value if isinstance(node, Scalar) else None
    if option.kind == "truth":
        return isinstance(value, bool)
    if option.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(node, Scalar) and value is not None and value != ""
