{# The tables that statements read, through views too: {tables: ['database.name'], views: [definition], is_known}.

Whatever looks like a name is looked up, so that nothing is missed. Not known are views that a person wrote, which may
read anything, and tables without parts, whose rows come from elsewhere. The table `aside` is left out.
#}
{% macro tables_read(text, aside=none) -%}
{%- set found = {'tables': [], 'views': [], 'is_known': not segflux.sharding_key()} -%}
{%- set open = namespace(texts=[text]) -%}
{%- set seen = segflux._names_in(aside | string) if aside else [] -%}
{%- for _ in range(9) if open.texts and found.is_known -%}
    {%- set names = [] -%}
    {%- for name in segflux._names_in(open.texts | join('\n')) if name not in seen -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {%- do seen.extend(names) -%}
    {%- set open.texts = [] -%}
    {%- for row in (run_query(segflux._tables_sql(names)).rows if names else []) -%}
        {%- if row[1] == 'table' -%}
            {%- do found.tables.append((row[0] | string)[1:]) -%}
        {%- elif row[1] == 'view' -%}
            {%- do found.views.append((row[2] | string)[1:]) -%}
            {%- do open.texts.append((row[2] | string)[1:]) -%}
        {%- else -%}
            {%- do found.update(is_known=false) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
{%- do found.update(is_known=found.is_known and not open.texts) -%}
{{- return(found) -}}
{%- endmacro %}

{# `a.b` as often as it stands in a text, with quotes or without. #}
{% macro _names_in(text) -%}
{%- set part = '(`[^`\n]+`|[A-Za-z_][A-Za-z_0-9]*)' -%}
{%- set names = [] -%}
{%- for found in modules.re.findall(part ~ '[.]' ~ part, text) -%}
    {%- do names.append(segflux._plain_name(found[0]) ~ '.' ~ segflux._plain_name(found[1])) -%}
{%- endfor -%}
{{- return(names | unique | list) -}}
{%- endmacro %}

{# A name without its quotes, and without the escapes of `spelled`. #}
{% macro _plain_name(name) -%}
{%- set plain = name.strip('`') -%}
{%- if modules.re.match('(\\\\x[0-9a-f]{2})+\\Z', plain) -%}
    {{- return(''.encode().fromhex(plain.replace('\\x', '')).decode('utf-8')) -}}
{%- endif -%}
{{- return(plain) -}}
{%- endmacro %}

{# Views count where they are ours and name all they read.

Databases stand alone too, so that the engine does not count the parts of all tables that it has: a tenth of the time.
#}
{% macro _tables_sql(names) -%}
{%- set spelled, databases = [], [] -%}
{%- for name in names -%}
    {%- do spelled.append(segflux.spelled(name)) -%}
    {%- for dot in modules.re.finditer('[.]', name) -%}{%- do databases.append(segflux.spelled(name[:dot.start()])) -%}{%- endfor -%}
{%- endfor -%}
select
    concat('n', database, '.', name),
    multiIf(
        parts is not null and uuid != toUUID('00000000-0000-0000-0000-000000000000'), 'table',
        engine = 'View' and name in (
            'int_events_resolved', 'int_traits_resolved', 'int_segments_handwritten', 'int_segment_lists'
        ), 'view',
        'unknown'
    ),
    concat('q', if(engine = 'View', create_table_query, ''))
from system.tables
where database in ({{ databases | unique | join(', ') }}) and concat(database, '.', name) in ({{ spelled | join(', ') }})
order by
    database,
    name
{%- endmacro %}
