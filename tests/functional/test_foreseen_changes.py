"""What `segflux why` says that time alone will change is what the oracle sees, on random people and segments."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segflux_cli.live.cases.engine import ScratchEngine
from segflux_cli.live.cases.store import CaseStore
from tests.fuzz.compare import draw_case
from tests.fuzz.foreseen import foresee, wrongly_foreseen

pytestmark = pytest.mark.embedded_only(reason="cases run on an engine in memory, whatever the target")


@pytest.fixture(scope="module")
def store() -> Iterator[tuple[ScratchEngine, CaseStore]]:
    engine = ScratchEngine()
    yield engine, CaseStore(engine)
    engine.close()


@settings(derandomize=True, database=None, max_examples=2, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_the_oracle_sees_no_other_change(store: tuple[ScratchEngine, CaseStore], seed: int) -> None:
    engine, opened = store
    case = draw_case(seed, segments=6)
    said = [each for each in foresee(case, opened, engine, people=1) if not each.flip.reason]
    assert [wrong for each in said if (wrong := wrongly_foreseen(case, each))] == []
