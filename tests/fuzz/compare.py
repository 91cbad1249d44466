"""What the oracle expects of a case, where an engine differs, and the smallest case that shows it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.fuzz import pools
from tests.fuzz.computed import computed_trait
from tests.fuzz.definitions import segment
from tests.fuzz.draw import Draw
from tests.fuzz.rows import WORDS, given
from tests.oracle.computed import people_of
from tests.oracle.people import Person
from tests.oracle.segments import Log
from tests.oracle.times import Moment, minus, time_of

_COMPUTED = 6  # traits of a case
Case = dict[str, Any]
Members = Mapping[tuple[str, str], set[str]]
Engine = Callable[[Case], Members]


def draw_case(seed: int, segments: int) -> Case:
    """One data set with many segments, each evaluated at a few moments; each may read those before it."""
    random = Random(seed)
    moments = drawn_moments(random)
    draw = Draw(random.getrandbits(64), moments, WORDS)
    for number in range(_COMPUTED):
        spec = computed_trait(draw, f"c{number}")
        draw.words = replace(draw.words, computed={**draw.words.computed, spec["trait"]: spec})
    names = [f"s{number}" for number in range(segments)]
    return {
        "name": f"seed {seed}",
        "given": given(random, moments),
        "traits": list(draw.words.computed.values()),
        "segments": [segment(draw, name, names[:number]) for number, name in enumerate(names)],
        "expect": [{"as_of": moment, "segment": name, "exactly": []} for name in names for moment in moments],
    }


def drawn_moments(random: Random) -> list[str]:
    """Two moments, and often one or two that lie exactly a length before one of them, or next to that."""
    moments = random.sample(pools.MOMENTS, k=2)
    for _ in range(random.choice([0, 1, 1, 2])):
        zone = ZoneInfo(random.choice(pools.ZONES))
        before = minus(Moment(time_of(moments[0]) or 0, zone), pools.length(random))
        moments.append(pools.as_text(before + random.choice([-1, 0, 0, 1])) + "Z")
    return list(dict.fromkeys(moments))


def expected(case: Case) -> dict[tuple[str, str], set[str]]:
    """The ids of the members, by evaluation."""
    people = people_of(case)
    log = Log(case["segments"], [row["as_of"] for row in case["expect"]], people.values())
    return {
        (row["as_of"], row["segment"]): _ids(people, log, row["segment"], row["as_of"])
        for row in case["expect"]
    }


def _ids(people: Mapping[tuple[str, str], Person], log: Log, name: str, as_of: str) -> set[str]:
    named = {one for one in people if one[0] in ("user_id", "anonymous_id")}
    return {value for kind, value in named if log.is_member(people[kind, value], name, as_of)}


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
        read = _read_by(row["segment"], case["segments"])
        # a segment that reads others depends on the evaluations before
        rows = [one for one in case["expect"] if one["segment"] in read] if len(read) > 1 else [row]
        alone = case | {
            "segments": [spec for spec in case["segments"] if spec["segment"] in read],
            "expect": rows,
        }
        if difference(alone, engine):
            return _without_rows(_without_traits(alone, engine), engine)
    return case


def _without_traits(case: Case, engine: Engine) -> Case:
    """Only those computed traits stay that others or the segment read."""
    for trait in list(case.get("traits", ())):
        fewer = case | {"traits": [other for other in case["traits"] if other is not trait]}
        said = json.dumps([fewer["traits"], fewer["segments"]])
        if f'"{trait["trait"]}"' not in said and difference(fewer, engine):
            case = fewer
    return case


def _read_by(name: str, segments: list[Case]) -> set[str]:
    """The segment and those named in it, and in these."""
    (spec,) = (one for one in segments if one["segment"] == name)
    said = json.dumps(spec)
    heads = ("_segment", "among")
    named = {
        one["segment"] for one in segments if any(f'{head}": "{one["segment"]}"' in said for head in heads)
    }
    return {name}.union(*(_read_by(other, segments) for other in named))


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
        rows_of_part = _spelled(items) if isinstance(items, dict) else ""
        lines += [f"      {part}: {rows_of_part}".rstrip()]
        lines += [f"        - {_spelled(item)}" for item in items if not rows_of_part]
    for part, items in (("traits", case.get("traits", [])), ("segments", case["segments"]), ("expect", rows)):
        lines += [f"    {part}:"] + [f"      - {_spelled(item)}" for item in items]
    return "\n".join(lines)


def _spelled(item: Any) -> str:
    """JSON, which YAML reads, but for not-a-number."""
    return json.dumps(item, ensure_ascii=False).replace(": NaN", ": .nan")
