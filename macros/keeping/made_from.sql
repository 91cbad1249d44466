{# What a table is made from, as a hash: the statements that make it and the state of all they read; '' where unknown.

`aside` holds what differs from run to run, names of scratch tables. `runs`: evaluation_runs, of statements that take
from it only the last instant that counts; while nothing lies after that instant, it makes no difference.
#}
{% macro made_from(statements, aside=[], runs=none) -%}
{%- set told = namespace(text=statements | join(';\n')) -%}
{%- for name in aside -%}{%- set told.text = told.text.replace(name | string, '') -%}{%- endfor -%}
{%- set read = segflux.tables_read(told.text, runs) -%}
{%- if not read.is_known -%}
    {{- return('') -}}
{%- endif -%}
{%- set until = segflux._last_that_counts(read.tables, runs) if runs else '' -%}
{{- return(local_md5([told.text, read.views | join('\n'), segflux.state_of(read.tables), until] | join('\n;\n'))) -}}
{%- endmacro %}

{# The instant of the evaluation where a row lies after it, 'all' where none does. #}
{% macro _last_that_counts(tables, runs) -%}
{%- set as_of = segflux.latest_as_of(runs) -%}
{%- for table in tables if table.split('.')[-1] in ('fct_events', 'fct_traits') -%}
    {%- set parts = table.split('.') -%}
    {%- set name = segflux.spelled(parts[:-1] | join('.'), '`') ~ '.' ~ segflux.spelled(parts[-1], '`') -%}
    {%- if run_query(
        'select exists(select 1 from ' ~ name ~ ' where occurred_at > ' ~ segflux.instant_at(as_of) ~ ')'
    ).rows[0][0] | int == 1 -%}
        {{- return(as_of ~ '') -}}
    {%- endif -%}
{%- endfor -%}
{{- return('all') -}}
{%- endmacro %}
