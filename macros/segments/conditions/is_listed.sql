{# A condition: profiles whose id of a type stands in a list. Data only; `profile_selects` spells it. #}
{% macro is_listed(list, id_type) -%}
{{ return({'kind': 'listed', 'list': list, 'id_type': id_type}) }}
{%- endmacro %}
