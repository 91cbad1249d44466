"""What is known of the people of these tests, as a program may spell it."""

import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from tests.functional.syncing.conftest import EVERYBODY


def _spellings() -> Iterator[str]:
    for each in EVERYBODY:
        for text in (each.mail, each.phone, each.phone[1:], each.name, each.city):
            yield from (text, json.dumps(text)[1:-1], quote(text, safe=""), quote(text))
            yield hashlib.sha256(text.encode()).hexdigest()
    yield from ("quillfeather", "zebedee", "49151", "welwey", "ballyquux")


SECRET_TEXTS = frozenset(text.lower() for text in _spellings())


def found_in(text: str) -> list[str]:
    """What of anybody stands in the text; five digits amid a hash of a file are nobody's."""
    lowered = text.lower()
    there = [secret for secret in SECRET_TEXTS if secret in lowered]
    return sorted(one for one in there if not one.isdigit() or re.search(rf"(?<![0-9a-f]){one}", lowered))
