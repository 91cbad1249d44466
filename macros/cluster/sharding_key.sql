{# By what events and traits are spread over the shards of the cluster; none where they lie whole on one node.

The var `sharding_key`: `profile_number`, or functions of it. Members are right under any key; this one keeps the rows
of a profile together.
#}
{% macro sharding_key() -%}
{%- set given = var('sharding_key', none) -%}
{%- if not given -%}
    {{- return(none) -}}
{%- endif -%}
{%- set names = modules.re.sub('[A-Za-z0-9_]+[(]', '', given | string) -%}
{%- if not modules.re.match('^(profile_number|[0-9 (),%])+\\Z', names) or 'profile_number' not in names -%}
    {{- exceptions.raise_compiler_error(
        'var sharding_key: "' ~ given ~ '" is not allowed. Write `profile_number`, or functions of it and of numbers such as '
        ~ '`intHash64(profile_number)`.'
    ) -}}
{%- endif -%}
{%- if not segflux.cluster_name() -%}
    {{- exceptions.raise_compiler_error(
        'var sharding_key is given, but no cluster: add `cluster: NAME` to the target of profiles.yml.'
    ) -}}
{%- endif -%}
{{- return(given | string) -}}
{%- endmacro %}
