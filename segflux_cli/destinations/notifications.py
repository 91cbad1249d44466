"""Messages to people, through Apprise: chats, mailboxes, pagers."""

import logging
from typing import Literal

from segflux_cli.destinations.failures import DestinationError

Tone = Literal["success", "warning", "failure"]


def send_notification(url: str, title: str, body: str, tone: Tone) -> None:
    """Sends a message to an address as Apprise writes it, or to several with commas between them.

    Raises DestinationError, which shows nothing of the address, when it could not be sent to all of them.
    """
    try:
        from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType  # brings some hundred services
    except ImportError as error:
        raise DestinationError(
            "notify needs Apprise: install Segflux with the extra, segflux[apprise]"
        ) from error
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # what it logs shows addresses
    post = Apprise(asset=AppriseAsset(app_id="Segflux", app_desc="Segments as code"))
    try:
        is_known = post.add(url)
        is_sent = post.notify(
            body=body, title=title, notify_type=NotifyType(tone), body_format=NotifyFormat.TEXT
        )
    except Exception as error:  # noqa: BLE001 - a service's own code, and no message may end a run
        raise DestinationError(f"Apprise broke with {type(error).__name__}") from None
    if not is_known:
        raise DestinationError("that is no address that Apprise knows, such as slack://… or mailto://…")
    if not is_sent:
        raise DestinationError("the service could not be reached or refused the message")
