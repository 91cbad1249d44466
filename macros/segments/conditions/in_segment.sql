{# A condition: members of another segment; with `since`, those who have been so without a break since then or earlier. #}
{% macro in_segment(segment, since=none, time_zone='UTC') -%}
{{ return({'kind': 'segment', 'is_late': true, 'segment': segment, 'since': since, 'time_zone': time_zone}) }}
{%- endmacro %}
