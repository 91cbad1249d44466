"""An engine that is wrong about somebody is found out, and the case that shows it is made small."""

from collections.abc import Mapping

from tests.fuzz.compare import Case, case_file, difference, draw_case, expected, reduced

Found = dict[tuple[str, str], set[str]]


def forgetful(case: Case) -> Found:
    """The oracle as an engine that forgets everybody with a device of a0."""
    return {key: ids - {"a0"} for key, ids in expected(case).items()}


def small_case() -> Case:
    seeds = (draw_case(seed, segments=6) for seed in range(100))
    return next(case for case in seeds if difference(case, forgetful))


def test_the_oracle_agrees_with_itself() -> None:
    assert difference(draw_case(1, segments=10), expected) == ""


def test_an_engine_that_lacks_somebody_is_found_out() -> None:
    case = small_case()
    assert difference(case, forgetful).endswith("lacks ['a0']")


def test_an_engine_that_adds_somebody_is_found_out() -> None:
    def hospitable(case: Case) -> Mapping[tuple[str, str], set[str]]:
        return {key: ids | {"stranger"} for key, ids in expected(case).items()}

    assert "adds ['stranger']" in difference(draw_case(1, segments=2), hospitable)


def test_the_case_that_shows_it_is_as_small_as_can_be() -> None:
    case = small_case()
    smaller = reduced(case, forgetful)
    assert difference(smaller, forgetful)
    assert len(smaller["segments"]) <= len(case["segments"])
    assert sum(len(smaller["given"][part]) for part in ("events", "traits", "links")) < 5
    assert "exactly" in case_file(smaller)
