{# A condition: profiles whose latest value of a trait satisfies a test. Data only; `leaf_statements` spells it.

`held`: a test of `held_since`, the time in milliseconds of the first of the latest rows that all satisfy the test.
`is_of_everybody`: a computed trait is tested of those too who have no matching event.
#}
{% macro has_trait(trait, test, reads='value', held='', is_of_everybody=false, time_zone='UTC', others=[], computed={}) -%}
{{ return({
    'kind': 'trait', 'trait': trait, 'test': test, 'reads': reads, 'held': held,
    'is_of_everybody': is_of_everybody, 'time_zone': time_zone, 'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
