"""`segflux load`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import number, print_json, print_table, printable
from segflux_cli.cli.progress import progress_line

if TYPE_CHECKING:
    from segflux_cli.warehouse.loading.load import LoadReport

_DELIMITER = "One character, `tab` or `blanks`; default: told by the file's name."


@click.command("load", cls=Command, short_help="Load a file into the warehouse.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "table", required=True, metavar="DATABASE.TABLE", help="The table, such as raw.orders.")
@click.option("--delimiter", help=_DELIMITER)
@click.option("--columns", default="", metavar="A,B,C", help="The columns of a file without a header.")
@click.option("--replace", is_flag=True, help="Put the file in place of the table's rows.")
@click.option(
    "--no-quotes", is_flag=True, help="A quotation mark in a delimited file is a character like others."
)
@warehouse_options
def command(scope: Scope, file: Path, table: str, delimiter: str | None, **how: bool | str) -> None:
    """Load a file of delimited text, JSON lines or Parquet into the warehouse of the target."""
    from segflux_cli.warehouse.connection import connect
    from segflux_cli.warehouse.loading.load import LoadOptions, load_file
    from segflux_cli.warehouse.profiles import read_target

    columns = tuple(name.strip() for name in str(how["columns"]).split(",") if name.strip())
    options = LoadOptions(bool(how["replace"]), delimiter, columns, has_quotes=not how["no_quotes"])
    with progress_line(is_silent=scope.is_json) as line:
        line.show(f"loading {file}")
        target = read_target(scope.project, scope.target)
        client = connect(target)
        try:
            report = load_file(client, file, table, options, target)
        finally:
            client.close()
    _print(report, scope)


def _print(report: "LoadReport", scope: Scope) -> None:
    if scope.is_json:
        print_json(asdict(report))
        return
    print_table(("column", "type", "note"), [(each.name, each.type, each.note) for each in report.columns])
    for note in report.notes:
        click.echo(printable(note), err=True)
    done = "replaced by" if report.replaced else "took"
    rows, total = number(report.rows), number(report.total_rows)
    click.echo(f"\n{printable(report.table)} {done} {rows} rows and holds {total}.")
    if not _is_mapped(report.table, scope):
        click.echo("Map it in sources.yml: `source`, `kind`, `table`, `at`, `identifiers` (docs/sources.md).")


def _is_mapped(table: str, scope: Scope) -> bool:
    from segflux_cli.spec.sources.source_reader import read_sources
    from segflux_cli.spec.yaml.faults import Faults

    sources = read_sources(scope.project, Faults())  # `segflux check` tells its faults
    return any(source.tables == table for source in sources)
