"""Cases and the examples in segment files: read, evaluated by the plan on a scratch engine, and judged."""
