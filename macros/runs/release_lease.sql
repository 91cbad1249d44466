{# Give the lease back that `take_lease` took for this run of dbt; when dbt ends, well or badly. Gives no SQL. #}
{% macro release_lease() -%}
{%- if execute and target.type != 'chdb' and not env_var('SEGFLUX_LEASE', '') and segflux._held_lease() -%}
    {%- do run_query(segflux._beat_sql(segflux._leases(), invocation_id, 'released')) -%}
{%- endif -%}
{%- endmacro %}

{# Other runs of a project that holds Segflux as a package ask nothing. #}
{% macro _held_lease() -%}
{%- for node in selected_resources if node.startswith('model.segflux.') -%}
    {%- if run_query('exists table ' ~ segflux._leases()).rows[0][0] | int == 0 -%}
        {{- return(false) -}}
    {%- endif -%}
    {{- return(run_query(
        "select count() from " ~ segflux._leases() ~ " where lease = 'build' and holder = "
        ~ segflux.spelled(invocation_id)
    ).rows[0][0] | int > 0) -}}
{%- endfor -%}
{{- return(false) -}}
{%- endmacro %}
