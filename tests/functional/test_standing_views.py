"""A segment's view is left out of a build only while it is the very view that the build would make."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.warehouse.builds.standing_views import remember_views, standing_views, words_for
from segflux_cli.warehouse.profiles import Target
from tests.dbt_projects import new_warehouse

MODELS = {"seg_buyers": "the model of buyers", "seg_lapsed": "the model of lapsed"}
RELATIONS = {
    "seg_buyers": "`shop`.`seg_buyers`",
    "seg_lapsed": "`shop`.`seg_lapsed`",
    "other": "`shop`.`other`",
}
BOTH = ("seg_buyers", "seg_lapsed")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with new_warehouse(tmp_path_factory.mktemp("standing")) as opened:
        opened.command("create database shop")
        yield opened


@pytest.fixture
def project(tmp_path: Path, client: Client) -> Path:
    """A project whose last build made both views."""
    for name in MODELS:
        client.command(f"create or replace view shop.{name} as select 1 as profile_id")
    macro = tmp_path / "dbt_packages" / "segflux" / "macros" / "members_of.sql"
    macro.parent.mkdir(parents=True)
    macro.write_text("a macro that reads {{ env_var('SEGFLUX_MOOD', '') }}")
    (tmp_path / "dbt_project.yml").write_text("name: shop")
    remember_views(client, tmp_path, target(tmp_path), MODELS, RELATIONS)
    return tmp_path


def target(project: Path, schema: str = "shop") -> Target:
    return Target("tested", "chdb", schema, {"schema": schema})


def test_views_stand_as_they_were_made(client: Client, project: Path) -> None:
    assert standing_views(client, project, target(project), MODELS) == BOTH
    assert standing_views(client, project, target(project), MODELS | {"seg_new": "a model"}) == BOTH


def test_a_changed_segment_or_view_is_made_again(client: Client, project: Path) -> None:
    changed = MODELS | {"seg_buyers": "another model"}
    assert standing_views(client, project, target(project), changed) == ("seg_lapsed",)
    client.command("create or replace view shop.seg_lapsed as select 2 as profile_id")
    assert standing_views(client, project, target(project), MODELS) == ("seg_buyers",)
    client.command("drop view shop.seg_buyers")
    assert standing_views(client, project, target(project), MODELS) == ()


def test_a_view_that_was_not_there_is_not_taken_for_standing(client: Client, project: Path) -> None:
    client.command("drop view shop.seg_buyers")
    remember_views(client, project, target(project), MODELS, RELATIONS)
    assert standing_views(client, project, target(project), MODELS) == ("seg_lapsed",)


def test_what_lies_around_counts(client: Client, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert standing_views(client, project, target(project, "test"), MODELS) == ()
    monkeypatch.setenv("SEGFLUX_MOOD", "fine")
    assert standing_views(client, project, target(project), MODELS) == ()
    monkeypatch.delenv("SEGFLUX_MOOD")
    (project / "dbt_packages" / "segflux" / "macros" / "members_of.sql").write_text("another macro")
    assert standing_views(client, project, target(project), MODELS) == ()


def test_a_note_that_cannot_be_read_says_nothing(client: Client, project: Path) -> None:
    (project / ".segflux" / "views" / "tested.json").write_text("{")
    assert standing_views(client, project, target(project), MODELS) == ()


def test_a_folder_that_stands_whole_is_one_word(tmp_path: Path) -> None:
    files = [f"models/segments/generated/{name}.sql" for name in BOTH]
    (tmp_path / "models/segments/generated").mkdir(parents=True)
    for path in files:
        (tmp_path / path).write_text("a model")
    assert words_for(tmp_path, files, BOTH) == ("path:models/segments/generated/seg_*.sql",)
    assert words_for(tmp_path, files, BOTH[:1]) == BOTH[:1]
    (tmp_path / "models/segments/generated/seg_by_hand.sql").write_text("a model that nobody generated")
    assert words_for(tmp_path, files, BOTH) == BOTH
    assert words_for(tmp_path, files, ()) == ()
