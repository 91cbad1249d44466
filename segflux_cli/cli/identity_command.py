"""`segflux identity`."""

from segflux_cli.cli.group import LazyGroup

command = LazyGroup(
    name="identity",
    modules={name: f"segflux_cli.cli.identity.{name}_command" for name in ("why", "show", "stats", "squash")},
    short_help="Why identifiers are one person, or not.",
    help="Show which identifiers are one person, why, and what would merge the most; write merges into stored rows.",
)
