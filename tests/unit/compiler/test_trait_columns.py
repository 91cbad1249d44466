"""A trait is sent from the column that the build makes for it."""

from pathlib import Path

import pytest

from segflux_cli.compiler.files.trait_columns import trait_columns
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import UsageError
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.sync.members.people import Traits

SOURCES = """
sources:
  - source: crm
    kind: traits
    table: raw.people
    at: seen
    identifiers: {user_id: id}
    traits: [email, trait_email, 'a"', a`]
"""
BY_HAND = "{{ config(meta={'segflux': {'traits': ['a_']}}) }} select 1"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dbt_project.yml").write_text("name: segflux")
    (tmp_path / "segflux.yml").write_text("base: everyone\n")
    (tmp_path / "sources.yml").write_text(SOURCES)
    return tmp_path


def test_a_trait_is_sent_from_its_own_column(project: Path) -> None:
    declared = trait_columns(project, read_specs(project))
    assert declared == {"email": "trait_email", "trait_email": "trait_trait_email", 'a"': "a_", "a`": "a__2"}
    traits = Traits(dict.fromkeys(("email", "last_seen_at", *declared.values()), "String"), declared)
    assert [traits.column(name) for name in declared] == list(declared.values())
    assert traits.column("last_seen_at") == "last_seen_at"
    with pytest.raises(UsageError, match="no column for the trait"):
        traits.column("user_id")


def test_traits_of_models_written_by_hand_take_their_columns_too(project: Path) -> None:
    (project / "models/staging").mkdir(parents=True)
    (project / "models/staging/stg_own__traits.sql").write_text(BY_HAND)
    declared = trait_columns(project, read_specs(project))
    assert (declared["a_"], declared['a"'], declared["a`"]) == ("a_", "a__2", "a__3")


def test_the_build_names_them_alike() -> None:
    listed = [{"name": name, "type": None} for name in ("email", "trait_email", 'a"', "a`")]
    source = {"source": "crm", "shape": "traits", "model": "stg_crm__traits", "traits": listed}
    graph = {
        "nodes": {
            "list": {
                "resource_type": "model",
                "name": "dim_sources",
                "config": {"meta": {"segflux": {"sources": [source]}}},
            },
            "table": {
                "resource_type": "model",
                "name": "stg_crm__traits",
                "relation_name": "x",
                "config": {},
            },
        }
    }
    traits = load_macros(project_files()).session(graph=graph).call("declared_traits")
    assert isinstance(traits, list)
    assert {trait["name"]: trait["column"] for trait in traits} == {
        "email": "trait_email",
        "trait_email": "trait_trait_email",
        'a"': "a_",
        "a`": "a__2",
    }
