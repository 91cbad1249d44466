"""The tables that an adapter gathers, as a call of `segflux.gathered_rows`."""

from segflux_cli.literals import spell_jinja
from segflux_cli.spec.declared.gathering import (
    FoldedObject,
    GatheredColumn,
    Gathering,
    Origin,
    Part,
    pattern_of,
)
from segflux_cli.spec.declared.sources import Source, columns_of

_PATTERN_WORDS = ("only", "all_but", "key_values", "spread", "documents")


def spell_gathering(source: Source, dbt_source: str) -> str:
    """The call, after references to the tables that dbt shall know of; names may hold anything, so none is printed."""
    gathering = source.gathering
    if gathering is None:
        raise TypeError(f"the source {source.name} gathers nothing")
    known = [
        f"{{%- do source({spell_jinja(dbt_source)}, {spell_jinja(table)}) %}}"
        for table in gathering.table_names
    ]
    arguments = [
        spell_jinja(source.database),
        _list([spell_jinja(name) for name in gathered_names(source)]),
        spell_jinja(gathering.object_name),
        _parts(gathering),
    ]
    listed = "".join(f"\n        {argument}," for argument in arguments)
    return "\n    ".join([*known, f"{{{{ segflux.gathered_rows({listed}\n    ) }}}}"])


def gathered_names(source: Source) -> tuple[str, ...]:
    """The columns of the source that its mapping uses, each once."""
    return tuple(dict.fromkeys(column.name for column in columns_of(source)))


def _parts(gathering: Gathering) -> str:
    named = gathering.table_names
    spelled = "".join(f"\n            {_part(part, named)}," for part in gathering.parts)
    return f"[{spelled}\n        ]"


def _part(part: Part, named: tuple[str, ...]) -> str:
    pairs = [
        ("pattern", spell_jinja(pattern_of(part.table))),
        ("passed_by", _list([spell_jinja(table) for table in named]) if part.is_pattern else "[]"),
        ("needs", _list([spell_jinja(name) for name in (*part.needs, *part.filled)])),
        ("where", _mapping([(column, _texts(values)) for column, values in part.where])),
        ("filled", _texts(part.filled)),
        ("constants", _mapping([(name, spell_jinja(text)) for name, text in part.constants])),
        ("columns", _mapping([(column.name, _column(column)) for column in part.columns])),
        ("folded", _folded(part.folded) if part.folded else "none"),
        ("unless_own_table", spell_jinja(part.unless_own_table) if part.unless_own_table else "none"),
    ]
    lines = "".join(f"\n                '{word}': {text}," for word, text in pairs)
    return f"{{{lines}\n            }}"


def _column(column: GatheredColumn) -> str:
    origins = _list([_origin(origin) for origin in column.origins])
    return f"{{'origins': {origins}, 'is_joined': {'true' if column.is_joined else 'false'} }}"


def _origin(origin: Origin) -> str:
    path = [str(step) if isinstance(step, int) else spell_jinja(step) for step in origin.path]
    return f"[{spell_jinja(origin.column)}, {_list(path)}]"


def _folded(folded: FoldedObject) -> str:
    patterns = [
        (word, _list([spell_jinja(pattern_of(name)) for name in getattr(folded, word)]))
        for word in _PATTERN_WORDS
    ]
    return _mapping([*patterns, ("without_prefix", spell_jinja(folded.without_prefix))])


def _texts(texts: tuple[str, ...]) -> str:
    return _list([spell_jinja(text) for text in texts])


def _mapping(pairs: list[tuple[str, str]]) -> str:
    listed = ", ".join(f"{spell_jinja(key)}: {value}" for key, value in pairs)
    return f"{{ {listed} }}" if pairs else "{}"


def _list(items: list[str]) -> str:
    return f"[{', '.join(items)}]"
