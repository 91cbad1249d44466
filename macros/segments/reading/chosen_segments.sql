{# The declared segments that this run evaluates: those named by the var `select`, else all.

`select` is a list of names or one text with spaces or commas between them. Segments that yield to one of them by
priority are evaluated too, so that nobody is in two of a group.
#}
{% macro chosen_segments() -%}
    {%- set declared = segflux.declared_segments() -%}
    {%- set given = segflux.run_option('select') -%}
    {%- if not given -%}
        {{ return(declared) }}
    {%- endif -%}
    {%- set names = given.replace(',', ' ').split() if given is string else given | list -%}
    {%- set known = declared | map(attribute='segment') | list -%}
    {%- set unknown = names | reject('in', known) | list -%}
    {%- if unknown -%}
        {{ exceptions.raise_compiler_error(
            'var select: no segment "' ~ unknown | join('", "') ~ '". Allowed: ' ~ known | join(', ')
        ) }}
    {%- endif -%}
    {%- set chosen = [] -%}
    {%- for segment in declared -%}
        {%- if segment.segment in names or segment.get('yields_to', []) | select('in', names) | list -%}
            {%- do chosen.append(segment) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(chosen) }}
{%- endmacro %}
