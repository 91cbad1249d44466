{# Give segments that were renamed the past of their former names: every evaluation, at once.

Afterwards nothing is left under a former name, so that later builds find nothing to do.
#}
{% macro carry_over_renamed(target, segments, run) -%}
    {%- set former = segflux.former_names(segments) -%}
    {%- if not former -%}{{ return('') }}{%- endif -%}
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
    {%- if former.keys() | select('in', known) | list -%}
        {%- set renamed = segflux.scratch_name(target, run, 'renamed') -%}
        {%- do run_query('create table ' ~ renamed ~ segflux.on_cluster() ~ ' as ' ~ target) -%}
        {%- do run_query('insert into ' ~ renamed ~ ' select * from ' ~ segflux.renamed_log(target, segments)) -%}
        {%- do run_query('exchange tables ' ~ renamed ~ ' and ' ~ target ~ segflux.on_cluster()) -%}
        {%- do run_query('drop table ' ~ renamed ~ segflux.on_cluster()) -%}
    {%- endif -%}
{%- endmacro %}
