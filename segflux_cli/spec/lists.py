"""The names that `listed` may use: seeds and models of the dbt project."""

from pathlib import Path

from segflux_cli.spec.faults import Faults
from segflux_cli.spec.files import is_generated
from segflux_cli.spec.nodes import Mapping, Scalar, Sequence
from segflux_cli.spec.yaml_reader import read_yaml

_DBT_PROJECT = "dbt_project.yml"
_KINDS = {"seed-paths": ("seeds", (".csv",)), "model-paths": ("models", (".sql", ".py"))}


def find_lists(folder: Path) -> frozenset[str]:
    """The seeds, and the models that are not generated, of the project in a folder."""
    path = folder / _DBT_PROJECT
    # what is wrong with that file is for dbt to say
    root = read_yaml(path, _DBT_PROJECT, Faults()) if path.is_file() else None
    found = set()
    for word, (default, suffixes) in _KINDS.items():
        for root_folder in _folders(root, word, default):
            files = (file for file in (folder / root_folder).rglob("*") if file.suffix in suffixes)
            found |= {file.stem for file in files if not is_generated(file)}
    return frozenset(found)


def _folders(root: object, word: str, default: str) -> tuple[str, ...]:
    written = root.get(word) if isinstance(root, Mapping) else None
    if not isinstance(written, Sequence):
        return (default,)
    return tuple(item.text for item in written.items if isinstance(item, Scalar))
