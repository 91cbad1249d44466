{# Which stored rows are a source's, a predicate on `fct_events` or `fct_traits`. #}
{% macro rows_of_source(source) -%}
source = {{ segflux.spelled(source.source) }}
{%- if source.shape != 'events' %} and shape = {{ segflux.spelled(source.shape) }}{% endif -%}
{%- endmacro %}
