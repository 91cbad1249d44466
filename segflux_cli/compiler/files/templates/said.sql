<% macro said(segment) %>
{
    'segment': << segment.name >>,
<% for key, value in segment.texts.items() %>
    '<< key >>': << value >>,
<% endfor %>
<% for key, value in segment.lists.items() %>
    '<< key >>': << value >>,
<% endfor %>
<% for key, value in segment.numbers.items() %>
    '<< key >>': << value >>,
<% endfor %>
    'goal_measure': << segment.goal_measure >>,
    'leaves': {
<% for id, call in segment.leaves %>
        '<< id >>': << call >>,
<% endfor %>
    },
    'conditions': [
<% for words, leaf_id, is_complement in segment.conditions %>
        [<< words >>, '<< leaf_id >>', << is_complement >>],
<% endfor %>
    ],
<% for key, value in segment.algebra.items() %>
    '<< key >>': << value >>,
<% endfor %>
    'facets': [
<% for column, type, expression in segment.facets %>
        {
            'column': << column >>,
            'type': << type >>,
            'expression': << expression >>,
        },
<% endfor %>
    ],
}
<%- endmacro %>
