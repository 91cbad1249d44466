"""The canonical words of `rank`, `rfm` and `sample` (D25)."""

from segflux_cli.compiler.wording.canonical_parts import measure_word, one_or_list, spell_filter
from segflux_cli.compiler.wording.canonical_values import spell_value, spell_window
from segflux_cli.spec.declared.operators import Filter
from segflux_cli.spec.declared.population import ByTrait, Population, Rank, Rfm, Share
from segflux_cli.spec.times.times import Window


def canonical_population(condition: Population) -> str:
    """The words of the head, in the order of the language."""
    if isinstance(condition, Rank):
        return f"rank: {{{', '.join(_rank(condition))}}}"
    if isinstance(condition, Rfm):
        return f"rfm: {{{', '.join(_rfm(condition))}}}"
    seed = f", seed: {spell_value(condition.seed)}" if condition.seed else ""
    return f"sample: {{share: {spell_share(condition.share)}{seed}}}"


def spell_share(share: Share) -> str:
    """`10%`, without zeros that say nothing."""
    whole = share.percent.to_integral_value()
    return f"{whole if share.percent == whole else share.percent.normalize():f}%"


def _rank(rank: Rank) -> list[str]:
    most = spell_share(rank.most) if isinstance(rank.most, Share) else str(rank.most)
    parts = [f"by: {_by(rank)}", f"{'top' if rank.is_top else 'bottom'}: {most}"]
    parts += [f"within_each: {spell_value(rank.within_each)}"] if rank.within_each else []
    return parts + ([f"among: {spell_value(rank.among)}"] if rank.among else [])


def _by(rank: Rank) -> str:
    by = rank.by
    if isinstance(by, ByTrait):
        return spell_value(by.trait)
    parts = [f"did: {one_or_list(by.events)}"]
    parts += [f"{measure_word(by.measure)}: {{of: {spell_value(by.measure.of)}}}"] if by.measure else []
    return f"{{{', '.join(parts + _window_and_where(by.window, by.where))}}}"


def _rfm(rfm: Rfm) -> list[str]:
    parts = [f"of: {one_or_list(rfm.events)}"]
    parts += [f"amount: {spell_value(rfm.amount)}"] if rfm.amount else []
    if rfm.cell:
        parts.append(f"cell: {spell_value(rfm.cell)}")
    else:
        parts += [
            f"{word}: {scores[0] if len(scores) == 1 else list(scores)}"
            for word, scores in sorted(rfm.scores.items(), key=lambda pair: "rfm".index(pair[0]))
        ]
    return parts + _window_and_where(rfm.window, rfm.where)


def _window_and_where(window: Window | None, where: Filter | None) -> list[str]:
    parts = [spell_window(window)] if window else []
    return parts + ([f"where: {spell_filter(where)}"] if where else [])
