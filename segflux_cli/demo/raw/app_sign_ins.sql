-- Which phone belongs to whom. One row per sign-in.
insert into raw.app_sign_ins
select
    concat('app-', lower(hex(sipHash64(person, 'phone')))) as device_id,
    user_id,
    email,
    signed_in_at
from raw.demo_people
where signs_in and has_app and {batch:UInt16} = 0
