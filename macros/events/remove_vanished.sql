{# Remove a mirrored source's stored rows that it holds no more; gives their number.

A mutable source without arrivals is read whole each time, so what is not in it is gone.
#}
{% macro remove_vanished(target, source, key, kept, condition='true') -%}
{%- set where = 'source = ' ~ segflux.spelled(source.source) ~ ' and ' ~ condition -%}
{%- set vanished = run_query(
    'select uniqExact(' ~ key ~ ') from ' ~ target ~ ' where ' ~ where ~ ' and not ' ~ key ~ ' ' ~ segflux.global_in()
    ~ ' (select ' ~ key ~ ' from ' ~ kept ~ ')'
).rows[0][0] | int -%}
{%- if vanished -%}
    {%- do segflux.delete_rows(target, where, {'columns': key, 'scratch': kept, 'is_in': false}) -%}
{%- endif -%}
{{- return(vanished) -}}
{%- endmacro %}

{# What stays of a mirrored source: what counts, and rows that wait because their identifiers landed after the sightings.

Those that wait for good, of an identifier that is blocked by hand, are seen.
#}
{% macro _kept_sql(filling, run, waiting) -%}
{%- set arrived = segflux.scratch_name(filling.relation, run, 'arrived') -%}
{%- set seen = segflux.existing('int_identifiers_seen') if waiting else none -%}
select event_key
from {{ segflux.scratch_name(filling.relation, run, 'chosen') }}
{%- if seen %}
union all
select event_key
from {{ arrived }}
where reason = '' and node not in (select node from {{ seen }} where node in (select node from {{ arrived }}))
{%- endif -%}
{%- endmacro %}
