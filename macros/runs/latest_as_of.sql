{# The instant of the latest evaluation that is no study, in milliseconds since 1970; 0 before the first. #}
{% macro latest_as_of(runs) -%}
{{- return(
    run_query('select toUnixTimestamp64Milli(max(as_of)) from ' ~ runs ~ ' where not is_study').rows[0][0] | int
) -}}
{%- endmacro %}
