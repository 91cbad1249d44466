"""The query that an engineer would write by hand for one segment alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.evaluate.data import AS_OF

_MILLISECONDS_A_DAY = 86_400_000


def query_by_hand(who: object, columns: Mapping[tuple[str, str], str], *, reads_wide_row: bool) -> str:
    """The members of a segment; `columns` names the typed column of a property and kind.

    Traits are read from their history, as the plan does, or from the profile's wide row of now.
    """
    return f"select profile_number from {_Writer(columns, reads_wide_row=reads_wide_row).source(who)}"


class _Writer:
    """Writes conditions as sets of profiles, and starts from a set of members where there is one."""

    def __init__(self, columns: Mapping[tuple[str, str], str], *, reads_wide_row: bool) -> None:
        self._columns = columns
        self._reads_wide_row = reads_wide_row

    def source(self, who: Any) -> str:
        """What to select from: one positive condition narrowed by the others, else all profiles."""
        parts = who.get("all", [who])
        lead = next((part for part in parts if "did" in part or "trait" in part), None)
        others = [self._test(part) for part in parts if part is not lead]
        if lead is None:
            return "bench.dim_profiles where " + " and ".join(others)
        narrowed = f" where {' and '.join(others)}" if others else ""
        return f"({self._set(lead, is_distinct=True)}){narrowed}"

    def _test(self, condition: Any) -> str:
        for mode, joint in (("all", " and "), ("any", " or "), ("none", " or ")):
            if mode in condition:
                tests = joint.join(self._test(part) for part in condition[mode])
                return f"not ({tests})" if mode == "none" else f"({tests})"
        word = "not in" if "did_not" in condition else "in"
        return f"profile_number {word} ({self._set(condition)})"

    def _set(self, condition: Any, *, is_distinct: bool = False) -> str:
        if "trait" not in condition:
            return self._doers(condition, is_distinct=is_distinct)
        return self._with_trait_now(condition) if self._reads_wide_row else self._with_trait(condition)

    def _doers(self, condition: Mapping[str, Any], *, is_distinct: bool) -> str:
        event = condition.get("did") or condition["did_not"]
        days = int(condition["within"].split()[0])
        start = AS_OF - days * _MILLISECONDS_A_DAY
        tests = [
            f"event_name = '{event}'",
            f"occurred_at > fromUnixTimestamp64Milli({start}, 'UTC')",
            f"occurred_at <= fromUnixTimestamp64Milli({AS_OF}, 'UTC')",
            *(self._filter(path, wanted) for path, wanted in condition.get("where", {}).items()),
        ]
        having = self._having(condition)
        grouped = f" group by profile_number having {having}" if having else ""
        distinct = "distinct " if is_distinct and not having else ""
        return f"select {distinct}profile_number from bench.int_events_resolved where {' and '.join(tests)}{grouped}"

    def _filter(self, path: str, wanted: Any) -> str:
        if isinstance(wanted, Mapping):
            return f"{self._columns[path, 'number']} >= {wanted['at_least']}"
        return f"{self._columns[path, 'text']} = '{wanted}'"

    def _having(self, condition: Mapping[str, Any]) -> str | None:
        measures = {
            "total": ("sum", "decimal"),
            "average": ("avg", "decimal"),
            "distinct": ("uniqExact", "text"),
        }
        for word, (function, kind) in measures.items():
            if word in condition:
                column = self._columns[condition[word]["of"], kind]
                return f"{function}({column}) >= {condition[word]['at_least']}"
        if "on_days" in condition:
            return f"uniqExact(toDate(occurred_at)) >= {condition['on_days']['at_least']}"
        times = int(str(condition.get("at_least", "1")).split()[0])
        return f"count() >= {times}" if times > 1 else None

    def _with_trait(self, condition: Mapping[str, Any]) -> str:
        kind = "number" if "at_least" in condition else "text"
        return (
            f"select profile_number from bench.int_traits_resolved where trait = '{condition['trait']}' "
            f"and occurred_at <= fromUnixTimestamp64Milli({AS_OF}, 'UTC') group by profile_number "
            f"having {_trait_test(f'argMax(value_{kind}, occurred_at)', condition)}"
        )

    def _with_trait_now(self, condition: Mapping[str, Any]) -> str:
        return f"select profile_number from bench.dim_profiles where {_trait_test(condition['trait'], condition)}"


def _trait_test(value: str, condition: Mapping[str, Any]) -> str:
    if "at_least" in condition:
        return f"{value} >= {condition['at_least']}"
    return f"{value} in ({_texts(condition['is'])})"


def _texts(wanted: object) -> str:
    listed = wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted]
    return ", ".join(f"'{str(value).lower() if value is True else value}'" for value in listed)
