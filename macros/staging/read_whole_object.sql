{# A source column that holds a whole JSON object, as text; one without a value is an empty object.

Text that is no object is handed on as it is: such rows are rejected, counted and shown.
#}
{% macro read_whole_object(column) -%}
{%- set text = 'if(' ~ segflux._is_of_type(column, '(String|FixedString)') ~ ', toString(' ~ column ~ '), toJSONString(' ~ column ~ '))' -%}
ifNull(if({{ text }} in ('', 'null'), '{}', {{ text }}), '{}')
{%- endmacro %}
