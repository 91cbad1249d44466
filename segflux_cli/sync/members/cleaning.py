"""How identifiers of lists are written to be found in the warehouse: as identity.yml has their type cleaned."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.literals import spell_text

Clean = Callable[[str, str], str]
_NOTHING: Mapping[str, object] = MappingProxyType({})


def identifier_cleaning(variables: Mapping[str, object] = _NOTHING) -> Clean:
    """A function of a type and SQL of a value: SQL of the value as `dim_identifiers` has it, under these dbt vars."""

    def clean(id_type: str, value: str) -> str:
        session = load_macros(project_files()).session(variables=variables)
        return str(session.call("cleaned_value", spell_text(id_type), value))

    return clean
