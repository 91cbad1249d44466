"""Provider files of a project: read, replaced, and every fault told at once with its place."""

import re
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.destinations.providers import find_types
from segflux_cli.destinations.registry import destination_types
from segflux_cli.errors import SpecError

PAGE = Path(__file__).parents[3] / "docs" / "destinations" / "own-provider.md"
[EXAMPLE] = re.findall(
    r"^```yaml\n# destinations/loyalty\.yml\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE
)

[LISTING] = re.findall(r"^listing:\n(?: .*\n)+", EXAMPLE, re.MULTILINE)


def types(folder: Path, text: str, name: str = "loyalty") -> dict[str, Any]:
    (folder / "destinations").mkdir(exist_ok=True)
    (folder / "destinations" / f"{name}.yml").write_text(text)
    return {kind.name: kind for kind in find_types(folder)}


def test_the_example_of_the_page_is_a_type(tmp_path: Path) -> None:
    kind = types(tmp_path, EXAMPLE)["loyalty"]
    assert kind.modes == ("add_and_remove", "add_only", "mirror")
    assert (kind.limits.rows, kind.limits.requests) == (500, 10)
    assert [option.name for option in kind.options if option.is_secret] == ["api_key"]


def test_a_file_of_the_project_replaces_one_of_ours(tmp_path: Path) -> None:
    found = types(tmp_path, EXAMPLE.replace("provider: loyalty", "provider: hubspot"))
    assert found["hubspot"].about == "our loyalty system: members of a club"


def test_what_would_be_lost_or_overlooked_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "destinations"
    folder.mkdir()
    (folder / "again.yml").write_text(EXAMPLE)
    (folder / "cache.yml").write_text(EXAMPLE.replace("provider: loyalty", "provider: redis"))
    (folder / "late.yaml").write_text(EXAMPLE)
    (folder / "loyalty.yml").write_text(EXAMPLE)
    with pytest.raises(SpecError) as told:
        destination_types(tmp_path)
    cache, late, loyalty = (str(fault) for fault in told.value.faults)
    assert cache.startswith('destinations/cache.yml: the type "redis" is built in')
    assert late == "destinations/late.yaml: files of providers end in .yml; rename the file"
    assert loyalty.startswith(
        'destinations/loyalty.yml: the provider "loyalty" is described in destinations/again.yml'
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule: email", "rule: mail", '"mail"'),
        ("modes: [add_and_remove, add_only, mirror]", "modes: [sometimes]", "'sometimes' is not one of"),
        ("missing_is_done: true", "missing_is_done: perhaps", "'perhaps' is not of type 'boolean'"),
        ("reason: message}", "reason: 'message['}", "no JMESPath expression"),
        ("  - delete:", "  - purge:", "purge"),
        ("about: its key, ", "", "'about' is a required property"),
        ("index: position, ", "", "valid under none|not valid"),
        (LISTING, "", 'add "listing", or leave mirror out'),
        ("ids: {email: mail}", "ids: {email: 'mail['}", "no JMESPath expression"),
        ("  cursor: next", "  cursor: next\n  counted: true", "pages are found in one way"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(SpecError, match=said) as told:
        types(tmp_path, EXAMPLE.replace(old, new))
    assert re.search(r"destinations/loyalty\.yml:\d+:\d+: ", str(told.value))


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "destinations").mkdir()
    (tmp_path / "destinations" / "other.yml").write_text("provider: Other\n")
    with pytest.raises(SpecError) as told:
        types(tmp_path, EXAMPLE.replace("rows: 500", "rows: none"))
    assert {"loyalty.yml", "other.yml"} <= set(re.findall(r"\w+\.yml", str(told.value)))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("braze", ()),
        ("hubspot", ()),
        ("klaviyo", ()),
        ("mailchimp", ("list_id",)),
        ("postgresql", ("table",)),
        ("mysql", ("table",)),
    ],
)
def test_fields_of_people_are_the_account_s_unless_the_calls_name_an_audience(
    tmp_path: Path, kind: str, words: tuple[str, ...]
) -> None:
    assert destination_types(tmp_path)[kind].fields_in == words
