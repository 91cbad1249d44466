"""Kinds of destinations that YAML files describe: ours, and those of the project's `destinations/` folder."""

from collections.abc import Container, Iterable, Iterator
from functools import partial
from pathlib import Path

from segflux_cli.destinations.http.provider import Provider
from segflux_cli.destinations.http.provider_reader import read_provider
from segflux_cli.destinations.http.written_names import written_names
from segflux_cli.destinations.protocol import Destination
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.errors import Place
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted

PROJECT_FOLDER = "destinations"
_OURS = Path(__file__).with_name("http") / "providers"
_COMMON = (
    Option("base_url", "another address of the API, such as that of a proxy"),
    Option("phone_region", "the country of phone numbers written without a country code, such as DE"),
)


def find_types(project: Path, made: Container[str] = ()) -> tuple[DestinationType, ...]:
    """One a file, by name; raises SpecError with every fault of every file.

    A file of the project replaces one of ours, but no kind that is `made` without a file.
    """
    faults = Faults()
    ours = [(path, f"{PROJECT_FOLDER}/{path.name} (of Segflux)") for path in sorted(_OURS.glob("*.yml"))]
    found = {**_read(ours, (), faults), **_read(_files(project, faults), made, faults)}
    faults.raise_any()
    return tuple(_type(provider) for provider in found.values())


def _files(project: Path, faults: Faults) -> Iterator[tuple[Path, str]]:
    """Those of the project; a `.yaml` among them is a fault, since it would be overlooked."""
    for path in sorted((project / PROJECT_FOLDER).glob("*")):
        shown_as = f"{PROJECT_FOLDER}/{path.name}"
        if path.suffix == ".yml":
            yield path, shown_as
        elif path.suffix.lower() in {".yaml", ".yml"}:
            faults.add(Place(shown_as), "files of providers end in .yml; rename the file")


def _read(files: Iterable[tuple[Path, str]], made: Container[str], faults: Faults) -> dict[str, Provider]:
    found: dict[str, Provider] = {}
    standing: dict[str, str] = {}
    for path, shown_as in files:
        provider = read_provider(path, shown_as, faults)
        if provider is None:
            continue
        name, first = quoted(provider.name), standing.setdefault(provider.name, shown_as)
        if provider.name in made:
            message = (
                f"the type {name} is built in and not described by a file; give your provider another name"
            )
            faults.add(Place(shown_as), message)
        elif first != shown_as:
            faults.add(
                Place(shown_as), f"the provider {name} is described in {first} too; keep one of the two"
            )
        found[provider.name] = provider
    return found


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
        written_names=written_names(provider),
        called={name: known.called for name, known in provider.match_on.items()},
        fields_in=provider.fields_in,
    )


def _open(provider: Provider, opening: Opening) -> Destination:
    from segflux_cli.destinations.http.destination import HttpDestination  # brings httpx

    return HttpDestination(provider, opening)
