"""The same people to the same receiver by dlt, in an environment of its own: `with_dlt.py FILE URL SECRET FOLDER`."""

import datetime
import json
import resource
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

import dlt
import httpx
import pyarrow.parquet
from standardwebhooks import Webhook

FILE, URL, SECRET, FOLDER = sys.argv[1:]
CLIENT = httpx.Client()


def hook(items: list[dict[str, Any]], table: Any) -> None:
    """One signed message with the rows of a batch, as Segflux sends them."""
    del table
    people = [
        {"profile_id": each["profile_id"], "ids": {"email": each["email"]}, "fields": {"plan": each["plan"]}}
        for each in items
    ]
    content = json.dumps({"type": "members.added", "members": people}, separators=(",", ":"))
    named, now = f"msg_{uuid.uuid4().hex}", datetime.datetime.now(datetime.UTC)
    headers = {
        "webhook-id": named,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(named, now, content),
    }
    CLIENT.post(URL, content=content, headers=headers).raise_for_status()


def members() -> Iterator[Any]:
    """The file's rows, in pages."""
    for page in pyarrow.parquet.ParquetFile(FILE).iter_batches(10_000):
        yield page.to_pylist()


to_hook = dlt.destination(
    hook, batch_size=1_000, loader_file_format="typed-jsonl", name="hook", skip_dlt_columns_and_tables=True
)
began = time.monotonic()
pipeline = dlt.pipeline("segflux_benchmark", destination=to_hook, pipelines_dir=FOLDER)
pipeline.extract(dlt.resource(members, name="members"))
pipeline.normalize()
planned = time.monotonic()
pipeline.load(raise_on_failed_jobs=True)
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "planning": planned - began,
            "sending": time.monotonic() - planned,
            "cpu": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss // 1024,
            "version": dlt.__version__,
        }
    )
)
