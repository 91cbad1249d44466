-- The browsers people come with. One row per device.
insert into raw.devices
with
    (n, salt) -> (sipHash64(n, salt) % 1000000) / 1000000 as roll,
    (n, salt, words) -> words[1 + sipHash64(n, salt) % length(words)] as pick,
    drawn as (
        select
            *,
            sipHash64(person, arrayJoin(range(1, device_count + 1)), 'device') as device
        from raw.demo_people
    )
select
    concat('web-', lower(hex(device))) as device_id,
    {as_of:DateTime64(3, 'UTC')} - toIntervalDay(1 + device % 180) as seen_at,
    pick(device, 'os', ['Windows', 'Windows', 'macOS', 'iOS', 'iOS', 'Android', 'Android', 'Linux']) as operating_system,
    pick(device, 'browser', ['Chrome', 'Chrome', 'Safari', 'Firefox', 'Edge']) as browser,
    toUInt16(80 + 64 * sqrt(roll(device, 'version'))) as browser_version,
    roll(device, 'blocker') < 0.3 as blocks_ads
from drawn
where {batch:UInt16} = 0
