"""The files of a project, read whole and checked against each other."""
