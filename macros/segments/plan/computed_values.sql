{# The values of a computed trait as a select in brackets: profile_number, value, value_text, value_number.

One row per profile with a matching event; where `everybody` selects profiles, also one of each of them, with the
value that the trait has without events.
#}
{% macro computed_values(definition, as_of, relations, place, everybody='') -%}
    {%- set zone = definition.time_zone or 'UTC' -%}
    {%- set range = segflux._window(definition, as_of, zone) -%}
    {%- set read = {'as_of': as_of, 'others': definition.others, 'computed': definition.computed} -%}
    {%- set source = segflux._events(
        relations, definition.events, range[0], range[1], segflux.resolve_moments(definition.where, as_of, zone), place, [read]
    ) -%}
    {%- if definition.each -%}
        {%- set source = segflux.events_by_value(definition.each, source, ['profile_number']) -%}
    {%- endif -%}
    {%- set found = '(select profile_number, ' ~ segflux.resolve_moments(definition.value, as_of, zone)
        ~ ' as value from ' ~ source ~ ' group by profile_number)' -%}
    {%- if everybody and definition.default -%}
        {%- set found = "(select profile_number, if(best = '', " ~ segflux.spelled(definition.default)
            ~ ', best) as value from (select profile_number, max(found_value) as best from (select profile_number, value as'
            ~ " found_value from " ~ found ~ " union all select profile_number, '' as found_value from " ~ everybody
            ~ ') group by profile_number))' -%}
    {%- endif -%}
    {{ return(
        '(select profile_number, value, ' ~ segflux.text_of('value') ~ ' as value_text, ' ~ segflux.number_of('value')
        ~ ' as value_number from ' ~ found ~ ')'
    ) }}
{%- endmacro %}
