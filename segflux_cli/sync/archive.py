"""Keeps what every run did: the ledger has only the newest word on a key."""

from segflux_cli.literals import spell_text
from segflux_cli.sync.carried import CarriedSync
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.ledger import LEDGER_COLUMNS
from segflux_cli.sync.tables import Tables


async def archive(handle: Handle, sync: CarriedSync, tables: Tables) -> None:
    """Copies into the history what the ledger says and the history does not yet; twice does no harm."""
    name, history, ledger = spell_text(sync.name), tables["sync_history"], tables["sync_ledger"]
    if not await _has_news(handle, sync, tables):
        return
    await handle.run(f"""
        insert into {history} ({LEDGER_COLUMNS})
        select {LEDGER_COLUMNS}
        from {ledger} final
        where sync = {name} and (
            sequence > (select max(sequence) from {history} where sync = {name})
            or version > (select max(version) from {history} where sync = {name})
            or (status != 'accepted' and (key, sequence) in (
                select key, sequence from {history} final where sync = {name} and status = 'accepted'
            ))
        )
    """)


async def _has_news(handle: Handle, sync: CarriedSync, tables: Tables) -> bool:
    """Whether the ledger may say more; asked without `final`, which takes ten times as long."""
    name = spell_text(sync.name)
    row = await handle.one(f"""
        select
            (select max(version) from {tables["sync_ledger"]} where sync = {name}) as newest,
            (select max(version) from {tables["sync_history"]} where sync = {name}) as kept,
            (select count() from {tables["sync_history"]} where sync = {name} and status = 'accepted') as accepted
    """)
    return int(row["newest"]) > int(row["kept"]) or int(row["accepted"]) > 0
