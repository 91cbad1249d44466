"""Reads what a segment says besides who is in: its goal and the size it must have."""

from typing import get_args

from segflux_cli.spec.conditions.paths import read_path
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Goal, GoalMetric, OnWrongSize, Size, SizeBound, no_size_fits
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import (
    is_percent,
    read_choice,
    read_mapping,
    read_number,
    read_percent,
    read_text,
    wrong,
)
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_keys

SIZE_WORDS = ("at_least", "at_most", "moves_at_most", "otherwise")
GOAL_WORDS = ("metric", "event", "value", "within", "baseline", "target")

_GOAL_EXAMPLE = '"{metric: conversion, event: order_completed, within: 14 days}"'


def read_size(node: Node, faults: Faults, words: tuple[str, ...] = SIZE_WORDS) -> Size:
    """The size a segment must have; what is wrong or missing is None."""
    block = read_mapping(node, "size", '"at_least: 100"', faults)
    if block is None:
        return Size()
    check_keys(block, words, faults)
    moves = block.get("moves_at_most")
    otherwise = block.get("otherwise")
    size = Size(
        at_least=_read_bound("at_least", block, faults),
        at_most=_read_bound("at_most", block, faults),
        moves_at_most=None if moves is None else read_percent(moves, "moves_at_most", faults),
        otherwise=read_choice(otherwise, get_args(OnWrongSize), "otherwise", faults) if otherwise else None,
    )
    _check_order(size, block, faults)
    return size


def read_goal(node: Node, reading: Reading) -> Goal | None:
    """The goal a segment is measured by."""
    block = read_mapping(node, "goal", _GOAL_EXAMPLE, reading.faults)
    if block is None:
        return None
    check_keys(block, GOAL_WORDS, reading.faults)
    metric = _read_metric(block, reading.faults)
    event = _read_event(block, reading)
    value = block.get("value")
    _check_value(metric, block, reading.faults)
    goal = Goal(
        metric=metric or "conversion",
        event=event or "",
        value=read_path(value, "value", reading) if value is not None else None,
        within=read_length(within, "within", reading.faults) if (within := block.get("within")) else None,
        baseline=_read_mark("baseline", metric, block, reading.faults),
        target=_read_mark("target", metric, block, reading.faults),
    )
    return goal if metric and event else None


def _read_bound(word: str, block: Mapping, faults: Faults) -> SizeBound | None:
    node = block.get(word)
    if node is None:
        return None
    if is_percent(node):
        percent = read_percent(node, word, faults)
        return None if percent is None else SizeBound(percent, is_percent=True)
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return SizeBound(value)
    wrong(node, word, "a number of people such as 100 or a share of the base such as 20%", faults)
    return None


def _check_order(size: Size, block: Mapping, faults: Faults) -> None:
    if no_size_fits(size):
        message = "at_least is above at_most, so no size is right; exchange them"
        faults.add(block.place, message)


def _read_metric(block: Mapping, faults: Faults) -> GoalMetric | None:
    node = block.get("metric")
    if node is None:
        faults.add(block.place, f"goal needs a metric; add one of {', '.join(get_args(GoalMetric))}")
        return None
    metric: GoalMetric | None = read_choice(node, get_args(GoalMetric), "metric", faults)
    return metric


def _read_event(block: Mapping, reading: Reading) -> str | None:
    node = block.get("event")
    if node is None:
        message = 'goal needs the event it counts; add "event: order_completed"'
        reading.faults.add(block.place, message)
        return None
    event = read_text(node, "event", reading.faults)
    if event is not None:
        reading.catalog.check_event(event, node.place, reading.faults)
    return event


def _check_value(metric: GoalMetric | None, block: Mapping, faults: Faults) -> None:
    value = block.get("value")
    if metric == "total" and value is None:
        message = 'the metric "total" needs the property it adds up; add "value: revenue"'
        faults.add(block.place, message)
    elif metric not in ("total", None) and value is not None:
        faults.add(value.place, f'value belongs to the metric "total"; leave it out beside "{metric}"')


def _read_mark(word: str, metric: GoalMetric | None, block: Mapping, faults: Faults) -> float | None:
    """What the goal is compared with; of a conversion a share of those who entered."""
    node = block.get(word)
    if node is None:
        return None
    if metric != "conversion":
        return read_number(node, word, faults)
    if is_percent(node):
        percent = read_percent(node, word, faults)
        return None if percent is None else percent / 100
    share = read_number(node, f"{word}, unless it is a percentage such as 15%,", faults)
    if share is None or 0 <= share <= 1:
        return share
    faults.add(
        node.place, f"{word} is {share:g}; a conversion is a share of those who entered: write 15% or 0.15"
    )
    return None
