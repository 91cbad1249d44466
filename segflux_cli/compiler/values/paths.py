"""Dotted property paths and the SQL that walks a JSON text along them."""

from dataclasses import dataclass

from segflux_cli.literals import spell_text


@dataclass(frozen=True)
class Path:
    """Runs of keys; between two runs lie the elements of a list, and a list may end the path."""

    runs: tuple[tuple[str, ...], ...]

    @property
    def is_list(self) -> bool:
        """Whether the path leads to the elements of a list rather than to one value."""
        return len(self.runs) > 1


def parse_path(text: str) -> Path:
    """`items[].price` is the run `items`, then the run `price` inside every element."""
    runs: list[list[str]] = [[]]
    for segment in text.split("."):
        name = segment
        steps = 0
        while name.endswith("[]"):
            name, steps = name[:-2], steps + 1
        runs[-1] += [name] if name else []
        runs += [[] for _ in range(steps)]
    return Path(tuple(tuple(run) for run in runs))


def raw_value(document: str, keys: tuple[str, ...]) -> str:
    """The JSON text of the one value at the keys; empty where there is none."""
    return _extract("JSONExtractRaw", document, keys) if keys else document


def raw_elements(document: str, path: Path) -> str:
    """The JSON texts, an `Array(String)`, of all values at a path through lists."""
    if not path.is_list:
        return f"[{raw_value(document, path.runs[0])}]"
    elements = _extract("JSONExtractArrayRaw", document, path.runs[0])
    for run in path.runs[1:-1]:
        inner = _extract("JSONExtractArrayRaw", "part", run)
        elements = f"arrayFlatten(arrayMap(part -> {inner}, {elements}))"
    last = path.runs[-1]
    return f"arrayMap(part -> {raw_value('part', last)}, {elements})" if last else elements


def _extract(function: str, document: str, keys: tuple[str, ...]) -> str:
    return f"{function}({', '.join((document, *map(spell_text, keys)))})"
