{# Fails with each combination of values of the columns that more than one row holds. #}
{% test one_row_per(model, columns) %}

select
    {{ columns | join(', ') }},
    count() as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having row_count > 1

{% endtest %}
