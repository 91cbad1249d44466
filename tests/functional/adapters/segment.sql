-- Segment: https://www.twilio.com/docs/segment/connections/storage/warehouses/schema
create database segment_web;
create table segment_web.tracks (
    id String, received_at DateTime64(6, 'UTC'), uuid Nullable(Int64), uuid_ts Nullable(DateTime64(6, 'UTC')),
    sent_at Nullable(DateTime64(6, 'UTC')), original_timestamp Nullable(DateTime64(6, 'UTC')),
    timestamp Nullable(DateTime64(6, 'UTC')), event Nullable(String), event_text Nullable(String),
    anonymous_id Nullable(String), user_id Nullable(String), context_ip Nullable(String),
    context_page_path Nullable(String), context_campaign_source Nullable(String)
) engine MergeTree order by received_at;
create table segment_web.order_completed (
    id String, received_at DateTime64(6, 'UTC'), uuid Nullable(Int64), uuid_ts Nullable(DateTime64(6, 'UTC')),
    sent_at Nullable(DateTime64(6, 'UTC')), original_timestamp Nullable(DateTime64(6, 'UTC')),
    timestamp Nullable(DateTime64(6, 'UTC')), event Nullable(String), event_text Nullable(String),
    anonymous_id Nullable(String), user_id Nullable(String), context_page_path Nullable(String),
    revenue Nullable(Float64), coupon Nullable(String), products Nullable(String), shipping_address_city Nullable(String)
) engine MergeTree order by received_at;
create table segment_web.signed_up (
    id String, received_at DateTime64(6, 'UTC'), uuid_ts Nullable(DateTime64(6, 'UTC')),
    timestamp Nullable(DateTime64(6, 'UTC')), event Nullable(String), event_text Nullable(String),
    anonymous_id Nullable(String), user_id Nullable(String), plan Nullable(String), seats Nullable(Int64)
) engine MergeTree order by received_at;
create table segment_web.pages (
    id String, received_at DateTime64(6, 'UTC'), uuid_ts Nullable(DateTime64(6, 'UTC')),
    sent_at Nullable(DateTime64(6, 'UTC')), timestamp Nullable(DateTime64(6, 'UTC')),
    anonymous_id Nullable(String), user_id Nullable(String), name Nullable(String), path Nullable(String),
    title Nullable(String), url Nullable(String), context_campaign_source Nullable(String)
) engine MergeTree order by received_at;
create table segment_web.identifies (
    id String, received_at DateTime64(6, 'UTC'), uuid_ts Nullable(DateTime64(6, 'UTC')),
    timestamp Nullable(DateTime64(6, 'UTC')), anonymous_id Nullable(String), user_id Nullable(String),
    email Nullable(String), first_name Nullable(String), age Nullable(Int64), address_street Nullable(String),
    context_ip Nullable(String)
) engine MergeTree order by received_at;
create table segment_web.users (
    id String, received_at DateTime64(6, 'UTC'), email Nullable(String), first_name Nullable(String)
) engine MergeTree order by id;
create table segment_web.groups (
    id String, received_at DateTime64(6, 'UTC'), timestamp Nullable(DateTime64(6, 'UTC')),
    anonymous_id Nullable(String), user_id Nullable(String), group_id Nullable(String), employees Nullable(Int64)
) engine MergeTree order by received_at;
create table segment_web.aliases (
    id String, received_at DateTime64(6, 'UTC'), timestamp Nullable(DateTime64(6, 'UTC')),
    previous_id Nullable(String), user_id Nullable(String)
) engine MergeTree order by received_at;

-- the same message twice, the second loaded a day later; an event without a table of its own; no time but the receipt's
insert into segment_web.tracks
    (id, received_at, uuid_ts, timestamp, event, event_text, anonymous_id, user_id, context_campaign_source) values
    ('t1', '2026-05-01 10:00:01', '2026-05-01 11:00:00', '2026-05-01 10:00:00', 'order_completed', 'Order Completed', 'anon-1', 'u1', null),
    ('t2', '2026-05-02 10:00:01', '2026-05-02 11:00:00', '2026-05-02 10:00:00', 'trial_started', 'Trial Started', 'anon-2', null, 'news'),
    ('t3', '2026-05-03 10:00:01', '2026-05-03 11:00:00', null, 'trial_started', 'Trial Started', 'anon-3', null, null);
insert into segment_web.order_completed
    (id, received_at, uuid_ts, timestamp, event, event_text, anonymous_id, user_id, context_page_path, revenue, coupon, products, shipping_address_city) values
    ('t1', '2026-05-01 10:00:01', '2026-05-01 11:00:00', '2026-05-01 10:00:00', 'order_completed', 'Order Completed', 'anon-1', 'u1', '/pay', 19.5, null, '[{"sku": "G-32"}]', 'Köln'),
    ('t1', '2026-05-01 10:00:01', '2026-05-02 11:00:00', '2026-05-01 10:00:00', 'order_completed', 'Order Completed', 'anon-1', 'u1', '/pay', 19.5, null, '[{"sku": "G-32"}]', 'Köln');
insert into segment_web.signed_up values
    ('t4', '2026-04-01 10:00:01', null, '2026-04-01 10:00:00', 'signed_up', 'Signed Up', 'anon-2', 'u2', 'pro', 9007199254740993);
insert into segment_web.pages values
    ('p1', '2026-05-01 09:00:01', '2026-05-01 11:00:00', null, '2026-05-01 09:00:00.123456', 'anon-1', null, null, '/pricing', 'Pri"ces', 'https://a.example/pricing', null),
    ('p2', '2026-05-01 09:00:01', '2026-05-01 11:00:00', null, '2026-05-01 09:00:00', null, null, null, '/', null, null, null);
insert into segment_web.identifies values
    ('i1', '2026-05-01 10:00:00', '2026-05-01 11:00:00', '2026-05-01 10:00:00', 'anon-1', 'u1', 'Ada@example.org', 'Ada', 37, null, '10.0.0.1');
insert into segment_web.users values ('u1', '2026-05-01 10:00:00', 'Ada@example.org', 'Ada');
insert into segment_web.groups values ('g1', '2026-05-01 10:00:00', '2026-05-01 10:00:00', null, 'u1', 'acme', 500);
insert into segment_web.aliases values ('a1', '2026-04-01 10:00:00', '2026-04-01 10:00:00', 'anon-0', 'u2');
