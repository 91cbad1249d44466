"""A server that cannot be reached, or that lets nobody in, is told apart, in a sentence."""

import clickhouse_connect
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target

TARGET = Target("production", "clickhouse", "shop", {"host": "127.0.0.1", "port": 1})


def test_a_server_that_is_not_there_is_told_without_the_driver_s_own_story() -> None:
    with pytest.raises(WarehouseError) as told:
        connect(TARGET)
    assert str(told.value).startswith("The warehouse server 127.0.0.1:1 (target production) did not answer: ")
    assert "Connection refused" in str(told.value)
    assert "query_id" not in str(told.value)
    assert "profiles.yml" in str(told.value)


def test_a_wrong_password_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> None:
        raise DatabaseError(
            "Code: 516. shop: Authentication failed: password is incorrect.\nfor url http://x"
        )

    monkeypatch.setattr(clickhouse_connect, "get_client", refuse)
    with pytest.raises(
        WarehouseError, match=r"refused: .* password is incorrect\. Look at the user and password"
    ):
        connect(TARGET)
