-- Who the demo's people are. Every later table is drawn from this one. One row per person.
create or replace table raw.demo_people engine = Memory as
with
    (n, salt) -> (sipHash64(n, salt) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt) % length(words)] as pick
select
    toUInt32(number) as person,
    concat('u', leftPad(toString(number + 1), 6, '0')) as user_id,
    concat(
        pick(number, 'name', ['ada', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gia', 'hugo', 'ida', 'jon']),
        '.', toString(number + 1), '@example.com'
    ) as email,
    roll(number, 'signs in') >= 0.15 as signs_in,
    {as_of:DateTime64(3, 'UTC')} - toIntervalSecond(toUInt32(31536000 * pow(roll(number, 'signed in'), 1.3)))
        as signed_in_at,
    pow(roll(number, 'activity'), 4) as activity,
    1 + (roll(number, 'second device') < 0.45) + (roll(number, 'third device') < 0.12) as device_count,
    roll(number, 'app') < 0.55 as has_app,
    signs_in and roll(number, 'buyer') < 0.5 as is_buyer,
    signs_in and roll(number, 'subscriber') < 0.7 as is_subscriber,
    signs_in and roll(number, 'trial') < 0.3 as started_trial,
    roll(number, 'shopper') < 0.06 as is_shopper
from numbers({profiles:UInt32})
