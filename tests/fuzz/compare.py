"""What the oracle expects of a case, where an engine differs, and the smallest case that shows it."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.fuzz import pools
from tests.fuzz.definitions import segment
from tests.fuzz.rows import given
from tests.oracle.people import Person, read_people
from tests.oracle.segments import is_member

Case = dict[str, Any]
Members = Mapping[tuple[str, str], set[str]]
Engine = Callable[[Case], Members]


def draw_case(seed: int, segments: int) -> Case:
    """One data set with many segments, each evaluated at two moments."""
    random = Random(seed)
    moments = random.sample(pools.MOMENTS, k=2)
    names = [f"s{number}" for number in range(segments)]
    return {
        "name": f"seed {seed}",
        "given": given(random, moments),
        "segments": [segment(random, name, moments) for name in names],
        "expect": [{"as_of": moment, "segment": name, "exactly": []} for name in names for moment in moments],
    }


def expected(case: Case) -> dict[tuple[str, str], set[str]]:
    """The ids of the members, by evaluation."""
    people = read_people(case["given"])
    specs = {spec["segment"]: spec for spec in case["segments"]}
    return {
        (row["as_of"], row["segment"]): _ids(people, specs[row["segment"]], row["as_of"])
        for row in case["expect"]
    }


def _ids(people: Mapping[tuple[str, str], Person], spec: Case, as_of: str) -> set[str]:
    named = {one for one in people if one[0] in ("user_id", "anonymous_id")}
    return {value for kind, value in named if is_member(people[kind, value], spec, as_of)}


def difference(case: Case, engine: Engine) -> str:
    """The first evaluation in which the engine has other members; empty if there is none."""
    found = engine(case)
    for key, ids in sorted(expected(case).items()):
        if found[key] != ids:
            extra, lacking = sorted(found[key] - ids), sorted(ids - found[key])
            return f"{key[1]} at {key[0]}: the engine adds {extra} and lacks {lacking}"
    return ""


def reduced(case: Case, engine: Engine) -> Case:
    """A case as small as can be in which the engine still differs."""
    for row in list(case["expect"]):
        alone = case | {
            "segments": [spec for spec in case["segments"] if spec["segment"] == row["segment"]],
            "expect": [row],
        }
        if difference(alone, engine):
            return _without_rows(alone, engine)
    return case


def _without_rows(case: Case, engine: Engine) -> Case:
    """Row by row, what may go goes."""
    for part in ("links", "traits", "events"):
        for row in list(case["given"][part]):
            rows = [other for other in case["given"][part] if other is not row]
            smaller = case | {"given": case["given"] | {part: rows}}
            case = smaller if difference(smaller, engine) else case
    return case


def case_file(case: Case) -> str:
    """The case with the oracle's members, as a file that `segflux test` reads."""
    wanted = expected(case)
    rows = [row | {"exactly": sorted(wanted[row["as_of"], row["segment"]])} for row in case["expect"]]
    lines = ["cases:", f"  - name: {json.dumps(case['name'])}", "    given:"]
    for part, items in case["given"].items():
        lines += [f"      {part}:"] + [f"        - {_spelled(item)}" for item in items]
    for part, items in (("segments", case["segments"]), ("expect", rows)):
        lines += [f"    {part}:"] + [f"      - {_spelled(item)}" for item in items]
    return "\n".join(lines)


def _spelled(item: Any) -> str:
    """JSON, which YAML reads, but for not-a-number."""
    return json.dumps(item, ensure_ascii=False).replace(": NaN", ": .nan")
