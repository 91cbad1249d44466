{# The name under which the states of a kind of records stand among the traits; links to entities and their traits alike. #}
{% macro record_trait(kind, shape='records') -%}
{{- return({'records': 'record: ', 'links': 'link: ', 'entities': 'entity: '}[shape] ~ kind) -}}
{%- endmacro %}
