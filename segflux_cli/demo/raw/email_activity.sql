-- What happened to the newsletters that were sent. One row per message and activity.
insert into raw.email_activity
with
    (n, salt) -> (sipHash64(n, salt, {batch:UInt16}) % 1000000) / 1000000 as roll,
    sent as (
        select
            *,
            person * 1000 + arrayJoin(range({batch:UInt16} > 0 ? 0 : 2 + sipHash64(person, 'mails') % 7)) as message,
            {as_of:DateTime64(3, 'UTC')} - toIntervalSecond(toUInt32(10368000 * roll(message, 'when'))) as sent_at,
            roll(message, 'opened') < 0.25 + 0.5 * roll(person, 'reads mail') as is_opened,
            is_opened and roll(message, 'clicked') < 0.28 as is_clicked,
            roll(message, 'left') < 0.004 as is_left
        from raw.demo_people
        where is_subscriber
    )
select
    toString(message) as message_id,
    email as recipient,
    least({as_of:DateTime64(3, 'UTC')}, sent_at + toIntervalSecond(activity_row.2)) as happened_at,
    activity_row.1 as activity,
    concat('week ', toString(toISOWeek(sent_at))) as campaign
from sent
array join arrayFilter(
    (row, happened) -> happened,
    [('sent', 0), ('opened', 5400), ('clicked', 5460), ('unsubscribed', 5500)],
    [1, is_opened, is_clicked, is_left]
) as activity_row
