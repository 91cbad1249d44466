"""Every provider's file is whole, and has a page whose examples are legal and which tells its limits."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from segflux_cli.destinations import providers
from segflux_cli.destinations.check import check_destinations
from segflux_cli.destinations.registry import destination_types
from segflux_cli.errors import SpecError
from segflux_cli.spec.project.specs import Specs, read_specs

PAGES = Path(__file__).parents[3] / "docs" / "destinations"
FILES = Path(providers.__file__).parent / "http" / "providers"
TYPES = destination_types(Path(__file__).parent)
PROVIDERS = [kind.name for kind in providers.find_types(Path(__file__).parent)]
WITHOUT_LIMIT = 1_000_000_000
HEADINGS = ("What it needs", "What it sends", "Limits", "How errors are read")
BLOCK = re.compile(r"^```yaml\n((?:destinations|sync):\n.*?)^```", re.DOTALL | re.MULTILINE)


def page_of(provider: str) -> str:
    return (PAGES / f"{provider}.md").read_text(encoding="utf-8")


def examples(provider: str) -> dict[str, str]:
    return {text.split(":", 1)[0]: text for text in BLOCK.findall(page_of(provider))}


def source_with(traits: list[str]) -> str:
    names = {
        "user_id": "id",
        "anonymous_id": "cookie",
        "email": "mail",
        "phone": "tel",
        "device_id": "device",
    }
    crm: dict[str, Any] = {"source": "crm", "kind": "traits", "table": "raw.crm", "at": "at"}
    return yaml.safe_dump({"sources": [{**crm, "identifiers": names, "traits": traits}]}, sort_keys=False)


def traits_of(sync: str) -> list[str]:
    sent = [value for entry in yaml.safe_load(sync)["sync"] for value in entry.get("send", {}).values()]
    named = [value if isinstance(value, str) else value.get("trait") for value in sent]
    return sorted({name for name in named if name} | {"plan"})


def read(folder: Path, provider: str, changes: Mapping[str, str] = MappingProxyType({})) -> Specs:
    written = examples(provider)
    for old, new in changes.items():
        written["sync"] = written["sync"].replace(old, new)
    (folder / "segments").mkdir()
    (folder / "segments" / "tea.yml").write_text(f"segment: tea\nwho: everyone\n{written['sync']}")
    (folder / "destinations.yml").write_text(written["destinations"])
    (folder / "sources.yml").write_text(source_with(traits_of(written["sync"])))
    return read_specs(folder, also=lambda specs, faults: check_destinations(specs, TYPES, faults))


@pytest.mark.parametrize("provider", TYPES)
def test_the_examples_of_a_page_are_legal(tmp_path: Path, provider: str) -> None:
    specs = read(tmp_path, provider)
    assert [destination.type for destination in specs.destinations] == [provider]
    assert [len(segment.syncs) for segment in specs.segments] == [1]


def test_a_provider_that_knows_people_by_one_identifier_takes_no_second(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="klaviyo knows people by one identifier; name one of email, phone"):
        read(tmp_path, "klaviyo", {"match_on: email": "match_on: [email, phone]"})


@pytest.mark.parametrize("provider", TYPES)
def test_a_page_has_the_form_of_all_pages(provider: str) -> None:
    assert tuple(re.findall(r"^## (.*)$", page_of(provider), re.MULTILINE))[:4] == HEADINGS


@pytest.mark.parametrize("provider", TYPES)
def test_a_page_tells_options_identifiers_and_limits(provider: str) -> None:
    kind, page = TYPES[provider], page_of(provider)
    words = [option.name for option in (*kind.options, *kind.audience) if option.is_required]
    assert [word for word in (*words, *kind.identities) if word not in page] == []
    assert kind.limits.rows == WITHOUT_LIMIT or f"{kind.limits.rows:,}" in page
    assert kind.limits.requests is None or f"{kind.limits.requests:,}" in page


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_file_has_the_operations_of_its_modes(provider: str) -> None:
    needed = {"add_only": {"add"}, "add_and_remove": {"add", "remove"}, "upsert": {"upsert", "clear"}}
    needed["mirror"] = {"add", "remove", "listing"}
    text = (FILES / f"{provider}.yml").read_text(encoding="utf-8")
    assert TYPES[provider].modes
    assert all(f"\n{name}:\n" in text for mode in TYPES[provider].modes for name in needed[mode])


@pytest.mark.parametrize("provider", TYPES)
def test_a_page_tells_of_mode_mirror_where_there_is_one(provider: str) -> None:
    assert ("`mode: mirror`" in page_of(provider)) == ("mirror" in TYPES[provider].modes)


@pytest.mark.parametrize("provider", TYPES)
def test_the_index_leads_to_every_page(provider: str) -> None:
    assert f"({provider}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_leaving_a_segment_never_touches_consent(provider: str) -> None:
    lines = (FILES / f"{provider}.yml").read_text(encoding="utf-8").splitlines()
    orders = [line.split("#")[0] for line in lines]
    consent = (
        r"suppress|opt.?out|subscription|(?<!include_)unsubscribed|channelUnsubscribe: true|/unsubscribes"
    )
    assert [line for line in orders if re.search(consent, line, re.IGNORECASE)] == []
