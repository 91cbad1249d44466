"""Reads `rfm` (D17)."""

from typing import get_args

from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.paths import read_path
from segflux_cli.spec.conditions.pattern_reader import read_where
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.population import Rfm, Score, Scores
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import one_or_more, read_choice, read_mapping, wrong
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_beside, check_keys

SCORE_WORDS: tuple[Score, ...] = get_args(Score)
WORDS_OF_RFM = ("of", "amount", *SCORE_WORDS, "cell", *WINDOW_WORDS, "where")
HIGHEST_SCORE = 5
_EXAMPLE = '"{of: order_completed, amount: revenue, cell: champions}"'


def read_rfm(head: Entry, condition: Mapping, reading: Reading) -> Rfm | None:
    """`rfm: {of: E, cell: champions}` or scores; a word beside it is a fault."""
    check_beside(head, condition, (), reading.faults)
    block = read_mapping(head.value, "rfm", _EXAMPLE, reading.faults)
    if block is None:
        return None
    check_keys(block, WORDS_OF_RFM, reading.faults)
    of = next((entry for entry in block.entries if entry.key == "of"), None)
    if of is None:
        reading.faults.add(head.place, f"rfm needs the events it is about, such as {_EXAMPLE}; add of")
    events = read_event_names(of, reading) if of else ()
    amount = block.get("amount")
    path = read_path(amount, "amount", reading) if amount else None
    cell, scores = _read_cell(block, reading), read_scores(block, SCORE_WORDS, reading.faults)
    _check_scores(head, block, reading.faults)
    chosen = reading.cells[cell] if cell else scores
    where, window = read_where(block, reading), read_window(block, reading)
    return Rfm(head.place, events, chosen, cell, path, where, window) if events and chosen else None


def read_scores(block: Mapping, words: tuple[Score, ...], faults: Faults) -> Scores:
    """Scores from 1 to 5, one or a list, of each word that is written."""
    found: dict[Score, tuple[int, ...]] = {}
    for word in words:
        node = block.get(word)
        nodes = one_or_more(node, f"scores of {word}", faults) if node else ()
        scores = {score for item in nodes if (score := _read_score(item, word, faults))}
        if scores:
            found[word] = tuple(sorted(scores))
    return found


def _read_score(node: Node, word: str, faults: Faults) -> int | None:
    score = node.value if isinstance(node, Scalar) else None
    if isinstance(score, int) and not isinstance(score, bool) and 1 <= score <= HIGHEST_SCORE:
        return score
    wrong(node, word, f"a whole number from 1 to {HIGHEST_SCORE}, or a list of them", faults)
    return None


def _read_cell(block: Mapping, reading: Reading) -> str | None:
    node = block.get("cell")
    return read_choice(node, tuple(reading.cells), "cell", reading.faults) if node else None


def _check_scores(head: Entry, block: Mapping, faults: Faults) -> None:
    has_scores = any(word in block for word in SCORE_WORDS)
    if has_scores == ("cell" in block):
        came = "both" if has_scores else "neither"
        faults.add(head.place, f"rfm takes either scores (r, f, m) or a cell, and there is {came}; write one")
    if "m" in block and "amount" not in block:
        faults.add(head.place, "m needs the property that is added up; write amount: revenue")
