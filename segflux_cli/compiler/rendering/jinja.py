"""The one door to Jinja: how macro files, models and generation templates are read."""

from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, nodes, select_autoescape
from jinja2.ext import Extension
from jinja2.parser import Parser

MACRO_PREFIX = "macro_of_"


class Unprintable(Undefined):
    """False when asked, like dbt's, but an error when printed: nothing missing slips into SQL."""

    def __str__(self) -> str:
        return self._refuse()

    def _refuse(self) -> NoReturn:
        self._fail_with_undefined_error()


class SkippedBlocks(Extension):
    """Parses dbt's own blocks and leaves nothing of them: only dbt can run them."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.tags = {"materialization", "test", "docs", "snapshot"}

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Nothing, whatever the block holds."""
        tag = next(parser.stream).value
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        parser.parse_statements((f"name:end{tag}",), drop_needle=True)
        return []


class _MacroParser(Parser):
    """Renames macros where they are defined, so that every call goes through the namespace."""

    def parse_macro(self) -> nodes.Macro:
        macro = super().parse_macro()
        macro.name = MACRO_PREFIX + macro.name
        return macro


class MacroEnvironment(Environment):
    """Jinja as dbt sets it up for macros and models."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _MacroParser(self, source, name, filename).parse()


@cache
def macro_environment() -> MacroEnvironment:
    """The environment that macro files and models are read with."""
    extensions: list[Any] = ["jinja2.ext.do", "jinja2.ext.loopcontrols", SkippedBlocks]
    return MacroEnvironment(extensions=extensions, undefined=Unprintable)


@cache
def _generation_environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(()),  # SQL and YAML, never HTML
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )


def generate(template: Path, /, **values: object) -> str:
    """The text of a generated file; the template says `<% %>` and `<< >>`: `{{ }}` is copied."""
    return _generation_environment(template.parent).get_template(template.name).render(values)


@cache
def _page_environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: Path, /, **values: object) -> str:
    """The text of an HTML page, in which every value is escaped."""
    return _page_environment(template.parent).get_template(template.name).render(values)
