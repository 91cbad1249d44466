{# The rows behind a leaf of one profile: {rows, what, value, measured, measured_rows}, SQL that follows `from` and says what a row is and holds.

`leaf`: what a condition macro returns; `relations`: as `leaf_selects` reads them; none for leaves that no rows are behind.
#}
{% macro evidence_of(id, leaf, as_of, relations, profile_number) -%}
    {%- set place = {'slice': 0, 'is_only': true} -%}
    {%- set resolved = segflux._resolved(id, leaf, as_of) -%}
    {%- set own = 'profile_number = ' ~ profile_number -%}
    {%- set what = 'event_name' -%}
    {%- set value = 'properties' -%}
    {%- set computed = leaf.computed[leaf.trait] if leaf.trait in (leaf.computed or {}) else none -%}
    {%- set zone = (computed or leaf).time_zone or 'UTC' -%}
    {%- if leaf.kind == 'events' -%}
        {%- set source = segflux._events(
            relations, resolved.events, resolved.start, resolved.end, resolved.where, place, [resolved]
        ) ~ segflux._all_of([own]) -%}
    {%- elif leaf.kind == 'sequence' -%}
        {%- set parts = [] -%}
        {%- for step in resolved.steps -%}
            {%- for part in [step] + step.absences -%}{%- do parts.append(segflux._marked(part, '')) -%}{%- endfor -%}
        {%- endfor -%}
        {%- set any_part = '(' ~ parts | join(' or ') ~ ')' -%}
        {%- set source = segflux._events(
            relations, '', resolved.start, as_of + 1, any_part, place, [resolved]
        ) ~ segflux._all_of([own]) -%}
    {%- elif leaf.kind == 'record' -%}
        {%- set what = segflux.spelled(leaf.record) -%}
        {%- set source = segflux._states(leaf.record, [resolved], relations, place) ~ ' where true'
            ~ segflux._all_of([resolved.where, own]) -%}
    {%- elif leaf.kind == 'trait' and computed -%}
        {%- set range = segflux._window(computed, as_of, zone) -%}
        {%- set source = segflux._events(
            relations, computed.events, range[0], range[1], segflux.resolve_moments(computed.where, as_of, zone), place,
            [{'as_of': as_of, 'others': computed.others, 'computed': computed.computed}]
        ) ~ segflux._all_of([own]) -%}
    {%- elif leaf.kind == 'entity' -%}
        {%- set what = segflux.spelled(leaf.entity) -%}
        {%- set value = 'evidence' -%}
        {%- set source = "(select profile_number, occurred_at, concat('{\"id\":', JSONExtractRaw(value, 'id'), ',\"satisfies\":',"
            ~ " if(entity_key " ~ segflux.global_in() ~ ' ' ~ segflux._satisfying(leaf, as_of, relations)
            ~ ", 'true', 'false'), '}') as evidence from " ~ segflux._links(leaf.entity, as_of, relations, place)
            ~ ') where true' ~ segflux._all_of([own]) -%}
    {%- elif leaf.kind == 'trait' and segflux._is_built_in(leaf.trait) -%}
        {%- set what = leaf.trait -%}
        {%- set value = 'value' -%}
        {%- set source = "(select *, fromUnixTimestamp64Milli(" ~ as_of ~ ", 'UTC') as occurred_at from "
            ~ segflux._seen_values(leaf.trait, as_of, relations, place) ~ ') where ' ~ own -%}
    {%- elif leaf.kind == 'trait' -%}
        {%- set what = 'trait' -%}
        {%- set value = 'value' -%}
        {%- set source = relations.traits ~ ' where trait = ' ~ leaf.trait ~ ' and occurred_at < '
            ~ segflux.instant_at(as_of + 1) ~ segflux._all_of([own]) -%}
    {%- else -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set measured = segflux.resolve_moments(computed.value, as_of, zone) if computed else '' -%}
    {%- set each = computed.each if computed else '' -%}
    {%- set measured_rows = segflux.events_by_value(each, source, ['profile_number']) if each else source -%}
    {{ return({'rows': source, 'what': what, 'value': value, 'measured': measured, 'measured_rows': measured_rows}) }}
{%- endmacro %}
