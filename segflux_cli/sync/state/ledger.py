"""How rows of the ledger are written: the newest word on a key is the one with the largest version."""

from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.tables import Tables

LEDGER_COLUMNS = (
    "sync, segment, destination, channel, key, profile_id, operation, payload_hash, status, is_there, was_there, "
    "sequence, batch, job, remote_id, reason, there_since, changed_at, version"
)
STATUSES = ("planned", "accepted", "ok", "rejected")
OURS = "profile_id != ''"  # whom Segflux added; the strangers whom mode mirror removes have no profile
LOST = "its identifier is gone from the warehouse; remove it at the destination by hand"  # why a removal is rejected
UNMATCHED = "!"  # begins the keys of members without a usable identifier


def constants(sync: CarriedSync) -> str:
    """The values of sync, segment, destination and channel."""
    return ", ".join(spell_text(text) for text in (sync.name, sync.segment, sync.destination, sync.channel))


def version_of(sequence: str, status: str) -> str:
    """The version of a row of a run: a later run wins, and within one the later status."""
    return f"{sequence} * 8 + {STATUSES.index(status) + 1}"


def last_version_of(sequence: str) -> str:
    """The version of a row that overrules all that a run's batches told."""
    return f"{sequence} * 8 + {len(STATUSES) + 1}"


def parts_of(key: str) -> str:
    """The parts of a key: a hash for each identifier by which the destination knows the person."""
    return f"arrayFilter(part -> part != '', splitByChar('-', {key}))"


def unmatched_sql(sync: CarriedSync, tables: Tables, sequence: int) -> str:
    """Puts members without a usable identifier into the ledger as rejected.

    Out come those who have one now, and whom the destination did not take and who are wanted there no more.
    """
    desired, ledger = tables.scratch(sync, "desired"), tables["sync_ledger"]
    name = spell_text(sync.name)
    rejected = f"select key from {ledger} where sync = {name} and status = 'rejected'"
    return f"""
        insert into {ledger} ({LEDGER_COLUMNS})
        with now_unmatched as (
            select concat('{UNMATCHED}', profile_id) as key, profile_id, unmatched as reason
            from {desired}
            where unmatched != '' and held_back = ''
        ),
        known as (
            select key, profile_id, reason
            from {ledger} final
            where sync = {name} and key in ({rejected}) and status = 'rejected'
                and operation = 'upsert' and not is_there
                and key not in (select key from {desired} where key in ({rejected}) and held_back = '')
        )
        select
            {constants(sync)},
            if(now_unmatched.key != '', now_unmatched.key, known.key),
            if(now_unmatched.key != '', now_unmatched.profile_id, known.profile_id),
            if(now_unmatched.key != '', 'upsert', 'remove'),
            0,
            if(now_unmatched.key != '', 'rejected', 'ok'),
            false, false, {sequence}, 0, '', '', now_unmatched.reason,
            now64(3, 'UTC'), now64(3, 'UTC'), {version_of(str(sequence), "rejected")}
        from now_unmatched
        full outer join known on now_unmatched.key = known.key
        where now_unmatched.reason != known.reason
    """
