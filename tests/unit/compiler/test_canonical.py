import pytest

from segflux_cli.compiler.wording.because import begins, canonical_because


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("did_not: order_completed", "did_not: order_completed"),
        ("did: [a]", "did: a"),
        ("did: '*'", 'did: "*"'),
        ("did: a, at_least: 1 time", "did: a"),
        ("did: a, at_most: 3, at_least: 1", "did: a, at_least: 1 time, at_most: 3 times"),
        ("within: 24 hours, did: a", "did: a, within: 1 day"),
        ("did: a, within: 120 minutes", "did: a, within: 2 hours"),
        ("did: a, within: 14 days", "did: a, within: 2 weeks"),
        ("did: a, within: 36 months", "did: a, within: 3 years"),
        ("did: a, within: 31 days", "did: a, within: 31 days"),
        ("did: a, during: this day", "did: a, during: today"),
        ("did: a, during: last 1 weeks", "did: a, during: last week"),
        ("did: a, during: 2026-02", "did: a, during: 2026-02"),
        ("did: a, before: 1 day ago, after: 2026-01-01", "did: a, between: [2026-01-01, 1 day ago]"),
        ("did: a, after: 2026-01-01 10:00+02:00", "did: a, after: 2026-01-01T08:00:00Z"),
        (
            "did: a, where: {p: {at_most: 5.0, at_least: 1}, q: {is: x}}, on_days: {at_least: 3}",
            "did: a, on_days: {at_least: 3}, where: {p: {at_least: 1, at_most: 5}, q: x}",
        ),
        (
            "did: a, p50: {of: r, at_least: 1}, total: {of: r, at_least: 1e3}",
            "did: a, total: {of: r, at_least: 1000}, median: {of: r, at_least: 1}",
        ),
        (
            "where: {r: 1}, within: 7 days, last_did: a, having: {q: {is: x}, p: 2}",
            "last_did: a, having: {q: x, p: 2}, within: 1 week, where: {r: 1}",
        ),
        ("for_at_least: 14 days, in_segment: a", "in_segment: a, for_at_least: 2 weeks"),
        ("was_in_segment: a, left_within: 24 hours", "was_in_segment: a, left_within: 1 day"),
        ("not_in_segment: a", "not_in_segment: a"),
        ("first_did: [a, b], after: 2026-01-01", "first_did: [a, b], after: 2026-01-01"),
        ("trait: x, is: '5'", 'trait: x, is: "5"'),
        ("trait: x, is: 5.0", "trait: x, is: 5"),
        ("trait: x, is: [NO, 'a: b']", 'trait: x, is: [NO, "a: b"]'),
        ("trait: x, anniversary_within: 7 days", "trait: x, anniversary_within: 7 days"),
        ("trait: x, starts_with: '/pricing'", "trait: x, starts_with: /pricing"),
        ("trait: x, has_any: a", "trait: x, has_any: [a]"),
        ('trait: x, is: "a\\n\\"b\\""', 'trait: x, is: "a\\u000A\\"b\\""'),
        ("any: [{did: a}, {none: [{did: b}]}]", "any: [{did: a}, {none: [{did: b}]}]"),
        ("  not a condition ", "not a condition"),
    ],
)
def test_one_meaning_has_one_spelling(written: str, words: str) -> None:
    assert canonical_because(written) == words
    assert canonical_because(words) == words


def test_a_reason_begins_a_leaf_at_whole_words() -> None:
    leaf = "did_not: order_completed, within: 60 days"
    assert begins(leaf, "did_not: order_completed")
    assert begins(leaf, "did_not: order_completed, within: 60 days")
    assert not begins(leaf, "did_not: order")
    assert begins("trait: country, is: DE", "trait: country")
