{# The node that names the profile of what an anonymous profile did before it signed in; `node` names that profile, SQL. #}
{% macro node_before_sign_in(node) -%}
greatest(sipHash64(concat('before sign-in\0', toString({{ node }}))), toUInt64(1))
{%- endmacro %}
