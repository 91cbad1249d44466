"""Leases, profile numbers and rights: what the next build or sync would stumble over."""

from collections.abc import Iterator
from functools import partial

from segflux_cli.doctor.troubles import Patient, Trouble
from segflux_cli.warehouse.builds.lease_table import end_holder, read_holders
from segflux_cli.warehouse.grants import may
from segflux_cli.warehouse.names import shown_name
from segflux_cli.warehouse.query import ask

_RIGHTS = ("SELECT", "INSERT", "CREATE TABLE", "CREATE VIEW", "DROP TABLE", "DROP VIEW", "ALTER TABLE")


def leases(patient: Patient) -> Iterator[Trouble]:
    """Leases that a dead process still holds: they keep the next run waiting until they run out."""
    for holder in read_holders(patient.client, patient.target.schema):
        if holder.state == "held" and not holder.is_live:
            yield Trouble(
                "leases",
                f"{holder.about} took the lease {holder.lease} at {holder.taken_at:%Y-%m-%d %H:%M} UTC and is gone",
                "It ended early: what it was doing may be half done.",
                "The next build or sync takes over and finishes; `segflux doctor --fix` ends the lease now.",
                partial(end_holder, patient.client, patient.target.schema, holder),
            )


def number_spaces(patient: Patient) -> Iterator[Trouble]:
    """Members that are numbered otherwise than the profiles: they would mean other people."""
    numbers, bitmaps = patient.relations["profile_numbers"], patient.relations["fct_segment_bitmaps"]
    sql = f"""
        select count() as foreign_rows from {bitmaps}
        where number_space != defaultValueOfTypeName('UUID')
            and number_space not in (select number_space from {numbers})
    """
    foreign = ask(patient.client, sql)[0]["foreign_rows"]
    if foreign:
        yield Trouble(
            "number_spaces",
            f"{foreign} rows of {bitmaps} are numbered otherwise than {numbers}",
            "Numbers of profiles belong to one schema; copied into another they mean other people. Builds refuse.",
            f"Restore both tables from one backup, or drop {bitmaps} and build: its history begins anew.",
        )


def rights(patient: Patient) -> Iterator[Trouble]:
    """What a build does in each database, and this user may not."""
    for database in patient.databases:
        if database.endswith("_studies"):
            continue
        missing = [right for right in _RIGHTS if not may(patient.client, right, database)]
        if missing:
            granted = ", ".join(missing)
            yield Trouble(
                "rights",
                f"this user may not {granted.lower()} in {database}",
                "A build would stop in the middle; what is published stays as it was.",
                f"grant {granted} on {shown_name(database)}.* to <user>; "
                "docs/production.md has all of each role. A user who only reads or syncs needs none of it.",
            )
