"""`notify` of destinations.yml: what is read, and every fault at once."""

from pathlib import Path

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.spec.project.specs import Specs, read_specs

HOOK = "destinations:\n  - {destination: hook, type: webhook%s}\n"


def read(folder: Path, notify: str, own: str = "") -> Specs:
    (folder / "sources.yml").write_text(
        "sources:\n  - {source: crm, kind: traits, table: raw.crm, at: at, "
        "identifiers: {user_id: id}, traits: [plan]}\n"
    )
    (folder / "destinations.yml").write_text(HOOK % own + notify)
    return read_specs(folder)


def test_one_address_hears_of_runs_that_failed_or_were_braked(tmp_path: Path) -> None:
    (told,) = read(tmp_path, "notify: {url: {env_var: CHAT}}\n").notify
    assert (told.variable, told.on) == ("CHAT", ("failed", "braked"))


def test_several_addresses_hear_of_what_each_wants(tmp_path: Path) -> None:
    specs = read(
        tmp_path, "notify:\n  - {url: {env_var: CHAT}, on: ok}\n  - {url: {env_var: PAGER}, on: [failed]}\n"
    )
    assert [(each.variable, each.on) for each in specs.notify] == [("CHAT", ("ok",)), ("PAGER", ("failed",))]


def test_a_destination_says_for_itself_who_hears(tmp_path: Path) -> None:
    specs = read(tmp_path, "notify: {url: {env_var: ALL}}\n", ", notify: {url: {env_var: OWN}, on: [ok, ok]}")
    (hook,) = specs.destinations
    assert [(each.variable, each.on) for each in hook.notify or ()] == [("OWN", ("ok",))]
    assert [entry.key for entry in hook.options.entries] == []
    (silent,) = read(tmp_path, "notify: {url: {env_var: ALL}}\n").destinations
    assert silent.notify is None


def test_all_faults_are_told_at_once_and_no_address_is_shown(tmp_path: Path) -> None:
    notify = """\
notify:
  - {url: "slack://token-abc"}
  - {on: [failed, broken]}
  - {url: {env_var: CHAT, default: "json://x"}, when: ok}
  - {url: {env_var: "no name"}, on: []}
  - chat
  - {}
"""
    with pytest.raises(SpecError) as caught:
        read(tmp_path, notify, ", notify: []")
    told = [f"{fault.place.line}: {fault.message}" for fault in caught.value.faults]
    advice = 'write "url: {env_var: NAME}" and set NAME in the environment'
    assert told == [
        "2: the list of notify is empty; name at least one or leave it out",
        f"4: a secret must not stand in a file: {advice}",
        '5: "url" is missing: refer to an address as Apprise writes it: {env_var: NOTIFY_URL}',
        '5: "broken" is not a legal end of a run. Did you mean "braked"? Allowed: failed, braked, ok',
        "6: a secret has no default; leave it out",
        '6: "when" is not a word Segflux knows here. Allowed: url, on',
        '7: "url" refers to no variable; write {env_var: NAME}',
        "7: the list of on is empty; name at least one or leave it out",
        '8: notify needs keys and values such as "url: {env_var: NOTIFY_URL}", not "chat"',
        '9: notify needs keys and values such as "url: {env_var: NOTIFY_URL}", not an empty mapping',
    ]
    assert "token-abc" not in str(caught.value)
