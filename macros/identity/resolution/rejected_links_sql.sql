{# The links that are not used, and the rule of each: a, b, rule. #}
{% macro rejected_links_sql(verdicts, resolutions) -%}
select
    a,
    b,
    argMax(stored.rule, stored.resolution) as verdict_rule
from {{ verdicts }} as stored
where stored.resolution in (select resolution from {{ resolutions }})
group by
    a,
    b
having verdict_rule != ''
{%- endmacro %}
