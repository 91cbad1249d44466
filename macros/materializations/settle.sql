{# What dbt promises after every table of ours stands: the grants of its configuration. #}
{% macro settle(target) -%}
{%- do apply_grants(target, config.get('grants'), should_revoke=true) -%}
{%- endmacro %}
