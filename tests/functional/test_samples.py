"""A sample is the share whose hash, as the language defines it, is lowest (D20)."""

from fractions import Fraction
from hashlib import md5

import pytest

from segflux_cli.live.cases.runner import CaseRunner
from tests.oracle.naming import profile_id_of

pytestmark = pytest.mark.embedded_only(reason="cases run on an engine in memory, whatever the target")
AS_OF = "2026-06-01T00:00:00Z"
NAMES = [f"person {number}" for number in range(400)]
SHARES = {"tenth": "10%", "fifth": "20%", "crumb": "0.25%", "most": "99.9%", "all": "100%"}


def test_a_sample_is_the_share_with_the_lowest_hashes() -> None:
    samples = [
        {"segment": name, "who": [{"sample": {"share": share, "seed": "a: ü"}}]}
        for name, share in SHARES.items()
    ]
    samples.append({"segment": "named", "who": [{"sample": {"share": "30%"}}]})
    events = [{"at": "2026-05-01", "user_id": name, "event": "seen"} for name in NAMES]
    expect = [{"as_of": AS_OF, "segment": sample["segment"], "exactly": []} for sample in samples]
    with CaseRunner() as runner:
        found = runner.members(
            {"name": "samples", "given": {"events": events}, "segments": samples, "expect": expect}
        )
    for name, share in SHARES.items():
        assert found[AS_OF, name] == {one for one in NAMES if is_in(one, share, "a: ü")}
    assert found[AS_OF, "named"] == {one for one in NAMES if is_in(one, "30%", "named")}
    assert found[AS_OF, "tenth"] < found[AS_OF, "fifth"]


def is_in(name: str, share: str, seed: str) -> bool:
    """The first 8 bytes of the hash, big-endian, are below the share of all."""
    hashed = md5(f"{seed}:{profile_id_of('user_id', name)}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(hashed[:8], "big") < int(Fraction(share.removesuffix("%")) / 100 * 2**64)
