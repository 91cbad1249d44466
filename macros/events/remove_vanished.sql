{# Remove a mirrored source's stored rows that it holds no more; gives their number.

A mutable source without arrivals is read whole each time, so what is not in it is gone.
#}
{% macro remove_vanished(target, source, key, kept) -%}
{%- set where = segflux.rows_of_source(source) -%}
{%- set vanished = run_query(
    'select uniqExact(' ~ key ~ ') from ' ~ target ~ ' where ' ~ where ~ ' and not ' ~ key ~ ' ' ~ segflux.global_in()
    ~ ' (select ' ~ key ~ ' from ' ~ kept ~ ')'
).rows[0][0] | int -%}
{%- if vanished -%}
    {%- do segflux.delete_rows(target, where, {'columns': key, 'scratch': kept, 'is_in': false}) -%}
{%- endif -%}
{{- return(vanished) -}}
{%- endmacro %}

{# Arrived rows that wait because their identifiers landed after the sightings.

Those that wait for good, of an identifier that is blocked by hand, are seen.
#}
{% macro _unseen_sql(arrived, columns) -%}
{%- set seen = segflux.existing('int_identifiers_seen') -%}
select {{ columns }}
from {{ arrived }}
where reason = '' and {{ 'node not in (select node from ' ~ seen ~ ' where node in (select node from ' ~ arrived ~ '))' if seen else 'false' }}
{%- endmacro %}
