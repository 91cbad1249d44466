{# The public id of a profile's node: 16 hexadecimal digits in lower case. #}
{% macro profile_id_of(node) -%}
leftPad(lower(hex({{ node }})), 16, '0')
{%- endmacro %}
