{# Decide which identifiers are one person, from all that was ever seen, and append what changed; gives {resolution, changed}.

The result is a pure function of the identifiers, the links and the rules (`identity_rules`): only components that new
rows or changed overrides touch are decided anew, and a run that decides everything comes to the same. Nothing counts
until the last insert, the row of `tables.resolutions`: `resolved_nodes_sql` reads rows of finished resolutions only.
- `tables`: relations {identifiers (node, identifier_type, identifier_value, first_seen_at, batch), links (a, b, source,
  first_seen_at, batch), overrides (action, type_a, value_a, type_b, value_b; none without), forgotten (or none), and the
  tables that `create_identity_tables` makes: nodes, verdicts, merges, splits, applied, resolutions}
- `run`: what `current_run` gives
- `options`: {is_full: decide everything, allows_merges: pass over `merged_today`}
#}
{% macro resolve_identities(tables, run, options={}) -%}
{%- set work = segflux.plan_resolution(tables, run, options) -%}
{%- if work.is_needed -%}
    {%- do segflux.gather_links(work) -%}
    {%- do segflux.decide_groups(work) -%}
    {%- do segflux.compare_groups(work) -%}
    {%- do segflux.refuse_many_merges(work) -%}
    {%- do segflux.append_resolution(work) -%}
{%- endif -%}
{%- do segflux._drop_work(work) -%}
{{- return({'resolution': work.number, 'is_full': work.is_full, 'is_needed': work.is_needed}) -}}
{%- endmacro %}

{# The name of a scratch table of a resolution. #}
{% macro _step(work, step) -%}
{{- return(segflux.scratch_name(work.tables.nodes, work.run, step)) -}}
{%- endmacro %}

{% macro _make_step(work, step, sql, order_by='tuple()') -%}
{%- set name = segflux._step(work, step) -%}
{%- do segflux.scratch_as(name, sql, order_by, work.is_small) -%}
{%- if name not in work.steps -%}{%- do work.steps.append(name) -%}{%- endif -%}
{{- return(name) -}}
{%- endmacro %}

{% macro _drop_work(work) -%}
{%- if work.steps -%}
    {%- do run_query('drop table if exists ' ~ work.steps | join(', ') ~ segflux.on_cluster()) -%}
{%- endif -%}
{%- endmacro %}
