{# The log of evaluations under the names that segments have now; the log itself where no segment has another. #}
{% macro renamed_log(log, segments) -%}
    {%- set former = segflux.former_names(segments) -%}
    {%- if not former -%}{{ return(log) }}{%- endif -%}
    {{ return(
        '(select * replace (transform(segment, [' ~ segflux._text_list(former.keys() | list) ~ '], ['
        ~ segflux._text_list(former.values() | list) ~ '], segment) as segment) from ' ~ log ~ ')'
    ) }}
{%- endmacro %}
