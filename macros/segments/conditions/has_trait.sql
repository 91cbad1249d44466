{# A condition: profiles whose latest value of a trait satisfies a test. Data only; `leaf_statements` spells it.

`held`: a test of `held_since`, the time in milliseconds of the first of the latest rows that all satisfy the test.
#}
{% macro has_trait(trait, test, reads='value', held='', time_zone='UTC', others=[]) -%}
{{ return({
    'kind': 'trait', 'trait': trait, 'test': test, 'reads': reads, 'held': held, 'time_zone': time_zone, 'others': others
}) }}
{%- endmacro %}
