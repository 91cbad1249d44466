-- Jitsu, its default layout of one table: https://docs.jitsu.com/destinations/warehouse/clickhouse
create database jitsu;
create table jitsu.events (
    _timestamp Nullable(DateTime64(6)), timestamp DateTime64(6), message_id String, type Nullable(String), event Nullable(String),
    name Nullable(String), user_id Nullable(String), anonymous_id Nullable(String), received_at Nullable(DateTime64(6)),
    sent_at Nullable(DateTime64(6)), original_timestamp Nullable(DateTime64(6)), request_ip Nullable(String), write_key Nullable(String),
    context_ip Nullable(String), context_page_path Nullable(String), context_campaign_source Nullable(String),
    context_traits_email Nullable(String), context_traits_plan Nullable(String), context_traits_seats Nullable(Int64),
    context_group_id Nullable(String), path Nullable(String), title Nullable(String), revenue Nullable(Float64), products Nullable(String)
) engine ReplacingMergeTree primary key message_id order by message_id;
insert into jitsu.events (timestamp, message_id, type, event, user_id, anonymous_id, received_at, write_key, path, context_page_path) values
    ('2026-05-01 10:00:00', 'm1', 'page', null, null, 'j1', '2026-05-01 10:00:01', 'secret', '/pricing', '/pricing');
insert into jitsu.events (timestamp, message_id, type, event, user_id, anonymous_id, received_at, revenue, products, context_traits_email) values
    ('2026-05-01 10:01:00', 'm2', 'track', 'order_completed', 'u9', 'j1', '2026-05-01 10:01:01', 12, '[{"sku": 1}]', 'ida@example.org'),
    ('2026-05-01 10:03:00', 'm4', 'track', null, 'u9', 'j1', '2026-05-01 10:03:01', null, null, null);
insert into jitsu.events (timestamp, message_id, type, event, user_id, anonymous_id, received_at, revenue, products, context_traits_email) values
    ('2026-05-01 10:01:00', 'm2', 'track', 'order_completed', 'u9', 'j1', '2026-05-02 10:01:01', 12, '[{"sku": 1}]', 'ida@example.org');
insert into jitsu.events (timestamp, message_id, type, user_id, anonymous_id, received_at, context_traits_email, context_traits_plan, context_traits_seats) values
    ('2026-05-01 10:02:00', 'm3', 'identify', 'u9', 'j1', null, 'ida@example.org', null, 3);
insert into jitsu.events (timestamp, message_id, type, user_id, anonymous_id, context_group_id) values
    ('2026-05-01 10:04:00', 'm5', 'group', 'u9', null, 'acme');
