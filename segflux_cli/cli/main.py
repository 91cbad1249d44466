"""`segflux`: segments as code on your own ClickHouse."""

import os
import sys
from typing import NoReturn

import click

from segflux_cli import __version__
from segflux_cli.cli.group import LazyGroup

_COMMANDS = (
    "init",
    "demo",
    "load",
    "check",
    "probe",
    "compile",
    "build",
    "segments",
    "show",
    "members",
    "overlaps",
    "breakdown",
    "trend",
    "history",
    "report",
    "preview",
    "diff",
    "why",
    "identity",
    "sync",
    "syncs",
    "forget",
    "doctor",
    "test",
    "schema",
    "completion",
)

main = LazyGroup(
    name="segflux",
    modules={name: f"segflux_cli.cli.{name}_command" for name in _COMMANDS},
    help="""Segments as code on your own ClickHouse.

    A project declares sources and segments in YAML; Segflux checks them, generates dbt models and
    builds segment tables. Begin with `segflux demo` in an empty folder, or `segflux init`.

    Exit codes: 0 done; 1 a test, an audit, compile --check or diff --fail-over failed; 2 refused; 3 wrong usage
    or a fault in a spec.
    """,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
click.version_option(__version__, prog_name="segflux")(main)


def run() -> NoReturn:
    """The console's entry: ends at once when all is said, for the engine's own threads may crash an orderly end."""
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            continue
        except OSError:  # such as a full disk: what was told did not arrive
            code = code or 2
    _give_back_semaphores()
    os._exit(code)


def _give_back_semaphores() -> None:
    """Those behind the locks of dbt have names, and Python complains aloud of who leaves them."""
    util = sys.modules.get("multiprocessing.util")
    if util:
        util._run_finalizers(0)
