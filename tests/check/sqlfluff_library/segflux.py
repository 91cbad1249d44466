"""Stands in for the project's macros while sqlfluff reads models: no warehouse, no dbt."""

from collections.abc import Iterator
from typing import Any


class Anything:
    """Is called, looked into, looped over once and printed as a name, or as the query it stands for."""

    # Jinja's sandbox asks for both before it calls.
    unsafe_callable = False
    alters_data = False

    def __init__(self, text: str = "anything") -> None:
        self._text = text

    def __call__(self, *_arguments: Any, **_named: Any) -> "Anything":
        return self

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):  # Jinja asks for hooks such as __html__
            raise AttributeError(name)
        return self

    def __getitem__(self, _key: Any) -> "Anything":
        return self

    def __iter__(self) -> Iterator["Anything"]:
        yield self

    def __str__(self) -> str:
        return self._text


def __getattr__(name: str) -> Anything:
    if name.startswith("__"):
        raise AttributeError(name)
    is_query = name.endswith("_sql") or name == "members_of"
    return Anything("select 1 as anything" if is_query else "anything")
