{# Whether the versions of a source's rows are told apart by a key: a mutable source read by its arrivals, whose model gives it.

Events have their ids for that, and a mutable source without arrivals is mirrored.
#}
{% macro is_keyed(source) -%}
{%- if source.shape == 'events' or not source.is_mutable or source.look_back_seconds is none -%}
    {{- return(false) -}}
{%- endif -%}
{{- return('mutable_key' in run_query('describe table ' ~ source.relation).rows | map(attribute=0)) -}}
{%- endmacro %}
