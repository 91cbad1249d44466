"""What two warehouses must agree on: everything but numbers of profiles and times of loading."""

from clickhouse_connect.driver.client import Client

Rows = list[tuple[object, ...]]

_QUERIES = {
    "events": """
        select e.source, e.event_id, e.event_name, e.occurred_at, e.arrived_at, e.arrival_order, e.node,
            e.properties, n.profile_id
        from {schema}.int_events_resolved as e
        global any left join {schema}.profile_numbers as n on e.profile_number = n.profile_number
        order by all
    """,
    "traits": """
        select t.source, t.trait, t.occurred_at, t.arrived_at, t.arrival_order, t.node, t.value, t.value_text,
            t.value_number, t.row_key, n.profile_id
        from {schema}.int_traits_resolved as t
        global any left join {schema}.profile_numbers as n on t.profile_number = n.profile_number
        order by all
    """,
    "used": "select source, event_id, `plan text` from {schema}.int_events_resolved order by all",
    "identifiers": """
        select identifier_type, identifier_value, is_strong, node, first_seen_at, profile_id
        from {schema}.dim_identifiers
        order by all
    """,
    "profiles": "select * except (profile_number) from {schema}.dim_profiles order by profile_id",
    "rejected": "select source, shape, reason, row_key from {schema}.rejected_rows order by all",
}


def contents(client: Client, schema: str, *, leaving_out: tuple[str, ...] = ()) -> dict[str, Rows]:
    """The rows of every table that a rebuild must end with."""
    return {
        name: [tuple(row) for row in client.query(query.format(schema=schema)).result_rows]
        for name, query in _QUERIES.items()
        if name not in leaving_out
    }
