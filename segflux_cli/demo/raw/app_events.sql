-- Use of the product in its app; times are milliseconds since 1970. One row per event.
insert into raw.app_events
with
    (n, salt) -> (sipHash64(n, salt, {batch:UInt16}) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt, {batch:UInt16}) % length(words)] as pick,
    uses as (
        select
            *,
            person * 100000 + arrayJoin(range(
                {batch:UInt16} > 0 ? toUInt32(roll(person, 'uses') < 0.02) : toUInt32(2 + 50 * activity)
            )) as use,
            {batch:UInt16} > 0 ? 3600 : 10368000 as span
        from raw.demo_people
        where has_app
    ),
    timed as (
        select
            *,
            {as_of:DateTime64(3, 'UTC')}
            - toIntervalMillisecond(toInt64(1000 * span * pow(roll(use, 'when'), 1.4))) as happened_at
        from uses
    )
select
    concat('a', toString({batch:UInt16}), '-', toString(use)) as id,
    concat('app-', lower(hex(sipHash64(person, 'phone')))) as device_id,
    signs_in and happened_at >= signed_in_at ? user_id : null as user_id,
    toUnixTimestamp64Milli(happened_at) as happened_ms,
    happened_at + toIntervalSecond(1) as ingested_at,
    multiIf(
        roll(use, 'action') < 0.3, 'session_started',
        roll(use, 'action') < 0.9, 'feature_used',
        roll(use, 'action') < 0.97, 'report_exported',
        'invite_sent'
    ) as action,
    toJSONString(map(
        'feature', pick(use, 'feature', ['reports', 'boards', 'search', 'automation', 'sharing']),
        'app_version', pick(use, 'version', ['4.0', '4.1', '4.2', '5.0']),
        'network', pick(use, 'network', ['wifi', 'cell'])
    )) as details
from timed
