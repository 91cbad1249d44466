{# The bases of segments as bitmaps: one row per distinct base and slice, with the names of the segments it is the base of. #}
{% macro segment_bases_sql(leaves, declared) -%}
{%- set bases = {} -%}
{%- for segment in declared if segflux._reads_leaves_only(segment) -%}
    {%- do bases.setdefault(segment.get('base') or '{universe}', []).append(segment.segment) -%}
{%- endfor -%}
{%- for base, names in bases.items() %}
select
    slice,
    {{ segflux._base_bitmap(base) }} as base_members,
    [{% for name in names %}{{ segflux.spelled(name) }}{{ ', ' if not loop.last }}{% endfor %}] as base_of
from {{ leaves }}
group by slice
{{ 'union all' if not loop.last }}
{%- else %}
select
    toUInt8(0) as slice,
    groupBitmapState(toUInt32(0)) as base_members,
    cast([] as Array(String)) as base_of
from numbers(0)
group by slice
{%- endfor -%}
{%- endmacro %}

{# A base that reads the members of other segments has conditions that are no stored leaves; it gets no row. #}
{% macro _reads_leaves_only(segment) -%}
    {%- for id, leaf in (segment.get('leaves') or {}).items() -%}
        {%- if leaf.get('is_late') and '{' ~ id ~ '}' in (segment.get('base') or '') -%}
            {{ return(false) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(true) }}
{%- endmacro %}

{# The algebra of a base over the leaves of one slice. #}
{% macro _base_bitmap(base) -%}
    {%- set parts = [] -%}
    {%- for part in base.replace('}', '{').split('{') -%}
        {%- do parts.append(part if loop.index is odd
            else 'groupBitmapMergeStateIf(members, leaf_id = ' ~ segflux.spelled(part) ~ ')') -%}
    {%- endfor -%}
    {{ return(parts | join) }}
{%- endmacro %}
