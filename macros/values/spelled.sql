{# A quoted literal or name for SQL: a text of plain characters as it is, any other with every byte escaped. #}
{% macro spelled(text, quote="'") -%}
{%- if modules.re.match('^[A-Za-z0-9_ .:-]*\\Z', text) -%}
    {{- return(quote ~ text ~ quote) -}}
{%- endif -%}
{%- set hex = text.encode('utf-8').hex() -%}
{%- set escaped = [] -%}
{%- for position in range(0, hex | length, 2) -%}
    {%- do escaped.append('\\x' ~ hex[position:position + 2]) -%}
{%- endfor -%}
{{- return(quote ~ escaped | join ~ quote) -}}
{%- endmacro %}
