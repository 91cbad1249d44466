{# The number of the batch to append, SQL: above those stored and above those that a resolution has seen, which may have been erased since. #}
{% macro next_batch(relation, resolutions, until) -%}
toUInt32(greatest((select max(batch) from {{ relation }}), (select max({{ until }}) from {{ resolutions }})) + 1)
{%- endmacro %}
