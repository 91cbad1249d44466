{# The statements that fill a table of who holds which value of each trait.

`traits`: [{name, type, column}], columns of `profiles`; `held`: a scratch table (trait, text, slice, members) that
gets one row per distinct value; `target` gets a row per value worth showing. Ten traits are one statement.
#}
{% macro trait_value_statements(traits, profiles, held, target, least) -%}
    {%- set statements = [] -%}
    {%- for some in traits | batch(10) -%}
        {%- set selects = [] -%}
        {%- for trait in some -%}{%- do selects.append(segflux._held_values(trait, profiles)) -%}{%- endfor -%}
        {%- do statements.append('insert into ' ~ held ~ '\n' ~ selects | join('\nunion all\n')) -%}
    {%- endfor -%}
    {%- do statements.append('insert into ' ~ target ~ '\n' ~ segflux.trait_values_sql(held, least)) -%}
    {{ return(statements) }}
{%- endmacro %}

{# A list stands for each of its elements. #}
{% macro _held_values(trait, profiles) -%}
{%- set column = segflux.spelled(trait.column, '`') -%}
select
    {{ segflux.spelled(trait.name) }} as trait,
    {% if trait.type in ('number', 'time', 'boolean') -%}
    toString({{ column }}) as text,
    {%- elif trait.type == 'text' -%}
    {{ column }} as text,
    {%- else -%}
    arrayJoin(if(
        startsWith(ifNull({{ column }}, ''), '[') and isValidJSON(ifNull({{ column }}, '')),
        arrayResize(
            arrayDistinct(arrayMap(part -> {{ segflux.text_of('part') }}, JSONExtractArrayRaw(ifNull({{ column }}, '')))),
            greatest(length(arrayDistinct(JSONExtractArrayRaw(ifNull({{ column }}, '')))), 1),
            cast(null as Nullable(String))
        ),
        [{{ column }}]
    )) as text,
    {%- endif %}
    toUInt8(bitShiftRight(profile_number, 24)) as slice,
    groupBitmapState(profile_number) as members
from {{ profiles }}
group by
    trait,
    text,
    slice
{%- endmacro %}
