-- Which phone belongs to whom, and three cases in which that goes wrong. One row per sign-in.
insert into raw.app_sign_ins
select
    concat('app-', lower(hex(sipHash64(person, 'phone')))) as device_id,
    user_id,
    email,
    signed_in_at
from raw.demo_people
where signs_in and has_app and {batch:UInt16} = 0

union all

-- a family shares a tablet, two people left the same junk, two clerks signed in with the e-mail of the till
select
    device_id,
    user_id,
    email,
    {as_of:DateTime64(3, 'UTC')} - toIntervalDay(40)
from values(
    'device_id String, user_id String, email String',
    ('app-kitchen-tablet', 'mia', 'mia@family.example'),
    ('app-kitchen-tablet', 'noa', 'noa@family.example'),
    ('app-kitchen-tablet', 'oli', 'oli@family.example'),
    ('', 'pia', 'none@none.example'),
    ('', 'quin', 'NONE@none.example'),
    ('', 'flo', 'till@shop.example'),
    ('', 'gus', 'till@shop.example')
)
where {batch:UInt16} = 0
