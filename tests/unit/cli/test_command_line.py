"""What a person meets first: help, mistyped words, errors and exit codes."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.door import Command
from segflux_cli.cli.main import main
from segflux_cli.cli.options import INSTANT, Scope, project_options
from segflux_cli.cli.output import number, percent, print_table, printable
from segflux_cli.errors import Fault, Place, SegfluxError, SpecError, WarehouseError

COMMANDS = ("init", "demo", "load", "check", "compile", "build", "segments", "members", "test")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_help_lists_every_command_in_the_order_of_the_work() -> None:
    told = run("--help")
    assert told.exit_code == 0
    places = [told.output.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    told = run(name, "--help")
    assert told.exit_code == 0
    assert "--format [text|json" in told.output


def test_help_loads_nothing_heavy() -> None:
    heavy = ("dbt", "chdb", "clickhouse_connect", "jinja2", "yaml", "pytz", "re2")
    program = f"""
import sys
from segflux_cli.cli.main import main
try:
    main(["--help"])
except SystemExit:
    print([name for name in {heavy!r} if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_a_mistyped_command_is_answered_with_the_nearest() -> None:
    told = run("biuld")
    assert told.exit_code == 3
    assert "No command 'biuld'. Did you mean 'build'?" in told.output


@pytest.mark.parametrize("arguments", [("build", "--nope"), ("members",), ("demo", "--profiles", "3")])
def test_wrong_usage_ends_with_three(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 3


def test_a_folder_without_a_project_is_told_what_to_do(tmp_path: Path) -> None:
    told = run("segments", "--project-dir", str(tmp_path))
    assert told.exit_code == 3
    assert "dbt_project.yml: no such file" in told.output
    assert "segflux init" in told.output


@pytest.mark.parametrize("command", ["check", "segments"])
def test_a_folder_inside_a_project_is_told_where_the_project_is(tmp_path: Path, command: str) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    (tmp_path / "segments").mkdir()
    told = run(command, "--project-dir", str(tmp_path / "segments"))
    assert told.exit_code == 3
    assert f"The project is {tmp_path}: run this there" in told.output
    assert "segflux init" not in told.output


@pytest.mark.parametrize("written", ["yesterday", "2026-02-30", "2026-06-01T25:00:00Z", "01/06/2026", ""])
def test_what_is_no_instant_is_refused(written: str) -> None:
    told = run("build", "--as-of", written)
    assert told.exit_code == 3
    assert "is no instant. Write 2026-06-01 or 2026-06-01T09:00:00Z." in told.output


@pytest.mark.parametrize("written", ["2026-06-01", "2026-06-01T00:00:00Z", "2026-06-01T02:00:00+02:00"])
def test_instants_are_read_in_utc(written: str) -> None:
    assert INSTANT.convert(written, None, None) == datetime(2026, 6, 1, tzinfo=UTC)


def raising(error: Exception) -> click.Command:
    @click.command("raise", cls=Command)
    @project_options
    def command(scope: Scope) -> None:
        raise error

    return command


FAULTS = SpecError(
    [
        Fault(Place("segments/b.yml", 2, 3), 'no event "x"'),
        Fault(Place("segments/a.yml", 1, 1), "perhaps not", is_warning=True),
    ]
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FAULTS, 3),
        (WarehouseError("it is open elsewhere"), 2),
        (SegfluxError("no"), 3),
        (ValueError("odd"), 2),
    ],
)
def test_an_error_becomes_a_sentence_and_its_exit_code(error: Exception, code: int) -> None:
    told = CliRunner().invoke(raising(error), [], standalone_mode=False)
    assert told.return_value == code
    assert "Traceback" not in told.output


def test_faults_are_told_with_their_places_all_at_once() -> None:
    told = CliRunner().invoke(raising(FAULTS), [], standalone_mode=False)
    assert "segments/a.yml:1:1: warning: perhaps not\n" in told.output
    assert 'segments/b.yml:2:3: error: no event "x"\n' in told.output
    assert "1 fault. Nothing was changed." in told.output


def test_faults_are_told_to_machines_as_json() -> None:
    told = CliRunner().invoke(raising(FAULTS), ["--format", "json"], standalone_mode=False)
    answer = json.loads(told.stdout)
    assert [fault["line"] for fault in answer["faults"]] == [1, 2]


def test_debug_shows_where_an_unexpected_error_came_from() -> None:
    told = CliRunner().invoke(raising(ValueError("odd")), ["--debug"], standalone_mode=False)
    assert isinstance(told.exception, ValueError)


def test_control_characters_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert printable("a\x1b[2Jb\n\u202ec") == "a\\x1b[2Jb\\n\\u202ec"
    print_table(("name", "size"), [("x\ny", "1")], right=("size",))
    assert "x\\ny" in capsys.readouterr().out


def test_numbers_and_shares_read_well() -> None:
    assert (number(1234567), number(None)) == ("1,234,567", "-")
    assert (percent(0.1234), percent(None)) == ("12.3 %", "-")


def test_a_command_that_used_locks_of_dbt_ends_without_a_word() -> None:
    program = """
import multiprocessing, sys
lock = multiprocessing.get_context("spawn").RLock()
sys.argv = ["segflux", "--version"]
from segflux_cli.cli.main import run
run()
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stderr == ""
