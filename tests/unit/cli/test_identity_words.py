"""What `segflux identity why` says of rules, and the line that it offers."""

import pytest

from segflux_cli.cli.identity.naming import told_rule
from segflux_cli.cli.identity.why_command import parting
from segflux_cli.warehouse.people.identity_links import Named


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "linked_to device_id user_id",
            "too many user_id on one device_id, which counts as shared (linked_to)",
        ),
        ("at_most_per_profile email", "one person would have too many email (at_most_per_profile)"),
        ("split", "an override keeps two apart whom it would bring together (split)"),
        ("of a later version", "of a later version"),
    ],
)
def test_rules_are_sentences(rule: str, told: str) -> None:
    assert told_rule(rule) == told


def test_the_line_that_parts_two_can_be_pasted_whatever_their_values() -> None:
    """Commas and quotes stay inside of a value."""
    ends = Named(1, "user_id", "ada, 'a'", "p"), Named(2, "email", 'a"b@x', "p")
    assert parting(ends, has_overrides=True).endswith("""split,user_id,"ada, 'a'",email,"a""b@x\"""")
    assert parting(ends, has_overrides=False).endswith("""[[{user_id: "ada, 'a'"}, {email: "a\\"b@x"}]]""")
