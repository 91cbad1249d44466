"""Tables that no build needs any more: what a killed build left, and views of segments that are gone."""

from collections.abc import Iterator
from functools import partial

from segflux_cli.doctor.troubles import Patient, Trouble
from segflux_cli.warehouse.builds.lease_table import STUDY_LEASE, read_holders
from segflux_cli.warehouse.names import spell_table
from segflux_cli.warehouse.people.owned_tables import split_relation
from segflux_cli.warehouse.query import ask, run
from segflux_cli.warehouse.relations import STUDIES

_SCRATCH_ENDS = ("__dbt_tmp", "__dbt_backup")


def leftovers(patient: Patient) -> Iterator[Trouble]:
    """Scratch tables of builds that ended early; none while one is at work, or a study, whose they may be."""
    holders = read_holders(patient.client, patient.target.schema)
    if any(holder.is_live for holder in holders if holder.lease in ("build", STUDY_LEASE)):
        return
    models = {split_relation(relation) for relation in patient.owned.values()}
    for database, name, size in _tables(patient):
        if _is_scratch(database, name, models):
            yield Trouble(
                "leftovers",
                f"{database}.{name} is what a build that ended early has left ({size})",
                "It takes room and is read by nobody.",
                "The next build of the same model drops most of them; `segflux doctor --fix` drops it now.",
                partial(run, patient.client, f"drop table if exists {spell_table(database, name)}"),
            )


def orphans(patient: Patient) -> Iterator[Trouble]:
    """Views that Segflux made of segments that no file declares any more: nobody refreshes them, BI still reads them.

    A schema may hold other views `seg_*`: models of the project's own, and what somebody made by hand.
    """
    views = {split_relation(relation) for name, relation in patient.owned.items() if name.startswith("seg_")}
    models = {split_relation(relation) for relation in patient.relations.values()} - views
    for database, name in _segment_views(patient, {database for database, _ in views}):
        gone = name.removeprefix("seg_") not in patient.segments and (database, name) not in models
        if gone and not _is_scratch(database, name, views):
            yield Trouble(
                "orphans",
                f"{database}.{name} is a segment's that no file declares",
                "Whoever reads it sees members that are evaluated no more.",
                "`segflux doctor --fix` drops the view; the segment's history stays.",
                partial(run, patient.client, f"drop view if exists {spell_table(database, name)}"),
            )


def _is_scratch(database: str, name: str, models: set[tuple[str, str]]) -> bool:
    ours = {model for schema, model in models if database in (schema, f"{schema}{STUDIES}")}
    begun = any(name.startswith(f"__{model}__") for model in ours)
    return begun or any(name == f"{model}{end}" for model in ours for end in _SCRATCH_ENDS)


def _segment_views(patient: Patient, schemas: set[str]) -> list[tuple[str, str]]:
    """The views `seg_*` that read members as Segflux stores them, as all do that it makes."""
    sql = """
        select database, name
        from system.tables
        where database in {schemas:Array(String)} and engine = 'View' and startsWith(name, 'seg_')
            and position(replaceAll(create_table_query, '`', ''), {bitmaps:String}) > 0
        order by database, name
    """
    bitmaps = ".".join(split_relation(patient.owned["fct_segment_bitmaps"]))
    rows = ask(patient.client, sql, {"schemas": sorted(schemas), "bitmaps": bitmaps})
    return [(row["database"], row["name"]) for row in rows]


def _tables(patient: Patient) -> list[tuple[str, str, str]]:
    sql = """
        select database, name, formatReadableSize(ifNull(total_bytes, 0)) as size
        from system.tables
        where database in {databases:Array(String)} and not is_temporary
        order by database, name
    """
    rows = ask(patient.client, sql, {"databases": list(patient.databases)})
    return [(row["database"], row["name"], row["size"]) for row in rows]
