{# A condition: no members of another segment, who were and left it; with `after`, later than then. #}
{% macro was_in_segment(segment, after=none, time_zone='UTC') -%}
{{ return({'kind': 'left', 'is_late': true, 'segment': segment, 'after': after, 'time_zone': time_zone}) }}
{%- endmacro %}
