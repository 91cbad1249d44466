{# The instant asked for by the var `as_of` as SQL, null when none is; anything but a date or an instant is refused. #}
{% macro given_as_of() -%}
{%- set given = segflux.run_option('as_of') -%}
{%- if given is none or given | string | trim == '' -%}
    {{- return('cast(null as Nullable(DateTime64(3, \'UTC\')))') -}}
{%- endif -%}
{%- if not modules.re.match('^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9:]+)?)?\\Z', given | string) -%}
    {{- exceptions.raise_compiler_error(segflux._as_of_fault(given)) -}}
{%- endif -%}
{%- set instant = segflux.time_in("'" ~ given ~ "'") -%}
{%- if execute and run_query('select ' ~ instant ~ ' is null').rows[0][0] | int == 1 -%}
    {{- exceptions.raise_compiler_error(segflux._as_of_fault(given)) -}}
{%- endif -%}
{%- if execute and not segflux.run_option('allow_future', false) and run_query(
    'select ' ~ instant ~ " > now64(3, 'UTC') + interval 1 day"
).rows[0][0] | int == 1 -%}
    {{- exceptions.raise_compiler_error(segflux._future_fault(given)) -}}
{%- endif -%}
{{- return(instant) -}}
{%- endmacro %}

{% macro _future_fault(given) -%}
var as_of: {{ given }} lies more than a day ahead of the warehouse's clock. Evaluations move forward, so every build until then would be a study. Correct the instant, or say that you mean it: `segflux build --allow-future`, in dbt the var allow_future: true.
{%- endmacro %}

{% macro _as_of_fault(given) -%}
var as_of: "{{ given }}" is no instant. Allowed: a date (2026-06-01) or an instant (2026-06-01T09:00:00Z). Leave it out to mean now.
{%- endmacro %}
