{# Source columns as the text of one JSON object.

`values` is a list of mappings with `name`, `column` (an SQL expression) and, if given, `type`, `format`, `time_zone`.
#}
{% macro read_object(values) -%}
{%- if not values -%}
    {{- return("'{}'") -}}
{%- endif -%}
concat(
    {%- for value in values %}
    {{ segflux.spelled(('{' if loop.first else ',') ~ tojson(value.name) ~ ':') }},
    {{ segflux.read_value(value.column, value.get('type'), value.get('format'), value.get('time_zone')) }},
    {%- endfor %}
    '}'
)
{%- endmacro %}
