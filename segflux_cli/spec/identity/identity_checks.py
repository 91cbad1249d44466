"""Judges `identity.yml` as a whole: names that nothing has, rules that contradict one another."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from segflux_cli.spec.declared.identity import IdentifierType, Identity, NamedIdentifier
from segflux_cli.spec.declared.sources import Source
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import did_you_mean, unknown_word

_MOST_REGIONS = 3  # the SQL of each is long, and a statement has an end


def check_identity(
    identity: Identity, sources: Iterable[Source], lists: frozenset[str], faults: Faults
) -> None:
    """Adds every fault; `lists` are the seeds and models of the project."""
    listed = tuple(sources)
    carried = {identifier.type for source in listed for identifier in source.identifiers}
    _check_types(identity, carried, faults)
    _check_regions(identity, faults)
    _check_sources(identity, {source.name for source in listed}, faults)
    _check_apart(identity, carried, faults)
    if identity.overrides and identity.overrides not in lists:
        message = unknown_word(identity.overrides, sorted(lists), "a seed or model of this project")
        faults.add(identity.overrides_place, f"overrides: {message}")


def _check_types(identity: Identity, carried: set[str], faults: Faults) -> None:
    seen: dict[str, IdentifierType] = {}
    for declared in identity.types:
        first = seen.setdefault(declared.name, declared)
        if first is not declared:
            message = f"the type {quoted(declared.name)} stands twice, first at line {first.place.line}"
            faults.add(declared.place, f"{message}; put both into one")
        _warn_of_type(declared.name, declared, carried, faults)
    names = {declared.name for declared in identity.types}
    for declared in identity.types:
        for limit in declared.linked_to:
            if limit.type not in names | carried:
                message = unknown_word(limit.type, sorted(names | carried), "a type of identifier")
                faults.add(limit.place, message)


def _check_regions(identity: Identity, faults: Faults) -> None:
    first: dict[str | None, IdentifierType] = {}
    for declared in identity.types:
        if "e164" in declared.clean:
            first.setdefault(declared.region, declared)
    for declared in list(first.values())[_MOST_REGIONS:]:
        what = f"{quoted(declared.name)} is of the region {declared.region or 'none'}"
        most = f"e164 reads those of at most {_MOST_REGIONS} in one project"
        faults.add(
            declared.place,
            f"{what}, and {most}; let types share a region, or let sources give the country code",
        )


def _warn_of_type(name: str, declared: IdentifierType, carried: set[str], faults: Faults) -> None:
    if not carried or name in carried:
        return
    question = did_you_mean(name, carried)
    faults.warn(declared.place, f"no source carries identifiers of the type {quoted(name)}.{question}")


def _check_sources(identity: Identity, names: set[str], faults: Faults) -> None:
    seen: set[str] = set()
    for source in identity.low_confidence:
        if source.name not in names:
            # no fault: links stored of a source that is gone are guesses still
            unknown = unknown_word(source.name, sorted(names), "a source of sources.yml")
            faults.warn(source.place, f"{unknown}. Links that are stored of it are tried last")
        elif source.name in seen:
            faults.add(source.place, f"the source {quoted(source.name)} stands twice; take one out")
        seen.add(source.name)


def _check_apart(identity: Identity, carried: set[str], faults: Faults) -> None:
    known = {declared.name for declared in identity.types} | carried
    for group in identity.never_merge:
        for named in group:
            if named.type not in known:
                faults.add(named.place, unknown_word(named.type, sorted(known), "a type of identifier"))
        for first, second in combinations(group, 2):
            if (first.type, first.value.strip()) == (second.type, second.value.strip()):
                message = f"{quoted(first.value)} would have to be kept apart from itself; name two people"
                faults.add(second.place, message)
    for named in _ignored(identity):
        message = f"{quoted(named.value)} is ignored, so it is in no profile anyway; take one of both out"
        faults.add(named.place, message)


def _ignored(identity: Identity) -> Iterator[NamedIdentifier]:
    """Those of `never_merge` that stand in `ignore` as they are written."""
    own = {declared.name: declared.ignore for declared in identity.types}
    for group in identity.never_merge:
        for named in group:
            lists = (*(identity.ignore or ()), *own.get(named.type, ()))
            if named.value.strip().lower() in {value.lower() for value in lists}:
                yield named
