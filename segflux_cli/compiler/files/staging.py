"""All generated files of the staging folder."""

from dataclasses import dataclass
from pathlib import Path

from segflux_cli.compiler.files.handwritten import Handwritten, RawColumns
from segflux_cli.compiler.files.mapping import mapping_of
from segflux_cli.compiler.files.staging_model import model_name, spell_staging_model
from segflux_cli.compiler.files.staging_yaml import spell_models_yaml, spell_sources_yaml
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.literals import spell_jinja
from segflux_cli.spec.declared.sources import Source, columns_of
from segflux_cli.spec.times.spans import exact_seconds
from segflux_cli.spec.times.times import Duration

_TEMPLATES = Path(__file__).parent / "templates"
_DEFAULT_LOOK_BACK = Duration(1, "day")


@dataclass(frozen=True)
class StagingTarget:
    """The dbt project that the files are generated for, and its folder for them."""

    project_name: str
    folder: str = "models/staging"


def compile_staging(
    sources: tuple[Source, ...], handwritten: tuple[Handwritten, ...], target: StagingTarget
) -> dict[str, str]:
    """The staging files by path: a folder per source, and the list of all sources."""
    files: dict[str, str] = {}
    for name in sorted({source.name for source in sources}):
        tables = tuple(source for source in sources if source.name == name)
        folder = f"{target.folder}/{name}"
        for source in tables:
            files[f"{folder}/{model_name(source)}.sql"] = spell_staging_model(source, target.project_name)
        files[f"{folder}/_{name}__sources.yml"] = spell_sources_yaml(tables, target.project_name)
        files[f"{folder}/_{name}__models.yml"] = spell_models_yaml(tables)
    files[f"{target.folder}/dim_sources.sql"] = _spell_list(sources, handwritten, target.project_name)
    return files


def _spell_list(sources: tuple[Source, ...], handwritten: tuple[Handwritten, ...], project_name: str) -> str:
    listed = sorted([*map(_as_listed, sources), *handwritten], key=lambda each: each.model)
    return generate(
        _TEMPLATES / "dim_sources.sql",
        project=spell_jinja(project_name),
        entries=[_entry(each) for each in listed],
    )


def _as_listed(source: Source) -> Handwritten:
    values = source.values if isinstance(source.values, tuple) else ()
    traits = tuple((value.name, value.type) for value in values) if source.kind == "traits" else ()
    return Handwritten(
        model=model_name(source),
        source=source.name,
        shape=source.kind,
        look_back_seconds=_look_back_seconds(source),
        is_mutable=bool(source.mutable),
        traits=traits,
        mapping=mapping_of(source),
        raw=_raw_columns(source),
    )


def _raw_columns(source: Source) -> RawColumns | None:
    """What is watched of the raw table; nothing where an adapter looks its columns up itself."""
    if source.gathering:
        return None
    names = () if source.is_numbered else tuple(sorted({column.name for column in columns_of(source)}))
    return RawColumns(source.database, source.table, names, source.is_numbered)


def _look_back_seconds(source: Source) -> int | None:
    if source.arrived_at is None:
        return None
    return exact_seconds(source.look_back or _DEFAULT_LOOK_BACK)


def _entry(listed: Handwritten) -> dict[str, str]:
    traits = ", ".join(
        f"{{'name': {spell_jinja(name)}, 'type': {spell_jinja(kind) if kind else 'none'}}}"
        for name, kind in listed.traits
    )
    return {
        "source": spell_jinja(listed.source),
        "shape": spell_jinja(listed.shape),
        "model": spell_jinja(listed.model),
        "look_back_seconds": str(listed.look_back_seconds or "none")
        if listed.look_back_seconds != 0
        else "0",
        "is_mutable": "true" if listed.is_mutable else "false",
        "traits": f"[{traits}]",
        "mapping": spell_jinja(listed.mapping),
        "raw": f"[{spell_jinja(listed.raw.database)}, {spell_jinja(listed.raw.table)}]"
        if listed.raw
        else "none",
        "columns": f"[{', '.join(map(spell_jinja, listed.raw.columns))}]" if listed.raw else "[]",
        "is_hashed": "true" if listed.raw and listed.raw.is_hashed else "false",
    }
