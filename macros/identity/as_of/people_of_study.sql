{# In a study that asks for people as they were (`identity_as_of`), the relations that leaves read of them; else nothing.

They are scratch tables beside `place`, to be dropped when they were read. Profiles that had no number get one for good, so
that the members of the study mean somebody later, too.
#}
{% macro people_of_study(place, run) -%}
{%- set asked = segflux.run_option('identity_as_of') -%}
{%- if not asked -%}
    {{- return({}) -}}
{%- endif -%}
{%- if not run.is_study -%}
    {{- exceptions.raise_compiler_error(
        'var identity_as_of is for studies: build as of an instant before the last evaluation (`segflux build --as-of`).'
    ) -}}
{%- endif -%}
{%- set until = run_query(
    'select toUnixTimestamp64Milli(parseDateTime64BestEffort(' ~ segflux.spelled(asked | string) ~ ", 3, 'UTC'))"
).rows[0][0] | int -%}
{%- set tables = {
    'identifiers': ref('int_identifiers_seen'), 'links': ref('int_links_seen'),
    'overrides': ref('int_identity_overrides'), 'people': ref('dim_identifiers'), 'numbers': ref('profile_numbers'),
    'nodes': ref('profile_node_overrides'), 'events': ref('int_events_resolved'), 'traits': ref('int_traits_resolved'),
    'scratch': {'schema': place.schema, 'identifier': place.identifier},
} -%}
{%- set made = segflux.identity_as_of(tables, run, until, true) -%}
{%- if segflux.is_empty(made.dim_identifiers) -%}
    {%- do segflux.drop_leftovers(place) -%}
    {{- exceptions.raise_compiler_error(
        'Segflux had seen nobody by ' ~ asked ~ '. Choose a later instant for people as they were, or let sources say in '
        ~ 'first_seen_at since when they know an identifier.'
    ) -}}
{%- endif -%}
{{- return({
    'events': made.int_events_resolved, 'traits': made.int_traits_resolved, 'identifiers': made.dim_identifiers,
    'numbers': made.profile_numbers, 'overrides': made.profile_overrides,
}) -}}
{%- endmacro %}
