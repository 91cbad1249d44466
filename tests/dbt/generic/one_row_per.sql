{# Fails with each combination of values of the columns that more than one row holds.

`key` is a number that equal combinations share: grouping a whole table by it costs a tenth, and few rows are left to look at.
#}
{% test one_row_per(model, columns, key=none) %}

select
    {{ columns | join(', ') }},
    count() as row_count
from {{ model }}
{% if key -%}
where {{ key }} {{ segflux.global_in() }} (
    select {{ key }}
    from {{ model }}
    group by {{ key }}
    having count() > 1
)
{% endif -%}
group by {{ columns | join(', ') }}
having row_count > 1

{% endtest %}
