{# The universe: profiles whose first row lies at or before the instant of the evaluation. #}
{% macro was_seen() -%}
{{ return({'kind': 'universe'}) }}
{%- endmacro %}
