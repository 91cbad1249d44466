"""How identity stands: sizes of profiles, what would merge the most, what rules left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_MOST = 10


@dataclass(frozen=True)
class Figures:
    """Rows of tables, each a mapping of names to values; `totals` is one row."""

    totals: Mapping[str, Any]
    sizes: tuple[Mapping[str, Any], ...]
    largest: tuple[Mapping[str, Any], ...]
    suspicious: tuple[Mapping[str, Any], ...]
    unused: tuple[Mapping[str, Any], ...]


def read_figures(client: "Client", relations: Mapping[str, str]) -> Figures:
    """The figures as of the last build."""
    return Figures(
        totals=ask(client, _totals_sql(relations))[0],
        sizes=_rows(client, _sizes_sql(relations)),
        largest=_rows(client, _largest_sql(relations)),
        suspicious=_rows(client, _suspicious_sql(relations)),
        unused=_rows(client, _unused_sql(relations)),
    )


def _rows(client: "Client", sql: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(ask(client, sql))


def _totals_sql(relations: Mapping[str, str]) -> str:
    people, done = relations["dim_identifiers"], relations["identity_resolutions"]
    last = f"(select max(resolution) from {done})"
    today = f"from {done} where resolved_at > now64(3, 'UTC') - interval 1 day"
    return f"""
        select
            (select count() from {people}) as identifiers,
            (select uniqExact(profile_id) from {people}) as profiles,
            (select uniqExact(a, b) from {relations["int_links_seen"]}) as links,
            (select sum(merged_profiles) {today}) as merged_today,
            (select sum(split_profiles) {today}) as split_today,
            (select any(overrides_unknown) from {done} where resolution = {last}) as overrides_unknown,
            (select count() from {people} where first_seen_at > now64(3, 'UTC')) as seen_in_the_future,
            (
                select sum(most)
                from (select max(self_links) as most from {relations["identity_loads"]} group by source)
            ) as links_to_themselves,
            (select countIf(is_stored) from {relations["profile_overrides"]}) as overridden_profiles
    """


def _sizes_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select multiIf(
                identifier_count <= 3, toString(identifier_count), identifier_count <= 10, '4 to 10',
                identifier_count <= 100, '11 to 100', 'over 100'
            ) as identifiers, sum(profile_count) as profiles
        from {relations["identity_profile_sizes"]}
        group by identifiers
        order by min(identifier_count)
    """


def _largest_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select profile_id, count() as identifiers, uniqExact(identifier_type) as types,
            argMin(identifier_value, (not is_strong, first_seen_at, node)) as example
        from {relations["dim_identifiers"]}
        group by profile_id
        having identifiers > 1
        order by identifiers desc, profile_id
        limit {_MOST}
    """


def _suspicious_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select identifier_type, identifier_value, linked_count, linked_to_type, unused_links
        from {relations["identity_shared_identifiers"]}
        order by is_linked_to_strong desc, linked_count desc, identifier_type, identifier_value, linked_to_type
        limit {_MOST}
    """


def _unused_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select rule, count() as links
        from {relations["identity_rejected_links"]}
        group by rule
        order by links desc, rule
    """
