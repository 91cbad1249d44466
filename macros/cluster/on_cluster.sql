{# What a statement that defines a table says after its name: nothing, or ` on cluster …`.

dbt's own tables say it by the `cluster` of the target, so that one without it is refused. The embedded engine runs no
distributed statements: there the clause is a comment.
#}
{% macro on_cluster() -%}
{%- set cluster = segflux.cluster_name() -%}
{%- if not cluster or not segflux.is_said_on_cluster() -%}
    {{- return('') -}}
{%- endif -%}
{%- if not target.get('cluster') -%}
    {{- exceptions.raise_compiler_error(
        'var cluster is "' ~ cluster ~ '", but the target of profiles.yml has no `cluster`: dbt would create its own tables '
        ~ 'on one node only. Add `cluster: ' ~ cluster ~ '` to the target, or set var on_cluster: false where the '
        ~ 'database replicates its definitions by itself.'
    ) -}}
{%- endif -%}
{%- set clause = 'on cluster ' ~ segflux.spelled(cluster, '`') -%}
{{- return(' /* ' ~ clause ~ ' */' if target.get('type') == 'chdb' else ' ' ~ clause) -}}
{%- endmacro %}
