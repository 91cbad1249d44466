"""`first_did` and `last_did` as leaves: which end of a profile's matching events lies in the window (D11)."""

from dataclasses import replace

from segflux_cli.compiler.leaves.patterns import EVENT_ORDER
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import Range, window_range
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.spec.declared.conditions import EdgeEvent


def edge_range(edge: EdgeEvent) -> Range:
    """The events that are looked at: none that could not be the one in the window or come in its place."""
    window = window_range(edge.window)
    return replace(window, until=None) if edge.is_last else Range(until=window.until)


def edge_test(edge: EdgeEvent, event: EventDocument) -> str:
    """A test over these events of a profile; empty where one of them is enough."""
    window = window_range(edge.window)
    tests = _ends_before(window) if edge.is_last else _begins_within(window)
    if edge.having is not None:
        tests.append(f"argMax({filter_test(edge.having, event)}, {EVENT_ORDER})")
    return " and ".join(tests)


def _begins_within(window: Range) -> list[str]:
    first = "toUnixTimestamp64Milli(min(occurred_at))"
    if window.after:
        return [f"{first} > {{at {window.after}}}"]
    return [f"{first} >= {{at {window.since}}}"] if window.since else []


def _ends_before(window: Range) -> list[str]:
    last = "toUnixTimestamp64Milli(max(occurred_at))"
    return [f"{last} < {{at {window.until}}}"] if window.until else []
