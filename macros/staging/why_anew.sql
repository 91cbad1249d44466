{# Why all rows of a source must be read again, '' where what is new is enough.

`state` is what `source_state` gives, `before` what `last_state` gives. The var `reload` lists sources to read anew.
#}
{% macro why_anew(source, state, before) -%}
{%- if before is none -%}
    {{- return('') -}}
{%- elif source.source in segflux.run_option('reload', []) -%}
    {{- return('as asked') -}}
{%- elif before.state == 'removing' -%}
    {{- return('its rows had been removed') -}}
{%- elif before.mapping and before.mapping != state.mapping -%}
    {%- set is_same_entry = before.mapping.split('-')[0] == state.mapping.split('-')[0] -%}
    {{- return('ids of whole rows are made in another way now' if is_same_entry else 'how it is mapped changed') -}}
{%- elif source.get('is_hashed') and before.columns not in ('', state.columns) -%}
    {{- return('ids are made of whole rows, and ' ~ segflux._changed_columns(before.columns, state.columns)) -}}
{%- endif -%}
{{- return('') -}}
{%- endmacro %}

{% macro _changed_columns(before, now) -%}
{%- set old, new = fromjson(before), fromjson(now) -%}
{%- set added = new | reject('in', old) | list -%}
{%- set gone = old | reject('in', new) | list -%}
{%- set told = [] -%}
{%- do told.append('the columns ' ~ added | join(', ') ~ ' came') if added -%}
{%- do told.append('the columns ' ~ gone | join(', ') ~ ' went') if gone -%}
{%- do told.append('columns changed their types') if not told -%}
{{- return(told | join(', ')) -}}
{%- endmacro %}
