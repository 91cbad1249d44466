{# A JSON document whose whole numbers beyond 64 bits are spelled as doubles, which is what they mean.

The engine's reader would hand them on as text. Strings are stepped over, so that digits inside them stay.
#}
{% macro whole_integers(document) -%}
if(
    match({{ document }}, '[0-9]{19}'),
    arrayStringConcat(arrayMap(
        part -> if(
            startsWith(part, '"'),
            part,
            replaceRegexpAll(part, '({{ segflux._beyond_64_bits() }})([,\\]\\}\\s])', '\\1e0\\2')
        ),
        extractAll({{ document }}, '"(?:[^"\\\\]|\\\\.)*"|[^"]+')
    )),
    {{ document }}
)
{%- endmacro %}

{% macro _beyond_64_bits() -%}
{%- set alternatives = ['-?[0-9]{21,}'] -%}
{%- do alternatives.extend(segflux._digits_above('', '18446744073709551615')) -%}
{%- do alternatives.append('-[0-9]{20}') -%}
{%- do alternatives.extend(segflux._digits_above('-', '9223372036854775808')) -%}
{{- return(alternatives | join('|')) -}}
{%- endmacro %}

{# The patterns of the numbers above a bound that have as many digits as it has. #}
{% macro _digits_above(sign, bound) -%}
{%- set patterns = [] -%}
{%- for position in range(bound | length) if bound[position] != '9' -%}
    {%- set rest = bound | length - position - 1 -%}
    {%- do patterns.append(
        sign ~ bound[:position] ~ '[' ~ (bound[position] | int + 1) ~ '-9]' ~ ('[0-9]{' ~ rest ~ '}' if rest else '')
    ) -%}
{%- endfor -%}
{{- return(patterns) -}}
{%- endmacro %}
