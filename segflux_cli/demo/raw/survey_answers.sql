-- What people said of themselves. One row per person who answered.
insert into raw.survey_answers
with
    (n, salt) -> (sipHash64(n, salt) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt) % length(words)] as pick
select
    email,
    signed_in_at + toIntervalDay(1) as answered_at,
    pick(person, 'motive', ['save time', 'save money', 'stay safe', 'learn', 'stand out']) as main_motive,
    toUInt8(1 + 7 * roll(person, 'price')) as price_attitude,
    toUInt8(11 * sqrt(roll(person, 'recommends'))) as recommends,
    toJSONString(arrayFilter(
        word -> roll(person, word) < 0.3, ['sustainability', 'privacy', 'design', 'craft', 'family']
    )) as held_values
from raw.demo_people
where
    signs_in and roll(person, 'answers') < 0.42
    and signed_in_at + toIntervalDay(1) <= {as_of:DateTime64(3, 'UTC')}
    and {batch:UInt16} = 0
