{# A condition: who the model `seg_<segment>`, written by hand, gives. #}
{% macro in_model(segment, digest) -%}
{{ return({'kind': 'model', 'segment': segment, 'digest': digest}) }}
{%- endmacro %}
