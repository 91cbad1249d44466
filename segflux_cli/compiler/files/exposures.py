"""What dbt is told of destinations: one exposure each, so that lineage ends where members go."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.literals import spell_jinja, spell_yaml
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.specs import Specs

_TEMPLATE = Path(__file__).parent / "templates" / "exposures.yml"
_NOBODY = "nobody named"


def exposure_files(specs: Specs, project_name: str, folder: str) -> dict[str, str]:
    """The file of exposures by path; none where no segment goes anywhere."""
    by_destination = _segments_by_destination(
        segment for segment in specs.segments if segment.status != "retired"
    )
    if not by_destination:
        return {}
    about = {each.name: f"Members carried to {each.name} ({each.type})." for each in specs.destinations}
    text = generate(
        _TEMPLATE,
        enabled=_condition(project_name),
        exposures=[
            {
                "name": name,
                "about": spell_yaml(about[name]),
                "owner": spell_yaml(next((each.owner for each in segments if each.owner), _NOBODY)),
                "segments": [each.name for each in segments],
            }
            for name, segments in by_destination.items()
        ],
    )
    return {f"{folder}/_segments__exposures.yml": text}


def _condition(project_name: str) -> str:
    """The condition that this is the project the file was generated for, since a package's files are read too."""
    return f"'{{{{ project_name == {spell_jinja(project_name)} }}}}'"


def _segments_by_destination(segments: Iterable[Segment]) -> Mapping[str, list[Segment]]:
    found: dict[str, list[Segment]] = {}
    for segment in segments:
        for name in dict.fromkeys(sync.destination for sync in segment.syncs):
            found.setdefault(name, []).append(segment)
    return dict(sorted(found.items()))
