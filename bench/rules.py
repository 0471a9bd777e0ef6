"""What the rules cost beside the building of the facts that they read."""

import cProfile
import pstats
import time
from collections.abc import Iterator
from typing import Any

from bench.measuring import Interval, interleaved, interval, spent
from bench.report import Figure
from cases.document import load_documents
from scoring.facts import facts_from
from scoring.rules import RULES
from scoring.rules.hashing import inputs_hashes
from scoring.values.fields import Facts

ROUNDS, CASES_A_ROUND = 12, 200
MOST = 3.0  # times the facts


def rules_beside_facts(case_ids: list[int]) -> Iterator[Figure]:
    """(b): all rules to their cards, against the facts, over the same documents."""
    chosen = case_ids[: ROUNDS * CASES_A_ROUND]
    loaded = list(load_documents(chosen).values())
    parts = [loaded[start::ROUNDS] for start in range(ROUNDS)]
    facts = [[facts_from(document) for document in part] for part in parts]
    rounds = interleaved(
        [lambda part=part: _cards(part) for part in facts],  # type: ignore[misc]
        [lambda part=part: _facts(part) for part in parts],  # type: ignore[misc]
    )
    ratio = rounds.ratio()
    sizes = [len(part) for part in parts]
    rules, bare = (
        interval(each.cpu * 1e6 / size for each, size in zip(side, sizes, strict=True))
        for side in (rounds.ours, rounds.yardstick)
    )
    yield Figure("facts of a case", bare.text("µs"))
    yield Figure(f"all {len(RULES)} rules of a case", rules.text("µs"))
    yield Figure("hashes of a case", _hashes(facts).text("µs"))
    yield Figure(
        "all rules by facts", ratio.text("times", 2), f"<= {MOST:g} times", ratio.middle <= MOST
    )
    yield from _dearest(facts)


def _facts(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        facts_from(document)


def _cards(facts: list[Facts]) -> None:
    for each in facts:
        for rule in RULES:
            rule.evaluate(each).as_dict()


def _hashes(parts: list[list[Facts]]) -> Interval:
    return interval(
        spent(lambda part=part: [inputs_hashes(each, RULES) for each in part]).cpu  # type: ignore[misc]
        * 1e6
        / len(part)
        for part in parts
    )


def _dearest(parts: list[list[Facts]]) -> Iterator[Figure]:
    """Each rule's part, the dearest first."""
    facts = [each for part in parts for each in part]
    costs = {
        rule.key: spent(lambda rule=rule: [rule.evaluate(f).as_dict() for f in facts]).cpu  # type: ignore[misc]
        for rule in RULES
    }
    for key, seconds in sorted(costs.items(), key=lambda item: -item[1]):
        yield Figure(f"  {key}", f"{seconds * 1e6 / len(facts):,.1f} µs")


def profile_of(work: Any, lines: int = 15) -> list[str]:
    """Where the time of some work goes: own seconds by function, the most first."""
    profile = cProfile.Profile(time.process_time)
    profile.runcall(work)
    stats = pstats.Stats(profile)
    entries = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:lines]  # type: ignore[attr-defined]
    whole = sum(entry[2] for entry in stats.stats.values())  # type: ignore[attr-defined]
    return [
        f"  {own / whole:5.1%}  {name} ({file.rpartition('/')[2]}:{line})"
        for (file, line, name), (_calls, _all, own, _cum, _from) in entries
    ]
