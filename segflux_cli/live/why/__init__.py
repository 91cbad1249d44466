"""Why one person is in a segment or not, and when time alone will change it."""
