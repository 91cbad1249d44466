"""Segment views that stand as the last build left them: a build need not make them again.

A view's SQL follows from its generated file and from what lies around it: macros, dbt_project.yml, target, versions.
Where none of that changed and the warehouse still has the very view, dbt would write the same once more, at 40 ms each.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.profiles import Target
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_AROUND = ("dbt_project.yml", "packages.yml", "dependencies.yml", "package-lock.yml")
_MACROS = ("macros", "dbt_packages")
_VERSIONS = ("segflux", "dbt-core", "dbt-clickhouse")
_ENVIRONMENT = re.compile(rb"env_var\(\s*['\"](\w+)")
_STANDING = """
select concat(database, '.', name) as view, lower(hex(sipHash128(create_table_query))) as definition
from system.tables
where engine = 'View' and startsWith(name, 'seg_')
"""


def standing_views(
    client: "Client", project: Path, target: Target, generated: Mapping[str, str]
) -> tuple[str, ...]:
    """The names of the generated segment models (name to text) whose views need not be made again."""
    note = _read_note(_note_of(project, target))
    if note.get("around") != _around(project, target):
        return ()
    known, there = note.get("views", {}), _definitions(client)
    return tuple(
        name
        for name, text in sorted(generated.items())
        if name in known and known[name] == _described(text, known[name][1], there)
    )


def words_for(project: Path, files: Iterable[str], standing: tuple[str, ...]) -> tuple[str, ...]:
    """What tells dbt the standing models (their names, files by path): one word for a folder where all of it stands.

    dbt goes through all nodes for each word, so that a thousand names cost a minute.
    """
    folders = sorted({str(Path(path).parent) for path in files if Path(path).stem in standing})
    there = {path.stem for folder in folders for path in (project / folder).glob("seg_*.sql")}
    return tuple(f"path:{folder}/seg_*.sql" for folder in folders) if there == set(standing) else standing


def remember_views(
    client: "Client",
    project: Path,
    target: Target,
    generated: Mapping[str, str],
    relations: Mapping[str, str],
) -> None:
    """Notes how the views of the generated segment models stand, for the next build."""
    there = _definitions(client)
    places = {name: relations[name].replace("`", "") for name in generated if name in relations}
    views = {name: _described(generated[name], place, there) for name, place in places.items()}
    path = _note_of(project, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"around": _around(project, target), "views": views}, sort_keys=True))


def _described(text: str, place: str, there: Mapping[str, str]) -> list[str]:
    """A view that is not there is described otherwise in each build, so that it is made."""
    return [_hash(text.encode()), place, there.get(place) or os.urandom(8).hex()]


def _definitions(client: "Client") -> dict[str, str]:
    return {str(row["view"]): str(row["definition"]) for row in ask(client, _STANDING)}


def _around(project: Path, target: Target) -> str:
    parts = [repr(sorted(target.options.items())).encode(), *(version(name).encode() for name in _VERSIONS)]
    for path in _files_around(project):
        content = path.read_bytes()
        parts += [str(path.relative_to(project)).encode(), content]
        parts += [os.environ.get(name.decode(), "").encode() for name in _ENVIRONMENT.findall(content)]
    return _hash(b"\0".join(parts))


def _files_around(project: Path) -> Iterator[Path]:
    yield from (project / name for name in _AROUND if (project / name).is_file())
    for top in _MACROS:
        for folder, folders, names in os.walk(project / top, followlinks=True):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if name.endswith((".sql", ".yml")))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _note_of(project: Path, target: Target) -> Path:
    return project / ".segflux" / "views" / f"{target.name}.json"


def _read_note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
