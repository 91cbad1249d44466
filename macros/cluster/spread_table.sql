{# Put a distributed table over what each shard holds of it; made anew each time, so that it has the columns of today. #}
{% macro spread_table(name) -%}
{%- if segflux.sharding_key() -%}
    {%- do run_query(
        'create or replace table ' ~ name ~ segflux.on_cluster() ~ ' as ' ~ segflux.local_name(name)
        ~ ' engine = ' ~ segflux._distributed(segflux.local_name(name))
    ) -%}
{%- endif -%}
{%- endmacro %}

{% macro _distributed(local) -%}
{%- set parts = local[1:-1].split('`.`') -%}
{{- return(
    'Distributed(' ~ segflux.spelled(segflux.cluster_name(), '`') ~ ", '" ~ parts[0] ~ "', '" ~ parts[1] ~ "', "
    ~ segflux.sharding_key() ~ ')'
) -}}
{%- endmacro %}
