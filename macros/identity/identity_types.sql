{# The declared types of identifiers, strongest first: {type, strong, clean}; the var `identity_types` replaces the defaults.

A type that is not declared is weaker than all declared ones, is ordered by its name and is trimmed.
#}
{% macro identity_types() -%}
{{- return(var('identity_types', [
    {'type': 'user_id', 'strong': true, 'clean': ['trim']},
    {'type': 'email', 'strong': true, 'clean': ['trim', 'lower']},
    {'type': 'phone', 'strong': true, 'clean': ['trim']},
    {'type': 'anonymous_id', 'strong': false, 'clean': ['trim']},
])) -}}
{%- endmacro %}
