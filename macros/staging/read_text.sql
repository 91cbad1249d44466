{# A source column as text, numbers in their shortest form (D7): a Nullable(String), none where it is not UTF-8. #}
{% macro read_text(column) -%}
{%- set text = 'if(' ~ segflux._is_of_type(column, '(B?Float)') ~ ', ' ~ segflux._text_of_double(column) ~ ', toString(' ~ column ~ '))' -%}
if(isValidUTF8({{ text }}), toNullable({{ text }}), null)
{%- endmacro %}

{# The engine writes 1e21, -0, nan and inf where the text form is 1e+21, 0 and no value. #}
{% macro _text_of_double(column) -%}
if(
    isFinite({{ column }}),
    toNullable(replaceRegexpOne(replaceRegexpOne(toString({{ column }}), '^-0$', '0'), 'e([0-9])', 'e+\\1')),
    null
)
{%- endmacro %}
