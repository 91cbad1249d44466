"""Nobody is in two segments of a group: engine and oracle agree on whom each of them has."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from segflux_cli.live.cases.runner import CaseRunner
from segflux_cli.spec.declared.segments import Segment
from tests.functional.test_fuzz_against_oracle import SEEDS, SLOW
from tests.fuzz.compare import Case, case_file, draw_case
from tests.oracle.computed import people_of
from tests.oracle.segments import Log

pytestmark = pytest.mark.embedded_only(reason="cases run on an engine in memory, whatever the target")


class RankingRunner(CaseRunner):
    """Evaluates segments with their priorities, as a build does."""

    def judged(self, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return segments


@pytest.fixture(scope="module")
def runner() -> Iterator[RankingRunner]:
    opened = RankingRunner()
    with opened:
        yield opened


def ranked_case(seed: int) -> Case:
    """Segments in two groups; each may read those before it, which its priority puts first too."""
    case = draw_case(seed, segments=12)
    for rank, segment in enumerate(case["segments"], start=1):
        segment["priority"] = {"group": "abc"[rank % 3], "rank": rank}
    return case


@settings(SLOW, max_examples=4)
@given(seed=SEEDS)
def test_engine_and_oracle_agree_on_every_profile_of_a_group(runner: RankingRunner, seed: int) -> None:
    case = ranked_case(seed)
    people = people_of(case)
    moments = [row["as_of"] for row in case["expect"]]
    log = Log(case["segments"], moments, people.values(), has_priority=True)
    named = {one for one in people if one[0] in ("user_id", "anonymous_id")}
    found = runner.members(case)
    for (as_of, name), ids in found.items():
        wanted = {value for kind, value in named if log.is_member(people[kind, value], name, as_of)}
        assert ids == wanted, f"{name} at {as_of}\n{case_file(case)}"
    for as_of in set(moments):
        for group in "abc":
            has = [
                found[as_of, each["segment"]]
                for each in case["segments"]
                if each["priority"]["group"] == group
            ]
            assert len(set().union(*has)) == sum(map(len, has))
