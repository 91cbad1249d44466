"""`rank`, `rfm` and `sample` as leaves: what a profile is among all others of a base (D16, D17, D20)."""

from fractions import Fraction

from segflux_cli.compiler.leaves.amounts import measure_sql
from segflux_cli.compiler.leaves.population_leaves import RankLeaf, RfmLeaf, SampleLeaf
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import window_range
from segflux_cli.compiler.values.numbers import exact
from segflux_cli.compiler.values.values import EventDocument, TraitValue
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.measures import Measure
from segflux_cli.spec.declared.population import ByEvents, Rank, Rfm, Sample, Share

_ALL_HASHES = 2**64


def rank_leaf(rank: Rank, base: str, *, is_number: bool = False) -> RankLeaf:
    """Whom fewer than so many of the same group are ahead of; `is_number` of a trait whose values all are numbers."""
    limit = _share_of("ranked", rank.most) if isinstance(rank.most, Share) else str(rank.most)
    within = spell_text(rank.within_each) if rank.within_each else ""
    among = rank.among or ""
    if isinstance(rank.by, ByEvents):
        event = EventDocument()
        where = filter_test(rank.by.where, event)
        key = measure_sql(rank.by.measure, event) if rank.by.measure else "count()"
        return RankLeaf(
            (key,),
            limit,
            rank.is_top,
            base,
            events=named(rank.by.events),
            where=where,
            window=window_range(rank.by.window),
            within_each=within,
            among=among,
            facets=frozenset(event.facets),
        )
    value = TraitValue()
    # an integer of 64 bits may differ from others that are the same double
    keys = (value.number(), exact(value))
    if not is_number:
        # reading a text as a time takes most of the work, and `coalesce` would do it for numbers too
        time, no_number = value.milliseconds(), f"isNull({keys[0]})"
        keys = (
            f"if({no_number}, toFloat64({time}), {keys[0]})",
            f"if({no_number}, toInt128({time}), {keys[1]})",
        )
    trait, reads = spell_text(rank.by.trait), tuple(sorted(value.columns))
    return RankLeaf(keys, limit, rank.is_top, base, trait, reads, within_each=within, among=among)


def rfm_leaf(rfm: Rfm, base: str) -> RfmLeaf:
    """Whose scores are all among those asked for."""
    event = EventDocument()
    where = filter_test(rfm.where, event)
    # the total only matters where it is asked for, so that leaves are shared
    total = measure_sql(Measure("total", rfm.amount), event) if rfm.amount and "m" in rfm.scores else ""
    tests = [
        f"{letter} in ({', '.join(str(score) for score in scores)})"
        for letter, scores in sorted(rfm.scores.items())
    ]
    return RfmLeaf(
        base,
        " and ".join(tests),
        total,
        named(rfm.events),
        where,
        window_range(rfm.window),
        frozenset(event.facets),
    )


def sample_leaf(sample: Sample, segment: str) -> SampleLeaf | None:
    """The share with the lowest hashes; None where it is everyone."""
    bound = int(_fraction(sample.share) * _ALL_HASHES)
    return SampleLeaf(spell_text(sample.seed or segment), bound) if bound < _ALL_HASHES else None


def _share_of(number: str, share: Share) -> str:
    """The share of a number, rounded up."""
    fraction = _fraction(share)
    above, below = fraction.numerator, fraction.denominator
    return (
        f"intDiv(toUInt128({number}) * toUInt128('{above}') + toUInt128('{below - 1}'), toUInt128('{below}'))"
    )


def _fraction(share: Share) -> Fraction:
    return Fraction(share.percent) / 100
