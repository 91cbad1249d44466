{# How many of a source's rows arrived later than the run began, by its own account; they wait for a later build. #}
{% macro rows_ahead(source, run) -%}
{%- if source.look_back_seconds is none -%}
    {{- return(0) -}}
{%- endif -%}
{{- return(run_query(
    'select count() from ' ~ source.relation ~ " where arrived_at > fromUnixTimestamp64Milli(toInt64("
    ~ run.started_at ~ "), 'UTC')"
).rows[0][0] | int) -}}
{%- endmacro %}
