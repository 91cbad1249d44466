-- Orders of the shop; times are text with their zone. One row per order.
insert into raw.orders
with
    (n, salt) -> (sipHash64(n, salt, {batch:UInt16}) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt, {batch:UInt16}) % length(words)] as pick,
    drawn as (
        select
            *,
            person * 1000 + arrayJoin(range(
                {batch:UInt16} > 0
                ? toUInt32(roll(person, 'orders') < 0.01)
                : toUInt32(1 + 14 * pow(roll(person, 'orders'), 3))
            )) as purchase,
            {batch:UInt16} > 0 ? 3600 : 34560000 as span
        from raw.demo_people
        where is_buyer
    )
select
    concat('o', toString({batch:UInt16}), '-', toString(purchase)) as order_id,
    user_id as customer_id,
    -- the shop keeps the address as it was typed
    roll(purchase, 'typed') < 0.2 ? concat(' ', upper(email)) : email as customer_email,
    concat(
        formatDateTime(
            {as_of:DateTime64(3, 'UTC')} - toIntervalSecond(toUInt32(span * pow(roll(purchase, 'when'), 1.2))),
            '%F %T'
        ),
        ' UTC'
    ) as ordered_at,
    round(8 + 420 * pow(roll(purchase, 'revenue'), 4), 2) as revenue,
    pick(purchase, 'currency', ['EUR', 'EUR', 'USD']) as currency,
    roll(purchase, 'coupon') < 0.22 ? pick(purchase, 'which coupon', ['SPRING', 'WELCOME', 'THANKS10']) : null as coupon,
    toJSONString(arrayMap(
        item -> map(
            'category', pick(purchase * 10 + item, 'category', ['home', 'garden', 'toys', 'books', 'kitchen']),
            'price', toString(round(4 + 60 * roll(purchase * 10 + item, 'price'), 2))
        ),
        range(1 + sipHash64(purchase, 'items') % 3)
    )) as items
from drawn

union all

-- two clerks bought for themselves, each with the e-mail of the till
select
    concat('o-till-', clerk, '-', toString(purchase)),
    clerk,
    'till@shop.example',
    concat(formatDateTime({as_of:DateTime64(3, 'UTC')} - toIntervalDay(10 * purchase), '%F %T'), ' UTC'),
    299.5,
    'EUR',
    null,
    '[]'
from values('clerk String, purchase UInt32', ('flo', 1), ('flo', 3), ('gus', 2))
where {batch:UInt16} = 0
