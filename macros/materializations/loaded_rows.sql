{# A table filled from the declared sources of the model's `shapes`; `segflux.load_events` and `segflux.load_traits` work. #}
{% materialization loaded_rows, adapter='clickhouse' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set shapes = config.require('shapes') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- set tables = {
        'loads': ref('event_loads'), 'rejected': ref('rejected_rows'),
        'identifiers': ref('dim_identifiers'), 'numbers': ref('profile_numbers'),
    } -%}
    {%- set options = {
        'columns': segflux.used_columns(),
        'layout': segflux.table_layout(shapes[0], config),
        'is_full': flags.FULL_REFRESH,
    } -%}
    {%- set sources = [] -%}
    {%- for shape in shapes -%}
        {%- do sources.extend(segflux.declared_sources(shape)) -%}
    {%- endfor -%}
    {%- if shapes[0] == 'events' -%}
        {%- do segflux.load_events(target, sources, tables, segflux.current_run(), options) -%}
    {%- else -%}
        {%- do segflux.load_traits(target, sources, tables, segflux.current_run(), options) -%}
    {%- endif -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
