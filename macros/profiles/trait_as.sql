{# A trait's raw JSON value in its declared type; null where it has no such value.

Without a declared type it is the text form, of lists and objects their JSON.
#}
{% macro trait_as(type, raw) -%}
{%- if type == 'number' -%}
{{ segflux.number_of(raw) }}
{%- elif type == 'time' -%}
{{ segflux.time_of(raw) }}
{%- elif type == 'boolean' -%}
if({{ raw }} in ('true', 'false'), toBool({{ raw }} = 'true'), null)
{%- elif type == 'text' -%}
{{ segflux.text_of(raw) }}
{%- elif type == 'json' -%}
if({{ raw }} in ('', 'null'), null, {{ raw }})
{%- else -%}
coalesce({{ segflux.text_of(raw) }}, if({{ raw }} in ('', 'null'), null, {{ raw }}))
{%- endif -%}
{%- endmacro %}
