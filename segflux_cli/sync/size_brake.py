"""Holds a sync back while the size of its segment is out of bounds, where the segment says `hold_sync`."""

from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.project import Project, size_of
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.tables import Tables

_DAY = 86_400.0  # seconds


async def size_brake(handle: Handle, tables: Tables, segment: Segment, project: Project) -> str:
    """Why the sync must wait, as the last evaluation judged the size; '' when it need not."""
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
    if size.moves_at_most is None or len(rows) < len(("now", "before")):
        return ""
    now, before = rows
    moved = abs(now["size"] - before["size"]) / max(before["size"], 1) * 100
    moved /= max((now["at"] - before["at"]) / _DAY, 1)
    if moved <= size.moves_at_most:
        return ""
    return f"the segment moved {moved:.1f} % in a day, more than {size.moves_at_most:g} %, and says hold_sync"
