"""Kinds of destinations that YAML files describe: ours, and those of the project's `destinations/` folder."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from segflux_cli.destinations.http.provider import Provider
from segflux_cli.destinations.http.provider_reader import read_provider
from segflux_cli.destinations.protocol import Destination
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.spec.faults import Faults

PROJECT_FOLDER = "destinations"
_OURS = Path(__file__).with_name("http") / "providers"
_COMMON = (
    Option("base_url", "another address of the API, such as that of a proxy"),
    Option("phone_region", "the country of phone numbers written without a country code, such as DE"),
)


def find_types(project: Path) -> tuple[DestinationType, ...]:
    """One a file, by name; raises SpecError with every fault of every file."""
    faults = Faults()
    found: dict[str, DestinationType] = {}
    for path, shown_as in _files(project):
        provider = read_provider(path, shown_as, faults)
        if provider is not None:
            found[provider.name] = _type(provider)
    faults.raise_any()
    return tuple(found.values())


def _files(project: Path) -> Iterator[tuple[Path, str]]:
    """Ours first, so that a file of the project replaces one of ours of the same name."""
    for path in sorted(_OURS.glob("*.yml")):
        yield path, f"{PROJECT_FOLDER}/{path.name} (of Segflux)"
    for path in sorted((project / PROJECT_FOLDER).glob("*.yml")):
        yield path, f"{PROJECT_FOLDER}/{path.name}"


def _type(provider: Provider) -> DestinationType:
    own = {option.name for option in provider.options}
    return DestinationType(
        provider.name,
        provider.about,
        provider.modes,
        partial(_open, provider),
        options=(*provider.options, *(option for option in _COMMON if option.name not in own)),
        audience=provider.audience,
        identities=tuple(provider.match_on),
        default_match_on=provider.default_match_on,
        limits=provider.limits,
        is_shared=provider.is_shared,
        has_one_identity=provider.has_one_identity,
        has_nested_fields=provider.fields == "nested",
    )


def _open(provider: Provider, opening: Opening) -> Destination:
    from segflux_cli.destinations.http.destination import HttpDestination  # brings httpx

    return HttpDestination(provider, opening)
