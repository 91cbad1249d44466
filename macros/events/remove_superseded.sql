{# Remove the stored versions of rows of which a newer one arrived; gives their number.

The newest version counts also where it can't be used. One whose profile has no number yet leaves the older one in place.
Rows that an earlier version of Segflux stored have no key: the same row, stored with its key by now, takes their place.
#}
{% macro remove_superseded(target, source, arrived, chosen, run) -%}
{%- set scratch = segflux.scratch_name(target.relation, run, 'superseded') -%}
{%- do segflux.scratch_as(scratch, segflux._superseded_sql(target.name, source, arrived, chosen)) -%}
{%- set found = run_query('select count() from ' ~ scratch).rows[0][0] | int -%}
{%- if found -%}
    {%- do segflux.delete_rows(target.name, segflux.rows_of_source(source), {
        'columns': 'row_key', 'scratch': scratch, 'is_in': true,
    }) -%}
{%- endif -%}
{%- do run_query('drop table if exists ' ~ scratch ~ segflux.on_cluster()) -%}
{{- return(found) -}}
{%- endmacro %}

{% macro _superseded_sql(target, source, arrived, chosen) -%}
{%- set is_in = segflux.global_in() -%}
{%- set settled = "from " ~ arrived ~ " where mutable_key != 0 and (reason != '' or mutable_key in (select mutable_key from " ~ chosen ~ '))' -%}
select distinct row_key
from {{ target }}
where {{ segflux.rows_of_source(source) }}
    and not row_key {{ is_in }} (select row_key from {{ chosen }})
    and (
        mutable_key {{ is_in }} (select mutable_key {{ settled }})
        or mutable_key = 0 and row_key {{ is_in }} (select row_key {{ settled }})
    )
{%- endmacro %}
