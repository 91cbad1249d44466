"""The way between two identifiers is looked for only as far as it must be, and never denied unseen."""

from collections.abc import Iterable
from datetime import UTC, datetime
from unittest.mock import create_autospec

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.people import identity_links
from segflux_cli.warehouse.people.identity_links import Link, find_way

_CLIENT = create_autospec(Client, instance=True)
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def _chain(monkeypatch: pytest.MonkeyPatch, rule: str) -> list[int]:
    """Identifiers 1, 2, 3, … each linked to the next, without end; gives which were asked for."""
    asked: list[int] = []

    def links_of(client: object, relations: object, nodes: Iterable[int]) -> tuple[Link, ...]:
        listed = sorted(nodes)
        asked.extend(listed)
        return tuple(Link(a, a + 1, ("app",), _AT, rule) for node in listed for a in (node - 1, node) if a)

    monkeypatch.setattr(identity_links, "links_of", links_of)
    return asked


def test_looking_ends_where_used_links_have_led_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _chain(monkeypatch, "")
    way = find_way(_CLIENT, {}, 1, 4)
    assert way is not None
    assert [(link.a, link.b) for link in way] == [(1, 2), (2, 3), (3, 4)]
    assert asked == [1, 2, 3]


def test_a_way_that_is_too_far_to_be_looked_for_is_not_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    _chain(monkeypatch, "linked_to device_id user_id")
    monkeypatch.setattr(identity_links, "_MOST_LINKS", 20)
    with pytest.raises(UsageError, match="More than 20 links lie around the two"):
        find_way(_CLIENT, {}, 1, 100)
