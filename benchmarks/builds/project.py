"""A Segflux project over events and traits made inside the engine, and a dbt project that does nothing."""

import json
import subprocess
import sys
from pathlib import Path

import yaml

from benchmarks.evaluate.data import AS_OF, COUNTRIES, DAYS, EVENTS, PLANS, PLATFORMS, WITH_REVENUE
from benchmarks.evaluate.specs import segment_specs
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.statements import run_statement

BIN = Path(sys.executable).parent
_SOURCES = """\
sources:
  - source: web
    kind: events
    table: raw.events
    at: happened_at
    arrived_at: happened_at
    event_id: id
    event: {column: name}
    identifiers: {user_id: person}
    properties: {category: category, platform: platform, product: product, quantity: quantity, revenue: revenue}
  - source: crm
    kind: traits
    table: raw.people
    at: changed_at
    arrived_at: changed_at
    identifiers: {user_id: person}
    traits: {country: country, plan: plan, age: {column: age, type: number}, newsletter: newsletter}
"""


def make_project(folder: Path, events: int, profiles: int, segments: int) -> None:
    """`segflux init`, raw tables of so many rows, and segments."""
    subprocess.run([BIN / "segflux", "init", folder], check=True, capture_output=True)
    (folder / "sources.yml").write_text(_SOURCES)
    for path in (folder / "segments").glob("*.yml"):
        path.unlink()
    for spec in segment_specs(segments):
        (folder / "segments" / f"{spec['segment']}.yml").write_text(json.dumps(spec))
    client = open_embedded(str(folder / ".segflux" / "warehouse"))
    for statement in ("create database raw", _events(events, profiles), _people(profiles)):
        run_statement(client, statement)
    client.close()


def make_idle_project(folder: Path, models: int, tests: int) -> None:
    """A dbt project of as many views and tests, which hold one row."""
    (folder / "models").mkdir(parents=True)
    project = {"name": "idle", "version": "1.0.0", "config-version": 2, "profile": "idle"}
    (folder / "dbt_project.yml").write_text(
        yaml.safe_dump(project | {"flags": {"send_anonymous_usage_stats": False}})
    )
    output = {"type": "chdb", "path": ".segflux/warehouse", "schema": "idle", "threads": 2}
    (folder / "profiles.yml").write_text(
        yaml.safe_dump({"idle": {"target": "idle", "outputs": {"idle": output}}})
    )
    for number in range(models):
        (folder / "models" / f"view_{number}.sql").write_text("select 1 as id")
    tested = [
        {"name": f"view_{view}", "data_tests": [_test(number) for number in range(view, tests, models)]}
        for view in range(models)
    ]
    (folder / "models" / "models.yml").write_text(yaml.safe_dump({"models": tested}))


def _test(number: int) -> dict[str, object]:
    return {"not_null": {"name": f"test_{number}", "arguments": {"column_name": "id"}}}


def _events(events: int, profiles: int) -> str:
    names = ", ".join(f"'{name}'" for name in WITH_REVENUE)
    return f"""create table raw.events engine = MergeTree order by happened_at as
select
    toString(number) as id,
    {list(EVENTS)}[1 + toUInt8({len(EVENTS)} * pow({_share(2)}, 2))] as name,
    fromUnixTimestamp64Milli(toInt64({AS_OF} - 1 - sipHash64(number, 3) % {DAYS * 86_400_000}), 'UTC') as happened_at,
    concat('user-', toString(toUInt32({profiles} * pow({_share(1)}, 2)))) as person,
    concat('category_', toString(toUInt8(20 * pow({_share(5)}, 2)))) as category,
    {list(PLATFORMS)}[1 + toUInt8(4 * pow({_share(6)}, 1.5))] as platform,
    concat('product_', toString(toUInt32(20000 * pow({_share(8)}, 2)))) as product,
    1 + sipHash64(number, 7) % 5 as quantity,
    if(name in ({names}), 1 + (sipHash64(number, 9) % 20000) / 100, null) as revenue
from numbers({events})"""


def _people(profiles: int) -> str:
    return f"""create table raw.people engine = MergeTree order by person as
select
    concat('user-', toString(number)) as person,
    fromUnixTimestamp64Milli(toInt64({AS_OF}) - 86400000 * 300, 'UTC') as changed_at,
    {list(COUNTRIES)}[1 + sipHash64(number, 11) % 10] as country,
    {list(PLANS)}[1 + sipHash64(number, 12) % 5] as plan,
    16 + sipHash64(number, 13) % 60 as age,
    sipHash64(number, 15) % 3 != 0 as newsletter
from numbers({profiles})"""


def _share(salt: int) -> str:
    return f"((sipHash64(number, {salt}) % 1000003) / 1000003)"
