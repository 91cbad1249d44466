"""All generated files of a project."""

from dataclasses import dataclass
from pathlib import Path

from segflux_cli.compiler.files.computed_file import computed_file
from segflux_cli.compiler.files.exposures import exposure_files
from segflux_cli.compiler.files.handwritten import clashes, find_handwritten
from segflux_cli.compiler.files.handwritten_segments import as_segments, handwritten_file
from segflux_cli.compiler.files.identity_rules import identity_file
from segflux_cli.compiler.files.segment_files import SegmentTarget, segment_files
from segflux_cli.compiler.files.segment_lists import lists_file
from segflux_cli.compiler.files.staging import StagingTarget, compile_staging
from segflux_cli.compiler.files.staging_model import model_name
from segflux_cli.compiler.segments.segments import compile_segments
from segflux_cli.errors import SpecError, UsageError, no_such_file
from segflux_cli.spec.declared.conditions import FromModel
from segflux_cli.spec.declared.segments import Size
from segflux_cli.spec.project.project import size_of
from segflux_cli.spec.project.specs import Specs, read_specs
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Scalar
from segflux_cli.spec.yaml.yaml_reader import read_yaml

PACKAGE = "segflux"
_DBT_PROJECT = "dbt_project.yml"


@dataclass(frozen=True)
class Layout:
    """Where the files go: a project of its own, or Segflux as a package inside another dbt project."""

    project_name: str

    @property
    def staging(self) -> str:
        """The folder of the staging models."""
        return "models/staging" if self._is_standalone else "models/segflux/staging"

    @property
    def identity(self) -> str:
        """The folder of the model that carries the rules of identity."""
        return "models/identity/generated" if self._is_standalone else "models/segflux/identity"

    @property
    def segments(self) -> str:
        """The folder of the segments' models."""
        return "models/segments/generated" if self._is_standalone else "models/segflux/segments"

    @property
    def profiles(self) -> str:
        """The folder of the model of computed traits."""
        return "models/profiles/generated" if self._is_standalone else "models/segflux/profiles"

    @property
    def _is_standalone(self) -> bool:
        return self.project_name == PACKAGE


def compile_project(folder: Path, read: Specs | None = None) -> dict[str, str]:
    """The generated files by path; raises SpecError with all faults of the specs, unless these are `read` already."""
    layout = read_layout(folder)
    specs = read or read_specs(folder)
    exposures = exposure_files(specs, layout.project_name, layout.segments)
    project, owner = specs.project, layout.project_name
    return {
        **_staging_files(folder, specs, layout),
        **identity_file(specs.identity, SegmentTarget(owner, layout.identity)),
        **computed_file(project.traits, project.time_zone, SegmentTarget(owner, layout.profiles)),
        **_segment_files(specs, layout),
        **exposures,
    }


def read_layout(folder: Path) -> Layout:
    """The layout of the dbt project in a folder."""
    path = folder / _DBT_PROJECT
    if not path.is_file():
        raise no_such_file(path)
    faults = Faults()
    root = read_yaml(path, _DBT_PROJECT, faults)
    faults.raise_any()
    name = root.get("name") if isinstance(root, Mapping) else None
    if not isinstance(name, Scalar) or not isinstance(name.value, str):
        raise UsageError(f"{path}: `name` is missing; give the dbt project a name such as `name: shop`")
    return Layout(name.value)


def _staging_files(folder: Path, specs: Specs, layout: Layout) -> dict[str, str]:
    faults = Faults()
    handwritten = find_handwritten(folder, layout.staging, faults)
    faults.raise_any()
    places = {model_name(source): source.place for source in specs.sources}
    if found := clashes(handwritten, places):
        raise SpecError(found)
    return compile_staging(specs.sources, handwritten, StagingTarget(layout.project_name, layout.staging))


def _segment_files(specs: Specs, layout: Layout) -> dict[str, str]:
    project, target = specs.project, SegmentTarget(layout.project_name, layout.segments)
    faults = Faults()
    handwritten = as_segments(specs.handwritten, specs.segments, faults)
    faults.raise_any()
    compiled = compile_segments(
        (*specs.segments, *handwritten), project.base, project.time_zone, project.traits
    )
    by_hand = [each for each in compiled if isinstance(each.segment.who, FromModel)]
    files = handwritten_file(by_hand, size_of(Size(), project), target)
    files |= lists_file(specs.segments, project.base, target)
    for each in compiled:
        if each not in by_hand:
            files |= segment_files(each, size_of(each.segment.size, project), target)
    return files
