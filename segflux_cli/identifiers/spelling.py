"""What the expressions share."""


def named(name: str, expression: str, inner: str) -> str:
    """The inner expression, in which `name` is the value of the other one, worked out once.

    ClickHouse has no `let` within an expression, and an alias would hide columns.
    """
    return f"arrayMap({name} -> {inner}, [{expression}])[1]"
