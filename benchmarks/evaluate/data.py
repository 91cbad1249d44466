"""Events, traits and profiles, made inside the engine; the same numbers give the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

AS_OF = 1_780_272_000_000  # 2026-06-01T00:00:00Z
DAYS = 180
_ROWS_A_STATEMENT = 4_000_000
_EVENTS_A_SESSION = 6

EVENTS = (
    *("page_viewed", "product_viewed", "search_made", "cart_updated", "app_opened", "email_opened"),
    *("checkout_started", "order_completed", "signed_in", "wishlist_changed", "email_clicked"),
    *("push_opened", *(f"feature_{number:02d}_used" for number in range(28))),
)
WITH_REVENUE = ("cart_updated", "checkout_started", "order_completed", *EVENTS[12:22])
PLATFORMS = ("web", "ios", "android", "tv")
COUNTRIES = ("us", "de", "fr", "gb", "in", "br", "jp", "es", "it", "se")
PLANS = ("free", "free", "free", "basic", "pro")


@dataclass(frozen=True)
class Extent:
    """How much of everything is generated."""

    events: int
    profiles: int
    segments: int


def merge_statements(extent: Extent) -> Iterator[str]:
    """What makes the database `bench` and who was merged: one profile in two hundred; nobody was ever split."""
    yield "drop database if exists bench"
    yield "create database bench"
    yield from _overrides(extent.profiles)


def statements(
    extent: Extent, facets: Sequence[Mapping[str, str]], views: Mapping[str, str]
) -> Iterator[str]:
    """What makes the other tables, and over them the `views` of the project."""
    yield _events_table(facets)
    for start in range(0, extent.events, _ROWS_A_STATEMENT):
        count = min(_ROWS_A_STATEMENT, extent.events - start)
        yield _events(extent.profiles, start, count, facets)
    yield "optimize table bench.fct_events final"
    yield from _traits(extent.profiles)
    for name, sql in views.items():
        yield f"create view bench.{name} as {sql}"
    yield from _profiles()


def _events_table(facets: Sequence[Mapping[str, str]]) -> str:
    typed = "".join(f",\n    `{facet['column']}` {facet['type']}" for facet in facets)
    return f"""create table bench.fct_events (
    source LowCardinality(String) default 'web',
    event_id String default '',
    event_key UInt64 default 0,
    event_name LowCardinality(String),
    occurred_at DateTime64(3, 'UTC'),
    arrived_at DateTime64(3, 'UTC') default occurred_at,
    arrival_order UInt64 default 0,
    profile_number UInt32,
    node UInt64 default 0,
    properties String default ''{typed}
)
engine = MergeTree
partition by toYYYYMM(occurred_at)
order by (event_name, toDate(occurred_at), profile_number)"""


def _events(profiles: int, start: int, count: int, facets: Sequence[Mapping[str, str]]) -> str:
    session = f"intDiv(number, {_EVENTS_A_SESSION})"
    seconds = f"{(DAYS * 86400 - 4000)} * {_share(session, 3)} + sipHash64(number, 4) % 1800"
    typed = "".join(f",\n    {_property(facet)} as `{facet['column']}`" for facet in facets)
    columns = "".join(f", `{facet['column']}`" for facet in facets)
    return f"""insert into bench.fct_events (event_name, occurred_at, profile_number{columns})
with
    {_weighted(EVENTS, "number")} as name,
    {session} as session
select
    name as event_name,
    fromUnixTimestamp64Milli(toInt64({AS_OF} - 1000 * ({seconds}) - sipHash64(number, 10) % 1000), 'UTC')
        as occurred_at,
    toUInt32(1 + intDiv(toUInt64({profiles} * pow({_share(session, 1)}, 2.5)) * 2654435761, 1) % {profiles})
        as profile_number{typed}
from numbers({start}, {count})"""


def _property(facet: Mapping[str, str]) -> str:
    path = facet["column"].split(" ")[0]
    names = ", ".join(f"'{name}'" for name in WITH_REVENUE)
    values = {
        "category": f"concat('category_', toString(toUInt8(20 * pow({_share('number', 5)}, 2))))",
        "platform": f"{list(PLATFORMS)}[1 + toUInt8(4 * pow({_share('session', 6)}, 1.5))]",
        "quantity": "1 + sipHash64(number, 7) % 5",
        "product": f"concat('product_', toString(toUInt32(20000 * pow({_share('number', 8)}, 2))))",
        "revenue": f"if(name in ({names}), 1 + (sipHash64(number, 9) % 20000) / 100, null)",
    }
    return f"cast({values[path]} as {facet['type']})"


def _traits(profiles: int) -> Iterator[str]:
    yield """create table bench.fct_traits (
    trait LowCardinality(String),
    profile_number UInt32,
    occurred_at DateTime64(3, 'UTC'),
    arrived_at DateTime64(3, 'UTC'),
    arrival_order UInt64,
    row_key UInt64,
    node UInt64 default 0,
    source LowCardinality(String),
    value String,
    value_text Nullable(String),
    value_number Nullable(Float64)
)
engine = MergeTree
order by (trait, profile_number, occurred_at)"""
    person = "intDiv(number, 2)"  # every profile says everything twice; the later row counts
    values = {
        "country": f"{list(COUNTRIES)}[1 + sipHash64({person}, 11) % 10]",
        "plan": f"{list(PLANS)}[1 + sipHash64(number, 12) % 5]",
        "age": f"toString(16 + sipHash64({person}, 13) % 60)",
        "newsletter": "if(sipHash64(number, 15) % 3 = 0, 'false', 'true')",
        "": "'trait'",  # the marker that every row of traits leaves
    }
    for trait, text in values.items():
        is_text = trait in {"country", "plan", ""}
        yield f"""insert into bench.fct_traits (
    trait, profile_number, occurred_at, arrived_at, arrival_order, row_key, source, value, value_text, value_number
)
select
    '{trait}',
    toUInt32(1 + {person}),
    fromUnixTimestamp64Milli(toInt64({AS_OF} - 86400000 * (600 - 200 * (number % 2)) + number % 86400000), 'UTC') as at,
    at,
    number,
    number,
    'crm',
    {"concat(', text, ')" if is_text else "text"},
    {text} as text,
    {"toFloat64(text)" if trait == "age" else "null"}
from numbers({2 * profiles})"""
    yield "optimize table bench.fct_traits final"


def _overrides(profiles: int) -> Iterator[str]:
    yield """create table bench.profile_overrides (
    old_number UInt32,
    profile_number UInt32,
    is_stored Bool
)
engine = MergeTree
order by old_number"""
    yield """create table bench.profile_node_overrides (
    node UInt64,
    profile_number UInt32,
    belongs_from DateTime64(3, 'UTC'),
    number_before UInt32
)
engine = MergeTree
order by node"""
    merged = profiles // 200
    yield f"insert into bench.profile_overrides select number * 100 + 2, number * 100 + 1, true from numbers({merged})"


def _profiles() -> Iterator[str]:
    yield """create table bench.dim_profiles (
    profile_number UInt32,
    first_seen_at DateTime64(3, 'UTC'),
    country Nullable(String),
    plan Nullable(String),
    age Nullable(Float64),
    newsletter Nullable(String)
)
engine = MergeTree
order by profile_number"""
    yield """insert into bench.dim_profiles
select
    profile_number,
    min(occurred_at),
    argMaxIf(value_text, occurred_at, trait = 'country'),
    argMaxIf(value_text, occurred_at, trait = 'plan'),
    argMaxIf(value_number, occurred_at, trait = 'age'),
    argMaxIf(value_text, occurred_at, trait = 'newsletter')
from bench.int_traits_resolved
group by profile_number"""
    yield "optimize table bench.dim_profiles final"


def _share(key: str, salt: int) -> str:
    return f"((sipHash64({key}, {salt}) % 1000003) / 1000003)"


def _weighted(names: Sequence[str], key: str) -> str:
    weights = [1 / (rank + 1) ** 1.1 for rank in range(len(names))]
    bounds = [int(1e6 * sum(weights[: rank + 1]) / sum(weights)) for rank in range(len(names))]
    bounds[-1] = 1_000_000
    return f"{list(names)}[arrayFirstIndex(bound -> bound > sipHash64({key}, 2) % 1000000, {bounds})]"
