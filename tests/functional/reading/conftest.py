"""The demo's tables and segments, built once, and a day later a second time with drafts among them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.compiler.rendering.project_files import example_files, project_files
from segflux_cli.demo.data import add_batch
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, plain
from segflux_cli.spec.yaml.yaml_reader import read_yaml
from tests.dbt_projects import connected, rows_of, segflux_project, use_warehouse
from tests.functional.commands import WITHOUT_TESTS, call
from tests.fuzz.definitions import segment
from tests.fuzz.draw import Draw, Vocabulary

FIRST, SECOND = "2026-05-31T09:00:00Z", "2026-06-01T09:00:00Z"
_DRAWN = 40
_EVENTS: list[str | list[str]] = [
    "page_viewed",
    "order_completed",
    "feature_used",
    "email_*",
    "*",
    ["cart_updated", "app_opened"],
]
_WORDS = Vocabulary(
    names=_EVENTS,
    frequent_names=_EVENTS,
    paths=[
        "path",
        "price",
        "revenue",
        "coupon",
        "items",
        "items[].price",
        "items[].category",
        "network",
        "absent",
    ],
    amount_paths=["price", "revenue", "items[].price"],
    traits=["country", "plan", "company_size", "birth_date", "held_values", "recommends"],
    # those of the demo's traits.yml
    computed={
        "lifetime_value": {"total": "order_completed"},
        "orders_90d": {"count": "order_completed"},
        "favorite_category": {"mostly": "order_completed"},
        "recent_campaigns": {"list": "email_clicked"},
    },
)

Previewed = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Built:
    """A project at its second build, what was previewed just before it, and the names of the drafts."""

    folder: Path
    previewed: Previewed
    drafts: tuple[str, ...]


def preview(folder: Path, spec: Path | str, as_of: str = SECOND, *options: str) -> Previewed:
    """What a preview says, by segment."""
    told = call(folder, "preview", str(spec), "--as-of", as_of, "--format", "json", *options)
    assert told.exit_code == 0, told.errors
    return {each["segment"]: each for each in told.answer["segments"]}


def members_of(folder: Path) -> dict[str, set[str]]:
    """Profiles of the newest build, by segment."""
    rows = rows_of(folder, "select segment, profile_id from segflux_segments.fct_segment_members")
    found: dict[str, set[str]] = {}
    for name, profile in rows:
        found.setdefault(str(name), set()).add(str(profile))
    return found


def draw_segments(others: list[str]) -> list[dict[str, Any]]:
    """Random segments over the demo's names, some of which read its segments."""
    draw = Draw(20260601, [FIRST, SECOND], _WORDS)
    drawn = [segment(draw, f"draft_{number}", others) for number in range(_DRAWN)]
    for rank, grouped in enumerate(drawn[::6], start=1):
        grouped["priority"] = {"group": "drafts", "rank": rank}
    return drawn


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = project_files()
    files = {path: (root / path).read_text() for path in example_files(root)}
    folder = segflux_project(tmp_path_factory.mktemp("reading") / "demo", files)
    with connected(folder) as client:
        add_batch(client, 300, datetime(2026, 6, 1, 9, tzinfo=UTC))
    _build(folder, FIRST, **WITHOUT_TESTS)
    names = sorted(path.stem for path in (folder / "segments").glob("*.yml"))
    drafts = {draft["segment"]: draft for draft in draw_segments(names)}
    previewed = preview(folder, _file_of(folder, names, drafts), SECOND, "--sample", "1000")
    for name, draft in drafts.items():
        (folder / "segments" / f"{name}.yml").write_text(_spelled(draft))
    _build(folder, SECOND)
    return Built(folder, previewed, tuple(drafts))


@pytest.fixture(scope="module")
def project(built: Built) -> Path:
    """The project at its second build, to be read only."""
    return use_warehouse(built.folder)  # a server may have ended with the module before


def _build(folder: Path, as_of: str, **environment: str) -> None:
    told = call(folder, "build", "--as-of", as_of, "--format", "json", **environment)
    assert told.exit_code == 0, told.errors


def _file_of(folder: Path, names: list[str], drafts: dict[str, dict[str, Any]]) -> Path:
    """One file of all segments, those of the project and drafts that it does not have yet."""
    own = [_plain(folder / "segments" / f"{name}.yml") for name in names]
    path = folder.parent / "all.yml"
    path.write_text("segments:\n" + "".join(f"- {_flow(each)}\n" for each in [*own, *drafts.values()]))
    return path


def _plain(path: Path) -> dict[str, Any]:
    node = read_yaml(path, path.name, Faults())
    assert isinstance(node, Mapping)
    return {entry.key: plain(entry.value) for entry in node.entries if entry.key != "examples"}


def _spelled(draft: dict[str, Any]) -> str:
    return "".join(f"{key}: {_flow(value)}\n" for key, value in draft.items())


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace(": NaN", ": .nan")
