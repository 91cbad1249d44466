{# The nodes of profiles that were split since the last squash: their stored rows may carry another's number. #}
{% macro split_nodes_sql(splits, resolutions) -%}
select distinct node
from {{ splits }}
where resolution in (select resolution from {{ resolutions }})
    and resolution >= (select maxIf(resolution, is_squash) from {{ resolutions }})
{%- endmacro %}
