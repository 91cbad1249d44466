"""Holds a sync back while the size of its segment is out of bounds, where the segment says `hold_sync`."""

from collections.abc import Mapping, Sequence
from typing import Any

from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.project import Project, size_of
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables

_DAY = 86_400.0  # seconds


async def size_brake(handle: Handle, tables: Tables, segment: Segment, project: Project, sync: str) -> str:
    """Why the sync must wait, by the size of the last evaluation; '' when it need not.

    Its moves are counted from what the sync carried last, or from the evaluation before where it never did.
    """
    size = size_of(segment.size, project)
    if size.otherwise != "hold_sync":
        return ""
    rows = await handle.ask(f"""
        select size, verdict, toUnixTimestamp64Milli(as_of) / 1000 as at
        from {tables["fct_segment_sizes"]}
        where segment = {spell_text(segment.name)}
        order by as_of desc
        limit 2
    """)
    if rows and rows[0]["verdict"] != "actionable":
        word = str(rows[0]["verdict"]).replace("_", " ")
        return f"the segment is {word} with {rows[0]['size']} members, and says hold_sync"
    carried = await _carried(handle, tables, sync)
    before = next(iter([*carried, *rows[1:]]), None)
    if size.moves_at_most is None or not rows or before is None:
        return ""
    now = rows[0]
    moved = abs(now["size"] - before["size"]) / max(before["size"], 1) * 100
    moved /= max((now["at"] - before["at"]) / _DAY, 1)
    if moved <= size.moves_at_most:
        return ""
    return f"the segment moved {moved:.1f} % in a day, more than {size.moves_at_most:g} %, and says hold_sync"


async def _carried(handle: Handle, tables: Tables, sync: str) -> Sequence[Mapping[str, Any]]:
    """The size and time of the newest run that was ok and carried somebody; nothing where there is none."""
    return await handle.ask(f"""
        select members as size, toUnixTimestamp64Milli(changed_at) / 1000 as at
        from {tables["sync_runs"]}
        where sync = {spell_text(sync)} and state = 'ok' and members > 0
        order by sequence desc
        limit 1
    """)
