{# The rules of identity.yml, a mapping; the var `identity_rules` goes before the file, and without both the defaults hold.

- `types`: strongest first, each {type, strong, clean, region, ignore, at_most_per_profile, linked_to: [{type, at_most, beyond}]}
- `ignore`: values that identify nobody, of any type; what is empty never does
- `never_merge`: pairs [{type, value}, {type, value}] that no profile holds both of
- `low_confidence`: sources whose links are tried last, in this order
- `too_big`: the most identifiers that links may bring together, none without a limit
- `merged_today`: the most percent of profiles that may be merged within a day, none without a limit
- `backdate`: {unit, amount}, how far before its sign-in rows of an anonymous identifier are the person's; none: all of them
- `overrides`: whether a table of them is given
A type that is not declared is weaker than all declared ones, is ordered by its name and is trimmed.
#}
{% macro identity_rules() -%}
{%- set rules = dict(segflux._default_identity_rules(), **(var('identity_rules', none) or segflux._declared_identity_rules())) -%}
{#- A list of one's own forgets the empty value easily, which would make one person of all who lack one. -#}
{{- return(rules if '' in rules.ignore else dict(rules, ignore=[''] + rules.ignore)) -}}
{%- endmacro %}

{% macro _default_identity_rules() -%}
{{- return({
    'types': var('identity_types', none) or [
        {'type': 'user_id', 'strong': true, 'clean': ['trim']},
        {'type': 'email', 'strong': true, 'clean': ['trim', 'lower']},
        {'type': 'phone', 'strong': true, 'clean': ['trim']},
        {'type': 'anonymous_id', 'strong': false, 'clean': ['trim']},
    ],
    'ignore': var('blocked_identifiers', none) or [
        '', 'null', 'none', 'undefined', 'nan', 'anonymous', 'unknown', '-1',
        '^[0-]*$', 'test@test.com', 'noreply@*',
    ],
    'never_merge': [],
    'low_confidence': [],
    'too_big': none,
    'merged_today': none,
    'backdate': none,
    'overrides': false,
}) -}}
{%- endmacro %}

{% macro _declared_identity_rules() -%}
{#- While dbt parses, the graph is empty. -#}
{%- for node in (graph.nodes or {}).values() if node.resource_type == 'model' and node.name == 'int_identity_overrides' -%}
    {{- return(node.config.meta.segflux.identity_rules) -}}
{%- endfor -%}
{{- return({}) -}}
{%- endmacro %}
