{# Fails where the type of the column takes nulls.

Said of a view, `not_null` would read all that lies behind it.
#}
{% test not_nullable(model, column_name) %}

with found as (
    select type
    from system.columns
    where
        database = {{ segflux.spelled(model.schema) }}
        and table = {{ segflux.spelled(model.identifier) }}
        and name = {{ segflux.spelled(column_name) }}
)

select count() as column_count
from found
having countIf(type not like '%Nullable(%') != 1

{% endtest %}
