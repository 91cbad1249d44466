"""`segflux show`: what specs say of a segment, without a warehouse."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.main import main

SPECS = {
    "buyers": "segment: buyers\nwho: [{did: order_completed, within: 30 days}]\n",
    "fans": (
        "segment: fans\nowner: crm\nwho: [{did: order_completed, within: 30 days}, {trait: plan, is: pro}]\n"
        "size: {at_least: 5}\nmembership: {stay_at_least: 7 days}\n"
    ),
    "others": "segment: others\nwho: [{not_in_segment: fans}]\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dbt_project.yml").write_text("name: segflux\n")
    (tmp_path / "segflux.yml").write_text("time_zone: Europe/Berlin\nbase: known\n")
    (tmp_path / "segments").mkdir()
    for name, text in SPECS.items():
        (tmp_path / "segments" / f"{name}.yml").write_text(text)
    return tmp_path


def show(project: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["show", *words, "--project-dir", str(project)])


def test_a_folder_without_a_project_is_told_to_init(tmp_path: Path) -> None:
    told = show(tmp_path, "fans")
    assert told.exit_code == 3
    assert "dbt_project.yml: no such file" in told.output
    assert "segflux init" in told.output


def test_a_segment_is_shown_with_its_sentence_its_words_and_its_lineage(project: Path) -> None:
    told = show(project, "fans").output
    assert "People who did “order completed” in the last 30 days and whose plan is pro; they stay" in told
    assert "Europe/Berlin" in told
    assert "read by: others" in told
    assert "did: order_completed, within: 30 days  buyers" in told
    cost = "cost: 3 conditions of its own, 1 evaluated for other segments too; 2 of all wait for the others\n"
    assert cost in told
    assert "refresh" not in told
    assert "refresh" in show(project, "fans", "--full").output


def test_the_answer_for_machines_has_every_word(project: Path) -> None:
    shown = json.loads(show(project, "fans", "--format", "json").output)
    words = {word["word"]: (word["value"], word["origin"]) for word in shown["words"]}
    assert words["size at_least"] == ("5", "spec")
    assert words["size at_most"] == ("50%", "project")
    assert words["base"] == ("known", "project")
    assert words["stay_at_least"] == ("7 days", "spec")
    assert words["status"] == ("live", "default")
    assert (shown["events"], shown["traits"], shown["read_by"]) == (["order_completed"], ["plan"], ["others"])
    assert shown["leaves"][0]["shared_with"] == ["buyers"]
    assert shown["cost"] == {"own": 3, "shared": 1, "waiting": 2}


def test_a_condition_that_needs_the_whole_base_says_so(project: Path) -> None:
    who = "[{rank: {by: age, top: 5}}, {none: [{rfm: {of: a, r: 5}}]}, {sample: {share: 5%}}, {did: a}]"
    (project / "segments" / "fans.yml").write_text(f"segment: fans\nwho: {who}\n")
    shown = json.loads(show(project, "fans", "--format", "json").output)
    needs = {leaf["words"].split(":")[0]: leaf["needs_base"] for leaf in shown["leaves"]}
    assert {head for head, is_needed in needs.items() if is_needed} == {"rank", "rfm"}
    assert {"sample", "did"} <= set(needs)
    assert show(project, "fans").output.count("compared with the whole base") == 2


def test_an_unknown_segment_is_told_with_the_nearest(project: Path) -> None:
    told = show(project, "fan")
    assert told.exit_code == 3
    assert 'Did you mean "fans"?' in told.output


TRAITS = """
traits:
  - {trait: orders, about: All of them., count: order_completed, within: 90 days}
  - trait: seen
    list: product_viewed
    of: product_id
    at_most: 5
    unless_since: {did: order_completed, of: "items[].id", where: {gift: {is_not: true}}}
"""


def test_a_computed_trait_is_shown_and_so_are_those_that_a_segment_reads(project: Path) -> None:
    (project / "traits.yml").write_text(TRAITS)
    (project / "segments" / "fans.yml").write_text("segment: fans\nwho: [{trait: orders, at_least: 3}]\n")
    told = show(project, "fans", "--format", "json").output
    assert json.loads(told)["events"] == ["order_completed"]
    assert "orders: The number of “order completed” in the last 90 days." in show(project, "fans").output
    shown = show(project, "orders").output
    assert "All of them." in shown
    assert "read by: fans" in shown
    answer = json.loads(show(project, "seen", "--format", "json").output)
    assert answer["type"] == "json"
    assert answer["sentence"] == (
        "Up to 5 product id values, the newest first, of “product viewed”, without those that “order completed”"
        " where gift is not true had since as items.id."
    )
