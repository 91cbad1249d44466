-- PostHog's own ClickHouse: https://posthog.com/docs/how-posthog-works/data-model
create database posthog;
create table posthog.events (
    uuid UUID, event String, properties String codec(ZSTD(3)), timestamp DateTime64(6, 'UTC'), team_id Int64,
    distinct_id String, elements_chain String, created_at DateTime64(6, 'UTC'), person_id UUID,
    person_created_at DateTime64(3), person_properties String codec(ZSTD(3)),
    group0_properties String codec(ZSTD(3)), group1_properties String codec(ZSTD(3)), group2_properties String codec(ZSTD(3)),
    group3_properties String codec(ZSTD(3)), group4_properties String codec(ZSTD(3)), group0_created_at DateTime64(3),
    group1_created_at DateTime64(3), group2_created_at DateTime64(3), group3_created_at DateTime64(3), group4_created_at DateTime64(3),
    person_mode Enum8('full' = 0, 'propertyless' = 1, 'force_upgrade' = 2),
    `$session_id` String materialized JSONExtractString(properties, '$session_id'),
    _timestamp DateTime, _offset UInt64, inserted_at Nullable(DateTime64(6, 'UTC')) default now64()
) engine ReplacingMergeTree(_timestamp) partition by toYYYYMM(timestamp)
order by (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid));
create table posthog.person_distinct_id2 (
    team_id Int64, distinct_id String, person_id UUID, is_deleted Int8, version Int64, _timestamp DateTime, _offset UInt64,
    _partition UInt64
) engine ReplacingMergeTree(version) order by (team_id, distinct_id);
create table posthog.person (
    id UUID, created_at DateTime64(3), team_id Int64, properties String, is_identified Int8, is_deleted Int8, version UInt64,
    _timestamp DateTime, _offset UInt64
) engine ReplacingMergeTree(version) order by (team_id, id);

insert into posthog.events (uuid, event, properties, timestamp, team_id, distinct_id, created_at, person_id, _timestamp, inserted_at) values
    ('00000000-0000-4000-8000-000000000001', '$pageview', '{"$current_url": "https://a.example/pricing", "$screen_width": 1280, "$session_id": "s1"}', '2026-05-01 10:00:00.5', 1, 'anon-ph-1', '2026-05-01 10:00:01', '10000000-0000-4000-8000-000000000001', '2026-05-01 10:00:01', '2026-05-01 10:00:02'),
    ('00000000-0000-4000-8000-000000000002', 'order completed', '{"$user_id": "u7", "revenue": 25.5, "items": [{"sku": "A", "tags": ["x"]}], "coupon": null}', '2026-05-01 10:05:00', 1, 'u7', '2026-05-01 10:05:01', '10000000-0000-4000-8000-000000000001', '2026-05-01 10:05:01', '2026-05-01 10:05:02');
insert into posthog.events (uuid, event, properties, timestamp, team_id, distinct_id, created_at, person_id, _timestamp, inserted_at) values
    ('00000000-0000-4000-8000-000000000002', 'order completed', '{"$user_id": "u7", "revenue": 25.5, "items": [{"sku": "A", "tags": ["x"]}], "coupon": null}', '2026-05-01 10:05:00', 1, 'u7', '2026-05-01 10:05:01', '10000000-0000-4000-8000-000000000001', '2026-05-01 10:05:01', null),
    ('00000000-0000-4000-8000-000000000003', '$screen', '', '2026-05-01 11:00:00', 1, 'anon-ph-2', '2026-05-01 11:00:01', '10000000-0000-4000-8000-000000000002', '2026-05-01 11:00:01', '2026-05-01 11:00:02');
-- the anonymous id first had a person of its own, then was merged; an unmerged older version stays until the engine merges
insert into posthog.person_distinct_id2 values (1, 'anon-ph-1', '10000000-0000-4000-8000-000000000009', 0, 0, '2026-05-01 10:00:01', 1, 0);
insert into posthog.person_distinct_id2 values
    (1, 'anon-ph-1', '10000000-0000-4000-8000-000000000001', 0, 1, '2026-05-01 10:05:01', 2, 0),
    (1, 'u7', '10000000-0000-4000-8000-000000000001', 0, 0, '2026-05-01 10:05:01', 3, 0),
    (1, 'gone', '10000000-0000-4000-8000-000000000003', 1, 1, '2026-05-01 10:06:01', 4, 0);
insert into posthog.person values ('10000000-0000-4000-8000-000000000001', '2026-05-01 10:00:00', 1, '{"plan": "free"}', 0, 0, 0, '2026-05-01 10:00:01', 1);
insert into posthog.person values
    ('10000000-0000-4000-8000-000000000001', '2026-05-01 10:00:00', 1, '{"plan": "pro", "email": "eve@example.org"}', 1, 0, 1, '2026-05-01 10:05:01', 2),
    ('10000000-0000-4000-8000-000000000003', '2026-05-01 10:00:00', 1, '{"plan": "pro"}', 1, 1, 2, '2026-05-01 10:06:01', 3);
