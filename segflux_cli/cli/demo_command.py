"""`segflux demo`."""

from datetime import datetime

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, as_of_option, project_options
from segflux_cli.cli.output import number, print_json
from segflux_cli.cli.progress import progress_line

_NEXT = """
Next:
  edit segments/window_shoppers.yml and run `segflux build`
  segflux members window_shoppers       who they are
  head exports/cart_abandoners.csv      where destinations.yml sends one of them
  segflux identity why flo gus          why two clerks are one person, and the line that parts them
  segflux test                          the examples of every segment
  segflux demo                          again: an hour of new arrivals, and who entered and left
"""


@click.command("demo", cls=Command, short_help="Build a whole working example.")
@click.option(
    "--profiles",
    type=click.IntRange(100, 1_000_000),
    default=10_000,
    show_default=True,
    help="How many people; the first run decides.",
)
@as_of_option("now")
@project_options
def command(scope: Scope, profiles: int, as_of: datetime | None) -> None:
    """Make up people and what they did, build twelve segments, show them and carry some to their destinations.

    In an empty folder it writes the whole example project first. Each further run adds new arrivals. One segment
    goes to a file, one to a webhook, and one to PostgreSQL if DEMO_POSTGRES_PASSWORD is in the environment.
    """
    from segflux_cli.cli.demonstrating import carry_out, demonstrate
    from segflux_cli.cli.segment_report import print_sizes, sizes_as_json
    from segflux_cli.cli.sync_report import as_json, print_report, print_reports

    with progress_line(is_silent=scope.is_json) as line:
        report, rows = demonstrate(scope.project, profiles, as_of, line.show)
        carried = carry_out(scope.project, line.show)
    syncs = carried.reports
    if scope.is_json:
        sizes = sizes_as_json(report.sizes, report.rejected)
        print_json({**sizes, "new_raw_rows": rows, "syncs": [as_json(sync) for sync in syncs]})
        return
    click.echo(
        f"{number(rows)} new raw rows; every segment as of {report.sizes[0].as_of:%Y-%m-%d %H:%M:%S} UTC:\n"
    )
    print_sizes(report.sizes, report.rejected)
    click.echo()
    print_reports(syncs)
    for sync in syncs:
        print_report(sync)
    click.echo(
        f"The webhook of destinations.yml went to a receiver that the demo kept on this machine: it verified the "
        f"signatures, and was told that {number(carried.entered)} people entered and {number(carried.left)} left."
    )
    click.echo(_NEXT, nl=False)
