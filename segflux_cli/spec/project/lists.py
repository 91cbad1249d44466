"""The names that `listed` may use: seeds and models of the dbt project."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.files import is_generated
from segflux_cli.spec.yaml.nodes import Mapping, Scalar, Sequence
from segflux_cli.spec.yaml.yaml_reader import read_yaml

_DBT_PROJECT = "dbt_project.yml"
_KINDS = {"seed-paths": ("seeds", (".csv",)), "model-paths": ("models", (".sql", ".py"))}


def find_lists(folder: Path) -> frozenset[str]:
    """The seeds, and the models that are not generated, of the project in a folder."""
    return frozenset(file.stem for file in _files(folder, _KINDS))


def find_seed(folder: Path, name: str) -> Path | None:
    """The file of a seed; None where that is a model, or nothing."""
    return next((file for file in _files(folder, ("seed-paths",)) if file.stem == name), None)


def _files(folder: Path, words: Iterable[str]) -> Iterator[Path]:
    path = folder / _DBT_PROJECT
    # what is wrong with that file is for dbt to say
    root = read_yaml(path, _DBT_PROJECT, Faults()) if path.is_file() else None
    for word in words:
        default, suffixes = _KINDS[word]
        for root_folder in _folders(root, word, default):
            files = (file for file in (folder / root_folder).rglob("*") if file.suffix in suffixes)
            yield from (file for file in files if not is_generated(file))


def _folders(root: object, word: str, default: str) -> tuple[str, ...]:
    written = root.get(word) if isinstance(root, Mapping) else None
    if not isinstance(written, Sequence):
        return (default,)
    return tuple(item.text for item in written.items if isinstance(item, Scalar))
