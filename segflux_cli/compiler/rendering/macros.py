"""A dbt project's macros, called without dbt.

Interface, for the case runner, `preview` and their like:

    library = load_macros(project_folder)  # every `macros/**/*.sql`
    session = library.session(run_query=execute, variables={...}, relations={...}, graph={...})
    session.call("leaf_statements", leaves, as_of)  # what it gives to return(), or text
    session.render(text, this=relation)  # a model's SQL and what it gave to config()

`execute` takes one SQL text and gives `QueryResult(columns, rows)`. `relations` says what `ref()`
and `source()` mean (any value whose `str()` is SQL; `Relation` fits). Macros see what dbt gives
them, as far as ours use it: `dbt_context.py` lists it. Blocks that only dbt runs are skipped.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType, MappingProxyType

from jinja2 import Template, TemplateError

from segflux_cli.compiler.rendering.dbt_context import (
    ConfigCall,
    Relation,
    RenderedModel,
    Returned,
    RunQuery,
    Surroundings,
    dbt_context,
)
from segflux_cli.compiler.rendering.jinja import MACRO_PREFIX, macro_environment
from segflux_cli.errors import MacroError

_DEFINITION = re.compile(r"\{%-?\s*macro\s+(\w+)\s*\(")
_NOTHING: Mapping[str, object] = MappingProxyType({})


class MacroLibrary:
    """The macro files of one or more folders, each compiled once, when first called."""

    def __init__(self, folders: tuple[Path, ...], package: str = "segflux") -> None:
        self.package = package
        self.files = _files_of_macros(folders)
        self._codes: dict[Path, CodeType] = {}

    def code(self, file: Path) -> CodeType:
        """The compiled file."""
        if file not in self._codes:
            self._codes[file] = _compiled(file.read_text(encoding="utf-8"), str(file))
        return self._codes[file]

    def session(
        self,
        *,
        run_query: RunQuery | None = None,
        variables: Mapping[str, object] = _NOTHING,
        relations: Mapping[str, object] = _NOTHING,
        graph: Mapping[str, object] = _NOTHING,
        target: Mapping[str, object] = _NOTHING,
    ) -> "MacroSession":
        """The macros bound to an engine and to the names they may ask for."""
        return MacroSession(self, Surroundings(run_query, variables, relations, graph, target))


class MacroSession:
    """The macros of a library, callable."""

    def __init__(self, library: MacroLibrary, surroundings: Surroundings) -> None:
        self._library = library
        self._context: dict[str, object] = macro_environment().globals | dbt_context(surroundings)
        self._macros: dict[Path, dict[str, Callable[..., object]]] = {}
        namespace = _Namespace(library.package)
        for name in library.files:
            call = self._caller(name)
            self._context[name] = call
            setattr(namespace, name, call)
        self._context[library.package] = namespace

    def call(self, macro: str, /, *arguments: object, **named: object) -> object:
        """What the macro returns, or the text that it renders."""
        if macro not in self._library.files:
            raise MacroError(f"no macro {macro!r}; there are {', '.join(self._library.files)}")
        return self._caller(macro)(*arguments, **named)

    def render(
        self, source: str, *, this: Relation | None = None, is_incremental: bool = False
    ) -> RenderedModel:
        """A model's SQL and its configuration."""
        config = ConfigCall()
        given = {"this": this, "config": config, "is_incremental": lambda: is_incremental}
        template = _template(_compiled(source, "<model>"), self._context | given)
        try:
            return RenderedModel(template.render(), config.values)
        except (TemplateError, TypeError) as error:
            raise MacroError(f"a model could not be rendered: {error}") from error

    def _caller(self, name: str) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            try:
                return self._macro(name)(*arguments, **named)
            except Returned as returned:
                return returned.value
            except (TemplateError, TypeError) as error:
                raise MacroError(f"macro {name}: {error}") from error

        return call

    def _macro(self, name: str) -> Callable[..., object]:
        file = self._library.files[name]
        if file not in self._macros:
            template = _template(self._library.code(file), self._context)
            self._macros[file] = vars(template.make_module(self._context, shared=True))
        return self._macros[file][MACRO_PREFIX + name]


class _Namespace:
    """What `segflux.` means inside a macro."""

    def __init__(self, package: str) -> None:
        self._package = package

    def __getattr__(self, name: str) -> object:
        raise MacroError(f"no macro {self._package}.{name}")


@cache
def load_macros(*projects: Path) -> MacroLibrary:
    """The macros under `macros/` of the given dbt projects, kept for the life of the process."""
    return MacroLibrary(tuple(project / "macros" for project in projects))


def _files_of_macros(folders: tuple[Path, ...]) -> dict[str, Path]:
    files = [file for folder in folders for file in sorted(folder.rglob("*.sql"))]
    return {name: file for file in files for name in _DEFINITION.findall(file.read_text(encoding="utf-8"))}


@lru_cache(maxsize=256)  # the models of cases are the same texts again and again
def _compiled(source: str, filename: str) -> CodeType:
    try:
        return macro_environment().compile(source, filename, filename)
    except TemplateError as error:
        raise MacroError(f"{filename}: {error}") from error


def _template(code: CodeType, context: dict[str, object]) -> Template:
    return Template.from_code(macro_environment(), code, context)
