import random

import pytest

from tests.functional.insight.conftest import TABLES, Insight

FAR = 5 << 24


def people(seed: int) -> dict[str, set[int]]:
    chance = random.Random(seed)
    everyone = [*range(1, 61), *range(FAR, FAR + 20)]
    names = ["a", "b", "c", "d", "e'\\"]
    return {name: set(chance.sample(everyone, chance.randrange(len(everyone)))) for name in names} | {
        "empty": set(),
        "none": set(),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_overlaps_are_those_of_sets(insight: Insight, seed: int) -> None:
    members = {name.replace("'\\", "x"): numbers for name, numbers in people(seed).items()}
    for name in members:
        insight.declare(name)
    insight.evaluate(1, {name: {1} for name in members})
    insight.evaluate(2, members)
    rows = insight.rows(insight.call("overlaps_sql", TABLES["bitmaps"], TABLES["segments"]))
    assert len(rows) == len(members) * (len(members) - 1)
    for row in rows:
        one, two = members[row["segment"]], members[row["other_segment"]]
        both = len(one & two)
        assert (row["size"], row["other_size"], row["shared_size"]) == (len(one), len(two), both)
        assert row["share"] == (pytest.approx(both / len(one)) if one else None)
        assert row["share_of_other"] == (pytest.approx(both / len(two)) if two else None)
        assert row["jaccard"] == (pytest.approx(both / len(one | two)) if one | two else None)
        lift = (both / len(one)) / (len(two) / insight.everyone) if one and two else None
        assert row["lift"] == (pytest.approx(lift) if lift is not None else None)


def test_a_likeness_leaves_out_no_pair_that_is_as_alike(insight: Insight) -> None:
    first = set(range(100))
    members = {f"s{missing:02}": first - set(range(missing)) for missing in range(0, 40, 3)}
    for name in members:
        insight.declare(name)
    insight.evaluate(1, members)
    rows = insight.rows(insight.call("overlaps_sql", TABLES["bitmaps"], TABLES["segments"], 0.9))
    found = {(row["segment"], row["other_segment"]) for row in rows if row["jaccard"] >= 0.9}
    expected = {
        (one, two)
        for one, ones in members.items()
        for two, twos in members.items()
        if one != two and len(ones & twos) / len(ones | twos) >= 0.9
    }
    assert found == expected
    assert len(rows) < len(members) * (len(members) - 1)


def test_retired_and_undeclared_segments_have_no_overlaps(insight: Insight) -> None:
    insight.declare("a")
    insight.declare("b", status="retired")
    insight.evaluate(1, {"a": {1}, "b": {1}, "c": {1}})
    assert insight.rows(insight.call("overlaps_sql", TABLES["bitmaps"], TABLES["segments"])) == []
