{# The evaluations in `target` under the names that segments have now; `target` itself where nothing is left under a former one.

It writes nothing; a past under both names stops the build. `segments` are all that are declared: who reads a segment that
was renamed needs its past, whether it is evaluated or not.
#}
{% macro renamed_past(target, segments) -%}
    {%- set former = segflux.former_names(segments) -%}
    {%- if not former -%}{{ return(target) }}{%- endif -%}
    {%- set known = [] -%}
    {%- for row in run_query(
        "select distinct concat('s', segment) from " ~ target ~ ' where segment in ('
        ~ segflux._text_list(former.keys() | list + former.values() | list) ~ ')'
    ).rows -%}
        {%- do known.append((row[0] | string)[1:]) -%}
    {%- endfor -%}
    {%- set clashes = [] -%}
    {%- for old, new in former.items() if old in known and new in known -%}
        {%- do clashes.append('- ' ~ new ~ ', renamed from ' ~ old) -%}
    {%- endfor -%}
    {%- if clashes -%}
        {{ exceptions.raise_compiler_error(
            'There are evaluations under both names of these segments, and two pasts cannot become one:\n'
            ~ clashes | join('\n') ~ '\nLeave renamed_from out of their files: the new name keeps the past that it has.'
        ) }}
    {%- endif -%}
    {{ return(segflux.renamed_log(target, segments) if former.keys() | select('in', known) | list else target) }}
{%- endmacro %}
