"""The form in which an identifier that somebody typed is stored, by the rules of identity.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.live.warehouse_macros import declared_rules
from segflux_cli.warehouse.people.wanted import Wanted
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def wanted_identifier(client: "Client", project: Path, value: str, kind: str | None) -> Wanted:
    """What somebody typed, with its stored forms of the types that do not ignore it."""
    forms = stored_forms(client, declared_rules(project), value, kind)
    return Wanted(value, kind, {name: form for name, form in forms.items() if form is not None})


def stored_forms(
    client: "Client", rules: Mapping[str, Any], value: str, kind: str | None
) -> dict[str, str | None]:
    """What the value is as an identifier of each declared type, or of one; None: of that type it is ignored."""
    session = load_macros(project_files()).session(variables={"identity_rules": rules})
    declared = cast("list[Mapping[str, Any]]", session.call("identity_types"))
    kinds = [kind] if kind else [each["type"] for each in declared]
    cleaned = session.call("cleaned_identifiers", "[(kind, {value:String})]")
    sql = f"select kind, {cleaned} as cleaned from (select arrayJoin({{kinds:Array(String)}}) as kind)"
    rows = ask(client, sql, {"kinds": kinds, "value": value})
    return {row["kind"]: row["cleaned"][0][1] if row["cleaned"] else None for row in rows}
