"""`where`: one boolean SQL fragment over the properties of one event (D2, D19)."""

from segflux_cli.compiler.values.operators import is_negative, positive_test
from segflux_cli.compiler.values.values import Document, ElementDocument, RawValue, is_list_path
from segflux_cli.spec.declared.operators import ElementTest, Filter, Operator, PropertyTest

ALWAYS = ""


def filter_test(where: Filter | None, document: Document) -> str:
    """The fragment, never null; empty where everything passes. Equal filters give equal text."""
    if where is None:
        return ALWAYS
    tests = sorted({_test(test, document) for test in where.tests})
    joined = (" and " if where.mode == "all" else " or ").join(tests)
    if where.mode == "none":
        return f"not ({joined})"
    return joined if len(tests) == 1 or where.mode == "all" else f"({joined})"


def _test(test: PropertyTest | ElementTest | Filter, document: Document) -> str:
    if isinstance(test, Filter):
        return _grouped(filter_test(test, document))
    if isinstance(test, ElementTest):
        return _element_test(test, document)
    tests = [_operator_test(test.path, operator, document) for operator in test.operators]
    return _grouped(" and ".join(tests)) if len(tests) > 1 else tests[0]


def _grouped(test: str) -> str:
    return f"({test})"


def _operator_test(path: str, operator: Operator, document: Document) -> str:
    """On a list a positive operator holds if some element satisfies it; a negative one is its complement."""
    test = _some_element(path, operator, document) if is_list_path(path) else _one(path, operator, document)
    return f"not ({test})" if is_negative(operator) else test


def _one(path: str, operator: Operator, document: Document) -> str:
    return positive_test(document.value(path), operator, _variable(document))


def _some_element(path: str, operator: Operator, document: Document) -> str:
    variable = _variable(document)
    inner = positive_test(RawValue(variable), operator, f"{variable}_part")
    return f"arrayExists({variable} -> {inner}, {document.elements(path)})"


def _element_test(test: ElementTest, document: Document) -> str:
    """`item:`: some one element satisfies the whole block."""
    variable = _variable(document)
    element = ElementDocument(variable, document.depth + 1)
    path = f"{test.path}[]"
    return f"arrayExists({variable} -> {filter_test(test.filter, element)}, {document.elements(path)})"


def _variable(document: Document) -> str:
    return "element" if document.depth == 0 else f"element_{document.depth}"
