-- Tickets that people opened. One row per ticket.
insert into raw.support_tickets
with
    (n, salt) -> (sipHash64(n, salt, {batch:UInt16}) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt, {batch:UInt16}) % length(words)] as pick,
    drawn as (
        select
            *,
            person * 100 + arrayJoin(range(
                {batch:UInt16} > 0 or roll(person, 'asks') > 0.22 ? 0 : toUInt32(1 + 5 * pow(roll(person, 'often'), 3))
            )) as ticket
        from raw.demo_people
        where signs_in
    )
select
    toUInt64(ticket) as ticket_id,
    email as requester,
    {as_of:DateTime64(3, 'UTC')} - toIntervalSecond(toUInt32(7776000 * roll(ticket, 'when'))) as opened_at,
    pick(ticket, 'topic', ['billing', 'login', 'bug', 'bug', 'how to', 'cancel']) as topic,
    pick(ticket, 'priority', ['low', 'normal', 'normal', 'high', 'urgent']) as priority,
    toUInt8(1 + 5 * roll(ticket, 'satisfaction')) as satisfaction
from drawn
