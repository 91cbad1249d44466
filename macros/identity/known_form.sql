{# The value of an identifier as its type is cleaned; where it was forgotten in a form of earlier cleanings, that form. SQL.

So a changed `clean` brings nobody back. Types that nothing was declared of were trimmed.
#}
{% macro known_form(type, value) -%}
{%- set cleaned, forgotten = segflux.cleaned_value(type, value), segflux._forgotten_identifiers() -%}
{%- if forgotten is none -%}
    {{- return(cleaned) -}}
{%- endif -%}
{%- set forms = [segflux.trimmed(value)] -%}
{%- for former in segflux._former_cleanings() -%}
    {%- do forms.append(
        'if(' ~ type ~ ' = ' ~ segflux.spelled(former['type']) ~ ', ' ~ segflux._cleaned_in(former, value) ~ ", '')"
    ) -%}
{%- endfor -%}
{{- return(
    'ifNull(arrayFirstOrNull(form -> ' ~ segflux.node(type, 'form') ~ ' in (select node from ' ~ forgotten ~ '), ['
    ~ forms | join(', ') ~ ']), ' ~ cleaned ~ ')'
) -}}
{%- endmacro %}

{# Cleanings of earlier builds that are no longer declared: {type, clean, e164}. #}
{% macro _former_cleanings() -%}
{%- set noted, found = segflux.existing('identity_cleanings'), [] -%}
{%- if noted -%}
    {%- for row in run_query(
        "select concat('j', toJSONString([identifier_type, clean, region])) from " ~ noted
        ~ ' where (identifier_type, clean, region) not in (select arrayJoin(' ~ segflux.declared_cleanings()
        ~ ')) order by all'
    ).rows -%}
        {%- set told = fromjson((row[0] | string)[1:]) -%}
        {%- set clean = told[1].split(' ') -%}
        {%- do found.append({
            'type': told[0], 'clean': clean, 'e164': segflux._former_e164(told[0], told[2]) if 'e164' in clean else none,
        }) -%}
    {%- endfor -%}
{%- endif -%}
{{- return(found) -}}
{%- endmacro %}

{# `segflux compile` makes the expression of the regions that identity.yml names, no others. #}
{% macro _former_e164(type, region) -%}
{%- for declared in segflux.identity_types() if declared.get('e164') and (declared.get('region') or '') == region -%}
    {{- return(declared['e164']) -}}
{%- endfor -%}
{%- set said = 'clean: [trim, e164]' ~ (', region: ' ~ region if region else '') -%}
{{- exceptions.raise_compiler_error(
    'People were forgotten, and ' ~ type ~ ' was once cleaned by e164' ~ (' with the region ' ~ region if region else '')
    ~ ', which identity.yml now says of no type: their rows could not be told from others, and would be loaded again. '
    ~ 'Nothing was loaded. Put it back, or keep it with a type that no source has: {type: former_' ~ type ~ ', ' ~ said ~ '}.'
) -}}
{%- endmacro %}
