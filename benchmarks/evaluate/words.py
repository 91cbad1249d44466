"""`python -m benchmarks.evaluate.words`: `segflux preview` of one segment per word, on the tables of an earlier run."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from benchmarks.evaluate.project import word_marks
from benchmarks.measuring import Warehouse, apart
from segflux_cli import __version__
from segflux_cli.scaffold.project import new_project

SEGFLUX = str(Path(sys.executable).parent / "segflux")
_ORDERS, _VIEWS = "order_completed", "product_viewed"
_MODELS = (
    *("int_events_resolved", "int_traits_resolved", "fct_events", "fct_traits", "profile_overrides"),
    *("profile_numbers", "dim_identifiers", "dim_profiles", "evaluation_runs", "fct_segment_bitmaps"),
)
# what a preview reads besides the tables of the benchmark
_OTHERS = (
    (
        "create table if not exists bench.profile_numbers engine = MergeTree order by profile_number as select"
        " profile_number, lower(hex(sipHash64(profile_number))) as profile_id from bench.dim_profiles"
    ),
    (
        "create table if not exists bench.dim_identifiers (identifier_type String, identifier_value String,"
        " is_strong Bool, profile_number UInt32) engine = MergeTree order by profile_number"
    ),
    (
        "create table if not exists bench.evaluation_runs (as_of DateTime64(3, 'UTC'), is_study Bool)"
        " engine = MergeTree order by as_of"
    ),
    (
        "create table if not exists bench.fct_segment_bitmaps (segment String, as_of DateTime64(3, 'UTC'),"
        " slice UInt8, members AggregateFunction(groupBitmap, UInt32)) engine = MergeTree order by segment"
    ),
)
_TRAITS = [
    {"trait": "orders_90d", "count": _ORDERS, "within": "90 days"},
    {"trait": "lifetime_value", "total": _ORDERS, "of": "revenue"},
    {"trait": "usual_basket", "median": _ORDERS, "of": "revenue"},
    {"trait": "last_order_at", "last": _ORDERS},
    {"trait": "favorite_category", "mostly": _VIEWS, "of": "category"},
    {
        "trait": "recently_viewed",
        "list": _VIEWS,
        "of": "category",
        "at_most": 5,
        "unless_since": {"did": _ORDERS, "of": "category"},
    },
]
_STEPS = [{"did": "cart_updated"}, {"then": _ORDERS, "within": "1 day"}]
WORDS: Mapping[str, Mapping[str, object]] = {
    "did": {"did": _ORDERS, "within": "90 days"},
    "did, total": {"did": _ORDERS, "total": {"of": "revenue", "at_least": 200}},
    "last_did": {"last_did": _ORDERS, "before": "60 days ago"},
    "mostly": {"mostly": _VIEWS, "property": "category", "is": "category_0"},
    "resumed": {"resumed": _ORDERS, "after_gap": "30 days", "within": "7 days"},
    "regularly": {"regularly": _ORDERS, "in_weeks": {"at_least": 2, "of_last": 4}},
    "changed": {"changed": _ORDERS, "in": "last month", "against": "previous month", "up_by": "50%"},
    "lifecycle": {"lifecycle": {"of": _ORDERS, "stage": "active"}},
    "sequence": {"sequence": _STEPS, "within": "90 days"},
    "rank by events": {"rank": {"by": {"did": _ORDERS, "total": {"of": "revenue"}}, "top": "10%"}},
    "rank by a trait": {"rank": {"by": "age", "top": "10%", "within_each": "country"}},
    "rfm": {"rfm": {"of": _ORDERS, "amount": "revenue", "r": [4, 5], "f": [4, 5], "m": [4, 5]}},
    "sample": {"sample": {"share": "10%"}},
    "trait": {"trait": "age", "at_least": 45},
    "trait, for_at_least": {"trait": "plan", "is": "pro", "for_at_least": "90 days"},
    "trait beside a trait": {"did": _ORDERS, "where": {"quantity": {"at_most": {"trait": "age"}}}},
    "computed count": {"trait": "orders_90d", "at_least": 3},
    "computed count, at most": {"trait": "orders_90d", "at_most": 3},
    "computed total": {"trait": "lifetime_value", "at_least": 500},
    "computed median": {"trait": "usual_basket", "at_least": 100},
    "computed last": {"trait": "last_order_at", "newer_than": "30 days"},
    "computed mostly": {"trait": "favorite_category", "is": "category_0"},
    "computed list": {"trait": "recently_viewed", "has_any": "category_0"},
    "rank by a computed trait": {"rank": {"by": "lifetime_value", "top": "10%"}},
}


def main() -> None:
    """Prints a line per word, as a user would have called it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate.words", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--profiles", type=int, default=2_000_000)
    options = parser.parse_args()
    warehouse = Path(f"target/benchmarks/evaluate-{options.events}-{options.profiles}").resolve()
    apart(partial(_complete, str(warehouse)))
    sys.stdout.write(f"{'':28}{'people':>11}{'CPU s':>9}{'wall s':>9}{'query MB':>10}\n")
    with tempfile.TemporaryDirectory() as folder:
        _make_project(Path(folder), warehouse)
        for word, condition in WORDS.items():
            sys.stdout.write(f"{word:28}{_line(Path(folder), condition)}\n")
            sys.stdout.flush()


def _complete(path: str) -> None:
    warehouse = Warehouse(path)
    for statement in _OTHERS:
        warehouse.run(statement)
    for facet, mark in word_marks({word: {"who": [who]} for word, who in WORDS.items()}, _TRAITS):
        warehouse.run(f"alter table bench.fct_events comment column if exists `{facet}` '{mark}'")


def _make_project(folder: Path, warehouse: Path) -> None:
    """A new project whose models are the tables of the benchmark."""
    new_project(folder)
    profile = (folder / "profiles.yml").read_text()
    (folder / "profiles.yml").write_text(profile.replace(".segflux/warehouse", str(warehouse)))
    for name in ("sources.yml", "segflux.yml"):
        (folder / name).unlink()
    (folder / "traits.yml").write_text(json.dumps({"traits": _TRAITS}))
    note = {
        "format": 1,
        "segflux": __version__,
        "project": "segflux",
        "schema": "segflux",
        "models": {name: f"`bench`.`{name}`" for name in _MODELS},
    }
    path = folder / ".segflux" / "relations" / "embedded.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(note))


def _line(folder: Path, condition: Mapping[str, object]) -> str:
    spec = folder / "word.yml"
    spec.write_text(json.dumps({"segment": "word", "who": [condition]}))
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [SEGFLUX, "preview", str(spec), "--as-of", "2026-06-01T00:00:00Z", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"segflux preview ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = json.loads(done.stdout)["segments"][0]
    return f"{told['size']:11,}{cpu:9.2f}{wall:9.2f}{told['cost']['memory_bytes'] / 1e6:10.0f}"


if __name__ == "__main__":
    main()
