"""What a file of members says of each: columns of their profiles, and identifiers by type."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.literals import spell_text
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.segments.export import ExportColumn

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Relations = Mapping[str, str]
_KEY = "profile_id"


def member_columns(
    client: "Client", relations: Relations, asked: Sequence[str]
) -> tuple[tuple[ExportColumn, ...], tuple[str, ...]]:
    """The profile id and the columns asked for, and what to join to `members` for them.

    Raises UsageError where one is neither a column of dim_profiles nor a type of identifier.
    """
    names = [name for name in dict.fromkeys(asked) if name != _KEY]
    types = _profile_columns(client, relations) if names else {}
    identifiers = [name for name in names if name not in types]
    _refuse_unknown(client, relations, identifiers, types)
    sources = {name: f"profiles.{spell_bytes(name, '`')}" for name in names if name in types}
    joins = [f"any left join {relations['dim_profiles']} as profiles using ({_KEY})"] if sources else []
    for number, name in enumerate(identifiers):
        sources[name] = f"nullIf(of_{number}.identifier, '')"
        joins.append(f"any left join ({_oldest_sql(relations, name)}) as of_{number} using ({_KEY})")
    columns = (ExportColumn(name, types.get(name, "Nullable(String)"), sources[name]) for name in names)
    return (ExportColumn(_KEY, "String", f"members.{_KEY}"), *columns), tuple(joins)


def _profile_columns(client: "Client", relations: Relations) -> dict[str, str]:
    rows = ask(client, f"describe table {relations['dim_profiles']}")
    return {str(row["name"]): str(row["type"]) for row in rows}


def _refuse_unknown(
    client: "Client", relations: Relations, names: Sequence[str], columns: Iterable[str]
) -> None:
    if not names:
        return
    rows = ask(client, f"select distinct identifier_type from {relations['dim_identifiers']} order by all")
    known = (*columns, *(str(row["identifier_type"]) for row in rows))
    if unknown := [name for name in names if name not in known]:
        raise UsageError(unknown_word(unknown[0], known, "a column of dim_profiles or a type of identifier"))


def _oldest_sql(relations: Relations, identifier_type: str) -> str:
    """One identifier of each profile, chosen as dim_profiles chooses user_id and email."""
    return f"""
        select {_KEY}, argMin(identifier_value, (first_seen_at, node)) as identifier
        from {relations["dim_identifiers"]}
        where identifier_type = {spell_text(identifier_type)}
        group by {_KEY}
    """
