{# What this run was asked for: the var of that name, else what `segflux build` asks, else the default.

`segflux build` asks through the environment: dbt parses the whole project anew whenever its vars differ.
#}
{% macro run_option(name, default=none) -%}
{%- set asked = fromjson(env_var('SEGFLUX_RUN', '{}')) if execute else {} -%}
{{- return(var(name, asked.get(name, default))) -}}
{%- endmacro %}
