"""Events by name."""

from segflux_cli.literals import spell_text


def named(events: tuple[str, ...]) -> str:
    """SQL that picks events by name: any of the names, or names that begin so; empty means any event."""
    if "*" in events:
        return ""
    exact = sorted({spell_text(name) for name in events if not name.endswith("*")})
    begun = sorted({spell_text(name[:-1]) for name in events if name.endswith("*")})
    tests = [f"event_name = {exact[0]}"] if len(exact) == 1 else []
    tests += [f"event_name in ({', '.join(exact)})"] if len(exact) > 1 else []
    tests += [f"startsWith(event_name, {beginning})" for beginning in begun]
    return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"
