{# A condition: profiles whose latest value of a trait satisfies a test. Data only; `leaf_statements` spells it. #}
{% macro has_trait(trait, test, reads='value', time_zone='UTC') -%}
{{ return({
    'kind': 'trait', 'trait': trait, 'test': test, 'reads': reads, 'time_zone': time_zone
}) }}
{%- endmacro %}
