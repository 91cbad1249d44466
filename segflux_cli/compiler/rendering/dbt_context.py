"""What dbt puts within reach of a macro, as far as ours use it, without dbt."""

import datetime as dt
import hashlib
import importlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NoReturn

from segflux_cli.errors import MacroError


@dataclass(frozen=True)
class Relation:
    """A table or view; its text is its quoted name."""

    schema: str
    identifier: str

    def __str__(self) -> str:
        return f"`{self.schema}`.`{self.identifier}`"


class Row:
    """One row of a result, whose values are reached by position or by column name."""

    def __init__(self, columns: tuple[str, ...], values: tuple[object, ...]) -> None:
        self._columns = columns
        self._values = values

    def __getitem__(self, key: int | str) -> object:
        return self._values[self._columns.index(key) if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[object]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class QueryResult:
    """What `run_query` gives: `rows`, and the names of their `columns`."""

    def __init__(self, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        self.columns = tuple(columns)
        self.rows = tuple(Row(self.columns, tuple(row)) for row in rows)


RunQuery = Callable[[str], QueryResult]


@dataclass(frozen=True)
class Surroundings:
    """What a session binds the macros to."""

    run_query: RunQuery | None
    variables: Mapping[str, object]
    relations: Mapping[str, object]
    graph: Mapping[str, object]
    target: Mapping[str, object]
    project_name: str = "segflux"


@dataclass(frozen=True)
class RenderedModel:
    """A model's SQL and what it gave to `config()`."""

    sql: str
    config: Mapping[str, object]


class Returned(BaseException):
    """Carries a macro's value out of it; no handler for errors may catch it."""

    def __init__(self, value: object) -> None:
        self.value = value


class ConfigCall:
    """`config(...)` in a model: keeps what it is given and prints nothing."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def __call__(self, **values: object) -> str:
        """Keep the values."""
        self.values.update(values)
        return ""

    def get(self, name: str, default: object = None) -> object:
        """The value given under the name."""
        return self.values.get(name, default)


def dbt_context(around: Surroundings) -> dict[str, object]:
    """The names that macros may use besides one another."""
    return _plain_helpers() | {
        "ref": _relation_finder("ref", around.relations),
        "source": _relation_finder("source", around.relations),
        "var": _variable_reader(around.variables),
        "run_query": around.run_query or _no_engine,
        "graph": around.graph,
        "project_name": around.project_name,
        "target": around.target,
        "invocation_id": "",
        "execute": around.run_query is not None,
        "config": ConfigCall(),
        "this": None,
        "is_incremental": lambda: False,
    }


def _plain_helpers() -> dict[str, object]:
    return {
        "return": _return,
        "exceptions": SimpleNamespace(raise_compiler_error=_refuse, warn=_nothing),
        "modules": _Modules(),
        "log": _nothing,
        "print": _nothing,
        "tojson": json.dumps,
        "fromjson": json.loads,
        "env_var": lambda _name, default="": default,  # what is asked of a run comes as variables here
        "local_md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
        "range": range,
        "set": set,
        "zip": zip,
    }


class _Modules:
    """`modules.datetime`, `modules.pytz`, `modules.re`, `modules.itertools`."""

    datetime = dt
    re = re
    itertools = itertools

    @property
    def pytz(self) -> object:
        return importlib.import_module("pytz")  # late: only windows of time need it


def _relation_finder(word: str, relations: Mapping[str, object]) -> Callable[..., object]:
    def find(*names: str, **_: object) -> object:
        if names[-1] not in relations:
            raise MacroError(f"{word}({', '.join(names)}) is not given here")
        return relations[names[-1]]

    return find


def _variable_reader(variables: Mapping[str, object]) -> Callable[..., object]:
    def read(name: str, *default: object) -> object:
        if name not in variables and not default:
            raise MacroError(f"var({name!r}) is not given here and has no default")
        return variables[name] if name in variables else default[0]

    return read


def _return(value: object = None) -> NoReturn:
    raise Returned(value)


def _refuse(message: str) -> NoReturn:
    raise MacroError(str(message))


def _no_engine(sql: str) -> NoReturn:
    raise MacroError(f"this session has no engine to run {sql!r} on")


def _nothing(*_: object, **__: object) -> str:
    return ""
