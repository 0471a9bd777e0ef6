"""What a source reports of a score, a grade or a class, against what the record gives.

The results are the rules' own: nothing is computed a second time. A report that lies within what
the record leaves possible is not contradicted.
"""

from collections.abc import Mapping
from typing import Any

from scoring.rules import fnclcc, imdc, margins, mskcc
from scoring.rules.base import Criterion, Rule
from scoring.rules.consistency.check import Check, Side, contradiction, side
from scoring.rules.factor_time import GIVEN, systemic_therapy
from scoring.rules.fnclcc_scores import GRADE
from scoring.rules.grading import grading
from scoring.rules.kidney_score import SCORE, SCORE_FACTORS, SCORE_GROUP, SCORE_VALUE, Groups
from scoring.rules.margins import REPORTED
from scoring.values.fields import Facts, Field
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, truth

READS: tuple[Field[Any], ...] = (*imdc.READS, *mskcc.READS, *fnclcc.READS, *margins.READS)
TIME = "time_to_systemic"


def _score(rule: Rule, groups: Groups) -> Check:
    """Points outside the range, a group that is not possible, or one that the points are not of."""
    key = f"{rule.key}_reported"

    def check(facts: Facts) -> Criterion:
        if all(score.code != rule.key for score in facts[SCORE]):
            return contradiction(key, UNKNOWN)
        result = rule.evaluate(facts).result
        reported = result.get("reported") or {}
        if not reported:
            return contradiction(key, UNKNOWN)
        low, high = result["low"], result["high"]
        is_outside = "value" in reported and not low <= reported["value"] <= high
        is_other = "group" in reported and reported["group"] not in result["groups"]
        is_unequal = {"value", "group"} <= set(reported) and not _is_of(groups, reported)
        return contradiction(
            key,
            truth(is_outside or is_other or is_unequal),
            *_reported_sides(reported),
            {"low": low, "high": high, "groups": list(result["groups"])},
        )

    return check


def _is_of(groups: Groups, reported: Mapping[str, Any]) -> bool:
    """Whether the points as reported make the group as reported."""
    points, group = reported["value"], reported["group"]
    return any(key == group and first <= points <= last for key, first, last in groups)


def _reported_sides(reported: Mapping[str, Any]) -> list[Side]:
    fields = (("value", SCORE_VALUE), ("group", SCORE_GROUP))
    return [
        {"field": str(field), "value": reported[name]} for name, field in fields if name in reported
    ]


imdc_reported = _score(imdc.RULE, imdc.GROUPS)
mskcc_reported = _score(mskcc.RULE, mskcc.GROUPS)


def factors_reported(facts: Facts) -> Criterion:
    """A factor that a report of the IMDC score counts and the record does not find (T5)."""
    named = _named_factors(facts)
    if not named:
        return contradiction("factors_reported", UNKNOWN)
    found = {each.key: each.answer for each in imdc.RULE.evaluate(facts).criteria}
    told = {key: found[key] for key in named if key in found}
    refuted = [key for key, answer in told.items() if answer in (NO, NOT_APPLICABLE)]
    is_undecided = not told or UNKNOWN in told.values()
    answer = YES if refuted else UNKNOWN if is_undecided else NO
    sides: list[Side] = [{"field": str(SCORE_FACTORS), "value": refuted or list(told)}] * bool(told)
    if TIME in refuted:
        sides.append(side(GIVEN, systemic_therapy(facts)))
    return contradiction("factors_reported", answer, *sides)


def _named_factors(facts: Facts) -> tuple[str, ...]:
    for score, factors in zip(facts[SCORE], facts[SCORE_FACTORS], strict=True):
        if score.code == imdc.KEY:
            return factors.codes
    return ()


def grade_reported(facts: Facts) -> Criterion:
    """An FNCLCC grade that its own scores exclude."""
    found = grading(facts).specimen
    if found.reported is None:
        return contradiction("grade_reported", UNKNOWN)
    return contradiction(
        "grade_reported",
        truth(found.contradicts),
        {"field": str(GRADE), "value": found.reported},
        {"groups": list(found.by_scores)},
    )


def residual_reported(facts: Facts) -> Criterion:
    """A class that the margins exclude; R0 while one is not known is possible, and no more."""
    if all(each.code is None for each in facts[REPORTED]):
        return contradiction("residual_reported", UNKNOWN)
    card = margins.RULE.evaluate(facts)
    reported = (card.result.get("reported") or {}).get("group")
    if reported is None:
        return contradiction("residual_reported", UNKNOWN)
    is_excluded = any(note.code == "reported_contradicts" for note in card.caveats)
    return contradiction(
        "residual_reported",
        truth(is_excluded),
        {"field": str(REPORTED), "value": reported},
        {"groups": list(card.result["groups"])},
    )


CHECKS: tuple[Check, ...] = (
    imdc_reported,
    mskcc_reported,
    factors_reported,
    grade_reported,
    residual_reported,
)
