"""The values in an event that a filter judges as times: SQL that lists them."""

from collections.abc import Iterator

from segflux_cli.compiler.values.values import Document, ElementDocument, RawValue, is_list_path
from segflux_cli.spec.declared.operators import ElementTest, Filter, Operator, PropertyTest
from segflux_cli.spec.times.times import Ago

_ALWAYS_OF_TIMES = ("newer_than", "older_than", "anniversary_within")


def judged_times(where: Filter, document: Document) -> tuple[str, ...]:
    """Arrays of nullable milliseconds: each value that an operator compares with the instant of the evaluation."""
    return tuple(dict.fromkeys(_arrays(where, document)))


def asks_the_clock(operator: Operator) -> bool:
    """Whether what the operator compares with moves on with the instant of the evaluation."""
    return operator.word in _ALWAYS_OF_TIMES or any(isinstance(value, Ago) for value in operator.values)


def _arrays(where: Filter, document: Document) -> Iterator[str]:
    for test in where.tests:
        if isinstance(test, Filter):
            yield from _arrays(test, document)
        elif isinstance(test, ElementTest):
            yield from _in_elements(test, document)
        elif any(asks_the_clock(operator) for operator in test.operators):
            yield _of_property(test, document)


def _of_property(test: PropertyTest, document: Document) -> str:
    if is_list_path(test.path):
        return f"arrayMap(one -> {RawValue('one').milliseconds()}, {document.elements(test.path)})"
    return f"[{document.value(test.path).milliseconds()}]"


def _in_elements(test: ElementTest, document: Document) -> Iterator[str]:
    variable = f"element_{document.depth}"
    inner = judged_times(test.filter, ElementDocument(variable, document.depth + 1))
    if inner:
        joined = f"arrayConcat({', '.join(inner)})"
        yield f"arrayFlatten(arrayMap({variable} -> {joined}, {document.elements(f'{test.path}[]')}))"
