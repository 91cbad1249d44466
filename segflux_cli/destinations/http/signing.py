"""Headers that prove to a provider who calls."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime

from segflux_cli.destinations.failures import StoppedError


def basic_auth(user: str, password: str) -> Mapping[str, str]:
    """The header of HTTP basic authentication."""
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {token}"}


def standard_webhooks(secret: str, message_id: str, content: bytes) -> Mapping[str, str]:
    """The headers of Standard Webhooks: the id stays when a message is sent again, the signature has its time."""
    from standardwebhooks import Webhook

    now = datetime.now(UTC)
    try:
        signature = Webhook(secret).sign(message_id, now, content.decode())
    except (ValueError, RuntimeError) as error:
        raise StoppedError(
            "the webhook's secret can't sign: write base64, with or without whsec_ before it"
        ) from error
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
