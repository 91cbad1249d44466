-- RudderStack on ClickHouse: https://www.rudderstack.com/docs/destinations/warehouse-destinations/clickhouse/
create database rudder_web;
create table rudder_web.tracks (
    id String, received_at DateTime, anonymous_id Nullable(String), user_id Nullable(String), channel Nullable(String),
    event LowCardinality(String), event_text LowCardinality(String), original_timestamp Nullable(DateTime),
    sent_at Nullable(DateTime), timestamp Nullable(DateTime), uuid_ts Nullable(DateTime), context_ip Nullable(String),
    context_library_name Nullable(String)
) engine ReplacingMergeTree order by (received_at, id) partition by toDate(received_at);
create table rudder_web.product_added (
    id String, received_at DateTime, anonymous_id Nullable(String), user_id Nullable(String), channel Nullable(String),
    event LowCardinality(String), event_text LowCardinality(String), original_timestamp Nullable(DateTime),
    sent_at Nullable(DateTime), timestamp Nullable(DateTime), uuid_ts Nullable(DateTime), context_ip Nullable(String),
    price Nullable(Float64), quantity Nullable(Int64), is_gift Nullable(UInt8), sizes Array(Int64), tags Array(String),
    promised_at Nullable(DateTime)
) engine ReplacingMergeTree order by (received_at, id) partition by toDate(received_at);
create table rudder_web.screens (
    id String, received_at DateTime, anonymous_id Nullable(String), user_id Nullable(String), name Nullable(String),
    timestamp Nullable(DateTime), uuid_ts Nullable(DateTime), context_app_version Nullable(String)
) engine ReplacingMergeTree order by (received_at, id) partition by toDate(received_at);
create table rudder_web.identifies (
    id String, received_at DateTime, anonymous_id Nullable(String), user_id Nullable(String), channel Nullable(String),
    timestamp Nullable(DateTime), uuid_ts Nullable(DateTime), context_traits_email Nullable(String),
    email Nullable(String), plan Nullable(String), logins Nullable(Int64)
) engine ReplacingMergeTree order by (received_at, id) partition by toDate(received_at);
create table rudder_web.users (
    id String, received_at DateTime, email SimpleAggregateFunction(anyLast, Nullable(String)),
    plan SimpleAggregateFunction(anyLast, Nullable(String))
) engine AggregatingMergeTree order by id partition by toDate(received_at);
create table rudder_web.aliases (
    id String, received_at DateTime, previous_id Nullable(String), user_id Nullable(String),
    timestamp Nullable(DateTime), uuid_ts Nullable(DateTime)
) engine ReplacingMergeTree order by (received_at, id) partition by toDate(received_at);
create table rudder_web._groups (
    id String, received_at DateTime, anonymous_id Nullable(String), user_id Nullable(String),
    group_id Nullable(String), timestamp Nullable(DateTime), uuid_ts Nullable(DateTime)
) engine ReplacingMergeTree order by (received_at, id) partition by toDate(received_at);
create table rudder_web.rudder_discards (
    column_name Nullable(String), column_value Nullable(String), received_at DateTime, row_id Nullable(String),
    table_name Nullable(String), uuid_ts Nullable(DateTime)
) engine ReplacingMergeTree order by received_at partition by toDate(received_at);

-- loaded two days after it was received; received twice on two days, which the engine never merges
insert into rudder_web.tracks (id, received_at, anonymous_id, user_id, event, event_text, timestamp, uuid_ts) values
    ('r1', '2026-05-01 10:00:01', 'a1', 'u1', 'product_added', 'Product Added', '2026-05-01 10:00:00', '2026-05-03 10:00:00'),
    ('r2', '2026-05-01 11:00:01', 'a1', null, 'video_played', 'Video Played', '2026-05-01 11:00:00', '2026-05-03 10:00:00');
insert into rudder_web.product_added values
    ('r1', '2026-05-01 10:00:01', 'a1', 'u1', 'web', 'product_added', 'Product Added', '2026-05-01 10:00:00', '2026-05-01 10:00:00', '2026-05-01 10:00:00', '2026-05-03 10:00:00', '10.0.0.1', 9.99, 2, 1, [38, 39], ['red', 'b"ig'], '2026-06-01 00:00:00'),
    ('r1', '2026-05-02 10:00:01', 'a1', 'u1', 'web', 'product_added', 'Product Added', '2026-05-01 10:00:00', '2026-05-01 10:00:00', '2026-05-01 10:00:00', null, '10.0.0.1', 9.99, 2, 1, [38, 39], ['red', 'b"ig'], '2026-06-01 00:00:00');
insert into rudder_web.screens values
    ('s1', '2026-05-01 12:00:01', 'a1', null, 'Start', '2026-05-01 12:00:00', '2026-05-03 10:00:00', '2.0');
insert into rudder_web.identifies values
    ('i1', '2026-05-01 10:00:01', 'a1', 'u1', 'web', '2026-05-01 10:00:00', '2026-05-03 10:00:00', 'bob@example.org', 'bob@example.org', null, 0);
insert into rudder_web.aliases values ('l1', '2026-05-01 10:00:01', 'a0', 'u1', '2026-05-01 10:00:00', '2026-05-03 10:00:00');
insert into rudder_web._groups values ('g1', '2026-05-01 10:00:01', 'a1', 'u1', 'acme', '2026-05-01 10:00:00', '2026-05-03 10:00:00');
insert into rudder_web.rudder_discards values ('price', 'much', '2026-05-01 10:00:01', 'r9', 'product_added', '2026-05-03 10:00:00');
