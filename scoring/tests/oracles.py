"""What the rules should say, found by trying every completion. Written apart from the rules.

Answers are "yes", "no", "unknown", "not_applicable". A completion replaces each unknown by yes or
by no; whatever is possible in some completion is possible.
"""

from decimal import Decimal
from itertools import product

POSITIONS = {
    "iliac_veins": Decimal("-1"),
    "iliac_confluence": Decimal("0"),
    "infrarenal": Decimal("0.5"),
    "renal_vein_ostia": Decimal("1"),
    "suprarenal": Decimal("1.5"),
    "hepatic_vein_ostia": Decimal("2"),
    "suprahepatic": Decimal("2.5"),
    "right_atrium": Decimal("3"),
}


def completions(answers):
    """Every way in which the unknown answers may turn out; what is not applicable is left out."""
    evaluable = [answer for answer in answers if answer != "not_applicable"]
    return list(product(*(("yes", "no") if a == "unknown" else (a,) for a in evaluable)))


def imdc_group(points):
    if points == 0:
        return "favourable"
    return "intermediate" if points <= 2 else "poor"


def imdc_figures(answers):
    """Certain points, lowest and highest total, number of factors, possible groups in order."""
    totals = [completion.count("yes") for completion in completions(answers)]
    reached = {imdc_group(total) for total in totals}
    return {
        "counted": sum(answer == "yes" for answer in answers),
        "low": min(totals),
        "high": max(totals),
        "of": sum(answer != "not_applicable" for answer in answers),
        "groups": [group for group in ("favourable", "intermediate", "poor") if group in reached],
    }


def legal_pairs(lower, upper):
    """Positions of both limits in every completion; None for a limit that is not known."""
    lowers = POSITIONS.values() if lower is None else [POSITIONS[lower]]
    uppers = POSITIONS.values() if upper is None else [POSITIONS[upper]]
    return [(low, high) for low in lowers for high in uppers if low <= high and high >= 0]


def segments_between(low, high):
    found = set()
    if low < 1:
        found.add("I")
    if low < 2 and high >= 1:
        found.add("II")
    if high >= 2:
        found.add("III")
    return found


def segments(lower, upper):
    """Certain and possible segments; both empty for limits that contradict each other."""
    sets = [segments_between(low, high) for low, high in legal_pairs(lower, upper)]
    if not sets:
        return set(), set()
    return set.intersection(*sets), set.union(*sets)


def access_outcome(found, hepatic_veins):
    if "III" in found:
        return "often_impossible" if hepatic_veins == "yes" else "conditional"
    return "challenging" if "II" in found else "accessible"


def access_outcomes(lower, upper, hepatic_veins):
    """The outcomes of all completions of limits and hepatic veins.

    Invaded hepatic veins above the limits: either of the two may be wrong.
    """
    veins = ("yes", "no") if hepatic_veins == "unknown" else (hepatic_veins,)
    found = [segments_between(low, high) for low, high in legal_pairs(lower, upper)]
    if contradicts(lower, upper, hepatic_veins):
        found += [each | {"III"} for each in found]
    return {access_outcome(each, vein) for each in found for vein in veins}


def contradicts(lower, upper, hepatic_veins):
    """Whether the veins are invaded while every completion of the limits ends below them."""
    highs = [high for _low, high in legal_pairs(lower, upper)]
    return hepatic_veins == "yes" and bool(highs) and max(highs) < POSITIONS["hepatic_vein_ostia"]


def under_a_year(diagnosis_days, start_days):
    """By trying every pair of days; the anniversary of 29 February is 28 February."""
    answers = {
        (start.year - day.year, start.month, start.day)
        < (1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
        for day in diagnosis_days
        for start in start_days
    }
    if len(answers) > 1:
        return "unknown"
    return "yes" if answers.pop() else "no"
