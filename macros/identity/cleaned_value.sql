{# The value of an identifier as identity.yml has its type cleaned, SQL; `type` and `value` are SQL, used several times.

Types that are cleaned alike share a branch. What is no telephone number stays as it is trimmed. `e164` of a type is the
expression that `segflux compile` makes for its region, of the number called `value`.
#}
{% macro cleaned_value(type, value) -%}
{%- set ways = {} -%}
{%- for declared in segflux.identity_types() -%}
    {%- set way = declared.get('clean', ['trim']) | join(' ') ~ '|' ~ (declared.get('e164') or '') -%}
    {%- if way != 'trim|' -%}
        {%- do ways.setdefault(way, []).append(declared) -%}
    {%- endif -%}
{%- endfor -%}
{%- set branches = [] -%}
{%- for way, types in ways.items() -%}
    {%- set names = [] -%}
    {%- for declared in types -%}{%- do names.append(segflux.spelled(declared['type'])) -%}{%- endfor -%}
    {%- do branches.append(type ~ ' in (' ~ names | join(', ') ~ '), ' ~ segflux._cleaned_in(types[0], value)) -%}
{%- endfor -%}
{%- if branches -%}
multiIf({{ branches | join(', ') }}, {{ segflux.trimmed(value) }})
{%- else -%}
{{ segflux.trimmed(value) }}
{%- endif -%}
{%- endmacro %}

{% macro _cleaned_in(declared, value) -%}
{%- set clean = declared.get('clean', ['trim']) -%}
{%- set kept = segflux.trimmed(value) if 'trim' in clean else value -%}
{%- set kept = segflux.lowered(kept) if 'lower' in clean else kept -%}
{%- if 'e164' in clean -%}
    {%- set kept = 'arrayMap(value -> arrayMap(number -> if(number = \'\', value, number), ['
        ~ declared['e164'] ~ '])[1], [' ~ kept ~ '])[1]' -%}
{%- endif -%}
{{- return(segflux._without_gmail_dots(kept) if 'gmail_dots' in clean else kept) -}}
{%- endmacro %}

{# Gmail delivers to one mailbox however many dots stand before the @. #}
{% macro _without_gmail_dots(value) -%}
{{- return(
    "arrayMap(address -> if(match(address, '(?i)@(gmail|googlemail)[.]com$'), concat(replaceAll("
    ~ "extract(address, '^(.*)@'), '.', ''), extract(address, '@[^@]*$')), address), [" ~ value ~ '])[1]'
) -}}
{%- endmacro %}
