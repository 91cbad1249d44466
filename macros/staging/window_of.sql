{# Which rows of a source a load reads, as a predicate on a staging shape.

From the last successful mark less the source's look-back up to the start of the run; all rows without a mark or
without arrivals. `mark` is milliseconds since 1970 or none. Rows whose arrival could not be read (1970) always count.
#}
{% macro window_of(source, mark, started_at) -%}
{%- if source.look_back_seconds is none -%}
    {{- return('true') -}}
{%- endif -%}
{%- set until = "arrived_at <= fromUnixTimestamp64Milli(toInt64(" ~ started_at ~ "), 'UTC')" -%}
{%- if mark is none -%}
    {{- return(until) -}}
{%- endif -%}
{%- set start = (mark | int) - (source.look_back_seconds * 1000) | int -%}
{{- return(
    "(arrived_at >= fromUnixTimestamp64Milli(toInt64(" ~ start ~ "), 'UTC') and " ~ until
    ~ " or arrived_at < toDateTime64('1971-01-01 00:00:00', 3, 'UTC'))"
) -}}
{%- endmacro %}
