"""Clauses for people about `rank`, `rfm` and `sample`."""

from segflux_cli.compiler.wording.canonical_population import spell_share
from segflux_cli.compiler.wording.sentence_parts import (
    event_words,
    join,
    measure_words,
    name,
    window_and_where,
)
from segflux_cli.spec.declared.population import ByEvents, Population, Rank, Rfm, Share

_SCORES = {"r": "recency", "f": "frequency", "m": "monetary value"}


def population_clause(condition: Population) -> str:
    """`who are the top 10% by …`, `who are champions by …`."""
    if isinstance(condition, Rank):
        return _rank(condition)
    if isinstance(condition, Rfm):
        return _rfm(condition)
    return f"who are in a stable sample of {spell_share(condition.share)}"


def _rank(rank: Rank) -> str:
    most = spell_share(rank.most) if isinstance(rank.most, Share) else f"{rank.most:,}"
    words = f"who are the {'top' if rank.is_top else 'bottom'} {most} by {_by(rank)}"
    words += f" of each {name(rank.within_each)}" if rank.within_each else ""
    return words + (f" among “{name(rank.among)}”" if rank.among else "")


def _by(rank: Rank) -> str:
    by = rank.by
    if not isinstance(by, ByEvents):
        return name(by.trait)
    measured = measure_words(by.measure) if by.measure else "number"
    return f"{measured} of {event_words(by.events)}{window_and_where(by.window, by.where)}"


def _rfm(rfm: Rfm) -> str:
    events = f"{event_words(rfm.events)}{window_and_where(rfm.window, rfm.where)}"
    if rfm.cell:
        return f"who are “{name(rfm.cell)}” by recency and frequency of {events}"
    scores = [
        f"{_SCORES[word]} {join([str(score) for score in scores], 'or')}"
        for word, scores in rfm.scores.items()
    ]
    return f"who score {join(scores, 'and')} of 5 by {events}"
