"""`python -m tests.gateway --path FOLDER`: serves until its standard input ends."""

import argparse
import os
import sys
import threading

from tests.gateway.engine import Engine
from tests.gateway.server import Gateway


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gateway", description=__doc__)
    parser.add_argument("--path", required=True, help="the folder of the engine's data")
    parser.add_argument("--port", type=int, default=0, help="of 127.0.0.1; 0 takes a free one")
    parser.add_argument("--config", help="the engine's configuration, such as users.xml for a role")
    parser.add_argument("--password", default="", help="what clients must say")
    return parser.parse_args()


def _end_with(standard_input: object) -> None:
    """Whoever started the gateway holds its input: it must not outlive them."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Serves, and says on which port."""
    given = _arguments()
    gateway = Gateway(given.port, Engine(given.path, given.config), given.password)
    threading.Thread(target=_end_with, args=(sys.stdin,), daemon=True).start()
    print(gateway.server_port, flush=True)
    gateway.serve_forever()


if __name__ == "__main__":
    main()
