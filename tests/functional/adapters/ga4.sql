-- GA4's BigQuery export as Parquet lands: https://support.google.com/analytics/answer/7029846
create database analytics_123456;
create table analytics_123456.events_20260501 (
    event_date Nullable(String), event_timestamp Nullable(Int64), event_name Nullable(String),
    event_params Array(Tuple(key Nullable(String), value Tuple(string_value Nullable(String), int_value Nullable(Int64), float_value Nullable(Float64), double_value Nullable(Float64)))),
    event_previous_timestamp Nullable(Int64), event_value_in_usd Nullable(Float64), event_bundle_sequence_id Nullable(Int64),
    event_server_timestamp_offset Nullable(Int64), user_id Nullable(String), user_pseudo_id Nullable(String),
    privacy_info Tuple(analytics_storage Nullable(String), ads_storage Nullable(String), uses_transient_token Nullable(String)),
    user_properties Array(Tuple(key Nullable(String), value Tuple(string_value Nullable(String), int_value Nullable(Int64), float_value Nullable(Float64), double_value Nullable(Float64), set_timestamp_micros Nullable(Int64)))),
    user_first_touch_timestamp Nullable(Int64), user_ltv Tuple(revenue Nullable(Float64), currency Nullable(String)),
    device Tuple(category Nullable(String), mobile_brand_name Nullable(String), operating_system Nullable(String), language Nullable(String), web_info Tuple(browser Nullable(String), browser_version Nullable(String), hostname Nullable(String))),
    geo Tuple(continent Nullable(String), country Nullable(String), region Nullable(String), city Nullable(String)),
    app_info Tuple(id Nullable(String), version Nullable(String), install_source Nullable(String)),
    traffic_source Tuple(name Nullable(String), medium Nullable(String), source Nullable(String)),
    stream_id Nullable(String), platform Nullable(String), event_dimensions Tuple(hostname Nullable(String)),
    ecommerce Tuple(total_item_quantity Nullable(Int64), purchase_revenue_in_usd Nullable(Float64), purchase_revenue Nullable(Float64), transaction_id Nullable(String)),
    items Array(Tuple(item_id Nullable(String), item_name Nullable(String), price Nullable(Float64), quantity Nullable(Int64), item_params Array(Tuple(key Nullable(String), value Tuple(string_value Nullable(String), int_value Nullable(Int64)))))),
    collected_traffic_source Tuple(manual_campaign_id Nullable(String), manual_campaign_name Nullable(String), manual_source Nullable(String), manual_medium Nullable(String), gclid Nullable(String)),
    is_active_user Nullable(Bool), batch_event_index Nullable(Int64), batch_page_id Nullable(Int64), batch_ordering_id Nullable(Int64),
    session_traffic_source_last_click Tuple(manual_campaign Tuple(campaign_id Nullable(String), campaign_name Nullable(String), source Nullable(String), medium Nullable(String))),
    publisher Tuple(ad_revenue_in_usd Nullable(Float64), ad_format Nullable(String))
) engine MergeTree order by tuple();
create table analytics_123456.events_20260502 as analytics_123456.events_20260501;
create table analytics_123456.events_intraday_20260503 as analytics_123456.events_20260501;
create table analytics_123456.pseudonymous_users_20260501 (pseudo_user_id Nullable(String)) engine MergeTree order by tuple();

insert into analytics_123456.events_20260501 (event_date, event_timestamp, event_name, event_params, event_bundle_sequence_id, user_id, user_pseudo_id, user_properties, device, geo, platform, items, is_active_user, batch_event_index) values
    ('20260501', 1777629600123456, 'page_view', [('page_location', ('https://a.example/pricing', null, null, null)), ('ga_session_id', (null, 1777629600, null, null)), ('score', (null, null, null, 0.5)), ('empty', (null, null, null, null))], 11, null, 'p.1', [('plan', (null, null, null, null, 1777629600000000)), ('tier', ('gold', null, null, null, 1777629600000000))], ('desktop', null, 'Linux', 'de', ('Firefox', '140', 'a.example')), ('Europe', 'Germany', null, 'Köln'), 'WEB', [], true, 1),
    ('20260501', 1777629660000000, 'purchase', [('currency', ('EUR', null, null, null)), ('value', (null, null, null, 19.5))], 12, 'u8', 'p.1', [], (null, null, null, null, (null, null, null)), (null, null, null, null), 'WEB', [('G-32', 'Mug', 19.5, 1, [])], true, 2),
    ('20260501', 1777629660000000, 'page_view', [], 13, null, null, [], (null, null, null, null, (null, null, null)), (null, null, null, null), 'WEB', [], null, null);
-- the same purchase came again in the table of the next day
insert into analytics_123456.events_20260502 (event_date, event_timestamp, event_name, event_params, event_bundle_sequence_id, user_id, user_pseudo_id, user_properties, platform, items, batch_event_index) values
    ('20260501', 1777629660000000, 'purchase', [('currency', ('EUR', null, null, null)), ('value', (null, null, null, 19.5))], 12, 'u8', 'p.1', [], 'WEB', [('G-32', 'Mug', 19.5, 1, [])], 2);
insert into analytics_123456.events_intraday_20260503 (event_timestamp, event_name, user_pseudo_id) values (1777802400000000, 'page_view', 'p.9');
