{# Fails with each row of the newest evaluation whose two bitmaps share a profile. #}
{% test disjoint_bitmaps(model, columns) %}

select *
from {{ model }}
where
    as_of = (select max(as_of) from {{ model }})
    and bitmapAndCardinality({{ columns[0] }}, {{ columns[1] }}) > 0

{% endtest %}
