{# A condition: profiles that hold an identifier of a strong type. #}
{% macro is_known() -%}
{{ return({'kind': 'known'}) }}
{%- endmacro %}
