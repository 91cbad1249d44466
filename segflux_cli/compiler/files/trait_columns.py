"""The columns that hold traits in `dim_profiles`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segflux_cli.compiler.files.handwritten import find_handwritten
from segflux_cli.compiler.files.project import read_layout
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.spec.project.specs import Specs, declared_names
from segflux_cli.spec.yaml.faults import Faults


def trait_columns(folder: Path, specs: Specs) -> Mapping[str, str]:
    """The columns of all traits that the project in a folder declares, by name, as the build names them."""
    faults = Faults()
    models = find_handwritten(folder, read_layout(folder).staging, faults)
    faults.raise_any()
    by_hand = {name for model in models if model.shape == "traits" for name, _ in model.traits}
    names = declared_names(specs.sources).traits | frozenset(specs.project.traits) | by_hand
    columns: Any = load_macros(project_files()).session().call("columns_of_traits", sorted(names))
    return {str(name): str(column) for name, column in columns.items()}
