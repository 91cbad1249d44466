"""The members of the benchmark, and what tells one set of people from another."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.activation.warehouse import SCHEMA

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def fill(client: "Client", people: int) -> None:
    """Profiles and identifiers; the same number makes the same people."""
    client.command(
        f"insert into {SCHEMA}.dim_profiles select lower(hex(sipHash64(number))), toString(number), "
        "concat('person', toString(number), '@mail.example'), ['free', 'pro'][number % 2 + 1], number, 'true', now() "
        f"from numbers({people})"
    )
    client.command(
        f"insert into {SCHEMA}.dim_identifiers select sipHash64('email', '\\0', email), 'email', "
        f"assumeNotNull(email), profile_id, now() from {SCHEMA}.dim_profiles"
    )


def set_members(client: "Client", first: int, people: int) -> None:
    """The segment holds so many people from a number on."""
    client.command(f"truncate table {SCHEMA}.seg_regulars")
    client.command(
        f"insert into {SCHEMA}.seg_regulars select lower(hex(sipHash64(number))) from numbers({first}, {people})"
    )


def change_plans(client: "Client", first: int, people: int) -> None:
    """So many people get another plan."""
    client.command(
        f"alter table {SCHEMA}.dim_profiles update plan = 'new' "
        f"where toUInt64(user_id) between {first} and {first + people - 1} settings mutations_sync = 1"
    )


def members(client: "Client") -> Iterable[tuple[str, str]]:
    """Profile id and address of every member."""
    with client.query_row_block_stream(
        f"select profile_id, assumeNotNull(email) from {SCHEMA}.dim_profiles "
        f"where profile_id in (select profile_id from {SCHEMA}.seg_regulars)"
    ) as blocks:
        for block in blocks:
            for profile_id, email in block:
                yield str(profile_id), str(email)


def digest(people: Iterable[tuple[str, str]]) -> str:
    """How many people, and a sum over them in which each counts once and the order does not."""
    count, total = 0, 0
    for profile_id, email in people:
        count += 1
        total += int.from_bytes(hashlib.blake2b(f"{profile_id} {email}".encode(), digest_size=8).digest())
    return f"{count} {total % 2**64:016x}"
