{# The key as it is stored, of the staging column `mutable_key`; 0 where there is none: such rows have no versions. #}
{% macro hashed_key() -%}
if(mutable_key = '', 0, sipHash64(mutable_key))
{%- endmacro %}
