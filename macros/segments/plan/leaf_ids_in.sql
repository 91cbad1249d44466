{# The leaves that an algebra speaks of, each once. #}
{% macro leaf_ids_in(algebra) -%}
    {{ return(modules.re.findall('[{]([^{}]+)[}]', algebra) | unique | sort | list) }}
{%- endmacro %}
