-- What sales knows; a fifth of the people changed their plan since. One row per contact and change.
insert into raw.crm_contacts
with
    (n, salt) -> (sipHash64(n, salt) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt) % length(words)] as pick
select
    email,
    user_id,
    pick(person, 'country', ['DE', 'DE', 'AT', 'CH', 'US', 'US', 'US', 'GB', 'FR', 'NO', 'BR', 'IN']) as country,
    toDate32('1945-01-01') + toIntervalDay(toUInt32(22500 * roll(person, 'born'))) as birth_date,
    pick(person, 'role', ['owner', 'engineer', 'analyst', 'marketer', 'manager', 'student']) as job_role,
    toUInt32(1 + 5000 * pow(roll(person, 'company'), 5)) as company_size,
    pick(person * 10 + change, 'plan', ['free', 'free', 'free', 'team', 'team', 'business']) as plan,
    signed_in_at + (
        {as_of:DateTime64(3, 'UTC')} > signed_in_at
        ? toIntervalSecond(toUInt32(change * roll(person, 'changed')
            * dateDiff('second', signed_in_at, {as_of:DateTime64(3, 'UTC')})))
        : toIntervalSecond(0)
    ) as updated_at
from raw.demo_people
array join range(roll(person, 'changes') < 0.2 ? 2 : 1) as change
where signs_in and {batch:UInt16} = 0
