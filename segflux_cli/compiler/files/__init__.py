"""The files that a project generates, each from its template."""
