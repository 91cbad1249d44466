-- Snowplow's atomic events, entities as columns of lists: https://docs.snowplow.io/docs/fundamentals/canonical-event/
create database atomic;
create table atomic.events (
    app_id Nullable(String), platform Nullable(String), etl_tstamp Nullable(DateTime64(6, 'UTC')),
    collector_tstamp DateTime64(6, 'UTC'), dvce_created_tstamp Nullable(DateTime64(6, 'UTC')), event Nullable(String),
    event_id String, txn_id Nullable(Int32), name_tracker Nullable(String), v_tracker Nullable(String),
    v_collector String, v_etl String, user_id Nullable(String), user_ipaddress Nullable(String),
    user_fingerprint Nullable(String), domain_userid Nullable(String), domain_sessionidx Nullable(Int32),
    network_userid Nullable(String), geo_country Nullable(String), geo_region Nullable(String),
    geo_city Nullable(String), geo_zipcode Nullable(String), geo_latitude Nullable(Float64),
    geo_longitude Nullable(Float64), geo_region_name Nullable(String), ip_isp Nullable(String),
    ip_organization Nullable(String), ip_domain Nullable(String), ip_netspeed Nullable(String),
    page_url Nullable(String), page_title Nullable(String), page_referrer Nullable(String),
    page_urlscheme Nullable(String), page_urlhost Nullable(String), page_urlport Nullable(Int32),
    page_urlpath Nullable(String), page_urlquery Nullable(String), page_urlfragment Nullable(String),
    refr_urlscheme Nullable(String), refr_urlhost Nullable(String), refr_urlport Nullable(Int32),
    refr_urlpath Nullable(String), refr_urlquery Nullable(String), refr_urlfragment Nullable(String),
    refr_medium Nullable(String), refr_source Nullable(String), refr_term Nullable(String),
    mkt_medium Nullable(String), mkt_source Nullable(String), mkt_term Nullable(String), mkt_content Nullable(String),
    mkt_campaign Nullable(String), se_category Nullable(String), se_action Nullable(String),
    se_label Nullable(String), se_property Nullable(String), se_value Nullable(Float64), tr_orderid Nullable(String),
    tr_affiliation Nullable(String), tr_total Nullable(Decimal(18, 2)), tr_tax Nullable(Decimal(18, 2)),
    tr_shipping Nullable(Decimal(18, 2)), tr_city Nullable(String), tr_state Nullable(String),
    tr_country Nullable(String), ti_orderid Nullable(String), ti_sku Nullable(String), ti_name Nullable(String),
    ti_category Nullable(String), ti_price Nullable(Decimal(18, 2)), ti_quantity Nullable(Int32),
    pp_xoffset_min Nullable(Int32), pp_xoffset_max Nullable(Int32), pp_yoffset_min Nullable(Int32),
    pp_yoffset_max Nullable(Int32), useragent Nullable(String), br_name Nullable(String), br_family Nullable(String),
    br_version Nullable(String), br_type Nullable(String), br_renderengine Nullable(String), br_lang Nullable(String),
    br_features_pdf Nullable(Bool), br_features_flash Nullable(Bool), br_features_java Nullable(Bool),
    br_features_director Nullable(Bool), br_features_quicktime Nullable(Bool), br_features_realplayer Nullable(Bool),
    br_features_windowsmedia Nullable(Bool), br_features_gears Nullable(Bool), br_features_silverlight Nullable(Bool),
    br_cookies Nullable(Bool), br_colordepth Nullable(String), br_viewwidth Nullable(Int32),
    br_viewheight Nullable(Int32), os_name Nullable(String), os_family Nullable(String),
    os_manufacturer Nullable(String), os_timezone Nullable(String), dvce_type Nullable(String),
    dvce_ismobile Nullable(Bool), dvce_screenwidth Nullable(Int32), dvce_screenheight Nullable(Int32),
    doc_charset Nullable(String), doc_width Nullable(Int32), doc_height Nullable(Int32), tr_currency Nullable(String),
    tr_total_base Nullable(Decimal(18, 2)), tr_tax_base Nullable(Decimal(18, 2)),
    tr_shipping_base Nullable(Decimal(18, 2)), ti_currency Nullable(String), ti_price_base Nullable(Decimal(18, 2)),
    base_currency Nullable(String), geo_timezone Nullable(String), mkt_clickid Nullable(String),
    mkt_network Nullable(String), etl_tags Nullable(String), dvce_sent_tstamp Nullable(DateTime64(6, 'UTC')),
    refr_domain_userid Nullable(String), refr_dvce_tstamp Nullable(DateTime64(6, 'UTC')),
    domain_sessionid Nullable(String), derived_tstamp Nullable(DateTime64(6, 'UTC')), event_vendor Nullable(String),
    event_name Nullable(String), event_format Nullable(String), event_version Nullable(String),
    event_fingerprint Nullable(String), true_tstamp Nullable(DateTime64(6, 'UTC')),
    load_tstamp Nullable(DateTime64(6, 'UTC')),
    unstruct_event_com_acme_basket_filled_1 Tuple(basket_id Nullable(String), total Nullable(Float64), lines Array(Tuple(sku Nullable(String), quantity Nullable(Int64)))),
    unstruct_event_com_acme_search_2 Nullable(String),
    contexts_com_acme_product_1 Array(Tuple(sku Nullable(String), price Nullable(Float64))),
    contexts_com_snowplowanalytics_snowplow_web_page_1 Nullable(String),
    contexts_com_snowplowanalytics_snowplow_client_session_1 Array(Tuple(user_id Nullable(String), session_index Nullable(Int64)))
) engine MergeTree order by collector_tstamp;

-- a page with its entity as JSON text; a structured event; self-describing ones as a tuple and as text; one from an app;
-- one event collected twice, loaded on two days
insert into atomic.events (event, event_name, event_id, platform, collector_tstamp, derived_tstamp, load_tstamp, etl_tstamp, domain_userid, network_userid, user_id, page_urlpath, br_cookies, contexts_com_snowplowanalytics_snowplow_web_page_1, v_tracker) values
    ('page_view', 'page_view', 'e1', 'web', '2026-05-01 10:00:01', '2026-05-01 10:00:00.25', '2026-05-01 10:05:00', '2026-05-01 10:01:00', 'duid-1', 'nuid-1', null, '/pricing', true, '[{"id": "p-1"}]', 'js-3');
insert into atomic.events (event, event_name, event_id, platform, collector_tstamp, derived_tstamp, load_tstamp, domain_userid, network_userid, user_id, se_category, se_action, se_value) values
    ('struct', 'event', 'e2', 'web', '2026-05-01 10:02:01', null, null, 'duid-1', '00000000-0000-0000-0000-000000000000', 'u3', 'video', 'play', 12.5);
insert into atomic.events (event, event_name, event_id, platform, collector_tstamp, derived_tstamp, load_tstamp, domain_userid, unstruct_event_com_acme_basket_filled_1, contexts_com_acme_product_1) values
    ('unstruct', 'basket_filled', 'e3', 'web', '2026-05-01 10:03:01', '2026-05-01 10:03:00', '2026-05-01 10:05:00', 'duid-1', ('b1', 30, [('G-32', 2), ('G-33', null)]), [('G-32', 9.5), ('G-33', null)]),
    ('unstruct', 'basket_filled', 'e3', 'web', '2026-05-01 10:03:01', '2026-05-01 10:03:00', '2026-05-02 10:05:00', 'duid-1', ('b1', 30, [('G-32', 2), ('G-33', null)]), [('G-32', 9.5), ('G-33', null)]);
insert into atomic.events (event, event_name, event_id, platform, collector_tstamp, derived_tstamp, load_tstamp, unstruct_event_com_acme_search_2, contexts_com_snowplowanalytics_snowplow_client_session_1) values
    ('unstruct', 'search', 'e4', 'mob', '2026-05-01 10:04:01', '2026-05-01 10:04:00', '2026-05-01 10:05:00', '{"terms": ["shoes", "red"], "hits": 3}', [('device-1', 4)]);
