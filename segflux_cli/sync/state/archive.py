"""Keeps what every run did: the ledger has only the newest word on a key."""

from collections.abc import Mapping

from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import LEDGER_COLUMNS
from segflux_cli.sync.state.tables import Tables


async def archive(handle: Handle, sync: CarriedSync, tables: Tables) -> None:
    """Copies into the history what the ledger says and the history does not yet; twice does no harm."""
    name, history, ledger = spell_text(sync.name), tables["sync_history"], tables["sync_ledger"]
    news = await _news(handle, name, tables)
    if news["newest"] > news["kept"]:
        # the newest of a key's rows with a larger version is its newest of all
        await handle.run(f"""
            insert into {history} ({LEDGER_COLUMNS})
            select {LEDGER_COLUMNS}
            from {ledger}
            where sync = {name} and version > {news["kept"]}
            order by version desc
            limit 1 by key
        """)
    if news["accepted"]:
        await handle.run(f"""
            insert into {history} ({LEDGER_COLUMNS})
            select {LEDGER_COLUMNS}
            from {ledger} final
            where sync = {name} and status != 'accepted' and (key, sequence) in (
                select key, sequence from {history} final where sync = {name} and status = 'accepted'
            )
        """)


async def _news(handle: Handle, name: str, tables: Tables) -> Mapping[str, int]:
    """What the ledger may say more; asked without `final`, which takes ten times as long."""
    row = await handle.one(f"""
        select
            (select max(version) from {tables["sync_ledger"]} where sync = {name}) as newest,
            (select max(version) from {tables["sync_history"]} where sync = {name}) as kept,
            (select count() from {tables["sync_history"]} where sync = {name} and status = 'accepted') as accepted
    """)
    return {key: int(value) for key, value in row.items()}
