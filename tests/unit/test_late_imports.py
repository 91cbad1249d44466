"""Help comes at once: nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

HEAVY = (
    "PIL",
    "chdb",
    "clickhouse_connect",
    "dbt",
    "duckdb",
    "jinja2",
    "numpy",
    "pandas",
    "pyarrow",
    "re2",
    "pytz",
)
PROGRAM = """
import sys
from segflux_cli.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as left:
    assert not left.code, left.code
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sorted(set(done.stdout.splitlines()[-1].split()) & set(HEAVY)) == []
