{# True where a row is about somebody who was erased, and stays out; `cleaned` is SQL for the row's cleaned identifiers.

It is where an identifier of its strongest strong type was theirs, or any where it has no strong one. Else the row is of
another person, who was on their tablet, say: it is loaded without what was theirs (`without_forgotten`). Without anybody
erased it costs nothing.
#}
{% macro is_forgotten(cleaned) -%}
{%- set forgotten = segflux._forgotten_identifiers() -%}
{%- if forgotten is none -%}
    {{- return('false') -}}
{%- endif -%}
{%- set strongest = 'arrayFirst(one -> ' ~ segflux.is_strong('one.1') ~ ', ' ~ cleaned ~ ').1' -%}
{{- return(
    'arrayExists(identifier -> ' ~ segflux._was_theirs('identifier', forgotten)
    ~ ' and ' ~ strongest ~ " in ('', identifier.1), " ~ cleaned ~ ')'
) -}}
{%- endmacro %}

{% macro _was_theirs(identifier, forgotten) -%}
{{- return('(' ~ segflux.node(identifier ~ '.1', identifier ~ '.2') ~ ' in (select node from ' ~ forgotten ~ '))') -}}
{%- endmacro %}

{% macro _forgotten_identifiers() -%}
{%- set forgotten = segflux.existing('forgotten_identifiers') -%}
{{- return(forgotten if forgotten and not segflux.is_empty(forgotten) else none) -}}
{%- endmacro %}
