{# The columns of the tables that resolutions append to, by table; and with `tables` given, those tables, made where they lack.

- `nodes`: the component and the profile of a node since a resolution; profile 0: it identifies nobody
- `verdicts`: the rule by which a link is not used since a resolution; '': it is used again
- `merges`: which profile became part of which, or was split from which
- `splits`: nodes whose stored rows may carry the number of another profile
- `applied`: the overrides that a resolution found
- `resolutions`: one row per finished resolution
#}
{% macro create_identity_tables(tables=none) -%}
{#- Nothing makes a hash smaller, and each batch scans these columns: uncompressed they are read in half the time. -#}
{%- set hash = 'UInt64 codec(NONE)' -%}
{%- set columns = {
    'nodes': {'node': hash, 'component': hash, 'profile_node': hash, 'resolution': 'UInt32'},
    'verdicts': {'a': 'UInt64', 'b': 'UInt64', 'rule': 'String', 'resolution': 'UInt32'},
    'merges': {
        'resolution': 'UInt32', 'kind': 'LowCardinality(String)', 'from_node': 'UInt64', 'into_node': 'UInt64',
        'a': 'UInt64', 'b': 'UInt64', 'rule': 'String',
    },
    'splits': {'node': 'UInt64', 'resolution': 'UInt32'},
    'applied': {
        'override_action': 'LowCardinality(String)', 'a': 'UInt64', 'b': 'UInt64', 'resolution': 'UInt32',
    },
    'resolutions': {
        'resolution': 'UInt32', 'run_id': 'String', 'is_full': 'Bool', 'rules_hash': 'String',
        'identifiers_until': 'UInt32', 'links_until': 'UInt32', 'forgotten_count': 'UInt32',
        'changed_nodes': 'UInt64', 'merged_profiles': 'UInt64', 'split_profiles': 'UInt64',
        'overrides_unknown': 'UInt64', 'resolved_at': "DateTime64(3, 'UTC')", 'is_squash': 'Bool',
        'is_accepted': 'Bool',
    },
} -%}
{%- for name in (tables or {}) if name in columns -%}
    {%- set spelled = [] -%}
    {%- for column, type in columns[name].items() -%}{%- do spelled.append(column ~ ' ' ~ type) -%}{%- endfor -%}
    {%- do run_query(
        'create table if not exists ' ~ tables[name] ~ segflux.on_cluster() ~ ' (' ~ spelled | join(', ')
        ~ ') engine = ' ~ segflux.table_engine() ~ ' order by ' ~ (columns[name].keys() | list)[0]
    ) -%}
{%- endfor -%}
{{- return(columns) -}}
{%- endmacro %}
