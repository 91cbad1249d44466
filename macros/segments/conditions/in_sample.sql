{# A condition: profiles whose hash with a seed is below a bound. #}
{% macro in_sample(seed, bound) -%}
{{ return({'kind': 'sample', 'seed': seed, 'bound': bound}) }}
{%- endmacro %}
