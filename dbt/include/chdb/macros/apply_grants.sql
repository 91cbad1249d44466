{# Users exist only on a server: there is nobody to grant to here. #}
{% macro chdb__apply_grants(relation, grant_config, should_revoke) %}
    {% if grant_config %}
        {% do log("The embedded engine has no users: grants on " ~ relation ~ " are left to the server.") %}
    {% endif %}
{% endmacro %}
