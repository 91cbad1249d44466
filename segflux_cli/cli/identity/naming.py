"""How identifiers are written on the command line and shown."""

from typing import TYPE_CHECKING

from segflux_cli.cli.output import shortened
from segflux_cli.errors import UsageError
from segflux_cli.warehouse.people.identity_links import Link, Named, find_identifier, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clickhouse_connect.driver.client import Client

READS = (
    *("int_identifiers_seen", "int_links_seen", "int_links_judged", "int_overrides_applied"),
    *("identity_resolutions", "dim_identifiers", "int_identifiers_resolved", "int_identifiers_signed_in"),
)
_RULES = {
    "ignored": "one of the two is ignored",
    "linked_to": "too many {1} on one {0}, which counts as shared (linked_to)",
    "at_most_per_profile": "one person would have too many {0} (at_most_per_profile)",
    "never_merge": "never_merge keeps two apart whom it would bring together",
    "split": "an override keeps two apart whom it would bring together (split)",
    "too_big": "links bring more identifiers together than too_big allows",
}


def meant(client: "Client", relations: "Mapping[str, str]", project: "Path", written: str) -> Named:
    """The identifier that somebody wrote, as its value or as TYPE:VALUE; raises UsageError if there is none."""
    kind, colon, value = written.partition(":")
    if colon and (found := find_identifier(client, relations, value, kind)):
        return found[0]
    if found := find_identifier(client, relations, written, None):
        return one_of(found, written)
    return _spelled_otherwise(client, relations, project, written)


def _spelled_otherwise(
    client: "Client", relations: "Mapping[str, str]", project: "Path", written: str
) -> Named:
    from segflux_cli.live.identifier_forms import stored_forms
    from segflux_cli.live.warehouse_macros import declared_rules

    rules = declared_rules(project)
    kind, colon, value = written.partition(":")
    forms = {
        **stored_forms(client, rules, written, None),
        **(stored_forms(client, rules, value, kind) if colon else {}),
    }
    for name, form in forms.items():
        if form and (found := find_identifier(client, relations, form, name)):
            return found[0]
    if ignored := [name for name, form in forms.items() if form is None]:
        as_types = "" if len(ignored) == len(forms) else f" as {' and '.join(ignored)}"
        raise UsageError(
            f"{written!r} is ignored{as_types}: it identifies nobody and links nobody (`ignore` in identity.yml, "
            "or the default list that docs/identity.md has)."
        )
    raise UsageError(
        f"Nobody has the identifier {written!r}. Name a user_id, an email or any other identifier, as a value or as "
        "TYPE:VALUE, or a profile id, as of the last build."
    )


def shown(named: Named) -> str:
    """An identifier as text."""
    return f"{shortened(named.type)}:{shortened(named.value)}"


def told_why_nobody(named: Named) -> str:
    """Why an identifier without a profile has none."""
    if named.is_ignored:
        return "it is ignored"
    return "no build that saw it has come to its end; build again"


def told_rule(rule: str) -> str:
    """Why a link is not used, as a sentence."""
    word, *types = rule.split(" ")
    return _RULES.get(word, rule).format(*types, "", "")


def link_as_json(link: Link, names: "Mapping[int, Named]") -> dict[str, object]:
    """A link for machines; `rule` is null where it is used."""
    ends = {
        side: {"type": names[node].type, "value": names[node].value}
        for side, node in (("a", link.a), ("b", link.b))
    }
    return {
        **ends,
        "sources": list(link.sources),
        "first_seen_at": link.first_seen_at.isoformat(timespec="milliseconds"),
        "rule": link.rule or None,
    }
