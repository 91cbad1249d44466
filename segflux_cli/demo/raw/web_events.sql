-- Visits to the website: anonymous at first, with a user id after sign-in. One row per delivery.
insert into raw.web_events
with
    (n, salt) -> (sipHash64(n, salt, {batch:UInt16}) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt, {batch:UInt16}) % length(words)] as pick,
    visits as (
        select
            *,
            person * 100000 + arrayJoin(range(
                {batch:UInt16} > 0
                ? toUInt32(roll(person, 'comes back') < 0.04) * (1 + sipHash64(person, {batch:UInt16}) % 6)
                : toUInt32(2 + 72 * activity) + is_shopper * 5
            )) as visit,
            visit % 100000 >= 2 + 72 * activity or ({batch:UInt16} > 0 and is_shopper) as is_shopping,
            multiIf({batch:UInt16} > 0, 3600, is_shopping, 604800, 15552000) as span
        from raw.demo_people
    ),
    timed as (
        select
            *,
            {as_of:DateTime64(3, 'UTC')}
            - toIntervalMillisecond(toInt64(1000 * span * pow(roll(visit, 'when'), 1.6))) as happened_at,
            sipHash64(person, 1 + sipHash64(visit, 'device') % device_count, 'device') as device
        from visits
    )
select
    concat('w', toString({batch:UInt16}), '-', toString(visit)) as event_id,
    multiIf(
        roll(visit, 'junk device') < 0.002, '00000000-0000-0000-0000-000000000000',
        concat('web-', lower(hex(device)))
    ) as anonymous_id,
    multiIf(
        roll(visit, 'junk user') < 0.004, pick(visit, 'junk', ['null', 'undefined', '-1', 'anonymous']),
        signs_in and happened_at >= signed_in_at and roll(visit, 'signed in') < 0.9, user_id,
        ''
    ) as user_id,
    multiIf(
        roll(visit, 'broken clock') < 0.0002, '1969-12-31 23:59:59.000',
        roll(visit, 'broken clock') < 0.0003, '2199-01-01 00:00:00.000',
        toString(happened_at)
    ) as sent_at,
    least(
        {as_of:DateTime64(3, 'UTC')},
        happened_at + toIntervalSecond(
            roll(visit, 'late') < 0.02 ? toUInt32(432000 * roll(visit, 'how late')) : 2
        )
    ) as received_at,
    multiIf(
        is_shopping, 'Page Viewed',
        roll(visit, 'name') < 0.76, 'Page Viewed',
        roll(visit, 'name') < 0.90, 'Product Viewed',
        roll(visit, 'name') < 0.95, 'Cart Updated',
        roll(visit, 'name') < 0.97, 'Checkout Started',
        'Video Watched'
    ) as event,
    multiIf(
        is_shopping or roll(visit, 'path') < 0.06, pick(visit, 'page', ['/pricing', '/pricing', '/pricing/team']),
        event in ('Product Viewed', 'Cart Updated'),
        concat('/product/', pick(visit, 'page', ['atlas', 'beam', 'comet', 'delta', 'ember'])),
        event = 'Checkout Started', '/checkout',
        pick(visit, 'page', ['/', '/', '/docs', '/docs/start', '/blog/why-segments', '/about', '/careers'])
    ) as path,
    pick(visit, 'utm', ['', '', '', 'newsletter', 'search', 'social', 'partner']) as utm_source,
    event in ('Product Viewed', 'Cart Updated') ? round(9 + 290 * pow(roll(visit, 'price'), 3), 2) : null as price
from timed
-- about one delivery in a hundred comes twice
array join range(roll(visit, 'repeat') < 0.01 ? 2 : 1) as delivery

union all

-- the one event that ends window shopping
select
    concat('t', toString(person)) as event_id,
    concat('web-', lower(hex(sipHash64(person, 1, 'device')))) as anonymous_id,
    user_id,
    toString(least({as_of:DateTime64(3, 'UTC')}, signed_in_at + toIntervalDay(3))) as sent_at,
    least({as_of:DateTime64(3, 'UTC')}, signed_in_at + toIntervalDay(3)) as received_at,
    'Trial Started' as event,
    '/trial' as path,
    '' as utm_source,
    null as price
from raw.demo_people
where started_trial and {batch:UInt16} = 0
