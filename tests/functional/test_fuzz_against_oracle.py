"""The engine has the members that the language document asks for, on random data and segments."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segflux_cli.live.cases.runner import CaseRunner
from segflux_cli.spec.project.project import Project
from tests.fuzz.compare import case_file, difference, draw_case, reduced
from tests.fuzz.expressions import expression_case
from tests.fuzz.relations import narrowing_case, partition_case, shuffled, without_ties

pytestmark = pytest.mark.embedded_only(reason="cases run on an engine in memory, whatever the target")
SEEDS = st.integers(0, 2**32)
SLOW = settings(
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[CaseRunner]:
    with CaseRunner(Project(allows_sql=True)) as opened:
        yield opened


@settings(SLOW, max_examples=10)
@given(seed=SEEDS)
def test_engine_and_oracle_agree_on_every_profile(runner: CaseRunner, seed: int) -> None:
    case = draw_case(seed, segments=20)
    what = difference(case, runner.members)
    assert not what, f"{what}\n{case_file(reduced(case, runner.members))}"


@settings(SLOW, max_examples=2)
@given(seed=SEEDS)
def test_expressions_are_true_of_whom_python_says(runner: CaseRunner, seed: int) -> None:
    case = expression_case(seed, segments=10)
    what = difference(case, runner.members)
    assert not what, f"{what}\n{case_file(reduced(case, runner.members))}"


@settings(SLOW, max_examples=3)
@given(seed=SEEDS)
def test_a_condition_and_its_negation_part_the_base(runner: CaseRunner, seed: int) -> None:
    case = partition_case(seed, conditions=10)
    found = runner.members(case)
    for as_of, name in found:
        if name.startswith("yes"):
            yes, no = found[as_of, name], found[as_of, f"no{name[3:]}"]
            assert (yes | no, yes & no) == (found[as_of, "all"], set()), case_file(case)


@settings(SLOW, max_examples=2)
@given(seed=SEEDS)
def test_asking_for_more_adds_nobody(runner: CaseRunner, seed: int) -> None:
    case = narrowing_case(seed)
    found = runner.members(case)
    for as_of, name in found:
        if name.endswith("_1"):
            wider = name.removesuffix("1") + "0"
            assert found[as_of, name] <= found[as_of, wider], case_file(case)


@settings(SLOW, max_examples=3)
@given(seed=SEEDS)
def test_the_order_of_rows_changes_nothing(runner: CaseRunner, seed: int) -> None:
    case = without_ties(draw_case(seed, segments=10))
    assert runner.members(case) == runner.members(shuffled(seed, case)), case_file(case)
