"""Finds case files and examples, and reads the cases in them."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from segflux_cli.errors import Place, UsageError
from segflux_cli.live.cases.case import Case
from segflux_cli.live.cases.case_reader import read_case, read_example
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys
from segflux_cli.spec.yaml.yaml_reader import read_yaml

_SUFFIXES = (".yml", ".yaml")
_ReadOne = Callable[[Mapping, str], Case]


def read_cases(paths: Iterable[Path], root: Path) -> tuple[Case, ...]:
    """The cases of files and folders; paths in messages are relative to `root`."""
    faults = Faults()
    cases: list[Case] = []
    for path in dict.fromkeys(file for given in paths for file in _files(given)):
        node = read_yaml(path, _shown(path, root), faults)
        if node is not None:
            cases += _cases_of_file(node, path, faults)
    _refuse_repeats(cases, faults)
    faults.raise_any()
    return tuple(cases)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
    elif path.exists():
        yield path
    else:
        raise UsageError(
            f"There is no file or folder {str(path)!r}. Name a case file or a folder of them, or run this in a "
            "project: `segflux init` makes one."
        )


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _cases_of_file(node: Node, path: Path, faults: Faults) -> Iterator[Case]:
    if isinstance(node, Mapping) and "segment" in node:
        yield from _examples(node, path, faults)
    elif isinstance(node, Mapping) and "cases" in node:
        check_keys(node, ("cases", "about"), faults)
        yield from _listed(node.get("cases"), faults, lambda case, name: read_case(case, name, path.parent))
    else:
        faults.add(node.place, "this is no case file; write cases: and a list of them")


def _examples(node: Mapping, path: Path, faults: Faults) -> Iterator[Case]:
    segment = node.get("segment")
    name_of_segment = segment.text if isinstance(segment, Scalar) else ""
    examples = node.get("examples")
    if examples is not None:
        yield from _listed(
            examples, faults, lambda case, name: read_example(case, name, name_of_segment, path.parent)
        )


def _listed(node: Node | None, faults: Faults, read: _ReadOne) -> Iterator[Case]:
    if not isinstance(node, Sequence):
        if node is not None:
            faults.add(node.place, f"{describe(node)} came; write a list of cases")
        return
    for item in node.items:
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(name, Scalar) and name.text:
            yield read(item, name.text)
        else:
            faults.add(item.place, "a case is a mapping with a name; write name: and what it shows")


def _refuse_repeats(cases: list[Case], faults: Faults) -> None:
    first: dict[str, Place] = {}
    for case in cases:
        if case.name in first:
            message = f"the name {quoted(case.name)} is taken by {first[case.name]}; give each case its own"
            faults.add(case.place, message)
        first.setdefault(case.name, case.place)
