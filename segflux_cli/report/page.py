"""The page itself: one file that needs nothing beside it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from segflux_cli.compiler.rendering.jinja import page
from segflux_cli.report.contents import Contents, contents_of
from segflux_cli.spec.project.specs import Specs, read_specs
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.profiles import project_name
from segflux_cli.warehouse.segments.report_tables import read_report_rows

_TEMPLATE = Path(__file__).parent / "templates" / "report.html"


def read_contents(project: Path, target: str | None) -> Contents:
    """What the newest build says, and what the specs declare."""
    specs: Specs = read_specs(project)
    with opened(project, target) as (client, relations):
        rows = read_report_rows(client, relations)
    return contents_of(rows, specs, project_name(project), datetime.now(UTC))


def page_of(contents: Contents) -> str:
    """The report as HTML; whatever stands in the warehouse stays text."""
    return page(_TEMPLATE, contents=contents, number=_number, percent=_percent, signed=_signed)


def _number(value: Any) -> str:
    return "\N{EN DASH}" if value is None else f"{value:,.0f}"


def _percent(share: float | None) -> str:
    if share is None:
        return "\N{EN DASH}"
    return f"{share:.1%}" if share < 0.0995 else f"{share:.0%}"


def _signed(value: int) -> str:
    return f"+{value:,}" if value > 0 else f"\N{MINUS SIGN}{-value:,}" if value < 0 else "0"
