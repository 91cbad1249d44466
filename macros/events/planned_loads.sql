{# How each source is to be loaded, a list of {source, state, before, mark, is_anew, gets_keys, note}, in the order of the sources.

A source whose entry changed since its rows were loaded is read anew, and so is one whose ids are made of whole rows when
the columns of its table change: its events would all be new ones else. Where that would lose rows that the table holds
no more the run ends before anything is loaded, unless the var `reload` names the source.
#}
{% macro planned_loads(filling, sources, tables, run) -%}
{%- set plans = [] -%}
{%- set refusals = [] -%}
{%- for source in sources -%}
    {%- set before = none if filling.is_new else segflux.last_state(tables.loads, source.source, source.shape) -%}
    {%- set state = segflux.source_state(source) -%}
    {%- set why = segflux.why_anew(source, state, before) -%}
    {%- set gets_keys = segflux._gets_keys(source, state, before) -%}
    {%- do refusals.extend(segflux._refusals_of(filling.name, source, state, before)) -%}
    {%- do plans.append({
        'source': source,
        'state': state,
        'before': before,
        'mark': none if filling.is_new or why or gets_keys
            else segflux.last_mark(tables.loads, source.source, source.shape, run.started_at),
        'is_anew': why != '' and not gets_keys,
        'gets_keys': gets_keys,
        'note': 'read anew: ' ~ why if why else segflux._retyped_columns(source, state, before),
    }) -%}
{%- endfor -%}
{%- if refusals -%}
    {%- do exceptions.raise_compiler_error(refusals | join('\n')) -%}
{%- endif -%}
{{- return(plans) -}}
{%- endmacro %}

{# Whether all is read once because rows that an earlier version of Segflux stored lack the key of their versions.

Nothing is unloaded for it: what the source does not give any more may be gone or superseded, which nothing tells.
#}
{% macro _gets_keys(source, state, before) -%}
{{- return(
    before is not none and before.state == 'loaded' and '-' in state.mapping and before.mapping in ('', state.mapping.split('-')[0])
    and source.source not in segflux.run_option('reload', []) and segflux.is_keyed(source)
) -}}
{%- endmacro %}

{% macro _retyped_columns(source, state, before) -%}
{%- set told = [] -%}
{%- set old, new = fromjson(before.columns or '{}') if before else {}, fromjson(state.columns) -%}
{%- for column in new if column in old and old[column] != new[column] -%}
    {%- do told.append('column ' ~ column ~ ' was ' ~ old[column] ~ ' and is ' ~ new[column]) -%}
{%- endfor -%}
{{- return(
    told | join(', ') ~ '; rows loaded before stay as they were read, --reload ' ~ source.source ~ ' reads them anew'
    if told else ''
) -}}
{%- endmacro %}
