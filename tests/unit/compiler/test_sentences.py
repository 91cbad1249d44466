import re
from pathlib import Path

import pytest

from segflux_cli.compiler.files.segment_files import said_of
from segflux_cli.compiler.segments.reads import names_read
from segflux_cli.compiler.segments.segments import compile_segments
from segflux_cli.compiler.wording.sentences import sentence_of
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Segment, Size
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

DOCUMENT = (Path(__file__).parents[3] / "docs" / "segment-language.md").read_text(encoding="utf-8")
EXAMPLES = [
    block
    for block in re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
    if block.startswith("segment:")
]


def read(text: str) -> Segment:
    faults = Faults()
    node = parse_yaml(text, "x.yml", faults)
    segment = read_segment(node, Reading(faults, allows_sql=True)) if node else None
    assert segment, faults.errors
    return segment


def said(who: str, rest: str = "") -> str:
    return sentence_of(read(f"segment: x\nwho: {who}\n{rest}"))


def test_a_tombstone_says_that_nobody_is_in() -> None:
    assert sentence_of(read("segment: x\nstatus: retired")) == "Nobody: it is retired."


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("everyone", "Everyone."),
        ("[{did: page_viewed}]", "People who did “page viewed”."),
        (
            (
                "[{did: page_viewed, at_least: 3 times, within: 7 days, where: {path: {starts_with: /pricing}}},"
                " {did_not: trial_started}]"
            ),
            (
                "People who did “page viewed” at least 3 times in the last 7 days where path starts with “/pricing” "
                "and who never did “trial started”."
            ),
        ),
        (
            "[{trait: country, is: [DE, AT, CH]}, {trait: age, between: [18, 30]}, {trait: phone, exists: false}]",
            "People whose country is DE, AT or CH, whose age is from 18 to 30 and whose phone is not known.",
        ),
        (
            "[{did: order_completed, total: {of: revenue, at_least: 500}, on_days: {at_least: 2}, during: last month}]",
            (
                "People who did “order completed” on at least 2 different days last month "
                "with a total revenue of at least 500."
            ),
        ),
        ("[{any: [{did: a}, {trait: b, is: c}]}]", "People who did “a” or whose b is c."),
        ("[{none: [{did: a}, {did: b}]}]", "Everyone but people who did “a” or who did “b”."),
        (
            "[{did: a}, {any: [{did: b}, {all: [{did: c}, {did: d}]}]}, {none: [{did: e}]}]",
            "People who did “a” and (who did “b” or (who did “c” and who did “d”)), but not those who did “e”.",
        ),
        (
            "[{all: [{any: [{did: a}, {did: b}]}]}, {did: c}]",
            "People (who did “a” or who did “b”) and who did “c”.",
        ),
        (
            "[{any: [{all: [{none: [{did: a}]}]}, {did: b}]}]",
            "People (who are none of those who did “a”) or who did “b”.",
        ),
        (
            "[{any: [{all: [{none: [{did: a}]}]}]}, {did: b}]",
            "People who did “b”, but not those who did “a”.",
        ),
        ("[{any: [{all: [{any: [{did: a}, {did: b}]}]}]}]", "People who did “a” or who did “b”."),
        ("[{did: a, at_least: 0, at_most: 1}]", "People who did “a” at most once."),
        ("[{did: a, exactly: 3 times}]", "People who did “a” exactly 3 times."),
        ("[{did: a, at_least: 1, at_most: 1}]", "People who did “a” exactly once."),
        ("[{did: a, at_least: 1, at_most: 3}]", "People who did “a” 1 to 3 times."),
        ("[{not_in_segment: b}]", "People who are not in “b”."),
        (
            "[{not_in_segment: b, for_at_least: 7 days}]",
            "People who are in “b” for less than 7 days or not at all.",
        ),
        ("[{did_not: '*', within: 1 month}]", "People who did not do anything in the last 1 month."),
    ],
)
def test_a_definition_reads_as_a_sentence(who: str, sentence: str) -> None:
    assert said(who) == sentence


def test_only_a_segment_that_yields_to_others_of_its_group_says_so() -> None:
    segments = [
        read(f"segment: {name}\nwho: [{{did: a}}]\npriority: {{group: news, rank: {rank}}}\n")
        for name, rank in (("first", 10), ("second", 20))
    ]
    sentences = [
        said_of(each, Size())["texts"]["sentence"] for each in compile_segments(segments, Everyone(), "UTC")
    ]
    told = ", unless a segment that comes first in the group news has them"
    assert [told in sentence for sentence in sentences] == [False, True]


def test_a_base_of_its_own_is_named() -> None:
    assert said("[{did: a}]", "base: everyone").endswith(
        ", counted among everyone, anonymous visitors included."
    )


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: str(text).split("\n", maxsplit=1)[0])
def test_every_example_of_the_language_has_a_sentence(text: str) -> None:
    sentence = sentence_of(read(text))
    assert re.fullmatch(r"(People|Everyone|Nobody).*\.", sentence)
    assert "satisfy" not in sentence
    assert "  " not in sentence


def test_what_a_segment_reads_is_found_in_blocks_and_base() -> None:
    segment = read(
        "segment: x\nbase: [{trait: plan, is: pro}]\n"
        "who: [{did: [b, 'a*']}, {any: [{did_not: c}, {none: [{trait: t, is: 1}]}]}]"
    )
    read_names = names_read(segment.who, segment.base)
    assert read_names.events == ("a*", "b", "c")
    assert read_names.traits == ("plan", "t")
