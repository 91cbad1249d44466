"""Receives the destination `webhook`: verifies each message and keeps who is in which segment, in members.json.

    HOOK_SECRET=whsec_… python receiver.py [PORT]

Needs `pip install standardwebhooks`, which comes with Segflux.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

HOOK = Webhook(os.environ["HOOK_SECRET"])
KEPT = Path("members.json")
ONE_AT_A_TIME = Lock()


def take(message):
    """Taking a message twice leaves what taking it once leaves, so that one sent again does no harm.

    People are kept by `key`: when two profiles are merged, that stays and `profile_id` does not.
    """
    segments = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    members = segments.setdefault(message["segment"], {})
    for member in message["members"]:
        if message["type"] == "members.removed":
            members.pop(member["key"], None)
        else:
            members[member["key"]] = {**member["ids"], **member["fields"]}
    KEPT.write_text(json.dumps(segments, indent=2))
    print(
        f"{message['type']}: {len(message['members'])}; {message['segment']} has {len(members)}", flush=True
    )


class Handler(BaseHTTPRequestHandler):
    """Answers 204 to what it took, and 401 to what somebody else signed."""

    def do_POST(self):
        """One message."""
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            message = HOOK.verify(content, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError:
            self.send_error(401, "the signature is wrong: is HOOK_SECRET the same on both sides?")
            return
        with ONE_AT_A_TIME:
            take(message)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing beside what is taken."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8765), Handler)
    print(f"listening at http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
