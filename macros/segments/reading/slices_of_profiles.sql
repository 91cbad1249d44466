{# The numbers of the slices of 2^24 profiles that hold any; usually only 0. #}
{% macro slices_of_profiles(numbers) -%}
    {%- set highest = run_query('select max(profile_number) from ' ~ numbers).rows[0][0] | int -%}
    {{ return(range(highest // 16777216 + 1) | list) }}
{%- endmacro %}
