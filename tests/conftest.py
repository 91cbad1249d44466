"""Which warehouse the tests run on, and the end of the servers they start."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.dbt_projects import WAREHOUSE, running_gateways, stop_gateways
from tests.forked import FORKER

ONE_WAY = {"embedded_only": "server", "server_only": "embedded"}  # the mark, and the way it selects away
_left_out: Counter[str] = Counter()

# how long an example takes tells how busy the machine is
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--warehouse",
        choices=["embedded", "server"],
        default="embedded",
        help="the engine in the process, or stock dbt-clickhouse over HTTP",
    )


def pytest_configure(config: pytest.Config) -> None:
    os.environ[WAREHOUSE] = config.getoption("--warehouse")
    for mark in ONE_WAY:
        config.addinivalue_line("markers", f"{mark}(reason): runs on that warehouse alone, and why")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """A worker gets whole files, and whole packages of functional tests: what they share is built once."""

    def scope_of(nodeid: str) -> str:
        path = Path(nodeid.split("::", 1)[0])
        is_package = "functional" in path.parts and (config.rootpath / path.parent / "__init__.py").is_file()
        return str(path.parent if is_package else path)

    config.option.loadscopereorder = False  # by number of tests; here few are slow, and many are quick
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = scope_of
    return scheduler


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Selects away what is about the other engine; the summary says what and why. Slow files begin.

    What comes last is quick, so that no worker is at work long after the others.
    """
    away = [item for item in items if _reason(item, config.getoption("--warehouse"))]
    items[:] = [item for item in items if item not in away]
    items.sort(key=lambda item: "functional" not in item.path.parts)
    config.hook.pytest_deselected(items=away)
    _left_out.update(_reason(item, config.getoption("--warehouse")) for item in away)


def _reason(item: pytest.Item, way: str) -> str:
    marks = (item.get_closest_marker(name) for name, away in ONE_WAY.items() if away == way)
    return next((str(mark.kwargs["reason"]) for mark in marks if mark), "")


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = dict(_left_out)


def pytest_testnodedown(node: Any) -> None:
    """Every worker of xdist collects the same tests: one of them tells."""
    _left_out.clear()
    _left_out.update(node.workeroutput.get("left_out", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for reason, count in sorted(_left_out.items()):
        line = f"{count} deselected with --warehouse {config.getoption('--warehouse')}: {reason}"
        terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def _servers_of_the_session() -> Iterator[None]:
    yield
    FORKER.stop()
    stop_gateways(running_gateways())


@pytest.fixture(scope="module", autouse=True)
def _servers_of_a_module() -> Iterator[None]:
    yield from _stopped_in_the_end()


@pytest.fixture(autouse=True)
def _servers_of_a_test() -> Iterator[None]:
    yield from _stopped_in_the_end()


def _stopped_in_the_end() -> Iterator[None]:
    before = running_gateways()
    yield
    stop_gateways(running_gateways() - before)
