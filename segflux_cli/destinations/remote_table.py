"""The members as a table of another ClickHouse: orders go over its HTTP interface, rows from the warehouse itself."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx

from segflux_cli.destinations.extracted import NOBODY, columns
from segflux_cli.destinations.failures import StoppedError, TransientError
from segflux_cli.destinations.types import Opening
from segflux_cli.destinations.warehouse_table import WarehouseTable
from segflux_cli.errors import WarehouseError

_REFUSED = (401, 403)
_LONGEST_REASON = 300


class RemoteTable(WarehouseTable):
    """A table like one in the warehouse, exchanged as a whole there."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._url = str(opening.options["url"]).rstrip("/")
        user = str(opening.options["user"])
        password = str(opening.options.get("password") or "")
        self._headers = {"X-ClickHouse-User": user, "X-ClickHouse-Key": password}
        self._http = httpx.AsyncClient(
            headers=self._headers, timeout=self._limits.timeout, follow_redirects=False
        )

    async def check(self) -> None:
        """Raises StoppedError where no ClickHouse answers, or its database is not there or may not be written."""
        try:
            await self._run("select 1")
        except TransientError as error:
            raise StoppedError(
                f'{error} Is "url" the HTTP interface of a ClickHouse, and reached from here?'
            ) from error
        await super().check()

    async def close(self) -> None:
        """Lets connections go."""
        await self._http.aclose()

    async def _ask(self, sql: str) -> Sequence[Mapping[str, Any]]:
        answer = await self._post(f"{sql} format JSON")
        rows: Sequence[Mapping[str, Any]] = answer.json()["data"]
        return rows

    async def _run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
        del values  # they stand in the warehouse's statements only
        await self._post(sql)

    async def _post(self, sql: str) -> httpx.Response:
        try:
            answer = await self._http.post(f"{self._url}/", content=sql.encode())
        except httpx.HTTPError as error:
            raise TransientError(f"{self._url}: {error or type(error).__name__}.") from error
        if answer.status_code in _REFUSED:
            raise StoppedError(
                f"{self._url} refuses user and password: {_reason(answer)} Check them in destinations.yml, and grant "
                "create table, drop table, insert and select in the database."
            )
        if not answer.is_success:
            raise TransientError(f"{self._table} was not written: {_reason(answer)}")
        return answer

    async def _fill(self, select: str, values: Mapping[str, Any]) -> None:
        listed = ", ".join(columns(self._opening, self._warehouse))
        described = await self._warehouse.ask(f"describe table (select {listed} from ({NOBODY}))")
        spell = self._warehouse.spell_name
        structure = ", ".join(f"{spell(str(row['name']))} {row['type']}" for row in described)
        await self._run(f"drop table if exists {self._next}")
        await self._run(
            f"create table {self._next} ({structure}) engine = MergeTree order by profile_id {self._mark}"
        )
        if select != NOBODY:
            await self._insert(f"select {listed} from ({select})", structure, values)

    async def _insert(self, select: str, structure: str, values: Mapping[str, Any]) -> None:
        """Lets the warehouse write there, as no row has to pass here then."""
        spell = self._warehouse.spell_text
        url = f"{self._url}/?{urlencode({'query': f'insert into {self._next} format Native'})}"
        headers = ", ".join(f"{spell(name)} = {spell(value)}" for name, value in self._headers.items())
        function = f"url({spell(url)}, 'Native', {spell(structure)}, headers({headers}))"
        try:
            await self._warehouse.run(f"insert into function {function} {select}", values)
        except WarehouseError as error:
            raise TransientError(
                f"the warehouse could not write to {self._url}; it must reach that ClickHouse: {error}"
            ) from error


def _reason(answer: httpx.Response) -> str:
    return " ".join(answer.text[:_LONGEST_REASON].split()) or f"HTTP {answer.status_code}."
