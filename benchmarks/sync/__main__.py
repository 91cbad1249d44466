"""`python -m benchmarks.sync`: runs over many members, to each base that destinations rest on, and dlt beside them."""

import argparse
import json
import shutil
import subprocess
import sys
import venv
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measuring import apart
from benchmarks.sync import runs
from benchmarks.sync.receiver import SECRET, running_receiver, who_came
from benchmarks.sync.runs import NOWHERE, Took, Way
from tests.databases.postgres import BINARIES, running_postgres

FOLDER = Path("target/benchmarks/sync").resolve()
_DLT = ("dlt", "httpx", "pyarrow", "standardwebhooks")
_SECRET = {"HOOK_SECRET": SECRET}


class Table:
    """The lines of the run, and whether all that it left was right."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.lines: dict[str, Any] = {}
        self.differs: list[str] = []
        print(
            f"{'':34}{'planning s':>11}{'its MB':>8}{'sending s':>10}{'CPU s':>7}{'peak MB':>8}"
            f"{'sent':>11}{'rows/s':>10}"
        )

    def add(self, name: str, took: Took) -> None:
        """Prints a line: rows a second while sending."""
        rate = f"{took.sent / took.sending:,.0f}" if took.sending > 0 and took.sent else ""
        print(
            f"{name:34}{took.planning:11.2f}{took.planning_peak:8,}{took.sending:10.2f}{took.cpu:7.1f}{took.peak:8,}"
            f"{took.sent:11,}{rate:>10}",
            flush=True,
        )
        self.lines[name] = asdict(took)

    def verify(self, name: str, found: str, expected: str) -> None:
        """Notes who is there: everybody, each once, with their address."""
        if found != expected:
            self.differs.append(f"{name}: {found} instead of {expected}")


def main() -> int:
    """Measures, prints and writes the table; 1 when a destination holds others than the members."""
    options = _options()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    path = str(FOLDER / "warehouse")
    table = Table(options.people)
    apart(partial(runs.make, path, options.people))
    table.add("first run, to nowhere", apart(partial(runs.run, path, NOWHERE)))
    table.add("nothing changed", apart(partial(runs.run, path, NOWHERE)))
    apart(partial(runs.change, path, options.people))
    table.add("3 % changed", apart(partial(runs.run, path, NOWHERE)))
    expected = apart(partial(runs.expected, path))
    _files(path, table, expected)
    _postgresql(path, table, expected)
    _webhook(path, table, expected, with_dlt=not options.without_dlt)
    (FOLDER.parent / "sync.json").write_text(json.dumps(table.lines, indent=2) + "\n")
    print("\n".join(table.differs) or "every destination holds the members, each once")
    return 1 if table.differs else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--without-dlt", action="store_true", help="needs no package index")
    return parser.parse_args()


def _files(path: str, table: Table, expected: str) -> None:
    for form in ("parquet", "csv"):
        way = Way("file", "full", {"folder": str(FOLDER), "format": form})
        table.add(f"{form} file", apart(partial(runs.run, path, way)))
        found = apart(partial(runs.written, path, str(FOLDER / f"regulars.{form}")))
        table.verify(form, found, expected)


def _postgresql(path: str, table: Table, expected: str) -> None:
    if BINARIES is None:
        print("PostgreSQL is not installed: left out")
        return
    with running_postgres() as server:
        password = {"POSTGRES_PASSWORD": str(server.options["password"])}
        way = Way(
            "postgresql",
            options={**server.options, "password": {"env_var": "POSTGRES_PASSWORD"}},
            environment=password,
        )
        table.add("PostgreSQL", apart(partial(runs.run, path, way)))
        rows = server.rows("select profile_id, email from regulars")
        table.verify("PostgreSQL", runs.digest((str(one), str(other)) for one, other in rows), expected)


def _webhook(path: str, table: Table, expected: str, *, with_dlt: bool) -> None:
    with running_receiver() as url:
        way = Way("webhook", options={"url": url, "secret": {"env_var": "HOOK_SECRET"}}, environment=_SECRET)
        table.add("signed webhook", apart(partial(runs.run, path, way)))
        table.verify("webhook", who_came(url), expected)
        if with_dlt:
            name, took = _dlt(url, table.people)
            table.add(name, took)
            table.verify("dlt", who_came(url), expected)


def _dlt(url: str, people: int) -> tuple[str, Took]:
    """Dlt reads the file that the run above wrote."""
    script = Path(__file__).with_name("with_dlt.py")
    given = map(str, (script, FOLDER / "regulars.parquet", url, SECRET, FOLDER / "dlt"))
    command = [str(_environment()), *given]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(ended.stdout.splitlines()[-1])
    version = told.pop("version")
    return f"dlt {version} to the same receiver", Took("ok", sent=people, **told)


def _environment() -> Path:
    """A Python with dlt, apart from that of Segflux; it stays for the next time."""
    folder = FOLDER.parent / "dlt-environment"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--quiet", *_DLT], check=True)
        (folder / "ready").touch()
    return python


if __name__ == "__main__":
    sys.exit(main())
