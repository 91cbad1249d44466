"""Folders are stages: reading goes one way, and names say what a model is."""

import re
from collections.abc import Iterator
from typing import Any

# A model reads its own folder and those before it.
STAGES = ("runs", "staging", "identity", "events", "profiles", "segments", "activation", "measurement")
NAMES = {
    "staging": r"stg_[a-z0-9_]+__(events|traits|identifiers)|dim_sources",
    "segments": r"(dim|fct|int|seg)_[a-z0-9_]+|(leaf|late_leaf|trait)_bitmaps",
    "activation": r"fct_[a-z_]+s|sync_(ledger|history|outbox|runs|rejects)",
}
NAME = r"(dim|fct|int)_[a-z0-9_]+|[a-z]+_[a-z_]*s"
GRAIN = re.compile(r"\b(One|No) row")


def test_reading_goes_one_way(manifest: Any) -> None:
    wrong = [
        f"{model['name']} ({_stage(model)}) reads {manifest['nodes'][parent]['name']}"
        for model in _models(manifest)
        for parent in model["depends_on"]["nodes"]
        if parent.startswith("model.")
        and STAGES.index(_stage(manifest["nodes"][parent])) > STAGES.index(_stage(model))
    ]
    assert wrong == []


def test_only_staging_reads_sources(manifest: Any) -> None:
    wrong = [
        model["name"]
        for model in _models(manifest)
        if _stage(model) != "staging"
        and any(node.startswith("source.") for node in model["depends_on"]["nodes"])
    ]
    assert wrong == []


def test_names_say_what_a_model_is(manifest: Any) -> None:
    wrong = [
        model["name"]
        for model in _models(manifest)
        if not re.fullmatch(NAMES.get(_stage(model), NAME), model["name"])
    ]
    assert wrong == []


def test_every_model_says_what_a_row_is(manifest: Any) -> None:
    wrong = [model["name"] for model in _models(manifest) if not GRAIN.search(model["description"])]
    assert wrong == []


def test_every_declared_column_has_a_sentence(manifest: Any) -> None:
    wrong = [
        f"{model['name']}.{column['name']}"
        for model in _models(manifest)
        for column in model["columns"].values()
        if not column["description"]
    ]
    assert wrong == []


def test_schema_and_materialization_come_from_the_folder(manifest: Any) -> None:
    wrong = [
        model["name"]
        for model in _models(manifest)
        if not model["config"]["schema"] or not model["schema"].startswith(f"segflux_{_stage(model)}")
    ]
    assert wrong == []


def test_a_manifest_says_which_schema_it_was_parsed_for(manifest: Any) -> None:
    (runs,) = (model for model in _models(manifest) if model["name"] == "evaluation_runs")
    assert runs["config"]["meta"]["target_schema"] == "segflux"


def _models(manifest: Any) -> Iterator[Any]:
    return (
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["package_name"] == "segflux"
    )


def _stage(model: Any) -> str:
    return str(model["fqn"][1])
