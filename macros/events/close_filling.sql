{# Put a rebuilt table in its place, then write the marks: everything they tell of is stored by now. #}
{% macro close_filling(filling, target, loaded, loads, run) -%}
{%- if filling.is_rebuilt -%}
    {%- do segflux.swap_in(segflux.local_name(target), segflux.local_name(filling.name)) -%}
    {%- if segflux.sharding_key() -%}
        {%- do segflux.spread_table(target | string) -%}
        {%- do run_query('drop table if exists ' ~ filling.name ~ segflux.on_cluster()) -%}
    {%- endif -%}
{%- endif -%}
{%- for plan, counts in loaded -%}
    {%- do segflux.load_log(loads, plan, run, counts, filling.number_space) -%}
    {%- do segflux._tell_of_load(plan, counts) -%}
{%- endfor -%}
{%- endmacro %}

{% macro _tell_of_load(plan, counts) -%}
{%- set told = segflux.note_of_load(plan, counts) -%}
{%- if told -%}
    {%- do exceptions.warn('The ' ~ plan.source.shape ~ ' of the source ' ~ plan.source.source ~ ': ' ~ told) -%}
{%- endif -%}
{%- endmacro %}
