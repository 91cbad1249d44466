"""Reads `notify` of destinations.yml: who hears of a run, and of which."""

from segflux_cli.spec.declared.notifications import OUTCOMES, TOLD_BY_DEFAULT, Notification, Outcome
from segflux_cli.spec.yaml.env_values import check_reference, is_reference, refuse_written_secret
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import one_or_more, read_choice, read_mapping
from segflux_cli.spec.yaml.names import required
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_keys

NOTIFY_WORDS = ("url", "on")


def read_notify(node: Node, faults: Faults) -> tuple[Notification, ...]:
    """The entries of `notify`, one mapping or a list of them; those with faults are left out."""
    read = [_read_notification(item, faults) for item in one_or_more(node, "notify", faults)]
    return tuple(notification for notification in read if notification)


def _read_notification(node: Node, faults: Faults) -> Notification | None:
    block = read_mapping(node, "notify", '"url: {env_var: NOTIFY_URL}"', faults)
    if block is None:
        return None
    check_keys(block, NOTIFY_WORDS, faults)
    url = required(block, "url", "refer to an address as Apprise writes it: {env_var: NOTIFY_URL}", faults)
    variable = _read_variable(url, faults) if url else ""
    written = block.get("on")
    outcomes = TOLD_BY_DEFAULT if written is None else _read_outcomes(written, faults)
    return Notification(block.place, variable, outcomes) if variable and outcomes else None


def _read_variable(node: Node, faults: Faults) -> str:
    """The name of the variable; '' after a fault. Addresses hold tokens, so they never stand in a file."""
    if not is_reference(node):
        refuse_written_secret("url", node, faults)
        return ""
    check_reference("url", node, faults, is_secret=True)
    name = node.get("env_var") if isinstance(node, Mapping) else None
    return name.text if isinstance(name, Scalar) else ""


def _read_outcomes(node: Node, faults: Faults) -> tuple[Outcome, ...]:
    read = [read_choice(item, OUTCOMES, "end of a run", faults) for item in one_or_more(node, "on", faults)]
    return tuple(dict.fromkeys(outcome for outcome in read if outcome))
