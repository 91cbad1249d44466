create table raw.web_events (
    event_id String,
    anonymous_id String,
    user_id String,
    sent_at String,
    received_at DateTime64(3, 'UTC'),
    event String,
    path String,
    utm_source String,
    price Nullable(Float64)
) engine = MergeTree order by received_at;

create table raw.app_events (
    id String,
    device_id String,
    user_id Nullable(String),
    happened_ms Int64,
    ingested_at DateTime64(3, 'UTC'),
    action String,
    details String
) engine = MergeTree order by ingested_at;

create table raw.orders (
    order_id String,
    customer_id String,
    customer_email String,
    ordered_at String,
    revenue Float64,
    currency String,
    coupon Nullable(String),
    items String
) engine = MergeTree order by order_id;

create table raw.email_activity (
    message_id String,
    recipient String,
    happened_at DateTime64(3, 'UTC'),
    activity String,
    campaign String
) engine = MergeTree order by happened_at;

create table raw.support_tickets (
    ticket_id UInt64,
    requester String,
    opened_at DateTime64(3, 'UTC'),
    topic String,
    priority String,
    satisfaction UInt8
) engine = MergeTree order by ticket_id;

create table raw.crm_contacts (
    email String,
    user_id String,
    country String,
    birth_date Date32,
    job_role String,
    company_size UInt32,
    plan String,
    updated_at DateTime64(3, 'UTC')
) engine = MergeTree order by email;

create table raw.survey_answers (
    email String,
    answered_at DateTime64(3, 'UTC'),
    main_motive String,
    price_attitude UInt8,
    recommends UInt8,
    held_values String
) engine = MergeTree order by email;

create table raw.devices (
    device_id String,
    seen_at DateTime64(3, 'UTC'),
    operating_system String,
    browser String,
    browser_version UInt16,
    blocks_ads Bool
) engine = MergeTree order by device_id;

create table raw.app_sign_ins (
    device_id String,
    user_id String,
    email String,
    signed_in_at DateTime64(3, 'UTC')
) engine = MergeTree order by device_id;

-- One row per batch of the demo's data.
create table raw.demo_batches (
    batch UInt16,
    as_of DateTime64(3, 'UTC'),
    profiles UInt32
) engine = MergeTree order by batch
