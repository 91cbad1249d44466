"""Every case holds, and random segments have the members that the oracle expects, on the engine behind the gateway."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from segflux_cli.live.cases.case_files import read_cases
from segflux_cli.live.cases.engine import ScratchEngine
from segflux_cli.live.cases.report import Report
from segflux_cli.live.cases.runner import CaseRunner
from tests.dbt_projects import new_warehouse
from tests.fuzz.compare import case_file, difference, draw_case, reduced

pytestmark = [
    pytest.mark.server_only(reason="`make test-oldest` gives the gateway an older engine"),
    pytest.mark.timeout(1800),
]
CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseRunner]:
    with new_warehouse(tmp_path_factory.mktemp("oldest")) as client:
        client.set_client_setting("max_threads", 1)
        with CaseRunner(engine=ScratchEngine(client)) as opened:
            yield opened


def test_every_case_holds(runner: CaseRunner) -> None:
    told = Report(tuple(runner.run(case) for case in read_cases((CASES,), CASES)))
    assert not told.failed, "\n".join(line for line in told.lines() if not line.startswith("ok"))


@pytest.mark.parametrize("seed", range(8))
def test_engine_and_oracle_agree(runner: CaseRunner, seed: int) -> None:
    case = draw_case(seed, segments=20)
    what = difference(case, runner.members)
    assert not what, f"{what}\n{case_file(reduced(case, runner.members))}"
