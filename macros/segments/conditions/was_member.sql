{# A condition: members of the segment itself at its evaluation before this one (`before`); those of them who have been so
without a break since a moment or earlier (`stayed`); or those who left it after a moment and are not back (`left`).
#}
{% macro was_member(segment, word, moment=none, time_zone='UTC') -%}
{{ return({
    'kind': 'own', 'is_late': true, 'segment': segment, 'word': word, 'since': moment, 'after': moment, 'time_zone': time_zone
}) }}
{%- endmacro %}
