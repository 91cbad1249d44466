{# Stop a build before it stores anything, identifiers and links neither, where `planned_loads` would refuse a source.

`tables` is {loads, events, traits}, relations, none of those that do not exist. Only what is to be read anew is compared.
#}
{% macro refuse_losses(sources, tables) -%}
{%- set refusals = [] -%}
{%- if tables.loads and 'mapping' in run_query('describe table ' ~ tables.loads).rows | map(attribute=0) -%}
    {%- for source in sources -%}
        {%- set target = tables.events if source.shape == 'events' else tables.traits -%}
        {%- set before = segflux.last_state(tables.loads, source.source, source.shape) if target else none -%}
        {%- do refusals.extend(segflux._refusals_of(target, source, segflux.source_state(source), before) if before else []) -%}
    {%- endfor -%}
{%- endif -%}
{%- if refusals -%}
    {%- do exceptions.raise_compiler_error(refusals | join('\n')) -%}
{%- endif -%}
{%- endmacro %}

{# Nothing to ask of a source whose removal has begun: its loss was accepted or there was none. #}
{% macro _refusals_of(target, source, state, before) -%}
{%- set why = segflux.why_anew(source, state, before) -%}
{%- if not why or before.state != 'loaded' or segflux._gets_keys(source, state, before) -%}
    {{- return([]) -}}
{%- endif -%}
{%- set lost = segflux._rows_to_lose(target, source) -%}
{{- return([segflux._refusal_of_loss(source, why, lost)] if lost else []) -}}
{%- endmacro %}

{# Rows stored of a source that it would not give again; a mirrored source is right whatever it holds.

Events are looked for by their ids, and rows whose versions have a key by that, but where none is there any more: then ids are
made otherwise, and their number tells.
#}
{% macro _rows_to_lose(target, source) -%}
{%- if source.source in segflux.run_option('reload', []) or (source.is_mutable and source.look_back_seconds is none) -%}
    {{- return(0) -}}
{%- endif -%}
{%- set rows = ' from ' ~ target ~ ' where ' ~ segflux.rows_of_source(source)
    ~ ('' if source.shape == 'events' else " and trait = ''") -%}
{%- set stored = run_query('select count()' ~ rows).rows[0][0] | int -%}
{%- if stored == 0 -%}
    {{- return(0) -}}
{%- endif -%}
{%- if source.shape != 'events' -%}
    {%- do segflux._add_key_of_versions(target) -%}
{%- endif -%}
{%- set id = 'sipHash64(event_id)' if source.shape == 'events' else segflux.hashed_key() if segflux.is_keyed(source) -%}
{%- if id -%}
    {%- set stored_id = id if source.shape == 'events' else 'mutable_key' -%}
    {%- set gone = run_query(
        'select count()' ~ rows ~ ' and ' ~ stored_id ~ ' not in (select ' ~ id ~ ' from ' ~ source.relation ~ ')'
    ).rows[0][0] | int -%}
    {%- if gone < stored -%}
        {{- return(gone) -}}
    {%- endif -%}
{%- endif -%}
{%- set there = run_query('select ' ~ ('uniqExact(event_id)' if source.shape == 'events' else 'count()')
    ~ ' from ' ~ source.relation).rows[0][0] | int -%}
{{- return([stored - there, 0] | max) -}}
{%- endmacro %}

{# A row that was read while other identifiers of it counted is stored beside, and nothing tells it from one that is gone. #}
{% macro _refusal_of_loss(source, why, lost) -%}
{%- set copies = '' if source.shape == 'events' else ', or they are copies of rows that were read again with other identifiers' -%}
{{- return(
    'The ' ~ source.shape ~ ' of the source ' ~ source.source ~ ' would be read anew (' ~ why ~ '), and ' ~ lost
    ~ ' of the rows that were loaded would be lost: the source does not give them any more' ~ copies ~ '. Nothing was loaded. '
    ~ 'Put the entry or the rows back, or accept the loss with `segflux build --reload ' ~ source.source
    ~ "` (dbt: --vars '{reload: [" ~ source.source ~ "]}')."
) -}}
{%- endmacro %}
